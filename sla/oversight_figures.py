"""Makes the figures of those who oversee: months are read where something changed, and a document a page is written.

No page counts. What a page costs does not depend on how many cases there are, and says when it was computed.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlmodel import col

from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.pacing import Pace
from sla.case_facts import Facts
from sla.case_figures import GROUPINGS, Cell, Series, View, Weeks, Window, cells, of_units, series, weeks, whole
from sla.case_months import months_back
from sla.fact_months import FactMonths
from sla.late_forecasts import LateForecasts, told
from sla.months import first_day
from sla.oversight_pages import ALL, forget, without_road, write
from sla.period import next_month
from sla.tables import OversightPageRow
from workdays.calendars import Calendars

MONTHS = 26
"""Months of receipt from which figures are made; what came in before is old enough to be asked about one by one."""

CHARTED = 24
WINDOWS = (12, 3)
"""Months that figures may be asked about, this one included."""

WEEKS = 8
WEEK_AHEAD = "week"
_ANEW = timedelta(hours=1)
"""After so long documents are made even where no case changed: forecasts go by the clock."""


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


class OversightFigures:
    """One call of `refresh` is one pass; where nothing happened nothing is made anew."""

    def __init__(
        self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook, pace: Pace | None = None
    ) -> None:
        self._database, self._clock, self._region, self._pace = database, clock, region, pace or Pace()
        self._months, self._forecasts = FactMonths(database, calendars), LateForecasts(database, calendars)

    async def refresh(self) -> int:
        """How many months were counted. Raises NotFound where no region or calendar is loaded."""
        at, region = self._clock.now(), await self._region.current()
        today = at.astimezone(ZoneInfo(region.timezone)).date()
        self._pace.begin()
        counted = await self._months.renew(at, region, months_back(today, MONTHS), self._pace)
        if not counted and await self._hold(at, region):
            return 0
        facts = await self._months.facts()
        outlook = await self._forecasts.made(facts, region, at)
        await self._pace.rest()
        known = set()
        documents: dict[str, Any] = {}
        last: tuple[str | None, int] | None = None
        for key, unit, view in views(facts, region):
            # Most units have nothing of the oversight road: then their figures without it are the same.
            if last != (unit, len(view.cases)):
                documents = {}
                for name, made in pieces_of(facts, view, region, unit, today):
                    documents[name] = await asyncio.to_thread(made)
                    await self._pace.rest()
            last = unit, len(view.cases)
            documents[WEEK_AHEAD] = await asyncio.to_thread(told, outlook, region, unit, key)
            async with self._database.transaction() as session:
                await write(session, key, documents, at)
            known.add(key)
            await self._pace.rest()
        async with self._database.transaction() as session:
            await forget(session, known)
        return counted

    async def facts(self) -> Facts:
        """What figures and forecasts are made of, counted anew where something changed. Raises NotFound."""
        at, region = self._clock.now(), await self._region.current()
        today = at.astimezone(ZoneInfo(region.timezone)).date()
        await self._months.renew(at, region, months_back(today, MONTHS), Pace())
        return await self._months.facts()

    async def _hold(self, at: datetime, region: Region) -> bool:
        """Whether every field of view has its documents, made today and not long ago."""
        row, zone = OversightPageRow, ZoneInfo(region.timezone)
        query: Any = select(col(row.scope), col(row.computed_at)).where(col(row.name) == WEEK_AHEAD)
        async with self._database.reading() as session:
            made: dict[str, datetime] = dict((await session.exec(query)).all())
        wanted = {ALL, *(key for unit in region.units for key in (unit.code, without_road(unit.code)))}
        oldest = min(made.values(), default=at)
        same_day = oldest.astimezone(zone).date() == at.astimezone(zone).date()
        return made.keys() == wanted and same_day and timedelta() <= at - oldest < _ANEW


def views(facts: Facts, region: Region) -> Iterator[tuple[str, str | None, View]]:
    """Each field of view with its key and unit (None for all)."""
    yield ALL, None, whole(facts)
    for unit in region.units:
        reach = sorted(region.reach(unit.code))
        yield unit.code, unit.code, of_units(facts, reach, unit.code)
        yield without_road(unit.code), unit.code, of_units(facts, reach, None)


def pieces_of(
    facts: Facts, view: View, region: Region, unit: str | None, today: date
) -> Iterator[tuple[str, Callable[[], Any]]]:
    """All pages of one field of view but the forecast, by name, each to be made by itself: together they take long."""
    for many in WINDOWS:
        first = first_day(months_back(today, many)[0])
        for by in GROUPINGS:
            yield f"cells:{by}:{many}", partial(_cells, facts, view, by, first, today)
    months = charted_months(facts, today)
    days = [(first_day(one).toordinal(), next_month(first_day(one)).toordinal() - 1) for one in months]
    within = set(region.unit) if unit is None else region.reach(unit)
    units = [code for code in sorted(within) if code in facts.names["unit"]]
    for code in (None, *units):
        yield f"chart:{code or ALL}", partial(_charted, facts, view, code, months, days)
    yield "load", partial(_load, facts, view, units, today)


def _cells(facts: Facts, view: View, by: str, first: date, today: date) -> Cells:
    return Cells(first, today, cells(facts, view, by, Window(first.toordinal(), today.toordinal())))


def _charted(facts: Facts, view: View, unit: str | None, months: list[str], days: Sequence[tuple[int, int]]) -> Charted:
    return Charted(months, series(facts, view, unit, days))


def _load(facts: Facts, view: View, units: Sequence[str], today: date) -> Load:
    monday = today - timedelta(days=today.weekday() + 7 * WEEKS)
    loads = {code: weeks(facts, view, code, monday.toordinal(), WEEKS) for code in units}
    return Load([monday + timedelta(days=7 * week) for week in range(WEEKS)], loads)


def charted_months(facts: Facts, today: date) -> list[str]:
    """Whole months, from the first of the last ones in which anything came in."""
    if not facts.cases:
        return []
    begun = date.fromordinal(int(facts.columns["received"].min())).replace(day=1)
    return [one for one in months_back(today, CHARTED + 1)[:-1] if first_day(one) >= begun]
