"""The supervisor's overview: what is on time, near its limit and late. Counts only what the asker may know of."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from complaints.kinds import OPEN, Stage, Status
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.tables import ClockRow

WATCHED = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
"""Promises the government has to keep; the silent close is the citizen's time, not an officer's."""

_OPEN = [str(status) for status in sorted(OPEN)]
_TRIAGE = [str(Status.SUBMITTED), str(Status.RETURNED)]


class Counts(msgspec.Struct, frozen=True):
    """How many are on time, near their limit and late."""

    on_time: int = 0
    near: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        return self.on_time + self.near + self.late

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.on_time + other.on_time, self.near + other.near, self.late + other.late)


class UnitStanding(msgspec.Struct, frozen=True):
    """The open cases of a unit; `unit` is None for those that nobody has been given yet.

    `cases` counts each case once, by its worst clock; `settled` are open cases in which nothing is owed any more, such
    as one that waits for the citizen's word on the answer. `stages` counts clocks.
    """

    unit: str | None
    open: int
    cases: Counts
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
    settled: int


class TriageQueue(msgspec.Struct, frozen=True):
    """What waits at the coordinator's desk: reports to verify, with their clocks, and those the citizen completes."""

    submitted: int
    returned: int
    verify: Counts


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
        per_case: Any = (
            select(col(ComplaintRow.unit), worst.c.rank, func.count(), func.min(ComplaintRow.received_at))
            .join(worst, worst.c.complaint_id == col(ComplaintRow.complaint_id), isouter=True)
            .where(may_see(actor, Sight.STATUS), col(ComplaintRow.status).in_(_OPEN))
            .group_by(col(ComplaintRow.unit), worst.c.rank)
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

    async def triage(self, actor: Actor) -> TriageQueue:
        """The coordinator's queue."""
        at = self._clock.now()
        rank = rank_at(at)
        verify = (col(ClockRow.complaint_id) == col(ComplaintRow.complaint_id)) & (ClockRow.stage == str(Stage.VERIFY))
        query: Any = (
            select(col(ComplaintRow.status), rank.label("rank"), func.count())
            .join(ClockRow, verify & col(ClockRow.ended).is_(False), isouter=True)
            .where(may_see(actor, Sight.STATUS), col(ComplaintRow.status).in_(_TRIAGE))
            .group_by(col(ComplaintRow.status), "rank")
        )
        async with self._database.reading() as session:
            rows = (await session.exec(query)).all()
        totals: dict[str, int] = defaultdict(int)
        clocks = Counts()
        for status, place, count in rows:
            totals[status] += count
            if status == Status.SUBMITTED:
                clocks += _counts(place, count)
        return TriageQueue(totals[Status.SUBMITTED], totals[Status.RETURNED], clocks)

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
            .where(may_see(actor, Sight.STATUS), col(ComplaintRow.status).in_(_OPEN), running(), _late(at))
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


def running() -> ColumnElement[bool]:
    """Clocks that the government still has to stop."""
    return col(ClockRow.ended).is_(False) & col(ClockRow.stage).in_([str(stage) for stage in WATCHED])


def _late(at: datetime) -> ColumnElement[bool]:
    return col(ClockRow.missed).is_(True) | (col(ClockRow.due) < at)


def rank_at(at: datetime) -> ColumnElement[Any]:
    """The twin of `clock_state` for running clocks: 0 on time, 1 near, 2 late; NULL without a clock."""
    return case((col(ClockRow.due).is_(None), None), (_late(at), 2), (col(ClockRow.warn_at) <= at, 1), else_=0)


def _counts(rank: int | None, count: int) -> Counts:
    return Counts() if rank is None else Counts(**{("on_time", "near", "late")[rank]: count})


def _standing(at: datetime, cases: list[Any], stages: list[Any]) -> Standing:
    counted: dict[str | None, Counts] = defaultdict(Counts)
    settled: dict[str | None, int] = defaultdict(int)
    oldest: dict[str | None, datetime] = {}
    for unit, rank, count, received in cases:
        counted[unit] += _counts(rank, count)
        settled[unit] += count if rank is None else 0
        oldest[unit] = min(received, oldest.get(unit, received))
    clocks: dict[str | None, dict[Stage, Counts]] = defaultdict(lambda: dict.fromkeys(WATCHED, Counts()))
    for unit, stage, rank, count in stages:
        clocks[unit][Stage(stage)] += _counts(rank, count)
    units = tuple(
        UnitStanding(
            unit=unit,
            open=counted[unit].all + settled[unit],
            cases=counted[unit],
            settled=settled[unit],
            stages=clocks[unit],
            oldest=oldest[unit],
        )
        for unit in sorted(oldest, key=lambda code: code or "")
    )
    total = sum((one.cases for one in units), Counts())
    return Standing(at, units, sum(one.open for one in units), total, sum(one.settled for one in units))
