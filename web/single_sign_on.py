"""Signing in with an account elsewhere: out to the provider, and back with its answer."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import NotFound, ServiceError
from foundation.language import mark as _
from foundation.limits import Limit
from people.provider import NotProven
from people.sign_on import LASTS, SignOn
from web.cookies import cookie
from web.entering import entered, onward, visit_of
from web.errors import status_of
from web.rendering import page, say
from web.visitor import house_of, visitor_of

PATH = "/masuk/bersama"
BACK = f"{PATH}/kembali"
COOKIE = "tanggap_bersama"
BY_ADDRESS = Limit("sign_on", 30, 300)
"""Beginnings from one address in five minutes; an office often has one."""
_DECLINED = _("Masuk dibatalkan di layanan bersama. Ulangi, atau masuk dengan kata sandi.")


@get(PATH, name="sign_on", include_in_schema=False)
async def begin(request: Request[Any, Any, Any]) -> Response[Any]:
    house, sign_on = house_of(request), _sign_on(request)
    await house.limits.count(BY_ADDRESS, visitor_of(request).address)
    try:
        begun = await sign_on.begin(_redirect(request), onward(request.query_params.get("lanjut", "")))
    except ServiceError as error:
        return await _failed(request, error)
    kept = cookie(house, COOKIE, begun.browser, int(LASTS.total_seconds()), PATH)
    return Redirect(begun.address, status_code=303, cookies=[kept])


@get(BACK, name="sign_on.back", include_in_schema=False)
async def arrive(request: Request[Any, Any, Any]) -> Response[Any]:
    """Whoever comes back with the state that began in this browser, and a code that the provider stands by."""
    house, sign_on, told = house_of(request), _sign_on(request), request.query_params
    rules = (await house.region.current()).accounts
    state, browser = told.get("state", ""), request.cookies.get(COOKIE, "")
    try:
        if "error" in told:
            raise NotProven(_DECLINED)
        back, code = _redirect(request), told.get("code", "")
        arrived = await sign_on.arrive(state, browser, code, back, lambda name: visit_of(request, name), rules)
    except ServiceError as error:
        return await _failed(request, error)
    answer = await entered(request, arrived.secret, arrived.username, arrived.onward)
    answer.cookies.append(cookie(house, COOKIE, "", 0, PATH))
    return answer


async def _failed(request: Request[Any, Any, Any], error: ServiceError) -> Response[str]:
    language = visitor_of(request).language
    context = {
        "status": int(status_of(error)),
        "heading": say(language, _("Belum berhasil masuk")),
        "message": say(language, error.sentence),
        "actions": [{"label": say(language, _("Kembali ke halaman masuk")), "href": "/masuk"}],
        "kept": [],
    }
    return await page(request, "error.html", context, status=int(status_of(error)))


def _sign_on(request: Request[Any, Any, Any]) -> SignOn:
    sign_on = house_of(request).sign_on
    if sign_on is None:
        raise NotFound()
    return sign_on


def _redirect(request: Request[Any, Any, Any]) -> str:
    """The address the provider sends people back to; it has to be registered there."""
    root = house_of(request).public_url or str(request.base_url)
    return root.rstrip("/") + BACK


HANDLERS: list[HTTPRouteHandler] = [begin, arrive]
