"""Fills the calendar with the country's days off and the region's own, again and again without harm."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.writes import Mode, Write, write_all
from workdays.national import national_days
from workdays.reading import WrittenHours, read_days, read_week, write_spans
from workdays.tables import CalendarDayRow, CalendarVersionRow, OfficeHoursRow
from workdays.working_days import Calendar, OfficeHours, SpecialDay

FIRST_DAY = date(1945, 8, 17)
"""From when the region's weekly hours are taken to hold."""


class Seeded(NamedTuple):
    """What a seeding did: rows written and removed, and the calendar's version after it."""

    written: int
    removed: int
    version: int


def years_around(at: datetime) -> range:
    """The years whose days off are seeded: three back, two ahead."""
    return range(at.year - 3, at.year + 3)


def shipped_calendar(
    hours: WrittenHours, regional_days: Sequence[Mapping[str, Any]], timezone: str, years: range
) -> Calendar:
    """The calendar a fresh seeding gives, without a database. Raises Invalid for a file that cannot be meant."""
    special = {one.day: one for one, _ in _days(regional_days, years)}
    return Calendar([OfficeHours(read_week(hours))], special.values(), timezone, "shipped")


async def seed(
    session: AsyncSession, hours: WrittenHours, regional_days: Sequence[Mapping[str, Any]], at: datetime
) -> Seeded:
    """Bring the calendar in line with the region's file and the country's days off around `at`.

    Rows a person wrote are left alone. The version grows only where something changed. Raises Invalid where the file
    cannot be meant.
    """
    # Two seedings at once would each count the other's rows as changes; the second waits here.
    await session.exec(text("LOCK TABLE calendar_version IN SHARE ROW EXCLUSIVE MODE"))  # type: ignore[call-overload]
    years = years_around(at)
    writes = await _changed_days(session, regional_days, years) + await _changed_hours(session, hours)
    known = (await session.exec(select(CalendarVersionRow))).first()
    version = known.version if known else 0
    if writes or known is None:
        version += 1
        row = {"one": True, "version": version, "changed_at": at}
        await write_all(session, [*writes, Write(CalendarVersionRow, row, "upsert")])
    removed = sum(write.mode == "remove" for write in writes)
    return Seeded(len(writes) - removed, removed, version)


def _days(regional_days: Sequence[Mapping[str, Any]], years: range) -> list[tuple[SpecialDay, str]]:
    """Days with their origin; the region's come last and win."""
    national = [(one, "national") for one in national_days(years)]
    return national + [(one, "region") for one in read_days(regional_days)]


async def _changed_days(session: AsyncSession, regional: Sequence[Mapping[str, Any]], years: range) -> list[Write]:
    wanted = {
        (one.day, ""): {
            "kind": str(one.kind),
            "name": one.name,
            "source": one.source,
            "estimated": one.estimated,
            "hours": write_spans(one.hours),
            "origin": origin,
        }
        for one, origin in _days(regional, years)
    }
    return await _differences(session, CalendarDayRow, ("day", "unit"), wanted, _replaced(years))


def _replaced(years: range) -> ColumnElement[bool]:
    """What a seeding may remove: all the region brought, and of the country's days those of the seeded years."""
    in_years = col(CalendarDayRow.day).between(date(years[0], 1, 1), date(years[-1], 12, 31))
    return (col(CalendarDayRow.origin) == "region") | in_years


async def _changed_hours(session: AsyncSession, hours: WrittenHours) -> list[Write]:
    wanted = {
        ("", FIRST_DAY, weekday): {"ends_on": None, "hours": write_spans(spans), "origin": "region"}
        for weekday, spans in enumerate(read_week(hours))
    }
    everything = col(OfficeHoursRow.weekday) >= 0
    return await _differences(session, OfficeHoursRow, ("unit", "starts_on", "weekday"), wanted, everything)


async def _differences(
    session: AsyncSession,
    table: type[CalendarDayRow] | type[OfficeHoursRow],
    key: tuple[str, ...],
    wanted: Mapping[tuple[Any, ...], Mapping[str, Any]],
    replaced: ColumnElement[bool],
) -> list[Write]:
    """The writes that turn what is stored into what is wanted; a row of a person stays and wins."""
    stored = {
        tuple(getattr(row, name) for name in key): row.model_dump(exclude=set(key))
        for row in (await session.exec(select(table))).all()
    }
    removable = {
        tuple(getattr(row, name) for name in key) for row in (await session.exec(select(table).where(replaced))).all()
    }
    writes: list[Write] = []
    for place, values in wanted.items():
        before = stored.get(place)
        if before is None or (before["origin"] != "person" and before != values):
            writes.append(_write(table, key, place, values, "upsert"))
    for place in removable - set(wanted):
        if stored[place]["origin"] != "person":
            writes.append(_write(table, key, place, {}, "remove"))
    return writes


def _write(
    table: type[CalendarDayRow] | type[OfficeHoursRow],
    key: tuple[str, ...],
    place: tuple[Any, ...],
    values: Mapping[str, Any],
    mode: Mode,
) -> Write:
    return Write(table, {**dict(zip(key, place, strict=True)), **values}, mode)
