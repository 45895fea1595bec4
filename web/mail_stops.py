"""The end of mails about a case, by one click in the mail program (RFC 8058) or on a page, and their return."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.mail_stops import MailStops
from web.forms import posted
from web.lookup import STOP_MAILS
from web.rendering import page
from web.visitor import house_of, visitor_of

PATH = "/berhenti-email/{code:str}/{token:str}"
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")


@get(PATH, name="mail.stop.ask", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[str]:
    """Programs that look into mails open links, and must end nothing."""
    return await _shown(request, code, token, await _case(request, code, token))


@post(PATH, name="mail.stop", include_in_schema=False, status_code=200)
async def stop(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[str]:
    """A mail program posts here without a cookie; the secret in the address is all that is asked."""
    house, complaint_id = house_of(request), await _case(request, code, token)
    form = await posted(request)
    stops = MailStops(house.database, house.clock)
    await (stops.resume if form.raw.get("again") == "ya" else stops.stop)(complaint_id)
    return await _shown(request, code, token, complaint_id)


async def _case(request: Request[Any, Any, Any], code: str, token: str) -> UUID:
    house = house_of(request)
    try:
        complaint_id = await house.queries.find(code)
    except (Invalid, NotFound):
        complaint_id = None
    given = token.encode("ascii", "replace").decode()
    if complaint_id is not None and house.keys.token_matches(given, STOP_MAILS, complaint_id.bytes):
        return complaint_id
    await house.limits.count(house.lookup_limit, visitor_of(request).address)
    raise NotFound(_NO_PAGE)


async def _shown(request: Request[Any, Any, Any], code: str, token: str, complaint_id: UUID) -> Response[str]:
    house = house_of(request)
    context = {
        "code": code,
        "action": request.url.path,
        "stopped": await MailStops(house.database, house.clock).stopped(complaint_id),
        "case_href": f"/lacak/{code}",
    }
    return await page(request, "citizen/mail_stop.html", context)


HANDLERS: list[HTTPRouteHandler] = [ask, stop]
