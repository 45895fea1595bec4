"""The counter: a lost code is given to a person present, after an identity check that is noted for others to read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints import ticket
from complaints.complaint import Complaint
from complaints.counter import Claimable, Counter
from complaints.kinds import Visibility
from complaints.own_contact import OwnContact
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid, NotFound, Refused, ServiceError
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from foundation.limits import Limit
from people.actor import Actor
from people.contact import Contact
from people.identity_checks import Document, IdentityChecks, Reason
from web.data_words import ASKED_FOR, DOCUMENT, PROOFS, REASON, choices
from web.errors import status_of
from web.forms import Posted, day_of, posted
from web.house import House
from web.lookup import follow_path, full_address
from web.office_frame import COUNTER, COUNTER_LOG, narrowed, office_page, wording_of
from web.pin_door import pins
from web.qr import Picture
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

SEARCHES = Limit("counter searches", 60, 3600)
"""How often one officer may look for people in an hour."""
RECEIPTS = Limit("receipts looked at", 20, 3600)
"""PINs of receipts one officer may try in an hour."""
_FIELDS = ("code", "name", "reach", "day", "receipt_code")
_NO_CODE = _("Tuliskan kode pada tanda terimanya.")
_NO_DAY = _("Tanggal tidak dapat dibaca. Tulis sebagai tahun-bulan-tanggal, misalnya 2026-11-20.")
_DOCUMENT = _("Pilih dokumen yang Anda periksa.")
_REASON = _("Pilih alasannya.")
_SAME = _("Beri tanda bahwa orangnya cocok dengan dokumen dan dengan data pelapor.")
_ANONYMOUS = _("Aduan anonim tidak dapat diambil di loket: tidak ada yang dapat dicocokkan dengan dokumen.")
_GONE = _("Isi dan data aduan ini sudah dihapus, jadi pelapornya tidak dapat dikenali lagi.")


@get(COUNTER.path, name="office.counter", guards=[one_of(*COUNTER.roles)], include_in_schema=False)
async def counter(request: Request[Any, Any, Any]) -> Response[str]:
    return await _search_page(request)


@post(COUNTER.path, name="office.counter.find", guards=[one_of(*COUNTER.roles)], include_in_schema=False)
async def find(request: Request[Any, Any, Any]) -> Response[str]:
    """A form that is posted, so that no name stands in an address."""
    house, form = house_of(request), await posted(request)
    actor = _at_the_counter(request)
    try:
        await house.limits.count(SEARCHES, str(actor.person))
        day = day_of(form.values.get("day", ""))
        if form.values.get("day", "").strip() and day is None:
            raise Invalid(_NO_DAY, fields={"day": _NO_DAY})
        asked = {name: form.values.get(name, "")[:200] for name in ("code", "name", "reach")}
        found = await Counter(house.database, house.keys).find(actor, await house.zone(), day=day, **asked)
    except ServiceError as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _search_page(request, form.values, faults, int(status_of(error)))
    return await _search_page(request, form.values, found=found)


@get(
    COUNTER.path + "/{complaint_id:uuid}",
    name="office.counter.case",
    guards=[one_of(*COUNTER.roles)],
    include_in_schema=False,
)
async def check(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    return await _check_page(request, await _claimed(request, complaint_id))


@post(
    COUNTER.path + "/{complaint_id:uuid}",
    name="office.counter.give",
    guards=[one_of(*COUNTER.roles)],
    include_in_schema=False,
)
async def give(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    """Note it, then show the code once: sent again, the same form shows nothing."""
    house, case, form = house_of(request), await _claimed(request, complaint_id), await posted(request)
    officer = visitor_of(request).actor.person
    assert officer is not None
    faults = _faults(form)
    if faults:
        return await _check_page(request, case, form.values, faults, 422)
    document, reason = Document(form.raw["document"]), Reason(form.raw["reason"])
    try:
        checks = IdentityChecks(house.database, house.clock)
        await checks.note(complaint_id, form.key or uuid4(), officer, document, reason)
    except Refused as error:
        return await _check_page(request, case, {}, {"": error.sentence}, int(status_of(error)))
    # Whose case it is hears of it where they left an address: an officer may have given it to the wrong person.
    told = house.mails and await OwnContact(house.database, house.clock, house.keys).tell(
        complaint_id, "given", SOURCE_LANGUAGE
    )
    return await _given_page(request, case.complaint, await _new_pin(house, case), document, told=told)


@post(COUNTER.path + "/pin", name="office.counter.pin", guards=[one_of(*COUNTER.roles)], include_in_schema=False)
async def renew(request: Request[Any, Any, Any]) -> Response[str]:
    """A new PIN for the one on a receipt: of a report without a name the paper alone tells whose it is."""
    house, form, officer = house_of(request), await posted(request), visitor_of(request).actor.person
    assert officer is not None
    code, pin = form.values.get("receipt_code", "")[:60], form.values.get("receipt_pin", "")[:20]
    values = {"receipt_code": code}
    try:
        await house.limits.count(RECEIPTS, str(officer))
        if not code.strip():
            raise Invalid(_NO_CODE, fields={"code": _NO_CODE})
        complaint_id = await pins(house).on_receipt(code, pin)
        checks = IdentityChecks(house.database, house.clock)
        await checks.note(complaint_id, form.key or uuid4(), officer, Document.RECEIPT, Reason.PIN)
    except ServiceError as error:
        told = (error.fields if isinstance(error, Invalid) else {}) or {"code": error.sentence}
        faults = {f"receipt_{name}": sentence for name, sentence in told.items()}
        return await _search_page(request, values, faults, int(status_of(error)))
    complaint = (await house.queries.public_case(complaint_id)).complaint
    return await _given_page(request, complaint, await pins(house).rotate(complaint_id), Document.RECEIPT, told=False)


async def _given_page(
    request: Request[Any, Any, Any], complaint: Complaint, pin: str, document: Document, *, told: bool
) -> Response[str]:
    """What is handed over, shown this once."""
    house, wording = house_of(request), await wording_of(request)
    address = full_address(request, follow_path(house, complaint))
    context = {
        "pin": f"{pin[:3]} {pin[3:]}" if pin else "",
        "pin_address": full_address(request, "/lacak/pin"),
        "code": complaint.code,
        "address": address,
        "picture": Picture(address),
        "received_at": complaint.received_at,
        "document": wording.say(DOCUMENT[document]),
        "given_at": house.clock.now(),
        "told": told,
        "again": COUNTER.path,
    }
    answer = await office_page(request, "office/counter_given.html", COUNTER, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get(COUNTER_LOG.path, name="office.counter.log", guards=[one_of(*COUNTER_LOG.roles)], include_in_schema=False)
async def log(request: Request[Any, Any, Any]) -> Response[str]:
    """Codes given, for those who look after the officers. Of a report of wrongdoing others read that there was one."""
    house, wording = house_of(request), await wording_of(request)
    given = await Counter(house.database, house.keys).given(visitor_of(request).actor)
    officers = await house.officers()
    context = {
        "given": [
            {
                "at": one.check.at,
                "officer": officers.get(f"officer:{one.check.officer}", ""),
                "code": ticket.show(one.code) if one.code else wording.say(_("Aduan terbatas")),
                "document": wording.say(DOCUMENT[Document(one.check.document)]),
                "reason": wording.say(REASON[Reason(one.check.reason)]),
            }
            for one in given
        ]
    }
    return await office_page(request, "office/counter_log.html", COUNTER_LOG, context)


def _at_the_counter(request: Request[Any, Any, Any]) -> Actor:
    """Only what a post at the counter opens: somebody who also supervises looks for nobody's reports here."""
    return narrowed(visitor_of(request).actor, *COUNTER.roles)


async def _new_pin(house: House, case: Case) -> str:
    """A new PIN in place of the old one, for who left neither telephone nor e-mail; "" for others."""
    reached = case.contact is not None and bool(case.contact.phone or case.contact.email)
    return "" if reached else await pins(house).rotate(case.complaint.id)


async def _claimed(request: Request[Any, Any, Any], complaint_id: UUID) -> Case:
    """The case, for an officer who may know who filed it; NotFound, or Refused where nobody can be recognised."""
    house = house_of(request)
    case = await house.queries.case(_at_the_counter(request), complaint_id)
    if case.sight < Sight.WORDS:
        raise NotFound()
    if case.complaint.visibility is Visibility.ANONYMOUS:
        raise Refused(_ANONYMOUS)
    if case.sight < Sight.REPORTER:
        raise NotFound()
    if case.complaint.erased or case.contact is None:
        raise Refused(_GONE)
    return case


def _faults(form: Posted) -> dict[str, str]:
    faults: dict[str, str] = {}
    if form.raw.get("document") not in set(PROOFS):
        faults["document"] = _DOCUMENT
    if form.raw.get("reason") not in set(ASKED_FOR):
        faults["reason"] = _REASON
    if form.raw.get("same") != "ya":
        faults["same"] = _SAME
    return faults


async def _search_page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    found: list[Claimable] | None = None,
) -> Response[str]:
    wording, language = await wording_of(request), visitor_of(request).language
    context = {
        "action": COUNTER.path,
        "pin_action": f"{COUNTER.path}/pin",
        "key": uuid4(),
        "searched": found is not None,
        "found": [_row(wording, one) for one in found or []],
        "values": {name: (values or {}).get(name, "") for name in _FIELDS},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "today": wording.now.astimezone(ZoneInfo(wording.region.timezone)).date(),
        "request_href": "/kantor/permintaan-data/baru",
    }
    return await office_page(request, "office/counter.html", COUNTER, context, status=status)


def _row(wording: Wording, one: Claimable) -> dict[str, Any]:
    return {
        "href": f"{COUNTER.path}/{one.id}",
        "code": one.code,
        "name": one.contact.name or wording.say(_("Tanpa nama")),
        "received_at": one.received_at,
        "unit": wording.unit(one.unit),
        "topic": wording.topic(one.topic),
    }


async def _check_page(
    request: Request[Any, Any, Any],
    case: Case,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, language = house_of(request), await wording_of(request), visitor_of(request).language
    complaint, contact = case.complaint, case.contact or Contact()
    context = {
        "action": f"{COUNTER.path}/{complaint.id}",
        "back": COUNTER.path,
        "key": uuid4(),
        "case": {
            "received_at": complaint.received_at,
            "topic": wording.topic(complaint.topic),
            "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
            "visibility": wording.visibility(complaint.visibility),
            "place": wording.place(case.place, complaint.area),
        },
        "contact": {"name": contact.name, "phone": contact.phone, "email": contact.email},
        "documents": choices(wording, PROOFS),
        "reasons": choices(wording, ASKED_FOR),
        "values": values or {},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "given": await _given(house, wording, complaint.id),
    }
    return await office_page(request, "office/counter_check.html", COUNTER, context, status=status)


async def _given(house: House, wording: Wording, complaint_id: UUID) -> list[dict[str, Any]]:
    found = await IdentityChecks(house.database, house.clock).of(complaint_id)
    return [{"at": one.at, "document": wording.say(DOCUMENT[Document(one.document)])} for one in found]


HANDLERS: list[HTTPRouteHandler] = [counter, find, check, give, renew, log]
