"""The calendar in the database: its rows as they stand, and every version of them kept whole."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

import msgspec
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.writes import Mode, Write, write_all
from workdays.calendar_set import CalendarSet
from workdays.entries import DayEntry, Entry, HoursEntry
from workdays.tables import CalendarDayRow, CalendarStateRow, CalendarVersionRow, OfficeHoursRow

REGION = "region"
"""Who changed the calendar, where the region's folder was loaded."""

# Rows are written past the session, which must not answer from what it read before.
_ANEW = {"populate_existing": True}


class Version(msgspec.Struct, frozen=True):
    """One version, and who made it, when and why. `changed_by` is an actor's name in the log, or `REGION`."""

    number: int
    changed_at: datetime
    changed_by: str
    reason: str
    calendars: CalendarSet


async def lock(session: AsyncSession) -> None:
    """Two changes at once would each take the other's rows for its own; the second waits here."""
    await session.exec(text("LOCK TABLE calendar_version IN SHARE ROW EXCLUSIVE MODE"))  # type: ignore[call-overload]


async def number_in_force(session: AsyncSession) -> int:
    """The version's number; 0 where no calendar was ever loaded."""
    row = (await session.exec(select(CalendarVersionRow), execution_options=_ANEW)).first()
    return row.version if row else 0


async def stored(session: AsyncSession, version: str) -> CalendarSet:
    """All rows as they stand, of every layer."""
    days = (await session.exec(select(CalendarDayRow), execution_options=_ANEW)).all()
    key = (col(OfficeHoursRow.unit), col(OfficeHoursRow.starts_on), col(OfficeHoursRow.origin))
    in_order = select(OfficeHoursRow).order_by(*key, col(OfficeHoursRow.weekday))
    rows = (await session.exec(in_order, execution_options=_ANEW)).all()
    grouped = groupby(rows, lambda row: (row.unit, row.starts_on, row.origin))
    hours = [_hours_entry(list(weekdays)) for _, weekdays in grouped]
    return CalendarSet(version, [msgspec.convert(row.model_dump(), DayEntry) for row in days], hours)


def _hours_entry(weekdays: Sequence[OfficeHoursRow]) -> HoursEntry:
    week = {row.weekday: row.hours for row in weekdays}
    whole = weekdays[0].model_dump(exclude={"weekday", "hours"})
    return msgspec.convert(whole | {"week": [week.get(weekday, "") for weekday in range(7)]}, HoursEntry)


async def grow(
    session: AsyncSession, set_: Iterable[Entry], removed: Iterable[Entry], by: str, reason: str, at: datetime
) -> int:
    """Write and remove rows and keep the whole as a new version. The caller holds `lock`. Returns the new number."""
    writes = [one for entry in set_ for one in _writes(entry, "upsert")]
    writes += [one for entry in removed for one in _writes(entry, "remove")]
    number = await number_in_force(session) + 1
    row = {"one": True, "version": number, "changed_at": at}
    await write_all(session, [*writes, Write(CalendarVersionRow, row, "upsert")])
    now = await stored(session, str(number))
    state = {
        "version": number,
        "changed_at": at,
        "changed_by": by,
        "reason": reason,
        "days": msgspec.json.encode(now.days).decode(),
        "hours": msgspec.json.encode(now.hours).decode(),
    }
    await write_all(session, [Write(CalendarStateRow, state)])
    return number


def _writes(entry: Entry, mode: Mode) -> Iterable[Write]:
    values = msgspec.structs.asdict(entry) | {"origin": str(entry.origin)}
    if isinstance(entry, DayEntry):
        yield Write(CalendarDayRow, values | {"kind": str(entry.kind)}, mode)
    else:
        for weekday, hours in enumerate(values.pop("week")):
            yield Write(OfficeHoursRow, values | {"weekday": weekday, "hours": hours}, mode)


async def kept(session: AsyncSession, number: int) -> Version | None:
    """One version as it was, or None where it was never kept."""
    row = await session.get(CalendarStateRow, number)
    return _version(row) if row else None


async def history(session: AsyncSession, last: int = 50, until: datetime | None = None) -> list[Version]:
    """The latest versions, before `until` where it is given, the newest first."""
    newest = select(CalendarStateRow).order_by(col(CalendarStateRow.version).desc()).limit(last)
    if until is not None:
        newest = newest.where(col(CalendarStateRow.changed_at) < until)
    return [_version(row) for row in (await session.exec(newest)).all()]


def _version(row: CalendarStateRow) -> Version:
    days, hours = msgspec.convert(row.days, list[DayEntry]), msgspec.convert(row.hours, list[HoursEntry])
    return Version(row.version, row.changed_at, row.changed_by, row.reason, CalendarSet(str(row.version), days, hours))
