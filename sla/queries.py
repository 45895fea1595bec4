"""The supervisor's overview: what is on time, stands still, is near its limit or late, and what was pledged.

Counts only what the asker may know of.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from complaints.kinds import GOVERNMENTS, OPEN, Stage, Status
from complaints.tables import ComplaintRow
from complaints.timekeeping import FOUND_LATE
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from people.held_posts import Instant
from sla.clocks import ClockState
from sla.tables import ClockRow

WATCHED = GOVERNMENTS
"""Promises the government has to keep; the silent close is the citizen's time, not an officer's."""

RANKS = (ClockState.ON_TIME, ClockState.STOPPED, ClockState.NEAR, ClockState.LATE)
"""How a clock that has not ended can stand, from good to bad. That one stands still is said of a case before that
another of its clocks is on time, or nobody would find it; but it hides nothing that is near or late."""

_OPEN = [str(status) for status in sorted(OPEN)]


class Counts(msgspec.Struct, frozen=True):
    """How many are on time, near their limit and late, and how many stand still."""

    on_time: int = 0
    near: int = 0
    late: int = 0
    stopped: int = 0

    @property
    def all(self) -> int:
        return self.on_time + self.near + self.late + self.stopped

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.on_time + other.on_time,
            self.near + other.near,
            self.late + other.late,
            self.stopped + other.stopped,
        )


class UnitStanding(msgspec.Struct, frozen=True):
    """The open cases of a unit; `unit` is None for those that nobody has been given yet.

    `cases` counts each case once, by its worst clock; `pledged` are those promised for a later date, which nobody may
    call resolved; `settled` are open cases in which nothing is owed any more, such as one that waits for the citizen's
    word on the answer. The three make up `open`. `stages` counts clocks.
    """

    unit: str | None
    open: int
    cases: Counts
    pledged: int
    settled: int
    stages: dict[Stage, Counts]
    oldest: datetime
    """When the longest waiting open case was received."""


class Standing(msgspec.Struct, frozen=True):
    """All units as of `at`, by code, the cases without a unit first."""

    at: datetime
    units: tuple[UnitStanding, ...]
    open: int
    cases: Counts
    pledged: int
    settled: int


class Behind(NamedTuple):
    """How many clocks have an instant that passed a while ago unrecorded, and the first such instant (UTC)."""

    clocks: int = 0
    oldest: datetime | None = None


class Overdue(msgspec.Struct, frozen=True):
    """An open case whose promise for `stage` was not kept by `due`."""

    complaint_id: UUID
    code: str
    unit: str | None
    status: Status
    stage: Stage
    due: datetime


class Overview:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def standing(self, actor: Actor) -> Standing:
        """Open cases by unit, as the clocks stand now."""
        at = self._clock.now()
        rank = rank_at(at)
        worst = (
            select(col(ClockRow.complaint_id).label("complaint_id"), func.max(rank).label("rank"))
            .where(running())
            .group_by(col(ClockRow.complaint_id))
            .subquery()
        )
        pledged = (col(ComplaintRow.status) == str(Status.PLEDGED)).label("pledged")
        per_case: Any = (
            select(col(ComplaintRow.unit), pledged, worst.c.rank, func.count(), func.min(ComplaintRow.received_at))
            .join(worst, worst.c.complaint_id == col(ComplaintRow.complaint_id), isouter=True)
            .where(may_see(actor, Sight.STATUS), col(ComplaintRow.status).in_(_OPEN))
            .group_by(col(ComplaintRow.unit), "pledged", worst.c.rank)
        )
        per_stage: Any = (
            select(col(ComplaintRow.unit), col(ClockRow.stage), rank.label("rank"), func.count())
            .join(ClockRow, col(ClockRow.complaint_id) == col(ComplaintRow.complaint_id))
            .where(may_see(actor, Sight.STATUS), col(ComplaintRow.status).in_(_OPEN), running())
            .group_by(col(ComplaintRow.unit), col(ClockRow.stage), "rank")
        )
        async with self._database.reading() as session:
            cases = (await session.exec(per_case)).all()
            stages = (await session.exec(per_stage)).all()
        return _standing(at, cases, stages)

    async def submitted(self, actor: Actor) -> int:
        """How many reports wait for the coordinator: asked on every page of theirs."""
        asked: Any = select(func.count()).where(
            may_see(actor, Sight.STATUS), col(ComplaintRow.status) == str(Status.SUBMITTED)
        )
        async with self._database.reading() as session:
            return int((await session.exec(asked.select_from(ComplaintRow))).one()[0])

    async def overdue(self, actor: Actor, limit: int = 20) -> tuple[Overdue, ...]:
        """The longest overdue open cases, each by the clock that has been late for longest."""
        at = self._clock.now()
        query: Any = (
            select(
                col(ComplaintRow.complaint_id),
                col(ComplaintRow.code),
                col(ComplaintRow.unit),
                col(ComplaintRow.status),
                col(ClockRow.stage),
                col(ClockRow.due),
            )
            .join(ClockRow, col(ClockRow.complaint_id) == col(ComplaintRow.complaint_id))
            .where(
                may_see(actor, Sight.STATUS),
                col(ComplaintRow.status).in_(_OPEN),
                running(),
                rank_at(at) == RANKS.index(ClockState.LATE),
            )
            .ext(distinct_on(col(ClockRow.complaint_id)))
            .order_by(col(ClockRow.complaint_id), col(ClockRow.due))
            .subquery()
        )
        first: Any = select(query).order_by(query.c.due, query.c.complaint_id).limit(limit)
        async with self._database.reading() as session:
            rows = (await session.exec(first)).all()
        return tuple(
            Overdue(complaint_id, code, unit, Status(status), Stage(stage), due)
            for complaint_id, code, unit, status, stage, due in rows
        )

    async def behind(self, now: datetime | None = None) -> Behind:
        """Whether anybody watches the clocks: what was due longer ago than the watch may take. Read from its index."""
        limit = (now or self._clock.now()) - FOUND_LATE
        waiting = col(ClockRow.next_at)
        query: Any = select(func.count(), func.min(waiting)).where(waiting.is_not(None), waiting < limit)
        async with self._database.reading() as session:
            return Behind(*(await session.exec(query)).one())

    async def calls(self, actor: Actor) -> int:
        """Cases for which whoever is on call is being called, of those `actor` may know of."""
        asked: Any = select(func.count()).where(
            may_see(actor, Sight.STATUS), col(ComplaintRow.complaint_id).in_(being_called(self._clock.now()))
        )
        async with self._database.reading() as session:
            return int((await session.exec(asked.select_from(ComplaintRow))).one()[0])


def being_called(at: datetime) -> Any:
    """The cases for which whoever is on call is being called. The next call is minutes away, so little is read."""
    row = ClockRow
    soon = col(row.next_at).is_not(None) & (col(row.next_at) < at + timedelta(days=1))
    # Said as the index says it, which holds nothing else.
    called = col(row.stage) == literal_column(f"'{Stage.ACKNOWLEDGE}'")
    return select(col(row.complaint_id)).where(called, soon)


def running() -> ColumnElement[bool]:
    """Clocks that the government still has to stop."""
    return col(ClockRow.ended).is_(False) & col(ClockRow.stage).in_([str(stage) for stage in WATCHED])


def rank_at(at: Instant) -> ColumnElement[Any]:
    """The twin of `clock_state` for clocks that have not ended, as a place in `RANKS`; NULL without a clock."""
    row = ClockRow
    return case(
        (col(row.due).is_(None), None),
        (col(row.missed).is_(True), RANKS.index(ClockState.LATE)),
        (col(row.stopped_at).is_not(None), RANKS.index(ClockState.STOPPED)),
        (col(row.due) < at, RANKS.index(ClockState.LATE)),
        (col(row.warn_at) <= at, RANKS.index(ClockState.NEAR)),
        else_=RANKS.index(ClockState.ON_TIME),
    )


def _counts(rank: int | None, count: int) -> Counts:
    return Counts() if rank is None else Counts(**{str(RANKS[rank]): count})


def _standing(at: datetime, cases: list[Any], stages: list[Any]) -> Standing:
    counted: dict[str | None, Counts] = defaultdict(Counts)
    pledges: dict[str | None, int] = defaultdict(int)
    settled: dict[str | None, int] = defaultdict(int)
    oldest: dict[str | None, datetime] = {}
    for unit, pledged, rank, count, received in cases:
        oldest[unit] = min(received, oldest.get(unit, received))
        if pledged:
            pledges[unit] += count
        elif rank is None:
            settled[unit] += count
        else:
            counted[unit] += _counts(rank, count)
    clocks: dict[str | None, dict[Stage, Counts]] = defaultdict(lambda: dict.fromkeys(WATCHED, Counts()))
    for unit, stage, rank, count in stages:
        clocks[unit][Stage(stage)] += _counts(rank, count)
    units = tuple(
        UnitStanding(
            unit=unit,
            open=counted[unit].all + pledges[unit] + settled[unit],
            cases=counted[unit],
            pledged=pledges[unit],
            settled=settled[unit],
            stages=clocks[unit],
            oldest=oldest[unit],
        )
        for unit in sorted(oldest, key=lambda code: code or "")
    )
    total = sum((one.cases for one in units), Counts())
    return Standing(
        at,
        units,
        sum(one.open for one in units),
        total,
        sum(one.pledged for one in units),
        sum(one.settled for one in units),
    )
