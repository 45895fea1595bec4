"""Signing in and out."""

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.labels import ROLE
from complaints.report import readable
from foundation.errors import NotAllowed, ServiceError, TooMany
from foundation.language import mark as _
from people.accounts import Account
from people.actor import Role
from people.tries import WorkNeeded
from web.entering import entered, onward, session_cookie, text_of, visit_of, work_shown
from web.errors import status_of
from web.forms_proof import challenge
from web.house import House
from web.office_frame import home
from web.rendering import page, say
from web.visitor import SESSION_COOKIE, house_of, visitor_of

DEMO_PASSWORD = "tanggap-demo-2026"  # noqa: S105 - printed on the page, and only where the data is invented
LONGEST_NAME, LONGEST_PASSWORD = 100, 500


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
    username, password = (readable(text_of(form.get(name))) for name in ("username", "password"))
    lanjut = onward(text_of(form.get("lanjut")))
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
        bits = await work_shown(house, text_of(form.get("proof")), text_of(form.get("key")))
        rules = (await house.region.current()).accounts
        secret = await house.entrance.sign_in(username, password, visit_of(request, username, bits), rules)
    except (NotAllowed, TooMany) as error:
        return await _refused(request, error, lanjut, username)
    return await entered(request, secret, username, lanjut)


@post("/keluar", name="sign_out", include_in_schema=False)
async def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
    house = house_of(request)
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        await house.accounts.sign_out(secret)
    return Redirect("/masuk", status_code=303, cookies=[session_cookie(house, "", lasts=0)])


async def _refused(request: Request[Any, Any, Any], error: ServiceError, lanjut: str, username: str) -> Response[Any]:
    sentence = say(visitor_of(request).language, error.sentence)
    bits = error.bits if isinstance(error, WorkNeeded) else 0
    answer = await _form(request, lanjut, username, {"": sentence}, int(status_of(error)), bits)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


async def _form(
    request: Request[Any, Any, Any],
    lanjut: str,
    username: str = "",
    faults: dict[str, str] | None = None,
    status: int = 200,
    bits: int = 0,
) -> Response[Any]:
    """The form; with `bits` the next try costs so much work, which a script does."""
    house = house_of(request)
    context = {
        "action": "/masuk",
        "lanjut": lanjut,
        "values": {"username": username},
        "errors": faults or {},
        "demo_accounts": await _demo_accounts(house, visitor_of(request).language) if house.demo else [],
        "demo_password": DEMO_PASSWORD,
        "mails": house.mails,
        "sign_on": house.sign_on.name if house.sign_on else "",
        "work": {"challenge": challenge(house.keys, int(house.clock.now().timestamp()), bits), "key": uuid4()}
        if bits
        else None,
    }
    return await page(request, "office/sign_in.html", context, status=status)


async def _demo_accounts(house: House, language: str) -> list[dict[str, str]]:
    """Accounts one may try, in the order of their roles."""
    region, order = await house.region.current(), list(Role)
    shown = [one for one in await house.accounts.all() if _worth_showing(one)]
    shown.sort(key=lambda account: (order.index(account.posts[0][0]), account.username))
    return [
        {
            "username": account.username,
            "role": say(language, ROLE[account.posts[0][0]]),
            "unit": region.short(account.posts[0][1]),
        }
        for account in shown
    ]


def _worth_showing(account: Account) -> bool:
    """Somebody works with it and its password is known; an officer made only so that no unit is empty is not shown."""
    return bool(account.posts) and not (account.disabled or account.invited or account.username.startswith("petugas."))


HANDLERS: list[HTTPRouteHandler] = [sign_in_page, sign_in, sign_out]
