"""Fills the calendar with the country's days off and the region's own, again and again without harm."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from workdays import versions
from workdays.calendar_set import CalendarSet
from workdays.entries import DayEntry, Entry, HoursEntry, Origin
from workdays.national import national_days
from workdays.reading import ReadCalendar, WrittenCalendar, WrittenHours, read_calendar, write_spans
from workdays.working_days import Calendar


class Seeded(NamedTuple):
    """What a seeding did: dated rows and hours written and removed, and the calendar's version after it."""

    written: int
    removed: int
    version: int


def years_around(at: datetime) -> range:
    """The years whose days off are seeded: three back, two ahead."""
    return range(at.year - 3, at.year + 3)


def shipped_calendars(written: WrittenCalendar, years: range) -> CalendarSet:
    """The calendars a fresh seeding gives, without a database. Raises Invalid for a file that cannot be meant."""
    read = _understood(written)
    return CalendarSet("shipped", (*_national(years), *read.days), read.hours)


def shipped_calendar(
    hours: WrittenHours,
    regional_days: Sequence[Mapping[str, Any]],
    timezone: str,
    years: range,
    ranges: Sequence[Mapping[str, Any]] = (),
) -> Calendar:
    """The calendar for all units in a zone, of `shipped_calendars`."""
    return shipped_calendars(WrittenCalendar(hours, regional_days, ranges), years).calendar(timezone)


def _understood(written: WrittenCalendar) -> ReadCalendar:
    read = read_calendar(written)
    if read.faults:
        raise read.faults[0]
    return read


def _national(years: range) -> Iterable[DayEntry]:
    for one in national_days(years):
        hours = write_spans(one.hours)
        yield DayEntry(one.day, one.kind, one.name, one.source, "", one.estimated, hours, Origin.NATIONAL)


async def seed(
    session: AsyncSession,
    hours: WrittenHours,
    regional_days: Sequence[Mapping[str, Any]],
    at: datetime,
    ranges: Sequence[Mapping[str, Any]] = (),
) -> Seeded:
    """Bring the layers of country and region in line with the region's file and the days off around `at`.

    What a person wrote is left alone. The version grows only where something changed. Raises Invalid where the file
    cannot be meant.
    """
    read, years = _understood(WrittenCalendar(hours, regional_days, ranges)), years_around(at)
    await versions.lock(session)
    number = await versions.number_in_force(session)
    before = await versions.stored(session, str(number))
    wanted: list[Entry] = [*_national(years), *read.days, *read.hours]
    found: list[Entry] = [*before.days, *before.hours]
    stored = {_place(one): one for one in found}
    places = {_place(one) for one in wanted}
    changed = [one for one in wanted if stored.get(_place(one)) != one]
    gone = [one for place, one in stored.items() if place not in places and _replaced(one, years)]
    if changed or gone or not number:
        number = await versions.grow(session, changed, gone, versions.REGION, "", at)
    return Seeded(len(changed), len(gone), number)


def _place(entry: Entry) -> tuple[object, Origin]:
    return entry.key, entry.origin


def _replaced(entry: Entry, years: range) -> bool:
    """What a seeding may remove: all the region brought, and of the country's days those of the seeded years."""
    if isinstance(entry, HoursEntry) or entry.origin is not Origin.NATIONAL:
        return entry.origin is Origin.REGION
    return entry.day.year in years
