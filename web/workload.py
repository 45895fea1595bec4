"""Work against what units can carry: what comes in, what is finished, what waits, here and at bodies outside."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from foundation.language import mark as _
from people.actor import Role
from sla.capacities import Capacities, Capacity, Queue, queue
from sla.oversight_pages import ALL
from web import capacity
from web.breakdown import figure_href
from web.durations import Durations
from web.figure_words import meanings
from web.office_frame import OUTSIDE, OVERSIGHT, office_page, wording_of
from web.outside import bodies_of
from web.oversight_frame import LOAD, Overseen
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

_LONGEST_WEEKS = 200
"""Beyond which it is only said that the queue does not end."""


@get(LOAD, name="office.workload", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def workload(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    seen = Overseen(request, wording)
    document = (await seen.documents("load")).get("load")
    context: dict[str, Any] = seen.frame(LOAD, document) | {
        "units": None,
        "meanings": meanings(wording, ("came", "finished", "capacity", "used", "open", "clearing")),
        "capacity_href": capacity.PAGE if visitor_of(request).actor.holds_role(Role.HEAD) else "",
        "period": "",
        "bodies": [],
    }
    if seen.scope.unit == ALL and visitor_of(request).actor.holds_role(*OUTSIDE.roles):
        context["bodies"] = await bodies_of(house, wording, seen.scope.actor)
    if document is not None:
        weeks = [date.fromisoformat(one) for one in document.data["weeks"]]
        known = await Capacities(house.database, house.clock).current(await house.today())
        context["period"] = _period(wording, weeks)
        loads = document.data["units"]
        codes = sorted(loads, key=wording.unit)
        idle = {
            code for code, load in loads.items() if not load["open"] + sum(load["received"]) + sum(load["finished"])
        }
        context["idle"] = [wording.unit(code) for code in codes if code in idle]
        codes = [code for code in codes if code not in idle]
        context["units"] = [_unit(wording, seen, code, loads[code], known.get(code), weeks) for code in codes]
    return await office_page(request, "office/workload.html", OVERSIGHT, context)


def _period(wording: Wording, weeks: list[date]) -> str:
    first, last = (
        format_date(day, "d MMMM", locale=wording.language) for day in (weeks[0], weeks[-1] + timedelta(days=6))
    )
    words = _("{weeks} minggu utuh terakhir, {first} sampai {last}.")
    return wording.say(words, weeks=len(weeks), first=first, last=last)


def _unit(
    wording: Wording, seen: Overseen, code: str, load: dict[str, Any], known: Capacity | None, weeks: list[date]
) -> dict[str, Any]:
    days = {"dari": weeks[0].isoformat(), "sampai": (weeks[-1] + timedelta(days=6)).isoformat()}
    words = Durations(wording)
    found = queue(load["received"], load["finished"], load["open"], known.cases_week if known else None)
    most = max(1.0, found.arrivals, found.finished, float(known.cases_week) if known else 0.0)
    return {
        "name": wording.unit(code),
        "arrivals": words.number(found.arrivals),
        "came": {"number": sum(load["received"]), "href": figure_href(seen, "came", code, **days)},
        "finished": words.number(found.finished),
        "went": {"number": sum(load["finished"]), "href": figure_href(seen, "finished", code, **days)},
        "open": load["open"],
        "href": figure_href(seen, "open", code),
        "capacity": wording.number(known.cases_week) if known else "",
        "officers": words.number(known.officers) if known else "",
        "used": words.percent(found.used) if found.used is not None else "",
        "over": found.used is not None and found.used > 1,
        "growing": found.growing,
        "clearing": _clearing(wording, words, found),
        "bars": {
            "came": round(100 * found.arrivals / most, 1),
            "went": round(100 * found.finished / most, 1),
            "can": round(100 * known.cases_week / most, 1) if known else None,
        },
    }


def _clearing(wording: Wording, words: Durations, found: Queue) -> str:
    if not found.open:
        return wording.say(_("tidak ada antrean"))
    if found.weeks is None or found.weeks > _LONGEST_WEEKS:
        return wording.say(_("tidak selesai pada laju ini"))
    return wording.say(_("{weeks} minggu"), weeks=words.number(found.weeks))


HANDLERS: list[HTTPRouteHandler] = [workload, *capacity.HANDLERS]
