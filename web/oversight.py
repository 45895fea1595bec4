"""The supervisor's pages: what is on time, near its limit and late, and the cases behind each figure."""

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.kinds import Priority, Status
from complaints.views import Filter
from foundation.language import mark as _
from people.actor import Actor
from sla.caseload import Caseload
from sla.queries import Behind, Counts, UnitStanding
from web import timeliness
from web.case_rows import (
    PRESSING,
    STATE_NAMES,
    STATES,
    Asked,
    address,
    card,
    paging,
    priority_options,
    rows,
    state_options,
)
from web.office_choices import topic_options
from web.office_frame import OVERSIGHT, narrowed, office_page, wording_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

LIST = f"{OVERSIGHT.path}/daftar"
NO_UNIT = "-"
"""Names, in an address, the cases that nobody has been given yet."""

LATEST_SHOWN = 5
_COUNTED = _("Aduan yang masih berjalan, masing-masing dihitung sekali menurut janjinya yang paling mendesak.")
PLEDGED = "pledged"
"""Names, in an address, the cases promised for a later date."""

_NAMES = STATE_NAMES | {PLEDGED: _("Dijanjikan")}
_BEHIND = _(
    "Pemantauan tenggat tertinggal sejak {at}: peringatan dan keterlambatan mungkin belum tercatat. "
    "Angka di halaman ini tetap dihitung menurut waktu sekarang."
)


@get(OVERSIGHT.path, name="office.oversight", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def overview(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), _overseer(request)
    standing = await house.overview.standing(actor)
    late = await Caseload(house.database, house.clock).page(
        actor, Filter(), states=[STATES["late"]], only_open=True, order="due", size=LATEST_SHOWN
    )
    watch = await house.overview.behind()
    context = {
        "behind": _behind(wording, watch, await house.zone()),
        "counts": _counts(standing.cases, standing.open, standing.pledged, "") | {"settled": standing.settled},
        "period_words": wording.say(
            _("Aduan yang masih berjalan, dihitung sekali menurut janjinya yang paling mendesak.")
        ),
        "units": [_unit(wording, unit) for unit in standing.units],
        "late": [card(wording, loaded) for loaded in late.cases],
        "late_href": address(LIST, {"state": "late"}) if late.total > len(late.cases) else "",
        "timeliness_href": timeliness.PAGE,
    }
    return await office_page(request, "office/oversight.html", OVERSIGHT, context)


@get(LIST, name="office.oversight.list", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def behind(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind a figure; counts what the overview counts."""
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    region = wording.region
    values = {
        "unit": asked.choice("unit", {*region.unit, NO_UNIT}),
        "state": asked.choice("state", _NAMES),
        "priority": asked.choice("priority", PRESSING),
        "topic": asked.choice("topic", region.topic),
    }
    load = await Caseload(house.database, house.clock).page(
        _overseer(request),
        Filter(
            statuses=(str(Status.PLEDGED),) if values["state"] == PLEDGED else (),
            unit=values["unit"] if values["unit"] != NO_UNIT else None,
            topic=values["topic"] or None,
        ),
        states=[STATES[values["state"]]] if values["state"] in STATES else (),
        priorities=[Priority(values["priority"])] if values["priority"] else (),
        no_unit=values["unit"] == NO_UNIT,
        only_open=True,
        number=asked.page,
    )
    units = [{"value": NO_UNIT, "label": _unit_name(wording, None)}]
    units += [{"value": unit.code, "label": unit.name} for unit in region.units if unit.accepts]
    context = {
        "heading": _heading(wording, values),
        "back": OVERSIGHT.path,
        "total": load.total,
        "cases": await rows(house, wording, load),
        "filter_action": LIST,
        "values": values,
        "units": units,
        "states": [*state_options(wording), {"value": PLEDGED, "label": wording.say(_NAMES[PLEDGED])}],
        "priorities": priority_options(wording),
        "topics": topic_options(wording),
        **paging(wording, load, LIST, values),
    }
    return await office_page(request, "office/case_list.html", OVERSIGHT, context)


def _overseer(request: Request[Any, Any, Any]) -> Actor:
    return narrowed(visitor_of(request).actor, *OVERSIGHT.roles)


def _counts(counts: Counts, opened: int, pledged: int, unit: str) -> dict[str, Any]:
    """Figures with the addresses of the cases behind them."""
    return {
        "open": opened,
        "time": counts.on_time,
        "near": counts.near,
        "late": counts.late,
        "paused": counts.stopped,
        "pledged": pledged,
        "hrefs": {state or "open": address(LIST, {"unit": unit, "state": state}) for state in ("", *_NAMES)},
    }


def _unit(wording: Wording, standing: UnitStanding) -> dict[str, Any]:
    figures = _counts(standing.cases, standing.open, standing.pledged, standing.unit or NO_UNIT)
    return figures | {"name": _unit_name(wording, standing.unit), "oldest": standing.oldest}


def _behind(wording: Wording, watch: Behind, zone: ZoneInfo) -> str:
    """Since when nobody has watched. How many clocks that are is not said: some of them may not be known here."""
    if watch.oldest is None:
        return ""
    at = format_datetime(watch.oldest.astimezone(zone), "d MMMM y, HH:mm", locale=wording.language)
    return wording.say(_BEHIND, at=at)


def _unit_name(wording: Wording, unit: str | None) -> str:
    return wording.unit(unit) or wording.say(_("Belum ada unit (triase)"))


def _heading(wording: Wording, values: dict[str, str]) -> str:
    state = wording.say(_NAMES[values["state"]] if values["state"] else _("Aduan yang masih berjalan"))
    unit = values["unit"]
    return f"{state}: {_unit_name(wording, unit if unit != NO_UNIT else None)}" if unit else state


HANDLERS: list[HTTPRouteHandler] = [overview, behind, *timeliness.HANDLERS]
