"""The administrator's page of the working calendar: its days, hours and history, and changing them in two steps."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import Invalid
from foundation.language import mark as _
from web.calendar_forms import ACTS, FIELDS, WEEKDAYS, Asked, asked, values_of
from web.calendar_words import (
    KIND,
    change_row,
    day_row,
    day_words,
    hours_row,
    period,
    preview_words,
    version_rows,
    writer,
    years_of,
)
from web.errors import status_of
from web.forms import day_of, posted
from web.office_frame import CALENDAR, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options
from workdays.calendar_set import CalendarSet
from workdays.changes import authors, changes
from workdays.editing import edited
from workdays.entries import DayEntry, DayKey, Entry, HoursEntry, HoursKey, Origin
from workdays.working_days import DayKind

DAY, HOURS, CHECK = f"{CALENDAR.path}/hari", f"{CALENDAR.path}/jam", f"{CALENDAR.path}/periksa"
GUARDS = [one_of(*CALENDAR.roles)]
REASON_LIMIT = 500
SOON = timedelta(days=183)
"""How long before its end the page marks the calendar as running out."""

_WEEKDAYS = (_("Senin"), _("Selasa"), _("Rabu"), _("Kamis"), _("Jumat"), _("Sabtu"), _("Minggu"))
_DONE = {
    "simpan": _("Perubahan kalender tersimpan. Kalender sekarang versi {version}."),
    "sama": _("Tidak ada yang berubah."),
}
_CHANGED_SINCE = _("Kalender sudah diubah orang lain sejak Anda memeriksanya. Mohon periksa lagi sebelum menyimpan.")
_REASON_TOO_LONG = _("Alasannya paling panjang 500 huruf.")


@get(CALENDAR.path, name="office.calendar", guards=GUARDS, include_in_schema=False)
async def calendar(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    calendars, history = await house.calendars.all(), await house.calendars.history()
    today = await house.today()
    years = years_of(calendars, today)
    year = next((one for one in years if str(one) == request.query_params.get("tahun")), today.year)
    names = await house.officers()
    written = authors(history)
    days = [one for one in calendars.day_in_force.values() if one.day.year == year]
    hours = [one for one in calendars.hours_said.values() if _touches(one, year)]
    known = calendars.known_until
    context = {
        "years": [
            {"label": str(one), "href": f"{CALENDAR.path}?tahun={one}", "current": one == year, "count": None}
            for one in years
        ],
        "year": year,
        "days": [
            day_row(wording, one, writer(wording, names, written, one), DAY) for one in sorted(days, key=_by_date)
        ],
        "hours": [
            hours_row(wording, one, writer(wording, names, written, one), HOURS) for one in sorted(hours, key=_by_unit)
        ],
        "worked": calendars.calendar(wording.region.timezone).working_days_between(
            date(year, 1, 1), date(year, 12, 31)
        ),
        "known_until": known if known > date.min else None,
        "runs_out": calendars.runs_out(today + SOON),
        "unknown_year": calendars.runs_out(date(year, 12, 31)),
        "version": calendars.version,
        "versions": version_rows(wording, names, history),
        "add_day": DAY,
        "add_hours": HOURS,
    }
    sentence = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(sentence, version=calendars.version)}] if sentence else []
    return await office_page(request, "office/calendar.html", CALENDAR, context, messages=messages)


@get(DAY, name="office.calendar.day", guards=GUARDS, include_in_schema=False)
async def day_form(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, "day", _queried(request, "day"))


@get(HOURS, name="office.calendar.hours", guards=GUARDS, include_in_schema=False)
async def hours_form(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, "hours", _queried(request, "hours"))


@post(CHECK, name="office.calendar.check", guards=GUARDS, include_in_schema=False)
async def check(request: Request[Any, Any, Any]) -> Response[str]:
    """The first step: what the change would do. Nothing is written."""
    values = (await posted(request)).values
    return await _preview(request, values)


@post(CALENDAR.path, name="office.calendar.save", guards=GUARDS, include_in_schema=False)
async def save(request: Request[Any, Any, Any]) -> Response[Any]:
    """The second step: the change as it was shown, unless the calendar is another one by now."""
    house, visitor = house_of(request), visitor_of(request)
    values = (await posted(request)).values
    reason = " ".join(values.get("reason", "").split())
    if len(reason) > REASON_LIMIT:
        return await _preview(request, values, {"reason": _REASON_TOO_LONG}, 422)
    house.calendars.forget()
    calendars, region = await house.calendars.all(), await house.region.current()
    if values.get("version") != calendars.version:
        return await _preview(request, values, {"": _CHANGED_SINCE}, 409)
    try:
        wanted = asked(values.get("what", ""), values.get("act", ""), values, calendars, region)
        by, at = visitor.actor.name_in_log, house.clock.now()
        version = await house.calendars.change(wanted.additions, wanted.removals, by, reason, at)
    except Invalid as error:
        return await _form(request, values.get("what", ""), values, error)
    if version != calendars.version:
        await house.recalculation.ask(by, reason, later_too=bool(reason))
    done = "simpan" if version != calendars.version else "sama"
    year = (values.get("day") or values.get("starts_on") or "")[:4]
    return Redirect(f"{CALENDAR.path}?{urlencode({'tahun': year, 'berhasil': done})}", status_code=303)


async def _preview(
    request: Request[Any, Any, Any],
    values: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    house.calendars.forget()
    calendars = await house.calendars.all()
    what, act = values.get("what", ""), values.get("act", "")
    try:
        wanted = asked(what, act, values, calendars, wording.region)
        after = edited(calendars, wanted.additions, wanted.removals)
    except Invalid as error:
        return await _form(request, what, values, error)
    kept = {name: values.get(name, "") for name in FIELDS[what] if values.get(name)}
    context = {
        "action": CALENDAR.path,
        "hidden": kept | {"what": what, "act": act, "version": calendars.version},
        "back": f"{DAY if what == 'day' else HOURS}?{urlencode(kept)}",
        "changes": [change_row(wording, one) for one in changes(calendars, after)],
        "sources": _sources(wanted),
        "moves": preview_words(wording, await house.recalculation.preview(after)),
        "values": {"reason": values.get("reason", "")},
        "errors": {name: wording.say(sentence) for name, sentence in (faults or {}).items()},
    }
    return await office_page(request, "office/calendar_preview.html", CALENDAR, context, status=status)


def _sources(wanted: Asked) -> list[str]:
    return [one.source for one in wanted.additions]


async def _form(
    request: Request[Any, Any, Any], what: str, values: Mapping[str, str], error: Invalid | None = None
) -> Response[str]:
    """The form of one day or of hours, with what stands at that place now."""
    if what not in FIELDS:
        raise error or Invalid()
    house, wording, visitor = house_of(request), await wording_of(request), visitor_of(request)
    calendars = await house.calendars.all()
    entry = _standing(calendars, what, values)
    act = values.get("act", "set") if values.get("act") in ACTS else "set"
    shown = values if error or "name" in values else (values_of(entry) if entry else values)
    faults = (dict(error.fields) or {"": error.sentence}) if error else {}
    context = {
        "what": what,
        "act": act,
        "action": CHECK,
        "back": CALENDAR.path,
        "values": shown,
        "errors": {name: say(visitor.language, words) for name, words in faults.items()},
        "prefix": "" if act == "set" else f"{act}-",
        "standing": _standing_words(wording, entry) if entry else "",
        "standing_on": entry.day if isinstance(entry, DayEntry) else None,
        "key": {name: values.get(name, "") for name in ("day", "starts_on", "unit") if name in values},
        "kinds": options((str(kind), wording.say(KIND[kind])) for kind in KIND if kind is not DayKind.ORDINARY),
        "units": options((unit.code, unit.name) for unit in wording.region.units),
        "weekdays": [(f"hours_{place}", wording.say(_WEEKDAYS[place])) for place in range(WEEKDAYS)],
        "cancellable": _cancellable(entry),
        "removable": entry is not None and entry.origin is Origin.PERSON,
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/calendar_form.html", CALENDAR, context, status=status)


def _queried(request: Request[Any, Any, Any], what: str) -> dict[str, str]:
    asked_for = request.query_params
    return {name: str(asked_for[name]) for name in FIELDS[what] if name in asked_for}


def _standing(calendars: CalendarSet, what: str, values: Mapping[str, str]) -> Entry | None:
    """The row in force at the place a form is about."""
    unit = values.get("unit", "")
    at = day_of(values.get("day" if what == "day" else "starts_on", ""))
    if at is None:
        return None
    if what == "day":
        return calendars.day_in_force.get(DayKey(at, unit))
    return calendars.hours_said.get(HoursKey(at, unit))


def _standing_words(wording: Wording, entry: Entry) -> str:
    source = wording.say(_("Sumber: {source}."), source=entry.source)
    if isinstance(entry, DayEntry):
        return f"{day_words(wording, entry)}. {source}"
    return f"{entry.name}, {period(wording, entry)}. {source}"


def _cancellable(entry: Entry | None) -> bool:
    """A person's own row is simply taken away; hours without an end are replaced, never cancelled."""
    if entry is None or entry.origin is Origin.PERSON:
        return False
    return isinstance(entry, DayEntry) or entry.ends_on is not None


def _touches(entry: HoursEntry, year: int) -> bool:
    return entry.starts_on.year <= year and (entry.ends_on is None or entry.ends_on.year >= year)


def _by_date(entry: DayEntry) -> tuple[date, str]:
    return entry.day, entry.unit


def _by_unit(entry: HoursEntry) -> tuple[str, date]:
    return entry.unit, entry.starts_on


HANDLERS: list[HTTPRouteHandler] = [calendar, day_form, hours_form, check, save]
