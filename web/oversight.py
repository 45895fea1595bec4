"""The supervisor's pages: what is on time, near its limit and late, and the cases behind each figure."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.views import Filter
from foundation.language import mark as _
from people.actor import Actor
from sla.caseload import Caseload
from sla.queries import Counts, UnitStanding
from web import timeliness
from web.case_rows import STATES, Asked, address, card, paging, rows
from web.moves import topic_options
from web.office_frame import OVERSIGHT, narrowed, office_page, wording_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

LIST = f"{OVERSIGHT.path}/daftar"
NO_UNIT = "-"
"""Names, in an address, the cases that nobody has been given yet."""

LATEST_SHOWN = 5
_COUNTED = _("Aduan yang masih berjalan, masing-masing dihitung sekali menurut janjinya yang paling mendesak.")
_STATE_NAMES = {"time": _("Masih tepat waktu"), "near": _("Mendekati batas"), "late": _("Terlambat")}


@get(OVERSIGHT.path, name="office.oversight", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def overview(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), _overseer(request)
    standing = await house.overview.standing(actor)
    late = await Caseload(house.database, house.clock).page(
        actor, Filter(), states=[STATES["late"]], only_open=True, order="due", size=LATEST_SHOWN
    )
    context = {
        "counts": _counts(standing.cases, standing.open, "") | {"settled": standing.settled},
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
        "state": asked.choice("state", STATES),
        "topic": asked.choice("topic", region.topic),
    }
    load = await Caseload(house.database, house.clock).page(
        _overseer(request),
        Filter(unit=values["unit"] if values["unit"] != NO_UNIT else None, topic=values["topic"] or None),
        states=[STATES[values["state"]]] if values["state"] else (),
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
        "states": [{"value": value, "label": wording.say(name)} for value, name in _STATE_NAMES.items()],
        "topics": topic_options(wording),
        **paging(wording, load, LIST, values),
    }
    return await office_page(request, "office/case_list.html", OVERSIGHT, context)


def _overseer(request: Request[Any, Any, Any]) -> Actor:
    return narrowed(visitor_of(request).actor, *OVERSIGHT.roles)


def _counts(counts: Counts, opened: int, unit: str) -> dict[str, Any]:
    """Figures with the addresses of the cases behind them."""
    return {
        "open": opened,
        "time": counts.on_time,
        "near": counts.near,
        "late": counts.late,
        "hrefs": {state or "open": address(LIST, {"unit": unit, "state": state}) for state in ("", *STATES)},
    }


def _unit(wording: Wording, standing: UnitStanding) -> dict[str, Any]:
    figures = _counts(standing.cases, standing.open, standing.unit or NO_UNIT)
    return figures | {"name": _unit_name(wording, standing.unit), "oldest": standing.oldest}


def _unit_name(wording: Wording, unit: str | None) -> str:
    return wording.unit(unit) or wording.say(_("Belum ada unit (triase)"))


def _heading(wording: Wording, values: dict[str, str]) -> str:
    state = wording.say(_STATE_NAMES[values["state"]] if values["state"] else _("Aduan yang masih berjalan"))
    unit = values["unit"]
    return f"{state}: {_unit_name(wording, unit if unit != NO_UNIT else None)}" if unit else state


HANDLERS: list[HTTPRouteHandler] = [overview, behind, *timeliness.HANDLERS]
