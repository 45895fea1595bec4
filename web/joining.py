"""“Ikut melaporkan”: following a case that tells of the same instead of filing it again, and the end of following."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.kinds import OPEN
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid, NotFound, ServiceError, Stale, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from people.actor import ANYONE
from people.contact import Contact
from people.contacts import contact_from
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.lookup import FOLLOWERS, citizens_wording, followers_token, full_address, looked_up, stop_path
from web.rendering import page, say
from web.visitor import house_of, visitor_of
from web.wording import Wording

JOINING = Limit("join", 10, 3600)
"""Cases that one address of the network may join in an hour; a village may share one."""
SAME_CASE = Limit("join_case", 3, 24 * 3600)
"""How often one address of the network may join the same case in a day."""

_NO_CASE = _("Aduan ini tidak ada, atau belum dapat dibaca umum.")
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")


@get("/ikut/{code:str}", name="join", include_in_schema=False)
async def join_page(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """The case in short, and what joining it means."""
    return await _form(request, await _public(request, code), {}, {}, uuid4())


@post("/ikut/{code:str}", name="join.send", include_in_schema=False)
async def join(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Join, or show the form again. Whether an address follows the case already is told to nobody."""
    case, form, house = await _public(request, code), await posted(request), house_of(request)
    key = form.key or uuid4()
    try:
        contact = contact_from(None, form.raw.get("email") if house.mails else None, None)
        address = visitor_of(request).address
        await house.limits.count(JOINING, address)
        await house.limits.count(SAME_CASE, f"{address} {case.complaint.id}")
        follower = await _joined(house, case.complaint.id, key, contact)
    except Invalid as wrong:
        return await _form(request, case, form.values, wrong.fields or {"": wrong.sentence}, key, 422)
    except (ServiceError, TooMany) as error:
        return await _form(request, case, form.values, {"": error.sentence}, key, int(status_of(error)))
    told = "?kabar=ya" if contact else ""
    return Redirect(f"{_path(house, case.complaint.code, case.complaint.id, follower)}{told}", status_code=303)


async def _joined(house: House, complaint_id: UUID, key: UUID, contact: Contact | None) -> UUID:
    """Who follows the case now. A form sent twice joins once, and so does an address."""
    email = contact.email if contact else None
    typed = house.keys.mac("web.join", (email or "").encode())
    follower = uuid5(complaint_id, f"{key}:{typed.hex()}")
    if email and await house.followers.known(complaint_id, email):
        return follower
    order = c.Order(complaint_id, c.Join(follower, contact), f"web:{key}:{typed.hex()[:16]}")
    try:
        await house.handling.handle(order, ANYONE)
    except Stale:
        # The address came in by another form at the same instant, or the case is asked for by very many.
        if not email or not await house.followers.known(complaint_id, email):
            raise
    return follower


@get("/ikut/{code:str}/{follower:uuid}/{token:str}", name="join.receipt", include_in_schema=False)
async def receipt(
    request: Request[Any, Any, Any], code: FromPath[str], follower: FromPath[UUID], token: FromPath[str]
) -> Response[Any]:
    """Thanks, where the case can be read, and how to stop."""
    complaint_id = await _shown(request, code, follower, token)
    house = house_of(request)
    case = await house.queries.public_case(complaint_id)
    code = case.complaint.code
    reachable = request.query_params.get("kabar") == "ya"
    context = {
        "case": _card(case, await citizens_wording(request)),
        "page_url": full_address(request, f"/lacak/{code}"),
        "reachable": reachable,
        "stop_href": stop_path(house, code, complaint_id, follower) if reachable else "",
    }
    return await page(request, "citizen/joining_receipt.html", context)


@get("/ikut/{code:str}/{follower:uuid}/{token:str}/berhenti", name="join.stop.ask", include_in_schema=False)
async def ask_stop(
    request: Request[Any, Any, Any], code: FromPath[str], follower: FromPath[UUID], token: FromPath[str]
) -> Response[Any]:
    """Ask once more: programs that look into mails open links, and must end nothing."""
    complaint_id = await _shown(request, code, follower, token)
    return await _stopping(request, complaint_id, follower, done=False)


@post("/ikut/{code:str}/{follower:uuid}/{token:str}/berhenti", name="join.stop", include_in_schema=False)
async def stop(
    request: Request[Any, Any, Any], code: FromPath[str], follower: FromPath[UUID], token: FromPath[str]
) -> Response[Any]:
    """Forget how to reach a follower; the same answer whether or not anything was known."""
    complaint_id = await _shown(request, code, follower, token)
    await house_of(request).followers.stop(complaint_id, follower)
    return await _stopping(request, complaint_id, follower, done=True)


async def _stopping(
    request: Request[Any, Any, Any], complaint_id: UUID, follower: UUID, *, done: bool
) -> Response[str]:
    house = house_of(request)
    code = (await house.queries.public_case(complaint_id)).complaint.code
    context = {
        "code": code,
        "case_href": f"/lacak/{code}",
        "stop_action": stop_path(house, code, complaint_id, follower),
        "done": done,
    }
    return await page(request, "citizen/joining_stop.html", context)


async def _public(request: Request[Any, Any, Any], code: str) -> Case:
    """The case with this code, if everybody may read it; otherwise it is as if it were not there."""
    try:
        case = await house_of(request).queries.public_case(await looked_up(request, code))
    except (Invalid, NotFound) as error:
        raise NotFound(_NO_CASE) from error
    if case.sight < Sight.WORDS:
        raise NotFound(_NO_CASE)
    return case


async def _shown(request: Request[Any, Any, Any], code: str, follower: UUID, token: str) -> UUID:
    """The complaint of somebody who shows that they follow it; raises NotFound where the address is not whole."""
    house = house_of(request)
    try:
        complaint_id = await looked_up(request, code)
    except (Invalid, NotFound) as error:
        raise NotFound(_NO_PAGE) from error
    subject = complaint_id.bytes + follower.bytes
    if not house.keys.token_matches(token.encode("ascii", "replace").decode(), FOLLOWERS, subject):
        raise NotFound(_NO_PAGE)
    return complaint_id


def _path(house: House, code: str, complaint_id: UUID, follower: UUID) -> str:
    return f"/ikut/{code}/{follower}/{followers_token(house, complaint_id, follower)}"


async def _form(
    request: Request[Any, Any, Any],
    case: Case,
    values: Any,
    faults: dict[str, str],
    key: UUID,
    status: int = 200,
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    context = {
        "case": _card(case, await citizens_wording(request)),
        "open": case.complaint.status in OPEN,
        "action": f"/ikut/{case.complaint.code}",
        "key": key,
        "mails": house.mails,
        "values": {"email": values.get("email", "")},
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/joining.html", context, status=status)


def _card(case: Case, wording: Wording) -> dict[str, Any]:
    complaint = case.complaint
    open_ = case.sight >= Sight.WORDS
    standing = wording.standing(complaint, veiled=not open_)
    return {
        "code": complaint.code,
        "href": f"/lacak/{complaint.code}",
        "title": wording.title(case.told or case.report) if open_ else wording.say(_("Aduan")),
        "words": (case.told or case.report or "") if open_ else "",
        "status_label": standing.label,
        "status_tone": standing.tone,
        "status_words": standing.words,
        "unit": (wording.unit(complaint.unit) or wording.body(complaint.body)) if open_ else "",
        "place": wording.place(case.place, complaint.area) if open_ else "",
        "filed_at": complaint.received_at,
        "joined": complaint.joined,
    }


HANDLERS: list[HTTPRouteHandler] = [join_page, join, receipt, ask_stop, stop]
