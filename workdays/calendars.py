"""The calendars in force, read again at most every few seconds."""

import asyncio
import time as stopwatch
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import text
from sqlmodel import select

from foundation.database import Database
from foundation.errors import NotFound
from workdays.reading import parse_spans
from workdays.tables import CalendarDayRow, OfficeHoursRow
from workdays.working_days import Calendar, DayKind, OfficeHours, Spans, SpecialDay


class CalendarSet:
    """All rows of one version; makes a calendar for a zone, and for a unit where it has rows of its own."""

    def __init__(self, version: str, days: Iterable[CalendarDayRow], hours: Iterable[OfficeHoursRow]) -> None:
        self.version = version
        self._days: dict[str, dict[date, SpecialDay]] = defaultdict(dict)
        self._weeks: dict[str, dict[tuple[date, date | None], dict[int, Spans]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for day in days:
            special = SpecialDay(
                day.day, DayKind(day.kind), day.name, day.source, day.estimated, parse_spans(day.hours)
            )
            self._days[day.unit][day.day] = special
        for row in hours:
            self._weeks[row.unit][(row.starts_on, row.ends_on)][row.weekday] = parse_spans(row.hours)
        self._made: dict[tuple[str, str], Calendar] = {}

    def differs(self, unit: str) -> bool:
        """Whether a unit has dates or hours of its own."""
        return unit in self._days or unit in self._weeks

    def calendar(self, timezone: str, unit: str = "") -> Calendar:
        """The calendar of an IANA zone, with a unit's own rows over those for all."""
        asked = (timezone, unit if self.differs(unit) else "")
        if asked not in self._made:
            self._made[asked] = self._make(*asked)
        return self._made[asked]

    def _make(self, timezone: str, unit: str) -> Calendar:
        weeks = self._weeks.get(unit) or self._weeks.get("", {})
        hours = [
            OfficeHours(tuple(week.get(weekday, ()) for weekday in range(7)), first, last)
            for (first, last), week in weeks.items()
        ]
        special = self._days.get("", {}) | self._days.get(unit, {})
        return Calendar(hours, special.values(), timezone, self.version)


class Calendars:
    """A change made by `region load` or on a page reaches every replica within `seconds`."""

    def __init__(self, database: Database, seconds: float = 5.0) -> None:
        self._database, self._seconds = database, seconds
        self._known: CalendarSet | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    async def current(self, timezone: str, unit: str = "") -> Calendar:
        """Raises NotFound where no calendar has been loaded yet."""
        return (await self.all()).calendar(timezone, unit)

    async def all(self) -> CalendarSet:
        """Every calendar in force; the same object for as long as nothing changed."""
        if self._known is not None and stopwatch.monotonic() - self._read_at < self._seconds:
            return self._known
        async with self._reading:
            if self._known is None or stopwatch.monotonic() - self._read_at >= self._seconds:
                self._known = await self._read()
                self._read_at = stopwatch.monotonic()
        return self._known

    async def _read(self) -> CalendarSet:
        async with self._database.reading() as session:
            # One snapshot for version and rows, or a change in between would be filed under the old version.
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            row = (await session.exec(text("SELECT version FROM calendar_version"))).first()  # type: ignore[call-overload]
            if row is None:
                raise NotFound("Kalender kerja belum dimuat. Jalankan: ./tanggap region load DIR")
            version = str(row[0])
            if self._known is not None and self._known.version == version:
                return self._known
            days = (await session.exec(select(CalendarDayRow))).all()
            hours = (await session.exec(select(OfficeHoursRow))).all()
            return CalendarSet(version, days, hours)
