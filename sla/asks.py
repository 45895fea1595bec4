"""How units answer what others ask them: how many, how fast, how many late. What waits counts for as long as known."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, select

from complaints.kinds import Visibility
from complaints.tables import ComplaintRow, UnitAskRow
from complaints.visibility import Sight, may_see
from foundation.database import Database
from people.actor import Actor
from sla.silence import working_days
from sla.survival import Quantile, curve
from workdays.working_days import Calendar


class AskFigures(NamedTuple):
    """What one unit was asked. `late` were answered after their date or wait past it; days are its working days.

    Questions taken back, or left behind by the case, say nothing of how fast it answers: they are `dropped`, and count
    for as long as they were open.
    """

    unit: str
    asked: int
    answered: int
    waiting: int
    late: int
    dropped: int
    median: Quantile
    p90: Quantile


class AskTime(NamedTuple):
    """One question, by its instants."""

    unit: str
    asked_at: datetime
    due: datetime
    answered_at: datetime | None
    ended_at: datetime | None


async def ask_times(database: Database, actor: Actor, since: datetime, until: datetime) -> list[AskTime]:
    """Questions put in a time (UTC, `until` exclusive) about cases that the asker may know of; none that is secret."""
    row, ask = ComplaintRow, UnitAskRow
    query = (
        select(ask)
        .join(row, col(ask.complaint_id) == col(row.complaint_id))
        .where(
            may_see(actor, Sight.STATUS),
            col(row.restricted).is_(False),
            col(row.visibility) != str(Visibility.CONFIDENTIAL),
            col(ask.asked_at) >= since,
            col(ask.asked_at) < until,
        )
    )
    async with database.reading() as session:
        found = (await session.exec(query)).all()
    return [AskTime(one.unit, one.asked_at, one.due, one.answered_at, one.ended_at) for one in found]


def answers_by_unit(calendar_of: Callable[[str], Calendar], asks: Iterable[AskTime], now: datetime) -> list[AskFigures]:
    """Figures of each unit that was asked; those with the most late answers come first."""
    known: dict[str, list[AskTime]] = {}
    for one in asks:
        known.setdefault(one.unit, []).append(one)
    found = [_figures(calendar_of(unit), unit, theirs, now) for unit, theirs in known.items()]
    return sorted(found, key=lambda one: (-one.late, -one.asked, one.unit))


def _figures(calendar: Calendar, unit: str, asks: list[AskTime], now: datetime) -> AskFigures:
    import numpy as np

    took = [working_days(calendar, one.asked_at, one.answered_at or one.ended_at or now) for one in asks]
    done = [one.answered_at is not None for one in asks]
    curve_ = curve(np.array(took, dtype=np.float64), np.array(done, dtype=np.bool_))
    waiting = [one for one in asks if one.ended_at is None]
    late = sum(one.answered_at is not None and one.answered_at > one.due for one in asks)
    late += sum(now > one.due for one in waiting)
    dropped = len(asks) - sum(done) - len(waiting)
    return AskFigures(
        unit, len(asks), sum(done), len(waiting), late, dropped, curve_.quantile(0.5), curve_.quantile(0.9)
    )
