"""Cases as those who work through them need them listed: with the nearest promise, filtered by how it stands."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, case, func, null, or_, true
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

Order = Literal["due", "oldest", "newest"]
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
        self,
        actor: Actor,
        wanted: Filter,
        *,
        states: Collection[ClockState] = (),
        priorities: Collection[Priority] = (),
        no_unit: bool = False,
        settled: bool = False,
        without_road: bool = False,
        called: bool = False,
        only_open: bool = False,
        order: Order = "due",
        number: int = 1,
        size: int = 25,
    ) -> Load:
        """Cases whose existence `actor` may know of; what is pressing comes first, unless the newest are asked for.

        `states` keeps cases whose worst open promise stands so; `no_unit` those that nobody has been given yet;
        `settled` those in which nothing is owed any more; `called` those for which whoever is on call is being called;
        `without_road` leaves out what is on the oversight road.
        """
        row: Any = ComplaintRow
        worst: Any = (
            select(
                col(ClockRow.complaint_id).label("complaint_id"),
                _nearest().label("due"),
                func.max(rank_at(self._clock.now())).label("rank"),
            )
            .where(running())
            .group_by(col(ClockRow.complaint_id))
        )
        # Of few cases the clocks are looked up one by one; for all that is open it is quicker to read all that run.
        few = bool(wanted.statuses or wanted.unit or no_unit)
        own = col(ClockRow.complaint_id) == row.complaint_id
        clocks: Any = worst.where(own).correlate(ComplaintRow).lateral() if few else worst.subquery()
        words = may_see(actor, Sight.WORDS)
        conditions = [may_see(actor, Sight.STATUS), *narrowed(wanted, words)]
        if only_open:
            conditions.append(col(row.status).in_(_OPEN))
        if called:
            conditions.append(col(row.complaint_id).in_(being_called(self._clock.now())))
        if no_unit:
            conditions.append(col(row.unit).is_(None))
        if without_road:
            conditions.append(col(row.restricted).is_(False))
        if settled:
            conditions += [clocks.c.rank.is_(None), col(row.status) != str(Status.PLEDGED)]
        if priorities:
            conditions.append(col(row.priority).in_([str(priority) for priority in priorities]))
        if states:
            conditions.append(_stands(clocks.c.rank, states))
        joined = true() if few else clocks.c.complaint_id == row.complaint_id
        # Clocks of all cases are looked at only where they say which cases are meant, or in which order.
        narrowing = bool(states) or settled
        counted: Any = select(func.count()).select_from(row)
        found: Any = select(row)
        if narrowing:
            counted = counted.join(clocks, joined, isouter=True)
        if narrowing or order == "due":
            # Where clocks say which cases are meant, they are counted as they are found: it costs as much again.
            all_of_them = func.count().over() if narrowing else null()
            found = select(row, clocks.c.due, clocks.c.rank, all_of_them).join(clocks, joined, isouter=True)
        found = found.order_by(*_order(order, clocks.c.due)).offset((number - 1) * size).limit(size)
        async with self._database.reading() as session:
            rows = (await session.exec(found.where(*conditions))).all()
            # Beyond the last page nothing tells how many there are.
            total = rows[0][3] if narrowing and rows else (await session.exec(counted.where(*conditions))).one()
            if not (narrowing or order == "due"):
                shown = worst.where(col(ClockRow.complaint_id).in_([one.complaint_id for one in rows]))
                known = {one[0]: one[1:] for one in (await session.exec(shown)).all()}
                rows = [(one, *known.get(one.complaint_id, (None, None))) for one in rows]
            reports = await beginnings(session, [one.complaint_id for one, *_ in rows], EXCERPT)
        return Load(tuple(_loaded(actor, reports, *one[:3]) for one in rows), total, number, size)


def _stands(rank: Any, states: Collection[ClockState]) -> ColumnElement[bool]:
    # A pledge is counted on its own, whatever clock may still run beside it.
    own = col(ComplaintRow.status) != str(Status.PLEDGED)
    return and_(own, or_(*(rank == place for place, state in enumerate(RANKS) if state in states)))


def _order(order: Order, due: Any) -> tuple[Any, ...]:
    row = ComplaintRow
    if order == "newest":
        return col(row.received_at).desc(), col(row.complaint_id)
    first = (due.asc().nulls_last(),) if order == "due" else ()
    return (_pressing(), *first, col(row.received_at).asc(), col(row.complaint_id))


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
