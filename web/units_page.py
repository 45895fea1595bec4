"""The administrator's pages of units: the tree with duties and vacancies, one unit, a new one, and closing one."""

from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.closed_units import ClosedUnits
from complaints.labels import STATUS
from complaints.own_region import UNIT
from complaints.region import Region, Unit
from complaints.setting_changes import SettingChanges
from complaints.unit_keeping import KINDS, ZONES, UnitKeeping, as_written, refuse_closing
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from people.actor import Role
from people.duty import Roster
from web.choices import unit_options
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.office_choices import GROUPS
from web.office_frame import SETTING_CHANGES, UNITS, office_page, wording_of
from web.rendering import say
from web.setting_words import change_line
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

NEW = f"{UNITS.path}/baru"
ONE = UNITS.path + "/{code:str}"
GUARDS = [one_of(*UNITS.roles)]
AT_ONCE = 500
"""Cases that go over while whoever closes a unit waits for the page; the worker moves the rest."""
RECENT = 10
DONE = {
    "tambah": _("Unit ditambahkan."),
    "ubah": _("Data unit diperbarui."),
    "tutup": _("Unit ditutup. Aduannya dilanjutkan oleh unit penerus."),
    "buka": _("Unit menerima aduan lagi."),
}
_NOT_SURE = {"sure": _("Beri tanda bila unit ini memang ditutup.")}
_HEADS, _HANDLERS = (Role.HEAD,), (Role.OFFICER, Role.INSPECTORATE, Role.COORDINATOR)


def keeping_of(house: House) -> UnitKeeping:
    return UnitKeeping(house.database, house.clock, house.region)


@get(UNITS.path, name="office.units", guards=GUARDS, include_in_schema=False)
async def units(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    roster = await house.duty.current()
    rows = [_row(unit, level, roster, wording) for unit, level in in_order(wording.region)]
    context = {
        "rows": rows,
        "vacant": sum(row["vacant"] for row in rows),
        "new_href": NEW,
        "import_href": f"{UNITS.path}/impor",
    }
    return await office_page(request, "office/units.html", UNITS, context, messages=_messages(request))


@get(NEW, name="office.unit.new", guards=GUARDS, include_in_schema=False)
async def new(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, None, {"kind": "dinas"})


@post(UNITS.path, name="office.unit.add", guards=GUARDS, include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    house, values = house_of(request), dict((await posted(request)).values)
    code = values.get("code", "").strip().upper()
    try:
        await keeping_of(house).add(visitor_of(request).actor.name_in_log, as_written(code, values))
    except Invalid as error:
        return await _form(request, None, values, error)
    return Redirect(f"{UNITS.path}/{code}?berhasil=tambah", status_code=303)


@get(ONE, name="office.unit", guards=GUARDS, include_in_schema=False)
async def one(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    unit = _known(await house_of(request).region.current(), code)
    return await _form(request, unit, _values(unit))


@post(ONE, name="office.unit.change", guards=GUARDS, include_in_schema=False)
async def change(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    house, values = house_of(request), dict((await posted(request)).values)
    unit = _known(await house.region.current(), code)
    try:
        told = as_written(code, values, unit.accepts)
        await keeping_of(house).correct(visitor_of(request).actor.name_in_log, told)
    except Invalid as error:
        return await _form(request, unit, values, error)
    return Redirect(f"{UNITS.path}/{code}?berhasil=ubah", status_code=303)


@get(ONE + "/tutup", name="office.unit.closing", guards=GUARDS, include_in_schema=False)
async def closing(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    """What would go over, before anything does."""
    return await _closing(request, _known(await house_of(request).region.current(), code), {})


@post(ONE + "/tutup", name="office.unit.close", guards=GUARDS, include_in_schema=False)
async def close(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    unit = _known(await house.region.current(), code)
    try:
        if values.get("sure") != "ya":
            raise Invalid(fields=_NOT_SURE)
        await keeping_of(house).close(visitor_of(request).actor.name_in_log, code, values.get("successor", ""))
    except Invalid as error:
        return await _closing(request, unit, values, error)
    await ClosedUnits(house.database, house.handling, house.region).run(AT_ONCE)
    return Redirect(f"{UNITS.path}/{code}?berhasil=tutup", status_code=303)


@post(ONE + "/buka", name="office.unit.open", guards=GUARDS, include_in_schema=False)
async def reopen(request: Request[Any, Any, Any], code: FromPath[str]) -> Redirect:
    house = house_of(request)
    await keeping_of(house).reopen(visitor_of(request).actor.name_in_log, code)
    return Redirect(f"{UNITS.path}/{code}?berhasil=buka", status_code=303)


def in_order(region: Region) -> Iterator[tuple[Unit, int]]:
    """Units as a tree is read: each below the one above it, with its depth from 0."""
    below: dict[str, list[Unit]] = {}
    for unit in region.units:
        below.setdefault(unit.parent if unit.parent in region.unit else "", []).append(unit)

    def walk(parent: str, level: int) -> Iterator[tuple[Unit, int]]:
        for unit in below.get(parent, ()):
            yield unit, level
            yield from walk(unit.code, level + 1)

    yield from walk("", 0)


def _row(unit: Unit, level: int, roster: Roster, wording: Wording) -> dict[str, Any]:
    heads = sum(roster.holders(role, unit.code) for role in _HEADS)
    officers = sum(roster.holders(role, unit.code) for role in _HANDLERS)
    return {
        "href": f"{UNITS.path}/{unit.code}",
        "name": unit.name,
        "short": unit.short,
        "code": unit.code,
        "level": min(level, 3),
        "duty": unit.duty,
        "accepts": unit.accepts,
        "heads": heads,
        "officers": officers,
        "vacant": unit.accepts and not (heads and officers),
        "successor": wording.unit(unit.successor) if unit.successor and not unit.accepts else "",
    }


def _values(unit: Unit) -> dict[str, str]:
    return {name: getattr(unit, name) for name in ("code", "name", "short", "parent", "kind", "duty", "timezone")}


def _known(region: Region, code: str) -> Unit:
    if code not in region.unit:
        raise NotFound()
    return region.unit[code]


async def _form(
    request: Request[Any, Any, Any], unit: Unit | None, values: Mapping[str, str], error: Invalid | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    region = wording.region
    faults = (dict(error.fields) or {"": error.sentence}) if error else {}
    known = dict.fromkeys((*KINDS, *(one.kind for one in region.units)))
    zones = (("", _("Seperti daerah")), *((zone, zone.partition("/")[2]) for zone in ZONES[1:]))
    below = region.reach(unit.code) if unit else frozenset()
    context: dict[str, Any] = {
        "unit": unit,
        "action": f"{UNITS.path}/{unit.code}" if unit else UNITS.path,
        "back": UNITS.path,
        "values": values,
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
        "parents": options((one.code, one.name) for one, _level in in_order(region) if one.code not in below),
        "kinds": options((kind, wording.say(GROUPS.get(kind, kind))) for kind in known),
        "zones": options((code, wording.say(words)) for code, words in zones),
    }
    if unit:
        changes = await SettingChanges(house.database).latest(UNIT, code=unit.code, most=RECENT)
        officers = await house.officers()
        roster = await house.duty.current()
        holding = await ClosedUnits(house.database, house.handling, house.region).holding(unit.code)
        context |= {
            "row": _row(unit, 0, roster, wording),
            "top": not unit.parent,
            "open": holding.open,
            "topics": [topic.name for topic in region.topics if topic.unit == unit.code and not topic.retired],
            "close_href": f"{UNITS.path}/{unit.code}/tutup",
            "open_action": f"{UNITS.path}/{unit.code}/buka",
            "changes": [change_line(one, wording, officers) for one in changes],
            "changes_href": SETTING_CHANGES.path,
        }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/unit.html", UNITS, context, status=status, messages=_messages(request))


async def _closing(
    request: Request[Any, Any, Any], unit: Unit, values: Mapping[str, str], error: Invalid | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    region = wording.region
    try:
        refuse_closing(region, unit.code)
        refused = "" if unit.accepts else wording.say(_("Unit ini sudah tidak menerima aduan."))
    except Refused as why:
        refused = say(wording.language, why.sentence)
    held = await ClosedUnits(house.database, house.handling, house.region).holding(unit.code)
    roster = await house.duty.current()
    faults = (dict(error.fields) or {"": error.sentence}) if error else {}
    context = {
        "unit": unit,
        "back": f"{UNITS.path}/{unit.code}",
        "action": f"{UNITS.path}/{unit.code}/tutup",
        "refused": refused,
        "open": held.open,
        "cases": [
            (wording.say(STATUS[status]), held.cases[str(status)]) for status in STATUS if str(status) in held.cases
        ],
        "asks": held.asks,
        "people": sum(count for (_role, code), count in roster.held.items() if code == unit.code),
        "topics": [topic.name for topic in region.topics if topic.unit == unit.code],
        "units": [one for one in unit_options(region) if one["value"] != unit.code],
        "values": values,
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/unit_closing.html", UNITS, context, status=status)


def _messages(request: Request[Any, Any, Any]) -> list[dict[str, str]]:
    sentence = DONE.get(request.query_params.get("berhasil", ""))
    return [{"kind": "done", "text": say(visitor_of(request).language, sentence)}] if sentence else []


HANDLERS: list[HTTPRouteHandler] = [units, new, add, one, change, closing, close, reopen]
