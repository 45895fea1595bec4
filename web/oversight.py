"""The supervisor's page: what is late, what will be, who has it and where it stands still; and the cases behind it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.colleagues import Colleagues
from complaints.kinds import Priority
from foundation.language import mark as _
from sla.caseload import LoadedCase
from sla.kept_counts import standing
from sla.open_list import OpenList, Wanted
from sla.oversight_cases import OversightCases
from sla.oversight_pages import ALL
from sla.queries import Behind
from web import breakdown, control, funnel, timeliness, workload
from web.breakdown import figure_href
from web.case_rows import (
    PRESSING,
    STATE_NAMES,
    STATES,
    Asked,
    address,
    card,
    listing,
    priority_options,
    state_options,
)
from web.durations import Durations
from web.figure_words import meanings
from web.office_choices import topic_options
from web.office_frame import OVERSIGHT, office_page, wording_of
from web.oversight_frame import SCOPE, WEEK, Overseen
from web.visitor import house_of, one_of
from web.week_words import hit_words, week_words
from web.wording import Wording

LIST = f"{OVERSIGHT.path}/daftar"
NO_UNIT = "-"
"""Names, in an address, the cases that nobody has been given yet."""

LATEST_SHOWN = 5
STUCK_SHOWN = 6
LEAST_ODDS = 0.05
"""Below which a case is not named on the first page."""

_HOUR = 3600
PLEDGED = "pledged"
"""Names, in an address, the cases promised for a later date."""

SETTLED = "settled"
"""Names open cases in which nothing is owed any more, such as one that waits for the citizen's word."""

_NAMES = STATE_NAMES | {PLEDGED: _("Dijanjikan"), SETTLED: _("Menunggu konfirmasi pelapor")}
_BEHIND = _(
    "Pemantauan tenggat tertinggal sejak {at}: peringatan dan keterlambatan mungkin belum tercatat. "
    "Angka di halaman ini tetap dihitung menurut waktu sekarang."
)
_MEANT = ("late_now", "week", "hits", "still", "open", "near", "paused", "pledged", "settled")
_BEHIND_MEANT = {"late": "late_now", "": "open", "time": "open"}
"""What says what the cases of a list are, where it is not called as the list is."""


@get(OVERSIGHT.path, name="office.oversight", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def overview(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    seen = Overseen(request, wording)
    documents = await seen.documents("now", "week")
    now, week = documents.get("now"), documents.get("week")
    words = Durations(wording)
    context: dict[str, Any] = seen.frame(OVERSIGHT.path, now) | {
        "behind": _behind(wording, await house.overview.behind(), await house.zone()),
        "meanings": meanings(wording, _MEANT),
        "week": None,
    }
    cases = OversightCases(house.database, house.clock, house.region)
    if now is not None:
        late = dict(now.data["late"][: 3 * LATEST_SHOWN])
        found = (await cases.some(seen.scope.actor, _ids(late)))[:LATEST_SHOWN]
        names = await _holders(request, found)
        context |= {
            "total": _standing(seen, words, now.data["total"], None),
            "units": _units(seen, words, now.data["units"], (week.data["units"] if week else [])),
            "stuck": [_stuck(seen, words, one) for one in now.data["stuck"][:STUCK_SHOWN]],
            "late": [
                card(wording, one)
                | {"holder": names.get(one.line.taken_by, ""), "by": _overdue(wording, words, late[str(one.line.id)])}
                for one in found
            ],
        }
    if week is not None:
        likely = {one: (odds, due) for one, odds, due in week.data["cases"][: 3 * LATEST_SHOWN] if odds >= LEAST_ODDS}
        found = (await cases.some(seen.scope.actor, _ids(likely)))[:LATEST_SHOWN]
        names = await _holders(request, found)
        context["week"] = week_words(wording, week.data) | {
            "href": address(WEEK, seen.values),
            "hits": hit_words(wording, week.data["hits"]),
            "made": seen.stamp(week.at),
            "cases": [likely_row(wording, one, *likely[str(one.line.id)], names) for one in found],
        }
    return await office_page(request, "office/oversight.html", OVERSIGHT, context)


@get(WEEK, name="office.oversight.week", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def week_ahead(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases that are likeliest late within the week, each with its probability, and how earlier forecasts did."""
    house, wording = house_of(request), await wording_of(request)
    seen = Overseen(request, wording)
    unit = Asked(request).choice("unit", {*seen.units, NO_UNIT})
    week = (await seen.week_of(unit if unit != NO_UNIT else "")).get("week")
    context: dict[str, Any] = seen.frame("", week) | {
        "back": address(OVERSIGHT.path, seen.values),
        "unit": _unit_name(wording, unit if unit != NO_UNIT else None) if unit else "",
        "all_href": address(WEEK, seen.values),
        "week": None,
        "meanings": meanings(wording, ("week", "hits")),
    }
    if week is not None:
        likely = {one: (odds, due) for one, odds, due in week.data["cases"]}
        cases = OversightCases(house.database, house.clock, house.region)
        found = await cases.some(seen.scope.actor, _ids(likely))
        if unit:
            found = [one for one in found if (one.line.unit or NO_UNIT) == unit]
            own = [one["expected"] for one in week.data["units"] if (one["unit"] or NO_UNIT) == unit]
            week.data["expected"] = own[0] if own else (0, 0.0, 0, 0)
        names = await _holders(request, found)
        hits = hit_words(wording, week.data["hits"])
        for one in hits["weeks"]:
            one["href"] = figure_href(seen, "foretold", None, dari=one["made_on"]) if one["late"] else ""
        context["week"] = week_words(wording, week.data) | {
            "hits": hits,
            "cases": [likely_row(wording, one, *likely[str(one.line.id)], names) for one in found],
        }
    return await office_page(request, "office/week_ahead.html", OVERSIGHT, context)


@get(LIST, name="office.oversight.list", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def behind(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind a figure, as they stand now; how many there are is what the overview told."""
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    region, seen = wording.region, Overseen(request, wording)
    values = {
        "unit": asked.choice("unit", {*region.unit, NO_UNIT}),
        "state": asked.choice("state", _NAMES),
        "priority": asked.choice("priority", PRESSING),
        "topic": asked.choice("topic", region.topic),
    }
    state, unit = values["state"], values["unit"]
    wanted = Wanted(
        units=[unit] if unit in seen.units else [] if unit else seen.units,
        triage=seen.scope.unit == ALL and unit in ("", NO_UNIT),
        state=STATES.get(state),
        pledged=state == PLEDGED,
        settled=state == SETTLED,
        priority=Priority(values["priority"]) if values["priority"] else None,
        topic=values["topic"],
    )
    now = (await seen.documents("now")).get("now")
    told = now is not None and not (values["priority"] or values["topic"])
    whose = None if not unit else unit.removeprefix(NO_UNIT)
    kept = standing(now.data, whose, state or "open") if now is not None and told else None
    load = await OpenList(house.database, house.clock).page(seen.scope, wanted, kept, asked.page)
    units = [{"value": NO_UNIT, "label": _unit_name(wording, None)}]
    units += [{"value": unit.code, "label": unit.name} for unit in region.units if unit.accepts]
    context = {
        "heading": _heading(wording, values),
        "lead": [meanings(wording, [_BEHIND_MEANT.get(state, state)])[0]["text"]],
        "made": seen.stamp(now.at) if now is not None and told else "",
        "back": address(OVERSIGHT.path, seen.values),
        "back_name": wording.say(OVERSIGHT.label),
        "scope_value": dict(seen.values).get(SCOPE, ""),
        "filter_action": LIST,
        "values": values,
        "units": units,
        "states": [
            *state_options(wording),
            *({"value": one, "label": wording.say(_NAMES[one])} for one in (PLEDGED, SETTLED)),
        ],
        "priorities": priority_options(wording),
        "topics": topic_options(wording),
        **await listing(house, wording, load, LIST, dict(seen.values) | values),
    }
    return await office_page(request, "office/case_list.html", OVERSIGHT, context)


def likely_row(wording: Wording, loaded: LoadedCase, odds: float, due: str, names: dict[Any, str]) -> dict[str, Any]:
    """A case with its probability, as a whole number of a hundred that is never said to be certain."""
    return card(wording, loaded) | {
        "odds": min(99, max(1, round(100 * odds))),
        "ends": datetime.fromisoformat(due),
        "holder": names.get(loaded.line.taken_by, ""),
    }


async def _holders(request: Request[Any, Any, Any], found: Iterable[LoadedCase]) -> dict[Any, str]:
    house, taken = house_of(request), (one.line.taken_by for one in found)
    return await Colleagues(house.database, house.clock).names(one for one in taken if one is not None)


def _ids(written: Iterable[str]) -> list[UUID]:
    return [UUID(one) for one in written]


def _standing(seen: Overseen, words: Durations, standing: dict[str, Any], unit: str | None) -> dict[str, Any]:
    """Figures of a unit, "" for cases without one, None for all; with the addresses of the cases behind them."""
    of = dict(seen.values) | {"unit": "" if unit is None else unit or NO_UNIT}
    return standing | {
        "longest": _overdue(seen.wording, words, standing["longest"]),
        "median": words.working(standing["median"]),
        "oldest": datetime.fromisoformat(standing["oldest"]) if standing["oldest"] else None,
        "hrefs": {state or "open": address(LIST, of | {"state": state}) for state in ("", *_NAMES)}
        | {"still": figure_href(seen, "still", unit), "week": address(WEEK, of)},
    }


def _overdue(wording: Wording, words: Durations, seconds: float) -> str:
    """By how much something is late; nothing of office time has passed where a date went by in the night."""
    return words.working(seconds) if seconds >= _HOUR else wording.say(_("kurang dari 1 jam kerja"))


def _units(
    seen: Overseen, words: Durations, standing: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """By name, those without a unit first; an order by figures would be read as a ranking."""
    wording, soon = seen.wording, {one["unit"]: one["expected"] for one in expected}
    found = []
    for one in sorted(standing, key=lambda one: (one["unit"] is not None, wording.unit(one["unit"]))):
        mean, low, high = soon.get(one["unit"], (0, 0.0, 0, 0))[1:]
        figures = _standing(seen, words, one, one["unit"] or "")
        between = wording.say(_("{low}–{high}"), low=low, high=high) if high else ""
        found.append(
            figures | {"name": _unit_name(wording, one["unit"]), "soon": words.number(mean), "soon_between": between}
        )
    return found


def _stuck(seen: Overseen, words: Durations, one: dict[str, Any]) -> dict[str, Any]:
    wording = seen.wording
    return {
        "unit": _unit_name(wording, one["unit"]),
        "status": wording.status(one["status"]),
        "still": one["still"],
        "cases": one["cases"],
        "longest": words.working(one["longest"]),
        "href": figure_href(seen, "still", one["unit"] or "", status=one["status"]),
    }


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


HANDLERS: list[HTTPRouteHandler] = [
    *(overview, week_ahead, behind),
    *(handler for page in (breakdown, control, funnel, workload, timeliness) for handler in page.HANDLERS),
]
