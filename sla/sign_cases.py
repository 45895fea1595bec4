"""The signs in SQL: how many cases of a group bear them, and which cases those are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Stage, Status
from complaints.tables import ComplaintRow
from sla.signs import FAST, LAST_HOUR, LATE_PAUSE, PING_PONG, TEMPLATE, Sign
from sla.tables import CaseSignRow, ClockRow

WORKING_DAY = 7.5 * 3600
"""Seconds of office time in a working day: Perpres 21/2023, 37 hours 30 minutes in five days."""

DAY = 86_400
_WITHOUT_FACTS = (Sign.LAST_HOUR, Sign.DISPUTED)
_BY_CLOCK = (Sign.LAST_HOUR, Sign.LATE_PAUSE)
_ANSWERED = [str(Status.RESOLVED), str(Status.CLOSED)]


class Facts:
    """The facts of each case in one row, to be joined with `complaints`, and each sign as a condition over them."""

    def __init__(self, within: Any = None) -> None:
        """`within` selects the ids of the cases asked about, where facts of all would be too many to read."""
        row, quick = CaseSignRow, col(CaseSignRow.seconds) <= FAST.total_seconds()
        answered = col(row.fact) == "resolved"
        self.facts: Any = (
            select(
                col(row.complaint_id).label("complaint_id"),
                func.count().filter(col(row.fact) == "forwarded").label("forwarded"),
                func.min(col(row.seconds)).filter(col(row.fact) == "paused").label("left_at_pause"),
                func.max(col(row.template_share)).filter(answered).label("repeated"),
                func.bool_or(and_(answered, col(row.by_staff), quick)).label("staff_fast"),
                func.bool_or(and_(answered, col(row.from_office), quick)).label("office_fast"),
            )
            .where(true() if within is None else col(row.complaint_id).in_(within))
            .group_by(col(row.complaint_id))
            .subquery()
        )
        self.completion: Any = aliased(ClockRow)

    def joined(self, query: Any, sign: Sign | None = None) -> Any:
        """`query` over `complaints` with the facts beside it; of one sign no more than that takes."""
        case_id, clock = col(ComplaintRow.complaint_id), self.completion
        if sign not in _WITHOUT_FACTS:
            query = query.join(self.facts, self.facts.c.complaint_id == case_id, isouter=True)
        if sign is None or sign in _BY_CLOCK:
            of_case = and_(clock.complaint_id == case_id, clock.stage == str(Stage.COMPLETION))
            query = query.join(clock, of_case, isouter=True)
        return query

    def bears(self, sign: Sign) -> ColumnElement[bool]:
        """Whether a case bears the sign; NULL counts as not."""
        facts: Any = self.facts.c
        clock = self.completion
        found: ColumnElement[bool]
        match sign:
            case Sign.LAST_HOUR:
                answered = col(ComplaintRow.status).in_(_ANSWERED)
                found = and_(answered, clock.met_at <= clock.due, clock.met_at > clock.due - LAST_HOUR)
            case Sign.DISPUTED:
                found = col(ComplaintRow.disputes) > 0
            case Sign.PING_PONG:
                found = facts.forwarded > PING_PONG
            case Sign.LATE_PAUSE:
                # A clock's time is what passes of it: office time, or all time where it runs every day.
                day = case((clock.every_day, DAY), else_=WORKING_DAY)
                found = facts.left_at_pause <= LATE_PAUSE * (clock.days * day + clock.minutes * 60)
            case Sign.TEMPLATE:
                found = facts.repeated >= TEMPLATE
            case Sign.STAFF_FAST:
                found = facts.staff_fast
            case Sign.OFFICE_FAST:
                found = facts.office_fast
        return found


async def ids_within(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]], most: int, sign: Sign | None = None
) -> list[UUID]:
    """The first `most` cases for which conditions hold, and that bear a sign asked about, the latest first."""
    row = ComplaintRow
    found: Any = select(col(row.complaint_id)).where(*conditions)
    if sign is not None:
        facts = Facts(select(col(row.complaint_id)).where(*conditions))
        found = facts.joined(found.select_from(row), sign).where(facts.bears(sign))
    ordered = found.order_by(col(row.received_at).desc(), col(row.complaint_id)).limit(most)
    return list((await session.exec(ordered)).scalars().all())
