"""“Punya PIN?”: code and PIN of a receipt open the reporter's own page, for who left no telephone and no e-mail."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.pins import Pins
from complaints.report import readable
from foundation.errors import Invalid, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.lookup import follow_path
from web.rendering import page, say
from web.visitor import house_of, visitor_of

PATH = "/lacak/pin"
MISSES = Limit("pin misses", 30, 24 * 3600)
"""Wrong tries from one address of the network in a day, whatever the code: a village office may share one."""
_MISSED = Limit(MISSES.name, 1_000_000_000, MISSES.seconds)
"""The same window, only counted: a try that is already answered is not refused afterwards."""
_NO_CODE = _("Tuliskan kode aduan Anda.")


@get(PATH, name="pin", include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, {"code": readable(request.query_params.get("code", ""))[:60]}, {}, 200)


@post(PATH, name="pin.open", include_in_schema=False)
async def open_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Lead on to the reporter's own page; whatever is wrong, the answer is the same."""
    house, form = house_of(request), await posted(request)
    code, pin = form.values.get("code", "")[:60], form.values.get("pin", "")[:20]
    address = visitor_of(request).address
    try:
        if await house.limits.reached(MISSES, address) >= MISSES.times:
            raise TooMany(retry_after=MISSES.seconds)
        if not code.strip():
            raise Invalid(_NO_CODE, fields={"code": _NO_CODE})
        complaint_id = await pins(house).opened(code, pin)
    except Invalid as wrong:
        if "pin" in wrong.fields:
            await house.limits.count(_MISSED, address)
        return await _form(request, {"code": code}, wrong.fields or {"code": wrong.sentence}, int(status_of(wrong)))
    except TooMany as error:
        return await _form(request, {"code": code}, {"": error.sentence}, int(status_of(error)))
    complaint = (await house.queries.public_case(complaint_id)).complaint
    answer = Redirect(follow_path(house, complaint), status_code=303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def pins(house: House) -> Pins:
    return Pins(house.database, house.clock, house.keys, house.limits)


async def _form(
    request: Request[Any, Any, Any], values: Mapping[str, str], faults: Mapping[str, str], status: int
) -> Response[str]:
    language = visitor_of(request).language
    context = {
        "action": PATH,
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/pin_door.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [ask, open_page]
