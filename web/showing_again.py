"""Before a page on which much can be done: the password or a code once more, if the last one was a while ago."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import NotAllowed, TooMany
from people.tries import WorkNeeded
from web.entering import onward, text_of, visit_of
from web.errors import AGAIN, status_of
from web.rendering import page, say
from web.visitor import SESSION_COOKIE, house_of, signed_in, visitor_of


@get(AGAIN, name="office.again", guards=[signed_in], include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, onward(request.query_params.get("lanjut", "")))


@post(AGAIN, name="office.again.send", guards=[signed_in], include_in_schema=False)
async def show(request: Request[Any, Any, Any]) -> Response[Any]:
    house, officer, form = house_of(request), visitor_of(request).officer, await request.form()
    assert officer is not None
    lanjut, shown = onward(text_of(form.get("lanjut"))), text_of(form.get("shown"))[:500]
    try:
        visit = visit_of(request, officer.username)
        await house.entrance.prove(request.cookies.get(SESSION_COOKIE, ""), officer.username, shown, visit)
    except WorkNeeded as error:
        # A browser that is signed in shows its cookie; without it this page has no script that works.
        return await _form(request, lanjut, TooMany().sentence, int(status_of(error)))
    except NotAllowed as error:
        return await _form(request, lanjut, error.sentence, 422)  # they may be here; it is what they wrote
    except TooMany as error:
        return await _form(request, lanjut, error.sentence, int(status_of(error)))
    return Redirect(lanjut or "/kantor", status_code=303)


async def _form(request: Request[Any, Any, Any], lanjut: str, fault: str = "", status: int = 200) -> Response[str]:
    house, visitor = house_of(request), visitor_of(request)
    assert visitor.officer is not None
    assert visitor.actor.person is not None
    language = visitor.language
    context = {
        "action": AGAIN,
        "lanjut": lanjut,
        "username": visitor.officer.username,
        "by_code": (await house.factors.standing(visitor.actor.person)).since is not None,
        "sign_on": house.sign_on.name if house.sign_on else "",
        "minutes": (await house.region.current()).accounts.again_minutes,
        "errors": {"shown": say(language, fault)} if fault else {},
    }
    return await page(request, "office/again.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [ask, show]
