"""Requests about personal data as the office works on them: what is due, taken in, answered."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints import ticket
from complaints.counter import Counter
from complaints.data_requests import DataRequest, DataRequests, Details
from complaints.data_rights import ERASING, Outcome, Right, Way, due_of
from complaints.own_contact import OwnContact
from complaints.report import said
from complaints.tables import ComplaintRow
from foundation.errors import Invalid, NotFound, ServiceError
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from foundation.limits import Limit
from people.actor import Actor, Role
from web.data_words import OUTCOME, PROOFS, RIGHT, WAY, choices, shown
from web.errors import status_of
from web.forms import Posted, day_of, posted, uuid_of
from web.house import House
from web.office_frame import COUNTER, DATA_REQUESTS, narrowed, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

TAKERS = (Role.COORDINATOR, Role.OFFICER, Role.ADMINISTRATOR)
"""Who takes in a request that comes by letter or at the counter."""
NEW = DATA_REQUESTS.path + "/baru"
ONE = DATA_REQUESTS.path + "/{request_id:uuid}"
SEARCHES = Limit("cases of a person", 30, 3600)
"""How often one officer may look for all cases of somebody in an hour."""
_DONE = {
    "baru": _("Permintaan dicatat. Hitungan waktunya berjalan sejak diterima."),
    "jawab": _("Jawaban disimpan."),
    "jawab-email": _("Jawaban disimpan. Pelapor diberi tahu lewat email."),
    "hapus": _("Isi dan data aduan itu sudah dihapus."),
}
_KIND, _WAY = _("Pilih apa yang diminta."), _("Pilih bagaimana permintaan ini datang.")
_CHECKED = _("Pilih dokumen yang diperiksa. Permintaan tanpa identitas tidak dapat dipenuhi.")
_DAY = _("Tulis tanggal diterimanya, tidak di masa depan.")
_REACH = _("Tulis ke mana jawabannya disampaikan.")
_WORDS, _ANSWER = _("Tuliskan permintaannya."), _("Tuliskan jawabannya.")
_OUTCOME = _("Pilih hasilnya.")
_SURE = _("Beri tanda bahwa Anda yakin.")
_NOT_THEIRS = _("Aduan itu tidak dikirim dengan email atau telepon tersebut.")
_NO_ERASURE = _("Hanya permintaan menghapus atau menarik persetujuan yang menghapus isi aduan.")


@get(DATA_REQUESTS.path, name="office.data", guards=[one_of(*DATA_REQUESTS.roles)], include_in_schema=False)
async def listed(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book, now = _book(house), house.clock.now()
    context = {
        "waiting": [_row(wording, one, now) for one in await book.waiting(actor)],
        "answered": [_row(wording, one, now) for one in await book.answered(actor)],
        "new_href": NEW if actor.holds_role(*TAKERS) else "",
    }
    return await office_page(
        request, "office/data_requests.html", DATA_REQUESTS, context, messages=_messages(request, wording)
    )


@get(NEW, name="office.data.new", guards=[one_of(*TAKERS)], include_in_schema=False)
async def new(request: Request[Any, Any, Any]) -> Response[str]:
    return await _new_page(request)


@post(DATA_REQUESTS.path, name="office.data.take", guards=[one_of(*TAKERS)], include_in_schema=False)
async def take(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form, actor = house_of(request), await posted(request), visitor_of(request).actor
    try:
        received_at, subject = await _read(house, form)
        words = said(form.raw.get("words"), field="words", limit=2000, missing=_WORDS).text
    except Invalid as error:
        return await _new_page(request, form.values, error.fields or {"": error.sentence}, int(status_of(error)))
    name, contact = (form.values.get(field, "").strip()[:200] for field in ("name", "contact"))
    await _book(house).take(
        Right(form.raw["kind"]),
        Way(form.raw["way"]),
        Details(words, name, contact),
        request_id=form.key or uuid4(),
        subject=subject,
        received_at=received_at,
        entered_by=actor.person,
        document=form.raw["document"],
    )
    onwards = DATA_REQUESTS.path if actor.holds_role(*DATA_REQUESTS.roles) else NEW
    return Redirect(f"{onwards}?berhasil=baru", status_code=303)


@get(ONE, name="office.data.one", guards=[one_of(*DATA_REQUESTS.roles)], include_in_schema=False)
async def one(request: Request[Any, Any, Any], request_id: FromPath[UUID]) -> Response[str]:
    return await _one_page(request, await _asked(request, request_id))


@post(ONE + "/cari", name="office.data.find", guards=[one_of(Role.ADMINISTRATOR)], include_in_schema=False)
async def find(request: Request[Any, Any, Any], request_id: FromPath[UUID]) -> Response[str]:
    """All cases filed with an e-mail or a number, while a request waits; posted, so that no address holds it."""
    asked, form = await _asked(request, request_id), await posted(request)
    try:
        found = await _cases_of(request, asked, form.values.get("reach", ""))
    except ServiceError as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _one_page(request, asked, form.values, faults, int(status_of(error)))
    return await _one_page(request, asked, form.values, found=found)


@post(ONE + "/hapus", name="office.data.erase", guards=[one_of(Role.ADMINISTRATOR)], include_in_schema=False)
async def erase(request: Request[Any, Any, Any], request_id: FromPath[UUID]) -> Response[Any]:
    """Erase one case on its reporter's request: the one asked about, or one that their address or number filed."""
    house, asked, form = house_of(request), await _asked(request, request_id), await posted(request)
    complaint_id, reach = uuid_of(form.raw.get("case", "")), form.values.get("reach", "")
    try:
        if asked.kind not in ERASING or asked.answered_at is not None:
            raise Invalid(_NO_ERASURE, fields={"": _NO_ERASURE})
        found = await _cases_of(request, asked, reach)
        if complaint_id not in {row.complaint_id for row in found} or complaint_id is None:
            raise Invalid(_NOT_THEIRS, fields={"": _NOT_THEIRS})
        if form.raw.get("sure") != "ya":
            return await _one_page(request, asked, form.values, {f"sure-{complaint_id}": _SURE}, 422, found)
    except ServiceError as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _one_page(request, asked, form.values, faults, int(status_of(error)))
    actor = narrowed(visitor_of(request).actor, Role.ADMINISTRATOR)
    await house.handling.handle(c.Order(complaint_id, c.Erase(), f"data:{asked.id}"), actor)
    await house.attachments.sweep(complaint_id)
    await house.ties.end(complaint_id)
    await _book(house).forget(complaint_id)
    return Redirect(f"{DATA_REQUESTS.path}/{asked.id}?berhasil=hapus", status_code=303)


@post(ONE + "/jawab", name="office.data.answer", guards=[one_of(*DATA_REQUESTS.roles)], include_in_schema=False)
async def answer(request: Request[Any, Any, Any], request_id: FromPath[UUID]) -> Response[Any]:
    house, asked, form = house_of(request), await _asked(request, request_id), await posted(request)
    faults: dict[str, str] = {}
    if form.raw.get("outcome") not in set(Outcome):
        faults["outcome"] = _OUTCOME
    try:
        words = said(form.raw.get("answer"), field="answer", limit=2000, missing=_ANSWER).text
    except Invalid as wrong:
        faults |= wrong.fields
    if faults:
        return await _one_page(request, asked, form.values, faults, 422)
    book = _book(house)
    await book.answer(visitor_of(request).actor, request_id, Outcome(form.raw["outcome"]), words)
    told = False
    if asked.subject and asked.way is Way.PAGE and house.mails:
        own = OwnContact(house.database, house.clock, house.keys)
        told = await own.tell(asked.subject, "answered", SOURCE_LANGUAGE)
    return Redirect(f"{DATA_REQUESTS.path}?berhasil={'jawab-email' if told else 'jawab'}", status_code=303)


def _book(house: House) -> DataRequests:
    return DataRequests(house.database, house.clock, house.keys)


async def _asked(request: Request[Any, Any, Any], request_id: UUID) -> DataRequest:
    return await _book(house_of(request)).one(visitor_of(request).actor, request_id)


async def _cases_of(request: Request[Any, Any, Any], asked: DataRequest, reach: str) -> list[ComplaintRow]:
    """The cases of whoever asks, without any of wrongdoing: those an administrator must not know of.

    The case that a letter names is none of them by itself: its code may stand on a public page.
    """
    house, actor = house_of(request), visitor_of(request).actor
    counter = Counter(house.database, house.keys)
    ids = [asked.subject] if asked.subject and asked.way is Way.PAGE else []
    if reach.strip():
        if asked.answered_at is not None:
            raise NotFound()
        await house.limits.count(SEARCHES, str(actor.person))
        ids += await counter.cases_of(reach.strip())
    return await counter.lying_there(ids)


async def _read(house: House, form: Posted) -> tuple[datetime, UUID | None]:
    """When a request was received, and about which case; raises Invalid with a sentence a field."""
    faults: dict[str, str] = {}
    for field, known, fault in (
        ("kind", set(Right), _KIND),
        ("way", {Way.COUNTER, Way.LETTER}, _WAY),
        ("document", set(PROOFS), _CHECKED),
    ):
        if form.raw.get(field) not in known:
            faults[field] = fault
    now = house.clock.now()
    day, today = day_of(form.raw.get("received_on", "")), await house.today()
    if day is None or day > today or day.year < 2000:
        faults["received_on"] = _DAY
    if not form.values.get("contact", "").strip():
        faults["contact"] = _REACH
    subject = None
    if form.raw.get("code", "").strip():
        try:
            subject = await house.queries.find(form.raw["code"])
        except (Invalid, NotFound) as error:
            faults["code"] = error.sentence
    if not form.raw.get("words", "").strip():
        faults["words"] = _WORDS
    if faults or day is None:
        raise Invalid(fields=faults)
    # Of an earlier day only the day is known: its first instant, so that nobody is kept waiting for longer.
    begun = now if day == today else datetime.combine(day, time(), await house.zone()).astimezone(UTC)
    return begun, subject


def _messages(request: Request[Any, Any, Any], wording: Wording) -> list[dict[str, str]]:
    done = _DONE.get(request.query_params.get("berhasil", ""))
    return [{"kind": "done", "text": wording.say(done)}] if done else []


def _row(wording: Wording, one: DataRequest, now: datetime) -> dict[str, Any]:
    return shown(wording, one, now) | {
        "href": f"{DATA_REQUESTS.path}/{one.id}",
        "code": ticket.show(one.code) if one.code else "",
    }


async def _new_page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    today = await house.today()
    context = {
        "action": DATA_REQUESTS.path,
        "key": uuid4(),
        "today": today,
        "due_at": due_of(house.clock.now()),
        "kinds": choices(wording, RIGHT),
        "ways": [one for one in choices(wording, WAY) if one["value"] != Way.PAGE],
        "documents": choices(wording, PROOFS),
        "values": {"received_on": today.isoformat()} | dict(values or {}),
        "errors": {name: say(wording.language, words) for name, words in (faults or {}).items()},
        "back": DATA_REQUESTS.path if actor.holds_role(*DATA_REQUESTS.roles) else COUNTER.path,
    }
    here = DATA_REQUESTS if actor.holds_role(*DATA_REQUESTS.roles) else COUNTER
    return await office_page(
        request, "office/data_request_new.html", here, context, status=status, messages=_messages(request, wording)
    )


async def _one_page(
    request: Request[Any, Any, Any],
    asked: DataRequest,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    found: list[ComplaintRow] | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    officers, now = await house.officers(), house.clock.now()
    rows = found if found is not None else await _cases_of(request, asked, "")
    base = f"{DATA_REQUESTS.path}/{asked.id}"
    context = {
        "asked": _row(wording, asked, now),
        "name": asked.details.name,
        "contact": asked.details.contact,
        "entered_by": officers.get(f"officer:{asked.entered_by}", ""),
        "answered_by": officers.get(f"officer:{asked.answered_by}", ""),
        "open": asked.answered_at is None,
        "erasing": asked.kind in ERASING and _erases(actor),
        "searching": asked.answered_at is None and _erases(actor),
        "searched": found is not None,
        "cases": [_case(wording, row) for row in rows],
        "outcomes": choices(wording, OUTCOME),
        "find_action": f"{base}/cari",
        "erase_action": f"{base}/hapus",
        "answer_action": f"{base}/jawab",
        "back": DATA_REQUESTS.path,
        "inspectorate": wording.unit(wording.region.inspectorate_unit),
        "values": values or {},
        "errors": {name: say(wording.language, words) for name, words in (faults or {}).items()},
    }
    return await office_page(
        request, "office/data_request.html", DATA_REQUESTS, context, status=status, messages=_messages(request, wording)
    )


def _erases(actor: Actor) -> bool:
    return actor.holds_role(Role.ADMINISTRATOR)


def _case(wording: Wording, row: ComplaintRow) -> dict[str, Any]:
    """No word of what was told, and nothing of who told it."""
    return {
        "id": row.complaint_id,
        "code": ticket.show(row.code),
        "received_at": row.received_at,
        "status_label": wording.status(row.status),
        "status_tone": wording.tone(row.status),
        "erased": row.erased,
    }


HANDLERS: list[HTTPRouteHandler] = [listed, new, take, one, find, erase, answer]
