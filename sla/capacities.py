"""What units can carry, and how long their queues take at the pace at which they finish; known changes of a process."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import col
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.tables import ChartStepRow, UnitCapacityRow


class Capacity(NamedTuple):
    """From `since` on: officers as full-time equivalents, and cases they can finish in a week."""

    unit: str
    since: date
    officers: float
    cases_week: int
    reason: str
    by: str = ""
    """Who wrote it, as the log names people, and `at` when; the room fills both in."""
    at: datetime | None = None


class Step(NamedTuple):
    """A chart of a unit (or *) and measure begins anew with `month`."""

    unit: str
    measure: str
    month: str
    reason: str
    by: str


class StepChange(NamedTuple):
    """A step noted at an instant, or taken back; `before` is the one of that month that stood until then."""

    at: datetime
    by: str
    unit: str
    measure: str
    month: str
    before: Step | None
    after: Step | None


class Queue(NamedTuple):
    """What can be said of a queue. `weeks` to clear what is open at the pace of late, None where nothing is finished;
    `used` is arrivals over capacity, None where no capacity is known; `growing` where more comes in than goes out."""

    arrivals: float
    finished: float
    open: int
    weeks: float | None
    used: float | None
    growing: bool


def queue(received: Sequence[int], finished: Sequence[int], waiting: int, cases_week: int | None) -> Queue:
    """By weeks. How long what is open takes is open over finished a week: Little's law (1961), for a queue that neither
    grows nor shrinks; where it grows, that is said."""
    came, went = (sum(one) / len(one) if one else 0.0 for one in (received, finished))
    # Two standard deviations of a difference of counts: less is the wavering of single weeks.
    growing = sum(received) - sum(finished) > 2 * (sum(received) + sum(finished)) ** 0.5
    return Queue(
        came, went, waiting, waiting / went if went else None, came / cases_week if cases_week else None, growing
    )


class Capacities:
    """Rows are only added."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def all(self) -> list[Capacity]:
        """Every row, those that begin later last; of one day the one written last counts."""
        row = UnitCapacityRow
        query: Any = select(row).order_by(col(row.effective_from), col(row.capacity_id))
        async with self._database.reading() as session:
            rows = (await session.exec(query)).scalars().all()
        return [
            Capacity(
                *(one.unit, one.effective_from, one.officers, one.cases_week, one.reason),
                by=one.written_by,
                at=one.written_at,
            )
            for one in rows
        ]

    async def current(self, today: date) -> dict[str, Capacity]:
        """By unit, what holds today."""
        return {one.unit: one for one in await self.all() if one.since <= today}

    async def write(self, by: Actor, capacity: Capacity) -> None:
        row = UnitCapacityRow(
            capacity_id=uuid7(),
            unit=capacity.unit,
            effective_from=capacity.since,
            officers=capacity.officers,
            cases_week=capacity.cases_week,
            reason=capacity.reason,
            written_by=by.name_in_log,
            written_at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            session.add(row)


class Steps:
    """When control charts begin anew."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, unit: str) -> list[Step]:
        """Those of a unit that stand, in order."""
        row = ChartStepRow
        query: Any = select(row).where(col(row.unit) == unit).order_by(col(row.step_id))
        async with self._database.reading() as session:
            rows = (await session.exec(query)).scalars().all()
        newest = {(one.measure, one.month): one for one in rows}
        return sorted(_step(one) for one in newest.values() if not one.withdrawn)

    async def changes(self) -> list[StepChange]:
        """Every one of every chart, the latest first; there are a few a year."""
        query: Any = select(ChartStepRow).order_by(col(ChartStepRow.step_id))
        async with self._database.reading() as session:
            rows = (await session.exec(query)).scalars().all()
        stood: dict[tuple[str, str, str], Step | None] = {}
        found = []
        for one in rows:
            key = one.unit, one.measure, one.month
            after = None if one.withdrawn else _step(one)
            found.append(StepChange(one.written_at, one.written_by, *key, stood.get(key), after))
            stood[key] = after
        return found[::-1]

    async def write(
        self, by: Actor, unit: str, measure: str, month: str, reason: str, *, withdrawn: bool = False
    ) -> None:
        row = ChartStepRow(
            step_id=uuid7(),
            unit=unit,
            measure=measure,
            month=month,
            reason=reason,
            withdrawn=withdrawn,
            written_by=by.name_in_log,
            written_at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            session.add(row)


def _step(row: ChartStepRow) -> Step:
    return Step(row.unit, row.measure, row.month, row.reason, row.written_by)
