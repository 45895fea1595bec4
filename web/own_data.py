"""“Data saya”: what the reporter may ask about their own data, done at once where it can be, else with a clock."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4, uuid5

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.data_requests import DataRequests, Details
from complaints.data_rights import Right, Way
from complaints.own_contact import LASTS, OwnContact
from complaints.report import said
from foundation.errors import Invalid, NotFound, ServiceError
from foundation.language import mark as _
from foundation.limits import Limit
from people.contact import Contact
from people.contacts import contact_from
from people.identity_checks import Document, IdentityChecks
from web.data_words import DOCUMENT, RIGHT, choices, shown
from web.errors import status_of
from web.follow import erasable
from web.forms import posted, uuid_of
from web.house import House
from web.lookup import NEW_EMAIL, citizens_wording, held, own_data_path, reporter, token_of
from web.rendering import page, say
from web.visitor import house_of, visitor_of

PATH = "/lacak/{code:str}/{token:str}/data-saya"
CONFIRM = "/email-baru/{code:str}/{mail_id:str}/{token:str}"
CHANGES = Limit("own contact", 10, 24 * 3600)
ASKED = Limit("data requests", 5, 24 * 3600)
"""How often in a day a contact may be changed, and something be asked, of one case."""
TO_ASK = (Right.RESTRICTION, Right.WITHDRAWAL, Right.CORRECTION, Right.ACCESS)
"""What somebody of the office answers; the rest the program does at once."""
MAILS = Limit("new email", 3, 24 * 3600)
"""Mails that ask one address whether it agrees, in a day, whoever named it."""
LONGEST = 2000
DONE: dict[str, str] = {
    "diri": _("Data diri Anda sudah diperbaiki."),
    "konfirmasi": _(
        "Kami mengirim surat ke alamat email yang baru. Alamat itu dipakai setelah Anda membuka tautannya."
    ),
    "keduanya": _("Data diri sudah diperbaiki. Email yang baru dipakai setelah Anda membuka tautan yang kami kirim."),
    "sama": _("Tidak ada yang berubah."),
    "minta": _("Permintaan Anda sudah kami terima. Batas waktunya ada di bawah."),
}
_CHOOSE = _("Pilih apa yang Anda minta.")
_MISSING = _("Tuliskan permintaan Anda.")
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")


@get(PATH, name="follow.data", include_in_schema=False)
async def own_data(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[str]:
    complaint_id = await held(request, code, token)
    return await _page(request, complaint_id, done=DONE.get(request.query_params.get("kabar", ""), ""))


@post(PATH + "/diri", name="follow.data.contact", include_in_schema=False)
async def correct(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Name and telephone at once; an e-mail once a mail to it was answered."""
    house, complaint_id = house_of(request), await held(request, code, token)
    form, language = await posted(request), visitor_of(request).language
    own = OwnContact(house.database, house.clock, house.keys)
    try:
        case = await house.queries.case(reporter(complaint_id), complaint_id)
        wanted = contact_from(form.raw.get("name"), form.raw.get("email"), form.raw.get("phone")) or Contact()
        if not house.mails and wanted.email:
            # It could never be confirmed; what is there stays.
            wanted = Contact(wanted.name, case.contact.email if case.contact else None, wanted.phone)
        await house.limits.count(CHANGES, str(complaint_id))
        if wanted.email and wanted.email != (case.contact.email if case.contact else None):
            await house.limits.count(MAILS, wanted.email)
        changed = await own.change(complaint_id, wanted, language)
    except ServiceError as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _page(request, complaint_id, form.values, faults, int(status_of(error)))
    at_once = [field for field in changed if field != "confirm"]
    if at_once:
        await _requests(house).settle(Right.CORRECTION, complaint_id, at_once)
    waits = "confirm" in changed
    told = "keduanya" if waits and at_once else "konfirmasi" if waits else "diri" if at_once else "sama"
    return Redirect(f"{own_data_path(house, case.complaint.code, complaint_id)}?kabar={told}", status_code=303)


@post(PATH + "/minta", name="follow.data.ask", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    house, complaint_id = house_of(request), await held(request, code, token)
    form = await posted(request)
    faults: dict[str, str] = {}
    kind = form.raw.get("kind", "")
    if kind not in TO_ASK:
        faults["kind"] = _CHOOSE
    try:
        words = said(form.raw.get("words"), field="words", limit=LONGEST, missing=_MISSING).text
    except Invalid as wrong:
        faults |= wrong.fields
    try:
        if faults:
            raise Invalid(fields=faults)
        await house.limits.count(ASKED, str(complaint_id))
    except ServiceError as error:
        faults = faults or {"": error.sentence}
        return await _page(request, complaint_id, form.values, faults, int(status_of(error)))
    # Sent twice it is one request; but who went back and wrote something else asks for that, too.
    once = uuid5(form.key or uuid4(), f"{complaint_id}:{kind}:{words}")
    await _requests(house).take(Right(kind), Way.PAGE, Details(words), request_id=once, subject=complaint_id)
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    return Redirect(f"{own_data_path(house, case.complaint.code, complaint_id)}?kabar=minta", status_code=303)


@get(CONFIRM, name="email.confirm.ask", include_in_schema=False)
async def ask_confirm(
    request: Request[Any, Any, Any], code: FromPath[str], mail_id: FromPath[str], token: FromPath[str]
) -> Response[str]:
    """Programs that look into mails open links, and must confirm nothing."""
    await _new_email(request, code, mail_id, token)
    return await page(request, "citizen/new_email.html", {"code": code, "action": request.url.path, "done": False})


@post(CONFIRM, name="email.confirm", include_in_schema=False)
async def confirm(
    request: Request[Any, Any, Any], code: FromPath[str], mail_id: FromPath[str], token: FromPath[str]
) -> Response[str]:
    house = house_of(request)
    complaint_id, mail = await _new_email(request, code, mail_id, token)
    await OwnContact(house.database, house.clock, house.keys).confirm(complaint_id, mail, visitor_of(request).language)
    await _requests(house).settle(Right.CORRECTION, complaint_id, ["email"])
    return await page(request, "citizen/new_email.html", {"code": code, "action": "", "done": True})


async def _new_email(request: Request[Any, Any, Any], code: str, mail_id: str, token: str) -> tuple[UUID, UUID]:
    house, mail = house_of(request), uuid_of(mail_id)
    try:
        complaint_id = await house.queries.find(code) if mail else None
    except (Invalid, NotFound):
        complaint_id = None
    given = token.encode("ascii", "replace").decode()
    if complaint_id and mail and house.keys.token_matches(given, NEW_EMAIL, complaint_id.bytes + mail.bytes):
        return complaint_id, mail
    await house.limits.count(house.lookup_limit, visitor_of(request).address)
    raise NotFound(_NO_PAGE)


def _requests(house: House) -> DataRequests:
    return DataRequests(house.database, house.clock, house.keys)


async def _page(
    request: Request[Any, Any, Any],
    complaint_id: UUID,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    wording, now = await citizens_wording(request, "reporter"), house.clock.now()
    pending = await OwnContact(house.database, house.clock, house.keys).pending(complaint_id)
    contact, base = case.contact or Contact(), f"/lacak/{case.complaint.code}/{token_of(house, complaint_id)}"
    own = {field: getattr(contact, field) or "" for field in ("name", "email", "phone")}
    context = {
        "code": case.complaint.code,
        "follow_href": base,
        "own_file_href": f"{base}/berkas-saya.zip",
        "erase_href": f"{base}/hapus" if erasable(case.complaint) else "",
        "erased": case.complaint.erased,
        "contact_action": f"{base}/data-saya/diri",
        "ask_action": f"{base}/data-saya/minta",
        "key": uuid4(),
        "mails": house.mails,
        "pending": {"email": pending.email, "until": pending.until} if pending else None,
        "days": LASTS.days,
        "kinds": [one for one in choices(wording, RIGHT) if one["value"] in TO_ASK],
        "asked": [shown(wording, one, now) for one in await _requests(house).of(complaint_id)],
        "given": [
            {"at": one.at, "document": wording.say(DOCUMENT[Document(one.document)])}
            for one in await IdentityChecks(house.database, house.clock).of(complaint_id)
        ],
        "values": own | dict(values or {}),
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "messages": [{"kind": "done", "text": say(language, done)}] if done else [],
    }
    return await page(request, "citizen/own_data.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [own_data, correct, ask, ask_confirm, confirm]
