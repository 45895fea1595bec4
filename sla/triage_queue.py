"""The desk of triage: what the coordinator has to look at now, the most pressing first, and how many that are.

It is read from its own index, in the order in which it is worked off, and no further than MOST.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, literal_column
from sqlalchemy import select as pick
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Priority, Status
from complaints.queries import beginnings, line
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see, sight
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor, Role
from sla.caseload import EXCERPT, Load, LoadedCase
from sla.clocks import ClockState
from sla.desk_filter import stands, state_of
from sla.tables import URGENCY, DeskRow

LOOKED_AT = (Status.SUBMITTED, Status.RETURNED, Status.DISPUTED)
MOST = 10_000
"""No part of the desk is listed or counted beyond so many."""


class TriageCounts(NamedTuple):
    """How many wait, how many of these are near their limit and late, and how many came back. Up to MOST each."""

    submitted: int = 0
    near: int = 0
    late: int = 0
    suspected: int = 0
    returned: int = 0
    disputed: int = 0


class TriageQueue:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def page(
        self,
        actor: Actor,
        status: Status,
        state: ClockState | None = None,
        number: int = 1,
        size: int = 20,
        *,
        total: int | None = None,
    ) -> Load:
        """Danger to life first, then what is urgent, then the rest, each by its nearest limit.

        `total` is how many there are, where that was counted a moment ago.
        """
        row: Any = DeskRow
        at = self._clock.now()
        rules = [*_lying(actor, status), *([stands(state, at)] if state is not None else [])]
        walk = pick(row.complaint_id).where(*rules).order_by(*URGENCY, row.due, row.received_at, row.complaint_id)
        async with self._database.reading() as session:
            total = await _counted(session, rules) if total is None else total
            ids = (await session.exec(walk.offset((number - 1) * size).limit(size))).scalars().all()  # type: ignore[call-overload]
            found = await session.exec(
                select(ComplaintRow, DeskRow)
                .join(DeskRow, col(ComplaintRow.complaint_id) == row.complaint_id)
                .where(col(ComplaintRow.complaint_id).in_(ids), may_see(actor, Sight.STATUS))
            )
            rows = {case.complaint_id: (case, desk) for case, desk in found.all()}
            reports = await beginnings(session, list(rows), EXCERPT)
        cases = tuple(_loaded(actor, *rows[one], reports.get(one), at) for one in ids if one in rows)
        return Load(cases, total, number, size, more=total >= MOST)

    async def counts(self, actor: Actor) -> TriageCounts:
        """Of each part of the desk."""
        row: Any = DeskRow
        case: Any = ComplaintRow
        at = self._clock.now()
        waits = (
            pick(stands(ClockState.NEAR, at).label("near"), stands(ClockState.LATE, at).label("late"))
            .where(*_lying(actor, Status.SUBMITTED))
            .limit(MOST)
            .subquery()
        )
        suspected = pick(case.complaint_id).where(
            may_see(actor, Sight.STATUS), col(case.suspicion).is_not(None), case.status == Status.SUBMITTED
        )
        back = [pick(row.complaint_id).where(*_lying(actor, one)) for one in (Status.RETURNED, Status.DISPUTED)]
        others = [
            pick(func.count()).select_from(one.limit(MOST).subquery()).scalar_subquery() for one in (suspected, *back)
        ]
        near, late = (func.count().filter(one) for one in (waits.c.near, waits.c.late))
        async with self._database.reading() as session:
            found: Any = await session.exec(pick(func.count(), near, late, *others).select_from(waits))  # type: ignore[call-overload]
        return TriageCounts(*found.one())


def _lying(actor: Actor, status: Status) -> list[ColumnElement[bool]]:
    """What the coordinator may know of; the status is written out, or an index that holds few would not be chosen."""
    if not actor.holds_role(Role.COORDINATOR):
        return [false()]
    row = DeskRow
    return [col(row.status) == literal_column(f"'{status}'"), col(row.restricted).is_(False)]


async def _counted(session: AsyncSession, rules: list[ColumnElement[bool]]) -> int:
    some = pick(col(DeskRow.complaint_id)).where(*rules).limit(MOST).subquery()
    return int((await session.exec(select(func.count()).select_from(some))).one())


def _loaded(actor: Actor, row: ComplaintRow, desk: DeskRow, report: str | None, at: datetime) -> LoadedCase:
    seen = sight(actor, row.complaint_id, row)
    shown = report if seen >= Sight.WORDS else None
    return LoadedCase(line(row, seen, shown), row.person_version, desk.due, state_of(desk, at), Priority(row.priority))
