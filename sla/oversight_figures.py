"""Makes the figures of those who oversee: months are counted where something changed, and a document a page is written.

No page counts. What a page costs does not depend on how many cases there are, and says when it was computed.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from sla.case_facts import Facts, joined, packed, unpacked
from sla.case_figures import GROUPINGS, Cell, Series, View, Weeks, Window, cells, of_units, series, weeks, whole
from sla.case_months import months_back, read_month
from sla.late_forecasts import LateForecasts
from sla.months import first_day
from sla.oversight_pages import ALL, forget, without_road, write
from sla.period import next_month
from sla.tables import OversightMonthRow
from workdays.calendars import Calendars

DEFINITIONS = 3
"""Raised whenever a figure comes to mean something else: every month is then counted anew."""

MONTHS = 26
"""Months of receipt from which figures are made; what came in before is old enough to be asked about one by one."""

CHARTED = 24
WINDOWS = (12, 3)
"""Months that figures may be asked about, this one included."""

WEEKS = 8
_FRESH = 3
"""The newest months are counted again at once when a case of theirs changed; older ones after a while."""

_LATER, _AGAIN = timedelta(hours=6), timedelta(hours=20)
_SLACK = timedelta(minutes=10)
"""What began before a count may have been committed after it."""


class Cells(msgspec.Struct, frozen=True):
    """`first` and `last` are the days asked about."""

    first: date
    last: date
    cells: list[Cell]


class Charted(msgspec.Struct, frozen=True):
    months: list[str]
    series: Series


class Load(msgspec.Struct, frozen=True):
    """`weeks` are the Mondays of whole weeks."""

    weeks: list[date]
    units: dict[str, Weeks]


class _Month(NamedTuple):
    cases: int
    changed: datetime


class OversightFigures:
    """One call of `refresh` is one pass; months nothing happened to are left as they are."""

    def __init__(self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region

    async def refresh(self) -> int:
        """How many months were counted. Raises NotFound where no region or calendar is loaded."""
        at, region = self._clock.now(), await self._region.current()
        today = at.astimezone(ZoneInfo(region.timezone)).date()
        counted = await self._recount(at, region, months_back(today, MONTHS))
        facts = await self._facts()
        forecasts = LateForecasts(self._database, self._calendars)
        outlook = await forecasts.made(facts, region, at)
        known = set()
        for key, unit, view in views(facts, region):
            documents: dict[str, Any] = await asyncio.to_thread(documents_of, facts, view, region, unit, today)
            documents["week"] = await forecasts.told(outlook, region, unit, key)
            async with self._database.transaction() as session:
                await write(session, key, documents, at)
            known.add(key)
        async with self._database.transaction() as session:
            await forget(session, known)
        return counted

    async def facts(self) -> Facts:
        """What figures and forecasts are made of, counted anew where something changed. Raises NotFound."""
        at, region = self._clock.now(), await self._region.current()
        today = at.astimezone(ZoneInfo(region.timezone)).date()
        await self._recount(at, region, months_back(today, MONTHS))
        return await self._facts()

    async def _recount(self, at: datetime, region: Region, months: Sequence[str]) -> int:
        calendars = await self._calendars.all()
        top = {area.code: _kabupaten(region, area.code) for area in region.areas}
        basis = f"{DEFINITIONS}.{calendars.version}.{region.timezone}.{crc32(repr(sorted(top.items())).encode())}"
        standing = await self._standing(region.timezone, months)
        async with self._database.reading() as session:
            row = OversightMonthRow
            columns: Any = select(
                col(row.month), col(row.counted_at), col(row.basis), col(row.cases), col(row.still_open)
            )
            known = {one.month: one for one in (await session.exec(columns)).all()}
        stale = [month for month, now in standing.items() if _stale(known.get(month), now, basis, at, months)]
        for month in stale:
            async with self._database.transaction() as session:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                facts = await read_month(
                    session,
                    month,
                    region.timezone,
                    at,
                    lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""),
                    top,
                )
                values = {
                    "month": month,
                    "counted_at": at,
                    "basis": basis,
                    "cases": facts.cases,
                    "still_open": int(facts.columns["open"].sum()),
                    "data": packed(facts),
                }
                made = insert(OversightMonthRow).values(values)
                await session.exec(made.on_conflict_do_update(index_elements=["month"], set_=values))
        async with self._database.transaction() as session:
            await session.exec(delete(OversightMonthRow).where(col(OversightMonthRow.month).not_in(standing)))
        return len(stale)

    async def _standing(self, zone: str, months: Sequence[str]) -> dict[str, _Month]:
        row = ComplaintRow
        local = func.timezone(literal(zone, literal_execute=True), col(row.received_at))
        month = func.to_char(local, literal("YYYY-MM", literal_execute=True))
        since = datetime.combine(first_day(months[0]), datetime.min.time(), ZoneInfo(zone))
        query: Any = (
            select(month, func.count(), func.max(row.changed_at)).where(col(row.received_at) >= since).group_by(month)
        )
        async with self._database.reading() as session:
            found = (await session.exec(query)).all()
        return {name: _Month(cases, changed) for name, cases, changed in found if name in months}

    async def _facts(self) -> Facts:
        async with self._database.reading() as session:
            query: Any = select(col(OversightMonthRow.data)).order_by(col(OversightMonthRow.month))
            months = (await session.exec(query)).scalars().all()
        return await asyncio.to_thread(lambda: joined(unpacked(data) for data in months))


def views(facts: Facts, region: Region) -> Iterator[tuple[str, str | None, View]]:
    """Each field of view with its key and unit (None for all)."""
    yield ALL, None, whole(facts)
    for unit in region.units:
        reach = sorted(region.reach(unit.code))
        yield unit.code, unit.code, of_units(facts, reach, unit.code)
        yield without_road(unit.code), unit.code, of_units(facts, reach, None)


def documents_of(facts: Facts, view: View, region: Region, unit: str | None, today: date) -> dict[str, Any]:
    """All pages of one field of view but the forecast, by name."""
    found: dict[str, Any] = {}
    for many in WINDOWS:
        first = first_day(months_back(today, many)[0])
        window = Window(first.toordinal(), today.toordinal())
        for by in GROUPINGS:
            found[f"cells:{by}:{many}"] = Cells(first, today, cells(facts, view, by, window))
    months = charted_months(facts, today)
    days = [(first_day(one).toordinal(), next_month(first_day(one)).toordinal() - 1) for one in months]
    within = set(region.unit) if unit is None else region.reach(unit)
    units = [code for code in sorted(within) if code in facts.names["unit"]]
    for code in (None, *units):
        found[f"chart:{code or ALL}"] = Charted(months, series(facts, view, code, days))
    monday = today - timedelta(days=today.weekday() + 7 * WEEKS)
    loads = {code: weeks(facts, view, code, monday.toordinal(), WEEKS) for code in units}
    found["load"] = Load([monday + timedelta(days=7 * week) for week in range(WEEKS)], loads)
    return found


def charted_months(facts: Facts, today: date) -> list[str]:
    """Whole months, from the first of the last ones in which anything came in."""
    if not facts.cases:
        return []
    begun = date.fromordinal(int(facts.columns["received"].min())).replace(day=1)
    return [one for one in months_back(today, CHARTED + 1)[:-1] if first_day(one) >= begun]


def _stale(row: Any, now: _Month, basis: str, at: datetime, months: Sequence[str]) -> bool:
    if row is None or row.basis != basis or row.cases != now.cases:
        return True
    age = at - row.counted_at
    if row.month in months[-_FRESH:] and row.still_open > 0:
        return True
    changed: bool = now.changed >= row.counted_at - _SLACK
    return bool((changed and age >= _LATER) or (row.still_open > 0 and age >= _AGAIN))


def _kabupaten(region: Region, area: str) -> str:
    """The uppermost area an area lies in."""
    found = region.area[area]
    while found.parent and found.parent in region.area:
        found = region.area[found.parent]
    return found.code
