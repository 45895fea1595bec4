"""Before a page on which much can be done: the password or the code once more, if the last one was a while ago."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import NotAllowed, TooMany
from people.tries import WorkNeeded
from web.entering import onward, text_of, visit_of
from web.errors import status_of
from web.proof_form import AGAIN, SENT, carried, proof_form
from web.visitor import SESSION_COOKIE, house_of, proved_lately, signed_in, visitor_of


@get(AGAIN, name="office.again", guards=[signed_in], include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    return await proof_form(request, onward(request.query_params.get("lanjut", "")))


@post(AGAIN, name="office.again.send", guards=[signed_in], include_in_schema=False)
async def show(request: Request[Any, Any, Any]) -> Response[Any]:
    """On to the page; a form that stayed here goes on to where it was sent, as it was (307)."""
    house, officer, form = house_of(request), visitor_of(request).officer, await request.form()
    assert officer is not None
    lanjut, shown = onward(text_of(form.get("lanjut"))), text_of(form.get("shown"))[:500]
    kept = carried(form) if lanjut and form.get(SENT) else None
    try:
        if kept is None or not await proved_lately(request):
            visit = visit_of(request, officer.username)
            await house.entrance.prove(request.cookies.get(SESSION_COOKIE, ""), officer.username, shown, visit)
    except WorkNeeded as error:
        # A browser that is signed in shows its cookie; without it this page has no script that works.
        return await proof_form(request, lanjut, kept, TooMany().sentence, int(status_of(error)))
    except NotAllowed as error:
        return await proof_form(request, lanjut, kept, error.sentence, 422)  # they may be here; it is what they wrote
    except TooMany as error:
        return await proof_form(request, lanjut, kept, error.sentence, int(status_of(error)))
    return Redirect(lanjut or "/kantor", status_code=303 if kept is None else 307)


HANDLERS: list[HTTPRouteHandler] = [ask, show]
