"""Cases as those who work through them need them listed: with the nearest promise, filtered by how it stands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import OPEN, Priority, Status
from complaints.queries import beginnings, line, narrowed
from complaints.tables import ComplaintRow
from complaints.views import Filter, Line
from complaints.visibility import Sight, may_see, sight
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor
from sla.clocks import ClockState
from sla.queries import RANKS, being_called, rank_at, running
from sla.tables import ClockRow

EXCERPT = 600
"""Characters of a report that a list reads."""
_OPEN = [str(status) for status in sorted(OPEN)]


class LoadedCase(msgspec.Struct, frozen=True):
    """A case in a list. `due` is its nearest promise whose clock runs, `state` that of its worst; None where none is.

    `version` is what a form made from this line is held against. `pledged_on` is set while a pledge stands.
    """

    line: Line
    version: int
    due: datetime | None
    state: ClockState | None
    priority: Priority = Priority.NORMAL
    pledged_on: date | None = None


class Load(msgspec.Struct, frozen=True):
    """A page of cases; `total` counts all that the asker may see."""

    cases: tuple[LoadedCase, ...]
    total: int
    number: int
    size: int
    more: bool = False
    """Whether there are more than `total`: of what is frequent no more were counted."""
    hidden: int = 0
    """How many of this page were counted, but are no longer for the asker to see."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


class Caseload:
    """Reading; counts and lists exactly the cases that `Overview` counts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def page(
        self, actor: Actor, wanted: Filter, *, called: bool = False, number: int = 1, size: int = 25
    ) -> Load:
        """Cases whose existence `actor` may know of; what is pressing comes first, then the nearest promise.

        `called` keeps those for which whoever is on call is being called, the longest waiting first.
        """
        row, now = ComplaintRow, self._clock.now()
        conditions = [may_see(actor, Sight.STATUS), *narrowed(wanted, may_see(actor, Sight.WORDS))]
        if called:
            conditions.append(col(row.complaint_id).in_(being_called(now)))
        due = select(_nearest()).where(col(ClockRow.complaint_id) == col(row.complaint_id), running())
        nearest = () if called else (due.correlate(ComplaintRow).scalar_subquery().asc().nulls_last(),)
        order = (_pressing(), *nearest, col(row.received_at).asc(), col(row.complaint_id))
        found = select(row.complaint_id).where(*conditions).order_by(*order).offset((number - 1) * size).limit(size)
        async with self._database.reading() as session:
            ids = (await session.exec(found)).all()
            total = (await session.exec(select(func.count()).select_from(row).where(*conditions))).one()
            return Load(tuple(await loaded(session, actor, ids, now)), total, number, size)


def _pressing() -> ColumnElement[int]:
    """Danger to life, then what is urgent, then the rest; what is over presses no more."""
    row = ComplaintRow
    return case(
        (col(row.status).not_in(_OPEN), 2),
        (col(row.priority) == str(Priority.DANGER), 0),
        (col(row.priority) == str(Priority.URGENT), 1),
        else_=2,
    )


def _loaded(
    actor: Actor, reports: dict[UUID, str], row: ComplaintRow, due: datetime | None, rank: int | None
) -> LoadedCase:
    seen = sight(actor, row.complaint_id, row)
    report = reports.get(row.complaint_id) if seen >= Sight.WORDS else None
    return LoadedCase(
        line(row, seen, report),
        row.person_version,
        due,
        None if rank is None else RANKS[rank],
        Priority(row.priority),
        row.pledged_on if row.status == Status.PLEDGED else None,
    )


async def loaded(
    session: AsyncSession, actor: Actor, ids: Sequence[UUID], at: datetime, *conditions: ColumnElement[bool]
) -> list[LoadedCase]:
    """Those of these cases that `actor` may know of and for which conditions hold, in the order of `ids`."""
    if not ids:
        return []
    row, clock = ComplaintRow, ClockRow
    found: Any = select(row).where(col(row.complaint_id).in_(ids), may_see(actor, Sight.STATUS), *conditions)
    rows = {one.complaint_id: one for one in (await session.exec(found)).all()}
    standing: Any = (
        select(col(clock.complaint_id), _nearest(), func.max(rank_at(at)))
        .where(col(clock.complaint_id).in_(list(rows)), running())
        .group_by(col(clock.complaint_id))
    )
    known = {one: (due, rank) for one, due, rank in (await session.exec(standing)).all()}
    reports = await beginnings(session, list(rows), EXCERPT)
    return [_loaded(actor, reports, rows[one], *known.get(one, (None, None))) for one in ids if one in rows]


def page_of(cases: Sequence[LoadedCase], found: int, kept: int | None, number: int, size: int) -> Load:
    """A page of a list of which `found` ids were read from this page on, one more than fit where there are more.

    `kept` is the number that a figure told of them. It is the total unless the page itself shows that there are more or
    fewer; where nothing was told, there are `more` than is known here.
    """
    known, hidden = (number - 1) * size + found, min(found, size) - len(cases)
    if found <= size and (found or number == 1):
        return Load(tuple(cases), known, number, size, hidden=hidden)
    more = kept is None and found > size
    return Load(tuple(cases), max(known, kept or 0), number, size, more, hidden)


def _nearest() -> Any:
    """The date of the nearest promise whose clock runs."""
    runs = or_(col(ClockRow.stopped_at).is_(None), col(ClockRow.missed).is_(True))
    return func.min(ClockRow.due).filter(runs)
