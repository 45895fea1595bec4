"""A password set by a link from a mail: an invitation taken up, or a reset; and asking for one."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.report import readable
from foundation.errors import Invalid, NotFound, Refused, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from people.account_links import RESET_LASTS, Opened, token
from web.entering import entered, own_words, text_of, visit_of
from web.errors import status_of
from web.house import House
from web.rendering import page, say
from web.visitor import house_of, visitor_of

PATH = "/akun/tautan/{link_id:uuid}/{secret:str}"
FORGOTTEN = "/masuk/lupa"
BY_ADDRESS = Limit("forgotten", 10, 3600)
"""Requests from one address of the network in an hour."""
BY_NAME = Limit("forgotten of", 3, 3600)
"""Mails that one account is sent in an hour, whoever asks."""
LONGEST_NAME, LONGEST_PASSWORD = 254, 500
UNLIKE = {"again": _("Kedua kata sandi belum sama.")}


def link_path(house: House, link_id: UUID) -> str:
    """The address of a link's page, with its secret."""
    return f"/akun/tautan/{link_id}/{token(house.keys, link_id)}"


@get(PATH, name="account.link", include_in_schema=False)
async def look(request: Request[Any, Any, Any], link_id: FromPath[UUID], secret: FromPath[str]) -> Response[str]:
    """Programs that look into mails open links, and must use nothing up."""
    opened = await _opened(request, link_id, secret)
    return await (_over(request) if opened is None else _form(request, opened))


@post(PATH, name="account.link.use", include_in_schema=False)
async def use(request: Request[Any, Any, Any], link_id: FromPath[UUID], secret: FromPath[str]) -> Response[Any]:
    house, opened = house_of(request), await _opened(request, link_id, secret)
    if opened is None:
        return await _over(request)
    form, region = await request.form(), await house.region.current()
    password, again = (readable(text_of(form.get(name))) for name in ("password", "again"))
    try:
        if password != again:
            raise Invalid(fields=UNLIKE)
        visit = visit_of(request, opened.username)
        given = (link_id, secret, password[: LONGEST_PASSWORD + 1], visit, region.accounts, own_words(region))
        session = await house.links.use(*given)
    except Invalid as error:
        return await _form(request, opened, error.fields or {"": error.sentence})
    except Refused:
        return await _over(request)
    return await entered(request, session, opened.username)


@get(FORGOTTEN, name="forgotten", include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    return await _ask_form(request, done=request.query_params.get("kabar") == "ya")


@post(FORGOTTEN, name="forgotten.send", include_in_schema=False)
async def send(request: Request[Any, Any, Any]) -> Response[Any]:
    """Keep what was typed, and tell nothing of what it will find: that is looked up when the mail is written."""
    house, form = house_of(request), await request.form()
    typed = " ".join(readable(text_of(form.get("username"))).split()).lower()
    if not typed or len(typed) > LONGEST_NAME:
        return await _ask_form(request, fault=_("Isi nama pengguna atau alamat email Anda."), status=422)
    try:
        await house.limits.count(BY_ADDRESS, visitor_of(request).address)
    except TooMany as error:
        return await _ask_form(request, fault=error.sentence, status=int(status_of(error)))
    try:
        await house.limits.count(BY_NAME, typed)
        if house.mails:
            await house.links.ask(typed)
    except TooMany:
        pass  # that others asked for this account, too, is told to nobody
    return Redirect(f"{FORGOTTEN}?kabar=ya", status_code=303)


async def _opened(request: Request[Any, Any, Any], link_id: UUID, secret: str) -> Opened | None:
    """None for a link that is over; raises NotFound for an address that never was ours, TooMany for many of those."""
    house = house_of(request)
    try:
        return await house.links.look(link_id, secret)
    except Refused:
        return None
    except NotFound:
        await house.limits.count(house.lookup_limit, visitor_of(request).address)
        raise


async def _form(request: Request[Any, Any, Any], opened: Opened, faults: dict[str, str] | None = None) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    region = await house.region.current()
    context = {
        "action": request.url.path,
        "invited": opened.purpose == "invitation",
        "username": opened.username,
        "name": opened.name,
        "least": region.accounts.password_length,
        "errors": {field: say(language, words) for field, words in (faults or {}).items()},
    }
    return await page(request, "office/account_link.html", context, status=422 if faults else 200)


async def _over(request: Request[Any, Any, Any]) -> Response[str]:
    return await page(request, "office/account_link.html", {"over": True, "mails": house_of(request).mails}, status=410)


async def _ask_form(
    request: Request[Any, Any, Any], fault: str = "", status: int = 200, done: bool = False
) -> Response[str]:
    context = {
        "action": FORGOTTEN,
        "mails": house_of(request).mails,
        "done": done,
        "hours": int(RESET_LASTS.total_seconds()) // 3600,
        "errors": {"username": say(visitor_of(request).language, fault)} if fault else {},
    }
    return await page(request, "office/forgotten.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [look, use, ask, send]
