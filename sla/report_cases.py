"""Reads what a report is made of: the cases of a period, as far as the asker may know of them, in one look."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Stage, Status
from complaints.region import Region, RegionBook
from complaints.tables import ComplaintRow, EventRow
from complaints.visibility import Sight, counted, counted_in_groups, may_see
from foundation.database import Database
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor
from sla.caseload import Load, loaded, page_of
from sla.months import before, first_day, months_of
from sla.outcomes import ending, outcome, state
from sla.period import next_month
from sla.report_figures import (
    LEAST,
    OUTSIDE_THE_SHARE,
    STAGES,
    Class,
    Facts,
    Flow,
    Head,
    Report,
    TrendMonth,
    classes_of,
    column_of,
    figures_of,
)
from sla.spans import Spans, laid_out
from sla.tables import ClockRow
from workdays.calendars import Calendars
from workdays.working_days import Calendar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MONTHS = 12
"""Months of the trend, the last one that of the period's end."""

PAGE = 5000
_TOO_FEW = _("Edisi untuk luar tidak dapat dibuat: aduannya kurang dari {least}, sehingga dapat menunjuk orang.")


@dataclass(frozen=True)
class Wanted:
    """What a report is asked about: a period (2026-10 or 2026-Q4), a unit with those below it, or None for all.

    With `outside`, whatever everybody may count is told of, and nothing else.
    """

    period: str
    unit: str | None = None
    outside: bool = False


class Reports:
    """Reading; each report is one look into the database, so that its numbers agree with each other."""

    def __init__(self, database: Database, calendars: Calendars, region: RegionBook) -> None:
        self._database, self._calendars, self._region = database, calendars, region

    async def report(self, actor: Actor, wanted: Wanted, at: datetime) -> Report:
        """The report as of `at`, over all that `actor` may know of. Raises NotFound where no calendar is loaded, and
        Invalid where what may leave the house are too few cases to tell of any."""
        region, calendars = await self._region.current(), await self._calendars.all()
        look = _Look(region, actor, wanted, at)
        years = range(look.start.year - 2, at.year + 2)
        spans = [Spans(lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""), years, at) for _ in "12"]
        rows: list[Any] = []
        async with self._database.reading(as_one=True) as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            result = await session.stream(look.cases(), execution_options={"yield_per": PAGE})
            async for page in result.partitions():
                rows += page
                await asyncio.to_thread(_measure, spans, page)
            pauses, pledged, lapsed = await look.stops(session)
            flow, trend = await look.flow(session), await look.trend(session)
        if wanted.outside and len(rows) < LEAST:
            raise Invalid(_TOO_FEW, least=LEAST)
        facts = await asyncio.to_thread(_facts, rows, spans, _districts(region))
        figures = await asyncio.to_thread(figures_of, facts, pauses, pledged, lapsed, outside=wanted.outside)
        return Report(wanted.period, wanted.unit, at, wanted.outside, flow, figures, trend)

    async def classes(self, actor: Actor, wanted: Wanted, at: datetime) -> tuple[Class, ...]:
        """The national table alone, which needs less to be read than a whole report. Raises as `report`."""
        region, calendars = await self._region.current(), await self._calendars.all()
        look = _Look(region, actor, wanted, at)
        async with self._database.reading() as session:
            groups = (await session.exec(look.heads())).all()

        def calendar_of(unit: str | None) -> Calendar:
            return calendars.calendar(region.timezone_of(unit), unit or "")

        years = range(look.start.year - 2, at.year + 2)
        heads = await asyncio.to_thread(measured, groups, calendar_of, years, at)
        return classes_of(heads, outside=wanted.outside)

    async def behind(
        self,
        actor: Actor,
        wanted: Wanted,
        kind: str,
        columns: Collection[str],
        followed: bool | None,
        at: datetime,
        number: int = 1,
        size: int = 25,
        *,
        kept: int | None = None,
    ) -> Load:
        """A page of the cases of the national table, the latest first: of a class ("" all), in these of its columns
        (none: all), and only those somebody answered, or nobody did, where that is said. `kept` is how many there are
        by the table."""
        look, row = _Look(await self._region.current(), actor, wanted, at), ComplaintRow
        latest = col(row.received_at).desc(), col(row.complaint_id)
        page: Any = select(col(row.complaint_id)).where(*look.classed(kind, columns, followed)).order_by(*latest)
        async with self._database.reading() as session:
            ids = (await session.exec(page.offset((number - 1) * size).limit(size + 1))).scalars().all()
            return page_of(await loaded(session, actor, ids[:size], at), len(ids), kept, number, size)


class _Look:
    """The conditions of one report, and its questions."""

    def __init__(self, region: Region, actor: Actor, wanted: Wanted, at: datetime) -> None:
        self._zone, self._at = region.timezone, at
        months = months_of(wanted.period)
        now = at + timedelta(microseconds=1)
        self.start = self._midnight(first_day(months[0]))
        self.end = min(self._midnight(next_month(first_day(months[-1]))), now)
        self._months = (*before(months[-1], MONTHS - 1), months[-1])
        row = ComplaintRow
        if wanted.outside:
            # What everybody may count, and under a unit nothing that is confidential.
            self._rules: list[ColumnElement[bool]] = [counted_in_groups() if wanted.unit else counted()]
            self._words: ColumnElement[bool] = counted_in_groups()
            self._named: ColumnElement[bool] = counted_in_groups()
        else:
            self._rules, self._words = [may_see(actor, Sight.STATUS)], may_see(actor, Sight.WORDS)
            self._named = literal(True)
        if wanted.unit:
            self._rules.append(col(row.unit).in_(sorted(region.reach(wanted.unit))))
        self._done, self._ended, self._until = ending(Stage.COMPLETION, at)
        self._followed, _, self._first = ending(Stage.FIRST_RESPONSE, at)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self._zone))

    @property
    def _inside(self) -> list[ColumnElement[bool]]:
        received = col(ComplaintRow.received_at)
        return [*self._rules, received >= self.start, received < self.end]

    def cases(self) -> Any:
        row, clocks = ComplaintRow, [aliased(ClockRow) for _ in STAGES]
        completion: Any = clocks[STAGES.index(Stage.COMPLETION)]
        columns = [
            case((self._named, col(row.unit)), else_=null()),
            case((self._words, col(row.topic)), else_=null()),
            case((self._words, col(row.area)), else_=null()),
            *(col(getattr(row, name)) for name in ("kind", "channel", "status")),
            self._followed,
            self._done,
            self._ended,
            *(state(stage, self._at, clock) for stage, clock in zip(STAGES, clocks, strict=True)),
            *(col(getattr(row, name)) for name in ("disputes", "score")),
            func.coalesce(completion.stops, 0),
            and_(completion.stopped_at.is_not(None), ~completion.ended),
            col(row.sent_back),
            *(col(row.unit).label("real_unit"), col(row.received_at), self._first, self._until),
        ]
        query: Any = select(*columns).select_from(row)
        for stage, clock in zip(STAGES, clocks, strict=True):
            query = query.join(clock, _of_case(clock, stage), isouter=True)
        return query.where(*self._inside)

    def heads(self) -> Any:
        """Groups of cases that are alike with what `measured` needs: how many they are, when each began and ended."""
        row = ComplaintRow
        alike = (col(row.kind), col(row.status), self._followed, col(row.unit))
        ours = col(row.status).not_in(sorted(OUTSIDE_THE_SHARE))
        times = (
            func.array_agg(func.date_part("epoch", instant)).filter(ours)
            for instant in (col(row.received_at), self._first)
        )
        return select(*alike, func.count(), *times).where(*self._inside).group_by(*alike)

    def classed(self, kind: str, columns: Collection[str], followed: bool | None) -> list[ColumnElement[bool]]:
        row, found = ComplaintRow, list(self._inside)
        if kind:
            found.append(col(row.kind) == kind)
        if followed is not None:
            found.append(self._followed if followed else ~self._followed)
        if columns:
            pairs = [(one, told) for one in Status for told in (True, False) if column_of(one, told) in columns]
            found.append(
                or_(
                    *(
                        and_(col(row.status) == str(one), self._followed if told else ~self._followed)
                        for one, told in pairs
                    )
                )
            )
        return found

    async def stops(self, session: AsyncSession) -> tuple[dict[str, int], int, int]:
        """Pauses by reason; cases that were pledged; cases whose pledge lapsed."""
        ids = select(col(ComplaintRow.complaint_id)).where(*self._inside)
        event, reason = EventRow, col(EventRow.data)["reason"].as_string()
        paused: Any = (
            select(reason, func.count())
            .where(col(event.complaint_id).in_(ids), col(event.type) == "promise.paused")
            .where(col(event.data)["stage"].as_string() == str(Stage.COMPLETION))
            .group_by(reason)
        )
        held: Any = (
            select(col(event.type), func.count(func.distinct(col(event.complaint_id))))
            .where(col(event.complaint_id).in_(ids), col(event.type).in_(("complaint.pledged", "pledge.lapsed")))
            .group_by(col(event.type))
        )
        pauses = dict((await session.exec(paused)).all())
        pledges = dict((await session.exec(held)).all())
        return pauses, pledges.get("complaint.pledged", 0), pledges.get("pledge.lapsed", 0)

    async def flow(self, session: AsyncSession) -> Flow:
        """What was open at the beginning and at the end of the period, and what changed in between."""
        received = col(ComplaintRow.received_at)
        # What a letter's date says may lie after the hour at which it was answered.
        until = func.greatest(self._until, received)
        over: Any = case((or_(self._done, self._ended), until), else_=null())

        def open_at(instant: datetime) -> Any:
            return func.count().filter(received < instant, or_(over.is_(None), over >= instant))

        came = and_(received >= self.start, received < self.end)
        within = and_(over >= self.start, over < self.end)
        query: Any = select(
            open_at(self.start),
            func.count().filter(came),
            func.count().filter(within, self._done),
            func.count().filter(within, ~self._done),
            open_at(self.end),
        ).where(*self._rules)
        return Flow(*(await session.exec(query)).one())

    async def trend(self, session: AsyncSession) -> tuple[TrendMonth, ...]:
        """Month by month; `known` are promises of completion of which it is known whether they were kept."""
        start, row, clock = self._midnight(first_day(self._months[0])), ComplaintRow, aliased(ClockRow)
        became = outcome(Stage.COMPLETION, self._at, clock)
        came, over = self._month(col(row.received_at)), self._month(col(row.resolved_at))
        received: Any = (
            select(came, func.count(), func.count().filter(became.on_time), func.count().filter(became.late))
            .select_from(row)
            .join(clock, _of_case(clock, Stage.COMPLETION), isouter=True)
            .where(*self._rules, col(row.received_at) >= start, col(row.received_at) < self.end)
            .group_by(came)
        )
        answered: Any = (
            select(over, func.count())
            .where(*self._rules, self._done, col(row.resolved_at) >= start, col(row.resolved_at) < self.end)
            .group_by(over)
        )
        arrived = {month: counts for month, *counts in (await session.exec(received)).all()}
        finished: dict[str, int] = dict((await session.exec(answered)).all())
        return tuple(
            TrendMonth(month, cases, finished.get(month, 0), on_time, on_time + late)
            for month in self._months
            for cases, on_time, late in (arrived.get(month, (0, 0, 0)),)
        )

    def _month(self, instant: Any) -> Any:
        local = func.timezone(literal(self._zone, literal_execute=True), instant)
        return func.to_char(local, literal("YYYY-MM", literal_execute=True))


def measured(
    groups: Iterable[Any], calendar_of: Callable[[str | None], Calendar], years: range, at: datetime
) -> list[Head]:
    """Groups of `heads` with their office time added up: instants of a hundred thousand cases come in a few arrays."""
    import numpy as np

    def micros(seconds: Sequence[float]) -> "npt.NDArray[np.int64]":
        return np.rint(np.array(seconds, float) * 1e6).astype(np.int64)

    found, now = [], micros([at.timestamp()])
    for kind, status, followed, unit, cases, began, ended in groups:
        seconds = 0.0
        if began is not None:
            start = micros(began)
            # What a letter's date says may lie after the hour at which it was answered.
            end = np.maximum(start, np.minimum(micros(ended), now))
            seconds = float(laid_out(calendar_of(unit), years).working_time(start, end).sum()) / 1e6
        found.append(Head(kind, status, followed, cases, seconds))
    return found


def _of_case(clock: Any, stage: Stage) -> Any:
    return and_(clock.complaint_id == col(ComplaintRow.complaint_id), clock.stage == str(stage))


def _measure(spans: Sequence[Spans], page: Sequence[Any]) -> None:
    first, whole = spans
    first.add([(None, row[-4], row[-3], row[-2], row[6], row[8]) for row in page])
    whole.add([(None, row[-4], row[-3], row[-1], row[7], row[8]) for row in page])


def _facts(rows: Sequence[Any], spans: Sequence[Spans], districts: Mapping[str, str]) -> list[Facts]:
    lengths = [span.columns()[3].tolist() for span in spans]
    found = []
    for row, first, whole in zip(rows, *lengths, strict=True):
        unit, topic, area, kind, channel, status, followed, done, ended, *became = row[:12]
        held = (unit, topic, districts.get(area, area), kind, channel, status)
        found.append(Facts(*held, followed, done, ended, first, whole, tuple(became), *row[12:17]))
    return found


def _districts(region: Region) -> dict[str, str]:
    """Each area's code to that of the regency or city it lies in."""
    above = {area.code: area.parent for area in region.areas}

    def top(code: str) -> str:
        while above.get(code) and above[code] in above:
            code = above[code]
        return code

    return {code: top(code) for code in above}
