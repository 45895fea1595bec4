"""What people set right about advice: the list, as a table to take along, who was taken for whom, the cases behind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.region import Region
from complaints.ticket import show
from complaints.views import Line
from complaints.visibility import Sight
from foundation.language import mark as _
from people.actor import Role
from routing.corrections import LOOKED, Correction, corrections
from routing.tally import behind, counts_as, taken_for
from routing.told import Facts
from web.case_rows import address
from web.corrections_table import table
from web.figures_table import MEDIA_TYPE
from web.house import House
from web.office_choices import unit_options
from web.office_frame import ROUTING, narrowed, office_page, wording_of
from web.routing_figures import TILES, mixed_up
from web.routing_period import A_PAGE, AskedPeriod, pages
from web.routing_words import WHAT, correction_row, owner_name
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

LIST, TABLE = f"{ROUTING.path}/koreksi", f"{ROUTING.path}/koreksi/tabel"
MIXED, CASES = f"{ROUTING.path}/tertukar", f"{ROUTING.path}/tertukar/aduan"
COUNTED = f"{ROUTING.path}/aduan"
READERS = (Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY)
"""Who sees which cases stand behind the figures. The administrator sees figures, and no case."""
OF_CASES = [one_of(*READERS)]

MOST = 20_000
"""So many decisions are looked through for the table, which is asked for seldom, and so many corrections written."""


@get(MIXED, name="office.routing.mixed", guards=[one_of(*ROUTING.roles)], include_in_schema=False)
async def mixed(request: Request[Any, Any, Any]) -> Response[str]:
    """The whole confusion table."""
    house, wording = house_of(request), await wording_of(request)
    asked = AskedPeriod(request, wording)
    shown = await house.routing.since(house.database, asked.since)
    rows = mixed_up(wording, shown.confused)
    context = asked.context() | {
        "back": address(ROUTING.path, asked.values),
        "filter_action": MIXED,
        "newest": shown.newest,
        "mixed": [leading(one, asked) for one in rows],
        "reads": visitor_of(request).actor.holds_role(*READERS),
    }
    return await office_page(request, "office/routing_mixed.html", ROUTING, context)


@get(CASES, name="office.routing.mixed.cases", guards=OF_CASES, include_in_schema=False)
async def mixed_cases(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind one row of the confusion table."""
    wording = await wording_of(request)
    asked = AskedPeriod(request, wording)
    values = asked.values | {name: asked.query.text(name) for name in ("disarankan", "diputuskan")}
    before, after = values["disarankan"], values["diputuskan"]
    names = {"before": owner_name(wording, before), "after": owner_name(wording, after)}
    context = {
        "back": address(MIXED, asked.values),
        "back_name": wording.say(_("Yang tertukar")),
        "heading": wording.say(_("{before} menjadi {after}"), **names),
        "meaning": wording.say(_("Disarankan untuk yang pertama, diputuskan orang untuk yang kedua.")),
    }
    return await _listed(request, wording, asked, taken_for(before, after), CASES, values, context)


@get(COUNTED, name="office.routing.counted", guards=OF_CASES, include_in_schema=False)
async def counted_cases(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind one of the figures on top."""
    wording = await wording_of(request)
    asked = AskedPeriod(request, wording)
    name = asked.query.choice("angka", TILES) or "advised"
    context = {
        "back": address(ROUTING.path, asked.values),
        "back_name": wording.say(_("Penyaluran")),
        "heading": wording.say(TILES[name]),
        "meaning": wording.say(_("Laporan yang mendapat saran sistem.")),
    }
    return await _listed(request, wording, asked, counts_as(name), COUNTED, asked.values | {"angka": name}, context)


async def _listed(
    request: Request[Any, Any, Any],
    wording: Wording,
    asked: AskedPeriod,
    wanted: Callable[[Facts], bool],
    path: str,
    values: Mapping[str, str],
    context: Mapping[str, str],
) -> Response[str]:
    house, actor = house_of(request), narrowed(visitor_of(request).actor, *READERS)
    told = await behind(house.database, actor, asked.since, wanted, asked.query.page, A_PAGE)
    rows = {
        **asked.context(),
        **context,
        "total": told.total,
        "cases": [_case(wording, one) for one in told.cases],
        **pages(wording, len(told.cases), told.total, told.number, path, values),
    }
    return await office_page(request, "office/routing_cases.html", ROUTING, rows)


@get(LIST, name="office.routing.corrections", guards=OF_CASES, include_in_schema=False)
async def correction_list(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    asked, officers = AskedPeriod(request, wording), await house.officers()
    values, number = asked.values | _narrowing(asked, wording), asked.query.page
    rows, total, looked = await _found(house, wording, asked, values, number)
    context = asked.context() | {
        "back": address(ROUTING.path, asked.values),
        "filter_action": LIST,
        "values": values,
        "whats": options((code, wording.say(name)) for code, name in WHAT.items()),
        "units": unit_options(wording),
        "rows": [correction_row(wording, officers, one) for one in rows],
        "total": total,
        "looked": looked,
        "table_href": address(TABLE, values),
        **pages(wording, len(rows), total, number, LIST, values),
    }
    return await office_page(request, "office/routing_corrections.html", ROUTING, context)


@get(TABLE, name="office.routing.corrections.table", guards=OF_CASES, include_in_schema=False)
async def correction_table(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The list as comma-separated values, without pages."""
    house, wording = house_of(request), await wording_of(request)
    asked = AskedPeriod(request, wording)
    rows, _total, _looked = await _found(house, wording, asked, _narrowing(asked, wording), None)
    file = f"koreksi-penyaluran-sejak-{asked.month}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return Response(table(wording, await house.officers(), rows), media_type=MEDIA_TYPE, headers=headers)


def leading(row: dict[str, Any], asked: AskedPeriod) -> dict[str, Any]:
    """A row of the confusion table with the address of the cases behind it."""
    before, after = row["codes"]
    return row | {"href": address(CASES, asked.values | {"disarankan": before, "diputuskan": after})}


def _case(wording: Wording, line: Line) -> dict[str, Any]:
    hidden = line.sight < Sight.WORDS
    return {
        "href": f"/kantor/aduan/{line.id}",
        "code": show(line.code),
        "title": wording.say(_("Aduan rahasia")) if hidden else wording.title(line.report),
        "status": wording.status(line.status),
        "tone": wording.tone(line.status),
        "received_at": line.received_at,
    }


def _narrowing(asked: AskedPeriod, wording: Wording) -> dict[str, str]:
    return {"apa": asked.query.choice("apa", WHAT), "unit": asked.query.choice("unit", wording.region.unit)}


async def _found(
    house: House, wording: Wording, asked: AskedPeriod, values: dict[str, str], number: int | None
) -> tuple[Sequence[Correction], int, int]:
    """A page of corrections, or all of them where `number` is None; how many there are; and among how many decisions
    they were looked for, 0 where those are all."""
    what, unit, looked = values["apa"], values["unit"], LOOKED if number is not None else MOST
    if number is not None and not (what or unit):
        page = await corrections(house.database, since=asked.since, most=A_PAGE, number=number, looked=looked)
        return page.rows, page.total, looked if page.before else 0
    everything = await corrections(house.database, since=asked.since, most=MOST, looked=looked)
    kept = [
        one for one in everything.rows if what in ("", one.what) and (not unit or unit in _units(wording.region, one))
    ]
    rows = kept if number is None else kept[(number - 1) * A_PAGE : number * A_PAGE]
    return rows, len(kept), looked if everything.before else 0


def _units(region: Region, one: Correction) -> set[str | None]:
    """The units that a correction speaks of."""
    told = {one.before, one.after}
    if one.what == "owner":
        return told
    return {region.topic[code].unit for code in told if code in region.topic} if one.what == "topic" else set()


HANDLERS: list[HTTPRouteHandler] = [mixed, mixed_cases, counted_cases, correction_list, correction_table]
