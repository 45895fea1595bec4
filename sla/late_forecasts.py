"""What will be late this week: forecast from cases that are over, kept each morning, and held against what happened."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import TIMESTAMP, and_, case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from complaints.kinds import OPEN, Stage
from complaints.region import Region
from complaints.tables import ComplaintRow, EventRow
from foundation.database import Database
from sla.case_facts import Facts
from sla.case_months import TENTH
from sla.clocks import ClockState
from sla.hazards import Chances, Expected, Open, Past, chances, counted, lateness, number_late
from sla.oversight_pages import without_road
from sla.queries import RANKS, rank_at, running
from sla.spans import laid_out
from sla.tables import ClockRow, LateForecastRow
from workdays.calendars import Calendars
from workdays.working_days import Calendar

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

WEEK = timedelta(days=7)
MORNING = 5
"""The hour from which a day's forecast is kept."""

LISTED = 200
"""Cases that a document names, the likeliest first."""

LEAST_PAST, LEAST_WEEKS, LEAST_TOLD = 50, 4, 50
"""Answered cases without which nothing is forecast; weeks and cases without which no hit rate is told."""

LEARNT_FOR = timedelta(hours=6)
_WEEKS_TOLD = 8
_KEPT = timedelta(weeks=26)
_STAGES = (Stage.FIRST_RESPONSE, Stage.COMPLETION)
NO_LIMIT, WORKING_DAY = float("inf"), 27_000.0
"""Seconds of office time."""
_LEVELS = ("kind", "unit", "topic")
_ROUTED = "given to a unit"
_PAGE = 5000


class Case(NamedTuple):
    """An open case of which a promise ends within the week, and how likely it is broken. `due` is the first to end."""

    complaint_id: UUID
    unit: str | None
    restricted: bool
    about: str | None
    due: datetime
    probability: float


class Outlook(NamedTuple):
    """`ready` is False where too few cases are over to learn from."""

    at: datetime
    until: datetime
    ready: bool
    cases: Sequence[Case]
    past: Sequence["Morning"]


class Morning(NamedTuple):
    """What was forecast of a unit on a morning whose week is over."""

    made_on: date
    unit: str | None
    cases: int
    mean: float
    variance: float
    late: int
    brier: float
    """Sum over the cases."""


class Week(msgspec.Struct, frozen=True):
    """A forecast and what came of it."""

    made_on: date
    expected: float
    low: int
    high: int
    late: int


class Hits(msgspec.Struct, frozen=True):
    """Forecasts of weeks that are over: `late` of `cases` were late, `expected` were said to be. `brier` is the mean
    square of what each probability was wrong by, `guessing` that of giving every case the same one."""

    weeks: list[Week]
    cases: int
    expected: float
    late: int
    brier: float
    guessing: float

    @property
    def enough(self) -> bool:
        return len(self.weeks) >= LEAST_WEEKS and self.cases >= LEAST_TOLD


class UnitWeek(msgspec.Struct, frozen=True):
    unit: str | None
    expected: Expected


class WeekAhead(msgspec.Struct, frozen=True):
    """Of a field of view: how many will be late until `until`, by unit, and the likeliest cases."""

    until: datetime
    ready: bool
    expected: Expected
    units: list[UnitWeek]
    cases: list[tuple[UUID, float, datetime]]
    hits: Hits


class LateForecasts:
    """Makes forecasts and keeps them; one pass asks the database thrice."""

    def __init__(self, database: Database, calendars: Calendars) -> None:
        self._database, self._calendars = database, calendars
        self._past: Sequence[Morning] | None = None
        self._learnt: tuple[datetime, Learnt] | None = None

    async def made(self, facts: Facts, region: Region, at: datetime) -> Outlook:
        """The forecast of now; the first of a morning is kept, and those whose week is over are judged."""
        if await self._judge(at) or self._past is None:
            self._past = await self._mornings()
        learnt = await self._learn(facts, at)
        rows = await self._open(at)
        cases = await self.likely(rows, learnt, region, at) if learnt.ready else []
        outlook = Outlook(at, at + WEEK, learnt.ready, cases, self._past)
        local = at.astimezone(ZoneInfo(region.timezone))
        if learnt.ready and local.hour >= MORNING:
            await self.keep(cases, local.date(), at)
        return outlook

    async def _learn(self, facts: Facts, at: datetime) -> "Learnt":
        """What a few hours add teaches next to nothing."""
        if self._learnt is None or not self._learnt[1].ready or not timedelta() <= at - self._learnt[0] < LEARNT_FOR:
            self._learnt = at, await asyncio.to_thread(Learnt, facts)
        return self._learnt[1]

    async def _open(self, at: datetime) -> Sequence[Any]:
        """Open cases of which nothing is late and something ends within the week."""
        row, clock = ComplaintRow, ClockRow
        ends = and_(col(clock.stopped_at).is_(None), col(clock.due) > at, col(clock.due) <= at + WEEK)
        dues = (
            select(
                col(clock.complaint_id).label("complaint_id"),
                func.min(col(clock.due)).filter(col(clock.stage) == str(Stage.FIRST_RESPONSE), ends).label("first_due"),
                func.min(col(clock.due)).filter(col(clock.stage) == str(Stage.COMPLETION), ends).label("due"),
                func.max(col(clock.days))
                .filter(col(clock.stage) == str(Stage.COMPLETION), ends, col(clock.stops) > 0, ~col(clock.every_day))
                .label("days"),
            )
            .where(running(), or_(col(clock.missed).is_(True), col(clock.due) <= at + WEEK))
            .group_by(col(clock.complaint_id))
            .having(func.coalesce(func.max(rank_at(at)), 0) < RANKS.index(ClockState.LATE))
            .subquery()
        )
        query: Any = (
            select(
                *(col(row.complaint_id), col(row.unit), col(row.topic), col(row.kind), col(row.restricted)),
                *(col(row.about_unit), col(row.received_at), col(row.first_response_at)),
                *(dues.c.first_due, dues.c.due, dues.c.days),
            )
            .join(dues, dues.c.complaint_id == col(row.complaint_id))
            .where(
                col(row.status).in_([str(status) for status in sorted(OPEN)]),
                or_(dues.c.first_due.is_not(None), dues.c.due.is_not(None)),
            )
        )
        async with self._database.reading() as session:
            return list((await session.exec(query)).all())

    async def likely(self, rows: Sequence[Any], learnt: "Learnt", region: Region, at: datetime) -> list[Case]:
        """How likely each of these open cases is late within the week; rows are as `_open` reads them."""
        import numpy as np

        if not rows:
            return []
        calendars = await self._calendars.all()

        def asked() -> Any:
            responded = np.array([row.first_response_at is not None for row in rows])
            # Who had an answer owes no first one, even where its clock still runs.
            firsts = [None if row.first_response_at else row.first_due for row in rows]
            span = _working(rows, lambda unit: calendars.calendar(region.timezone_of(unit), unit or ""), at)
            to_first, to_due = span(None, firsts), span(None, [row.due for row in rows])
            # Where the clock stood still it is as old as the time that was spent of it: the rest is what is left.
            days = np.array([row.days or 0 for row in rows])
            spent = np.where(days > 0, np.maximum(0.0, days * WORKING_DAY - to_due), NO_LIMIT)
            age = np.minimum(spent, span([row.received_at for row in rows], None))
            groups = np.array([learnt.place(row.kind, row.unit, row.topic) for row in rows])
            return lateness(learnt.groups, Open(groups, age, responded, age + to_first, age + to_due))

        odds = await asyncio.to_thread(asked)
        return [
            Case(
                row.complaint_id,
                row.unit,
                row.restricted,
                row.about_unit,
                min(one for one in (row.first_due, row.due) if one is not None),
                float(probability),
            )
            for row, probability in zip(rows, odds, strict=True)
        ]

    async def keep(self, cases: Iterable[Case], today: date, at: datetime) -> None:
        """Once a day; nothing of the oversight road, of which no figure of many may be made."""
        row = LateForecastRow
        async with self._database.transaction() as session:
            kept: Any = select(col(row.made_on)).where(col(row.made_on) == today).limit(1)
            if (await session.exec(kept)).first():
                return
            values = [
                {
                    "complaint_id": one.complaint_id,
                    "made_on": today,
                    "unit": one.unit,
                    "until": at + WEEK,
                    "probability": one.probability,
                }
                for one in cases
                if not one.restricted
            ]
            for first in range(0, len(values), _PAGE):
                await session.exec(insert(row).values(values[first : first + _PAGE]).on_conflict_do_nothing())

    async def _judge(self, at: datetime) -> int:
        """Says of forecasts whose week is over what became of each case, as the log tells it; of how many, with those
        that are too old to be kept."""
        row: Any = LateForecastRow
        event: Any = aliased(EventRow)
        missed = (
            select(col(event.complaint_id))
            .where(
                col(event.complaint_id) == col(row.complaint_id),
                col(event.type) == "deadline.missed",
                event.data["stage"].astext.in_([str(stage) for stage in _STAGES]),
                # By its date: what was found and written down a little later is still of that week.
                event.data["due"].astext.cast(TIMESTAMP(timezone=True)) <= col(row.until),
            )
            .exists()
        )
        over = update(row).where(col(row.late).is_(None), col(row.until) < at - timedelta(hours=1))
        async with self._database.transaction() as session:
            judged = await session.exec(over.values(late=case((missed, True), else_=False)))
            gone = await session.exec(delete(row).where(col(row.until) < at - _KEPT))
        return judged.rowcount + gone.rowcount

    async def _mornings(self) -> list[Morning]:
        row: Any = LateForecastRow
        odds = col(row.probability)
        wrong = odds - case((col(row.late), 1.0), else_=0.0)
        query: Any = (
            select(
                *(col(row.made_on), col(row.unit), func.count(), func.sum(odds), func.sum(odds * (1 - odds))),
                *(func.count().filter(col(row.late)), func.sum(wrong * wrong)),
            )
            .where(col(row.late).is_not(None))
            .group_by(col(row.made_on), col(row.unit))
            .order_by(col(row.made_on))
        )
        async with self._database.reading() as session:
            return [Morning(*one) for one in (await session.exec(query)).all()]


def told(outlook: Outlook, region: Region, unit: str | None, key: str) -> WeekAhead:
    """What one field of view is told of it; those behind `key` that leave the oversight road out, without it."""
    reach = None if unit is None else region.reach(unit)
    own = unit if unit is not None and key != without_road(unit) else None
    cases = [one for one in outlook.cases if _seen(one, reach, own)]
    past = [one for one in outlook.past if reach is None or one.unit in reach]
    wide = _dispersion(past)
    units: dict[str | None, list[float]] = defaultdict(list)
    for one in cases:
        units[one.unit].append(one.probability)
    likeliest = nsmallest(LISTED, cases, key=lambda one: (-one.probability, one.due, one.complaint_id))
    return WeekAhead(
        outlook.until,
        outlook.ready,
        number_late([one.probability for one in cases], wide),
        [UnitWeek(code, number_late(some, wide)) for code, some in sorted(units.items(), key=_by_code)],
        [(one.complaint_id, round(one.probability, 3), one.due) for one in likeliest],
        held_against(past),
    )


def _working(rows: Sequence[Any], calendar_of: Callable[[str | None], Calendar], at: datetime) -> Any:
    """How much office time of its unit each row has between two instants, in seconds; None stands for `at` as the
    beginning of all or their end, and as the end of one for no limit."""
    import numpy as np

    from workdays.many import instants

    now = int(instants([at])[0])
    years = range(at.year - 20, at.year + 2)
    places: dict[Calendar, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[calendar_of(row.unit)].append(place)

    def span(since: Sequence[datetime] | None, until: Sequence[datetime | None] | None) -> "Floats":
        start = np.full(len(rows), now) if since is None else instants(since)
        end = np.full(len(rows), now) if until is None else instants(at if one is None else one for one in until)
        found = np.zeros(len(rows))
        for calendar, some in places.items():
            found[some] = laid_out(calendar, years).working_time(start[some], end[some]) / 1e6
        unlimited = np.array([one is None for one in until or ()], bool)
        return np.where(unlimited, NO_LIMIT, np.maximum(0.0, found)) if until is not None else np.maximum(0.0, found)

    return span


class Learnt:
    """Chances of every kind, and within it of every unit and topic, each leaning on the wider group above it.

    A case nobody has been given yet is like every other of its kind was then, and not like those that never came to a
    unit: what becomes of it is not known yet. Those count in the kind, but no unit leans on them.
    """

    def __init__(self, facts: Facts) -> None:
        import numpy as np

        column = facts.columns
        past = Past(column["first"] * TENTH, column["responded"], column["owed"] * TENTH, column["released"])
        self.ready = int(column["done"].sum()) >= LEAST_PAST
        self.groups: list[Chances] = []
        self._place: dict[tuple[str | None, ...], int] = {}
        self._add((), past, ())
        with_unit = column["unit"] >= 0
        codes = {name: np.array([*facts.names[name], None], object)[column[name]] for name in _LEVELS}
        for many, some in ((1, np.ones(len(with_unit), bool)), (1, with_unit), (2, with_unit), (3, with_unit)):
            routed = some is with_unit
            key = np.zeros(int(some.sum()), np.int64)
            for name in _LEVELS[:many]:
                key = key * (len(facts.names[name]) + 1) + column[name][some] + 1
            order = np.argsort(key, kind="stable")
            edges = np.flatnonzero(np.diff(key[order])) + 1
            for part in np.split(np.flatnonzero(some)[order], edges) if len(order) else []:
                named = tuple(codes[name][part[0]] for name in _LEVELS[:many])
                group = (_ROUTED, *named) if routed else named
                above = (named if many == 1 else group[:-1]) if routed else ()
                some_past = Past(past.first[part], past.responded[part], past.end[part], past.done[part])
                self._add(group, some_past, above)

    def _add(self, key: tuple[str | None, ...], past: Past, above: tuple[str | None, ...]) -> None:
        leaning = self.groups[self._place[above]] if key else None
        self._place[key] = len(self.groups)
        self.groups.append(chances(counted(past), leaning))

    def place(self, kind: str, unit: str | None, topic: str | None) -> int:
        """The narrowest group known of a kind, unit and topic; of what no unit has, that of its kind."""
        routed = () if unit is None else ((_ROUTED, kind, unit, topic), (_ROUTED, kind, unit), (_ROUTED, kind))
        return next(self._place[key] for key in (*routed, (kind,), ()) if key in self._place)


def known_by(facts: Facts, ages: "Floats") -> Facts:
    """The facts as forecasts could know them when each case was as old as `ages` says, in seconds of office time since
    receipt, negative where it was yet to come. Whose it has become since then is taken as known."""
    import numpy as np

    kept = ages >= 0
    columns = {name: column[kept] for name, column in facts.columns.items()}
    tenths = np.floor(ages[kept] / TENTH).astype(np.int32)
    for ends, until in (("responded", "first"), ("released", "owed"), ("done", "length")):
        columns[ends] = columns[ends] & (columns[until] <= tenths)
        columns[until] = np.minimum(columns[until], tenths)
    return Facts(facts.names, columns, np.empty((0, 2), np.int32))


def held_against(past: Sequence[Morning]) -> Hits:
    """The first morning of each week, so that no week is counted twice."""
    mornings: dict[date, list[Morning]] = defaultdict(list)
    for one in past:
        mornings[one.made_on].append(one)
    firsts: dict[tuple[int, int], date] = {}
    for day in sorted(mornings):
        firsts.setdefault(day.isocalendar()[:2], day)
    told = [one for day in firsts.values() for one in mornings[day]]
    cases, expected, late = sum(one.cases for one in told), sum(one.mean for one in told), sum(one.late for one in told)
    share = late / cases if cases else 0.0
    return Hits(
        [_week(day, mornings[day]) for day in sorted(firsts.values())[-_WEEKS_TOLD:]],
        cases,
        expected,
        late,
        sum(one.brier for one in told) / cases if cases else 0.0,
        share * (1 - share),
    )


def _week(day: date, some: Sequence[Morning]) -> Week:
    mean, variance = sum(one.mean for one in some), sum(one.variance for one in some)
    reach = 1.6448536269514722 * variance**0.5 + 0.5
    high = min(sum(one.cases for one in some), int(mean + reach + 0.5))
    return Week(day, mean, max(0, int(mean - reach + 0.5)), high, sum(one.late for one in some))


def _dispersion(past: Sequence[Morning]) -> float:
    """How much further forecasts were out than chance lets expect; 1 until enough is known."""
    mornings: dict[date, list[Morning]] = defaultdict(list)
    for one in past:
        mornings[one.made_on].append(one)
    ratios = []
    for some in mornings.values():
        variance = sum(one.variance for one in some)
        if variance > 0:
            ratios.append(sum(one.late - one.mean for one in some) ** 2 / variance)
    return max(1.0, sum(ratios) / len(ratios)) if len(ratios) >= 7 * LEAST_WEEKS else 1.0


def _seen(one: Case, reach: frozenset[str] | None, own: str | None) -> bool:
    if one.restricted:
        return own is not None and one.unit == own and one.about != own
    return reach is None or one.unit in reach


def _by_code(item: tuple[str | None, Any]) -> str:
    return item[0] or ""
