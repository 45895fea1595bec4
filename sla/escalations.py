"""Missed promises as they were brought before somebody: those that lie before a post of one's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, true, tuple_, union_all
from sqlalchemy import select as pick
from sqlmodel import col, select

from complaints.kinds import OPEN, Stage
from complaints.queries import beginnings, line
from complaints.tables import ComplaintRow
from complaints.views import Line
from complaints.visibility import Sight, may_see, sight
from foundation.database import Database
from people.actor import Actor, Role
from sla.caseload import EXCERPT
from sla.evidence_review import COUNTED
from sla.tables import ClockRow

SIZE = 20
MOST = 200
"""On the first pages no more are counted."""


class Escalation(NamedTuple):
    """A missed promise of a case and before whom its last rung came. `version`: of the case, for the form."""

    line: Line
    version: int
    stage: Stage
    due: datetime
    rung: int
    role: str
    escalated_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None


class EscalationPage(NamedTuple):
    """A page of them. `total` are all there are, or at least so many where there are `more`."""

    rows: tuple[Escalation, ...]
    total: int
    more: bool
    number: int


class Escalations:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, actor: Actor, number: int = 1) -> EscalationPage:
        """Those before this officer: what nobody has taken up first, then by how long ago it came."""
        wanted = max(MOST, number * SIZE) + 1
        async with self._database.reading() as session:
            keys = (await session.exec(_brought(actor, wanted))).all()  # type: ignore[call-overload]
            shown = [(one.complaint_id, one.stage) for one in keys[(number - 1) * SIZE : number * SIZE]]
            ids = [complaint_id for complaint_id, _stage in shown]
            clock, case = ClockRow, ComplaintRow
            found = await session.exec(
                select(clock, case)
                .join(case, col(case.complaint_id) == col(clock.complaint_id))
                .where(tuple_(col(clock.complaint_id), col(clock.stage)).in_(shown), *_open_to(actor))
            )
            rows = {(late.complaint_id, late.stage): (late, one) for late, one in found.all()}
            reports = await beginnings(session, ids, EXCERPT)
        listed = [_escalation(actor, *rows[key], reports.get(key[0])) for key in shown if key in rows]
        return EscalationPage(tuple(listed), min(len(keys), wanted - 1), len(keys) == wanted, number)

    async def waiting(self, actor: Actor) -> int:
        """How many nobody has taken up yet; of very many, COUNTED."""
        untaken = _brought(actor, COUNTED, _taken().is_(False)).subquery()
        async with self._database.reading() as session:
            return (await session.exec(select(func.count()).select_from(untaken))).one()


def _escalation(actor: Actor, late: ClockRow, case: ComplaintRow, report: str | None) -> Escalation:
    seen = sight(actor, case.complaint_id, case)
    assert late.escalated_to is not None
    assert late.escalated_at is not None
    return Escalation(
        line(case, seen, report if seen >= Sight.WORDS else None),
        case.person_version,
        Stage(late.stage),
        late.due,
        late.rung,
        late.escalated_to,
        late.escalated_at,
        late.acknowledged_at,
        late.acknowledged_by,
    )


def _brought(actor: Actor, most: int, *more: ColumnElement[bool]) -> Select[Any]:
    """Keys of clocks, in order. Each way is walked along its index, with a look into each case, and no further."""
    each = [pick(_walk(actor, way, most, more).subquery()) for way in _ways(actor)]
    if not each:
        nothing: Any = pick(col(ClockRow.complaint_id), col(ClockRow.stage))
        found: Select[Any] = nothing.where(false())
        return found
    both = union_all(*each).subquery()
    return pick(both.c.complaint_id, both.c.stage).order_by(*_order(both.c)).limit(most)


def _walk(
    actor: Actor, way: Sequence[ColumnElement[bool]], most: int, more: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    clock: Any = ClockRow
    own = col(ComplaintRow.complaint_id) == clock.complaint_id
    its = pick(col(ComplaintRow.complaint_id)).where(own, *_open_to(actor)).correlate(clock).limit(1).lateral()
    columns = clock.complaint_id, clock.stage, _taken().label("taken"), clock.escalated_at
    asked = pick(*columns).select_from(clock).join(its, true())
    asked = asked.where(clock.escalated_to.is_not(None), clock.ended.is_(False), *way, *more)
    return asked.order_by(_taken(), clock.escalated_at, clock.complaint_id, clock.stage).limit(most)


def _order(row: Any) -> tuple[Any, ...]:
    return row.taken, row.escalated_at, row.complaint_id, row.stage


def _taken() -> ColumnElement[bool]:
    return col(ClockRow.acknowledged_at).is_not(None)


def _ways(actor: Actor) -> list[list[ColumnElement[bool]]]:
    """What `complaints.escalating.addressed` says, in SQL, way by way; no clock is found in two of them.

    A clock tells who has its case.
    """
    clock = ClockRow
    to = col(clock.escalated_to)
    unit = func.coalesce(col(clock.escalated_unit), col(clock.unit))
    holding = sorted({post.unit for post in actor.posts if post.role in (Role.OFFICER, Role.INSPECTORATE)})
    heading = sorted({post.unit for post in actor.posts if post.role is Role.HEAD})
    ways = [[to == "holder", unit == one, col(clock.unit).is_not(None)] for one in holding]
    ways += [[to == "head", unit == one] for one in heading]
    if actor.holds_role(Role.COORDINATOR):
        ways += [[to == "coordinator"], [to == "holder", col(clock.unit).is_(None)]]
    return ways + [[to == str(role)] for role in (Role.SUPERVISOR, Role.SECRETARY) if actor.holds_role(role)]


def _open_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Cases that are still open and may be known."""
    return [col(ComplaintRow.status).in_([str(one) for one in OPEN]), may_see(actor, Sight.STATUS)]
