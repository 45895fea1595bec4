"""Signing in and out."""

import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.labels import ROLE
from complaints.report import readable
from foundation.errors import NotAllowed, ServiceError, TooMany
from foundation.language import mark as _
from people.accounts import SESSION_LASTS, Account
from people.actor import Role
from web.errors import status_of
from web.house import House
from web.office_frame import home
from web.rendering import page, say
from web.visitor import SESSION_COOKIE, house_of, visitor_of

DEMO_PASSWORD = "tanggap-demo-2026"  # noqa: S105 - printed on the page, and only where the data is invented
LONGEST_NAME, LONGEST_PASSWORD = 100, 500
_OFFICE_ADDRESS = re.compile(r"/kantor(?:[/?][\w\-/.?=&%+]*)?", re.ASCII)


def onward(address: str) -> str:
    """The address to go on to after signing in, if it is one of the office's own; empty otherwise."""
    return address if _OFFICE_ADDRESS.fullmatch(address) else ""


@get("/masuk", name="sign_in", include_in_schema=False)
async def sign_in_page(request: Request[Any, Any, Any]) -> Response[Any]:
    visitor = visitor_of(request)
    lanjut = onward(request.query_params.get("lanjut", ""))
    if visitor.officer is not None:
        return Redirect(lanjut or home(visitor.actor), status_code=303)
    return await _form(request, lanjut)


@post("/masuk", name="sign_in.send", include_in_schema=False)
async def sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    house, visitor = house_of(request), visitor_of(request)
    form = await request.form()
    username, password = (readable(_text(form.get(name))) for name in ("username", "password"))
    lanjut = onward(_text(form.get("lanjut")))
    missing = {
        "username": "" if username.strip() else _("Isi nama pengguna Anda."),
        "password": "" if password else _("Isi kata sandi Anda."),
    }
    if any(missing.values()):
        faults = {field: say(visitor.language, words) for field, words in missing.items() if words}
        return await _form(request, lanjut, username, faults, 422)
    try:
        if len(username) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            raise NotAllowed(_("Nama pengguna atau kata sandi tidak cocok."))
        secret = await house.accounts.sign_in(username, password, visitor.address)
    except (NotAllowed, TooMany) as error:
        return await _refused(request, error, lanjut, username)
    before = request.cookies.get(SESSION_COOKIE)
    if before:
        await house.accounts.sign_out(before)
    return Redirect(lanjut or "/kantor", status_code=303, cookies=[session_cookie(house, secret)])


@post("/keluar", name="sign_out", include_in_schema=False)
async def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
    house = house_of(request)
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        await house.accounts.sign_out(secret)
    return Redirect("/masuk", status_code=303, cookies=[session_cookie(house, "", lasts=0)])


def session_cookie(house: House, secret: str, lasts: int = int(SESSION_LASTS.total_seconds())) -> Cookie:
    """The cookie that carries a session; `lasts` in seconds, 0 takes it away."""
    return Cookie(
        key=SESSION_COOKIE,
        value=secret,
        httponly=True,
        samesite="lax",
        secure=house.secure_cookies,
        path="/",
        max_age=lasts,
    )


async def _refused(request: Request[Any, Any, Any], error: ServiceError, lanjut: str, username: str) -> Response[Any]:
    sentence = say(visitor_of(request).language, error.sentence)
    answer = await _form(request, lanjut, username, {"": sentence}, int(status_of(error)))
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


async def _form(
    request: Request[Any, Any, Any],
    lanjut: str,
    username: str = "",
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response[Any]:
    house = house_of(request)
    context = {
        "action": "/masuk",
        "lanjut": lanjut,
        "values": {"username": username},
        "errors": faults or {},
        "demo_accounts": await _demo_accounts(house, visitor_of(request).language) if house.demo else [],
        "demo_password": DEMO_PASSWORD,
    }
    return await page(request, "office/sign_in.html", context, status=status)


async def _demo_accounts(house: House, language: str) -> list[dict[str, str]]:
    """Accounts one may try, in the order of their roles."""
    region, order = await house.region.current(), list(Role)
    shown = [one for one in await house.accounts.all() if one.posts and not one.disabled and not _fills_in(one)]
    shown.sort(key=lambda account: (order.index(account.posts[0][0]), account.username))
    return [
        {
            "username": account.username,
            "role": say(language, ROLE[account.posts[0][0]]),
            "unit": region.unit[account.posts[0][1]].short if account.posts[0][1] in region.unit else "",
        }
        for account in shown
    ]


def _fills_in(account: Account) -> bool:
    """The demonstration also makes an officer for each unit that has no account worth showing."""
    return account.username.startswith("petugas.")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


HANDLERS: list[HTTPRouteHandler] = [sign_in_page, sign_in, sign_out]
