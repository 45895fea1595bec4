"""Calls because of danger to life that nobody has answered yet, for everybody who may answer them."""

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.commands import Acknowledge
from complaints.kinds import Priority
from complaints.views import Filter
from people.on_call import OnCall
from sla.caseload import Caseload, LoadedCase
from web.case_rows import Asked, card, paging
from web.clock_moves import CLOCK_FORMS
from web.house import House
from web.office_frame import DANGER, SEARCH, office_page, wording_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording


@get(DANGER.path, name="office.danger", guards=[one_of(*DANGER.roles)], include_in_schema=False)
async def calls(request: Request[Any, Any, Any]) -> Response[str]:
    house, asked, wording = house_of(request), Asked(request), await wording_of(request)
    actor = visitor_of(request).actor
    load = await Caseload(house.database, house.clock).page(actor, Filter(), called=True, number=asked.page)
    context = {
        "cases": [_call(wording, loaded) for loaded in load.cases],
        "minutes": wording.region.page_minutes,
        "on_call": await _on_call(house, wording),
        "earlier_href": f"{SEARCH.path}?priority={Priority.DANGER}",
        **paging(wording, load, DANGER.path, {}),
    }
    return await office_page(request, "office/danger.html", DANGER, context)


async def _on_call(house: House, wording: Wording) -> list[dict[str, str]]:
    """Who is called now, in the order in which they are."""
    roster = await OnCall(house.database, house.clock, wording.region.reach).roster()
    running = sorted((one for one in roster if one.runs(wording.now)), key=lambda one: (one.unit or "", one.place))
    return [{"name": one.name, "of": wording.unit(one.unit) if one.unit else ""} for one in running]


def _call(wording: Wording, loaded: LoadedCase) -> dict[str, Any]:
    answer = f"/kantor/aduan/{loaded.line.id}/{CLOCK_FORMS[Acknowledge].slug}"
    return card(wording, loaded) | {"answer": answer, "version": loaded.version, "key": uuid4()}


HANDLERS: list[HTTPRouteHandler] = [calls]
