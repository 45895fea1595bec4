"""The figures of time of each month, counted by the worker and kept; where none is kept, counted when somebody asks."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Stage, Status
from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.pacing import Pace
from sla.case_months import months_back, span
from sla.months import first_day, month_of
from sla.outcomes import ending, state
from sla.period import LONGEST, Question, next_month
from sla.sign_cases import DAY, WORKING_DAY, Facts
from sla.signs import Sign
from sla.spans import Spans
from sla.tables import ClockRow, TimeMonthRow
from sla.time_cubes import Cube, Head, bits, made, packed, unpacked
from workdays.calendar_set import CalendarSet
from workdays.calendars import Calendars
from workdays.working_days import Calendar

DEFINITIONS = 1
"""Raised whenever a figure comes to mean something else: what was kept is then read no more."""

STAGES = (Stage.FIRST_RESPONSE, Stage.COMPLETION)
NEWEST = 2
"""Months that are counted again every hour; the others once a day."""

_HOURLY, _DAILY = timedelta(minutes=55), timedelta(hours=20)
_FRESH_NEW, _FRESH = timedelta(hours=6), timedelta(days=3)
"""What was kept longer ago is counted anew when it is asked for."""

PAGE = 2000
_SNAPSHOT = {"isolation_level": "REPEATABLE READ"}


class Counted(NamedTuple):
    """A month as of `at`."""

    at: datetime
    cube: Cube


class TimeMonths:
    """One call of `refresh` counts the months whose time has come; `read` gives those of a question."""

    def __init__(
        self, database: Database, clock: Clock, calendars: Calendars, region: RegionBook, pace: Pace | None = None
    ) -> None:
        self._database, self._clock, self._calendars, self._region = database, clock, calendars, region
        self._pace = pace or Pace()

    async def refresh(self) -> int:
        """How many months were counted. Raises NotFound where no region or calendar is loaded."""
        at, region, calendars = self._clock.now(), await self._region.current(), await self._calendars.all()
        months = months_back(at.astimezone(ZoneInfo(region.timezone)).date(), LONGEST)
        row, basis, many = TimeMonthRow, _basis(calendars, region), 0
        asked: Any = select(col(row.month), col(row.counted_at)).where(col(row.basis) == basis)
        async with self._database.reading() as session:
            known: dict[str, datetime] = dict((await session.exec(asked.distinct())).all())
        self._pace.begin()
        for month in reversed(months):
            again = _HOURLY if month in months[-NEWEST:] else _DAILY
            if month in known and timedelta() <= at - known[month] < again:
                continue
            async with self._database.transaction() as session:
                await session.connection(execution_options=_SNAPSHOT)
                cubes = await _count(session, month, at, region, calendars, self._pace)
                for stage, cube in cubes.items():
                    data = await asyncio.to_thread(packed, cube)
                    values = {"month": month, "stage": str(stage), "counted_at": at, "basis": basis, "data": data}
                    insertion = insert(row).values(values)
                    await session.exec(insertion.on_conflict_do_update(index_elements=["month", "stage"], set_=values))
            many += 1
            await self._pace.rest()
        async with self._database.transaction() as session:
            await session.exec(delete(row).where(col(row.month).not_in(months)))
        return many

    async def read(self, question: Question) -> dict[str, Counted]:
        """The months of a question, the first one first. Raises NotFound where no region or calendar is loaded."""
        at, region, calendars = self._clock.now(), await self._region.current(), await self._calendars.all()
        months, row = _months(question.first, question.last), TimeMonthRow
        newest = months_back(at.astimezone(ZoneInfo(region.timezone)).date(), NEWEST)
        found: dict[str, Counted] = {}
        kept: Any = select(col(row.month), col(row.counted_at), col(row.data)).where(
            col(row.month).in_(months),
            col(row.stage) == str(question.stage),
            col(row.basis) == _basis(calendars, region),
        )
        async with self._database.reading(as_one=True) as session:
            await session.connection(execution_options=_SNAPSHOT)
            for month, counted_at, data in (await session.exec(kept)).all():
                if timedelta() <= at - counted_at <= (_FRESH_NEW if month in newest else _FRESH):
                    found[month] = Counted(counted_at, unpacked(data))
            for month in months:
                if month not in found:
                    cubes = await _count(session, month, at, region, calendars, Pace())
                    found[month] = Counted(at, cubes[question.stage])
        return {month: found[month] for month in months}


def _basis(calendars: CalendarSet, region: Region) -> str:
    return f"{DEFINITIONS}.{calendars.version}.{region.timezone}"


def _months(first: date, last: date) -> list[str]:
    months = [month_of(first)]
    while months[-1] < month_of(last):
        months.append(month_of(next_month(first_day(months[-1]))))
    return months


async def _count(
    session: AsyncSession, month: str, at: datetime, region: Region, calendars: CalendarSet, pace: Pace
) -> dict[Stage, Cube]:
    """Both stages of a month as it stands at `at`."""

    def calendar_of(unit: str | None) -> Calendar:
        return calendars.calendar(region.timezone_of(unit), unit or "")

    years = range(int(month[:4]) - 1, at.year + 2)
    spans = {stage: Spans(calendar_of, years, at) for stage in STAGES}
    heads: dict[Head, int] = {}
    became: dict[Stage, list[str]] = {stage: [] for stage in STAGES}
    signs: list[int] = []
    result = await session.stream(_cases(month, region.timezone, at), execution_options={"yield_per": PAGE})
    async for page in result.partitions():
        await asyncio.to_thread(_add, page, heads, spans, became, signs)
        await pace.rest()
    days = (WORKING_DAY, float(DAY))
    return {
        stage: await asyncio.to_thread(made, list(heads), became[stage], signs, spans[stage].columns(), days)
        for stage in STAGES
    }


def _add(
    page: Sequence[Any],
    heads: dict[Head, int],
    spans: dict[Stage, Spans],
    became: dict[Stage, list[str]],
    signs: list[int],
) -> None:
    places = [heads.setdefault(Head(*row[:6]), len(heads)) for row in page]
    for number, stage in enumerate(STAGES):
        first = 7 + 4 * number
        rows = [
            # Spans number the groups in the order met, which is that of the heads.
            (place, row[0], row[6], row[first + 2], row[first], row[first + 1])
            for place, row in zip(places, page, strict=True)
        ]
        spans[stage].add(rows)
        became[stage] += [row[first + 3] for row in page]
    signs += [bits(row[7 + 4 * len(STAGES) :]) for row in page]


def _cases(month: str, zone: str, at: datetime) -> Any:
    row, since, until = ComplaintRow, *span(month, zone)
    within = (col(row.received_at) >= since, col(row.received_at) < until)
    facts = Facts(select(col(row.complaint_id)).where(*within))
    first: Any = aliased(ClockRow)

    def of_case(clock: Any, stage: Stage) -> Any:
        return and_(clock.complaint_id == col(row.complaint_id), clock.stage == str(stage))

    names = ("unit", "topic", "kind", "restricted", "about_unit", "visibility", "received_at")
    clocks = (first, facts.completion)
    columns = [
        *(col(getattr(row, name)) for name in names),
        *(
            one
            for stage, clock in zip(STAGES, clocks, strict=True)
            for one in (*ending(stage, at), state(stage, at, clock))
        ),
        *(facts.bears(sign) for sign in Sign),
    ]
    query = facts.joined(select(*columns).select_from(row))
    query = query.join(first, of_case(first, Stage.FIRST_RESPONSE), isouter=True)
    # Of a report that was split its parts are counted, each with the date and the clocks of the whole.
    return query.where(*within, col(row.status) != str(Status.SPLIT))
