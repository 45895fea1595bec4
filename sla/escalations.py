"""Missed promises as they were brought before somebody: those that lie before a post of one's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, true
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


class Escalations:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, actor: Actor, number: int = 1) -> tuple[list[Escalation], int]:
        """Those before this officer: what nobody has taken up first, then by how long ago it came; and their number."""
        clock, case = ClockRow, ComplaintRow
        joined = col(case.complaint_id) == col(clock.complaint_id)
        conditions = [*_before(actor), *_open_to(actor)]
        async with self._database.reading() as session:
            counted = select(func.count()).select_from(clock).join(case, joined).where(*conditions)
            total = (await session.exec(counted)).one()
            found: Any = await session.exec(
                select(clock, case)
                .join(case, joined)
                .where(*conditions)
                .order_by(col(clock.acknowledged_at).is_not(None), col(clock.escalated_at), col(clock.complaint_id))
                .offset((number - 1) * SIZE)
                .limit(SIZE)
            )
            rows: Sequence[tuple[ClockRow, ComplaintRow]] = found.all()
            reports = await beginnings(session, [one.complaint_id for _clock, one in rows], EXCERPT)
        return [_escalation(actor, late, one, reports.get(one.complaint_id)) for late, one in rows], total

    async def waiting(self, actor: Actor) -> int:
        """How many nobody has taken up yet; of very many, COUNTED."""
        clock, case = ClockRow, ComplaintRow
        # A look into each case, one by one and only until so many are found: this is asked on every page.
        its = select(case.complaint_id).where(col(case.complaint_id) == col(clock.complaint_id), *_open_to(actor))
        some = (
            select(clock.stage)
            .join(its.correlate(clock).limit(1).lateral(), true())
            .where(*_before(actor), col(clock.acknowledged_at).is_(None))
            .limit(COUNTED)
        )
        asked = select(func.count()).select_from(some.subquery())
        async with self._database.reading() as session:
            return (await session.exec(asked)).one()


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


def _before(actor: Actor) -> list[ColumnElement[bool]]:
    """What `complaints.escalating.addressed` says, in SQL; a clock tells who has its case."""
    clock = ClockRow
    to = col(clock.escalated_to)
    unit = func.coalesce(col(clock.escalated_unit), col(clock.unit))
    ways: list[ColumnElement[bool]] = []
    holding = sorted({post.unit for post in actor.posts if post.role in (Role.OFFICER, Role.INSPECTORATE)})
    heading = sorted({post.unit for post in actor.posts if post.role is Role.HEAD})
    if holding:
        ways.append(and_(to == "holder", col(clock.unit).is_not(None), unit.in_(holding)))
    if heading:
        ways.append(and_(to == "head", unit.in_(heading)))
    if actor.holds_role(Role.COORDINATOR):
        ways.append(or_(to == "coordinator", and_(to == "holder", col(clock.unit).is_(None))))
    for role in (Role.SUPERVISOR, Role.SECRETARY):
        if actor.holds_role(role):
            ways.append(to == str(role))
    return [
        to.is_not(None),
        col(clock.ended).is_(False),
        or_(*ways) if ways else false(),
    ]


def _open_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Cases that are still open and may be known."""
    return [col(ComplaintRow.status).in_([str(one) for one in OPEN]), may_see(actor, Sight.STATUS)]
