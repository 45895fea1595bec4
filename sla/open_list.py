"""Open cases as the overview counts them, listed by how pressing they are: read along desks' indexes, never all.

Cases of units are read desk by desk in the order of their desks, those that no unit has yet in that of triage. Both are
merged head by head by what presses and is due first, so that a page is the same however far somebody turns.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from heapq import merge
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, String, and_, column, literal, literal_column, or_, select, true, values
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import OPEN, Priority, Status
from complaints.sight import HANDLERS
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from sla.caseload import Load, loaded, page_of
from sla.clocks import ClockState
from sla.desk_filter import stands
from sla.desk_rows import DANGER, LATER, PRESSING, WORK
from sla.oversight_pages import Scope
from sla.tables import URGENCY, DeskRow

_FAR = datetime.max.replace(tzinfo=UTC)
_OPEN = [str(status) for status in sorted(OPEN)]
_WITHOUT_UNIT = [str(Status.SUBMITTED), str(Status.RETURNED)]
_URGENT = (Priority.DANGER, Priority.URGENT, Priority.NORMAL)
_AT_WORK = col(DeskRow.presses) <= literal(WORK, literal_execute=True)

Place = tuple[int, datetime, UUID]
"""How a case presses, its nearest date, its id."""


class Wanted(msgspec.Struct, frozen=True):
    """Nothing narrows where it is empty. `units` are those whose cases are looked at; `triage` says whether those that
    nobody has been given yet are, too. `settled` keeps those in which nothing is owed any more."""

    units: Sequence[str]
    triage: bool = False
    state: ClockState | None = None
    pledged: bool = False
    settled: bool = False
    priority: Priority | None = None
    topic: str = ""


class OpenList:
    """Reading; each call is one look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def page(
        self, scope: Scope, wanted: Wanted, kept: int | None = None, number: int = 1, size: int = 25
    ) -> Load:
        """A page; `kept` as in `page_of`."""
        at, needed = self._clock.now(), number * size
        async with self._database.reading() as session:
            found = await _on_desks(session, scope, wanted, at, needed + 1)
            waiting = await _without_unit(session, scope, wanted, at, needed + 1) if wanted.triage else []
            # Both are in an order of their own; the first heads decide, so the beginning does not depend on the end.
            ids = [one for *_, one in merge(found, waiting, key=lambda place: place[:2])][: needed + 1]
            cases = await loaded(
                session, scope.actor, ids[needed - size : needed], at, col(ComplaintRow.status).in_(_OPEN)
            )
        return page_of(cases, max(0, len(ids) - needed + size), kept, number, size)


async def _on_desks(session: AsyncSession, scope: Scope, wanted: Wanted, at: datetime, most: int) -> list[Place]:
    row: Any = DeskRow
    each: Any = select(row.presses, row.due, row.complaint_id).where(*_desk_conditions(scope, wanted, at))
    units = values(column("code", String), name="desks").data([(code,) for code in wanted.units])
    if not wanted.units:
        return []
    order = (row.presses, row.due, row.complaint_id)
    one = each.where(row.unit == units.c.code).order_by(*order).limit(most).lateral("each_desk")
    both = select(*one.c).select_from(units.join(one, true())).order_by(*one.c).limit(most)
    found = (await session.exec(both)).all()  # type: ignore[call-overload]
    return [(presses, due or _FAR, complaint_id) for presses, due, complaint_id in found]


def _desk_conditions(scope: Scope, wanted: Wanted, at: datetime) -> list[ColumnElement[bool]]:
    row: Any = DeskRow
    found = [row.presses.is_not(None), _known(scope)]
    if wanted.pledged:
        found.append(row.status == str(Status.PLEDGED))
    if wanted.settled:
        idle = and_(_AT_WORK, row.due.is_(None), row.stopped.is_(False))
        found.append(or_(and_(row.presses == LATER, row.status != str(Status.PLEDGED)), idle))
    if wanted.state is not None:
        found += [_AT_WORK, stands(wanted.state, at)]
    return found + _about(scope, wanted)


def _about(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    row: Any = DeskRow
    found: list[ColumnElement[bool]] = []
    if wanted.priority is not None:
        found.append(row.priority == str(wanted.priority))
    if wanted.topic:  # what a confidential case is about is for those who may read it
        case = ComplaintRow
        own = select(col(case.complaint_id)).where(
            col(case.complaint_id) == row.complaint_id, may_see(scope.actor, Sight.WORDS)
        )
        found += [row.topic == wanted.topic, own.correlate(DeskRow).exists()]
    return found


def _known(scope: Scope) -> ColumnElement[bool]:
    """`may_see` over desks, but for the unit; the rule itself is asked once more of what is shown."""
    row: Any = DeskRow
    own = sorted(post.unit for post in scope.actor.posts if post.role in HANDLERS)
    if scope.key != scope.unit or not own:
        return row.restricted.is_(False)  # type: ignore[no-any-return]
    not_about = or_(row.about_unit.is_(None), row.about_unit.not_in(sorted(scope.actor.own_units)))
    return or_(row.restricted.is_(False), and_(row.unit.in_(own), not_about))


async def _without_unit(session: AsyncSession, scope: Scope, wanted: Wanted, at: datetime, most: int) -> list[Place]:
    """In the order in which triage works them off; what is late there presses like what is late elsewhere."""
    row: Any = DeskRow
    if wanted.pledged:
        return []
    rules = [row.unit.is_(None), row.restricted.is_(False)]
    if wanted.state is not None:
        rules.append(stands(wanted.state, at))
    if wanted.settled:
        rules += [row.due.is_(None), row.stopped.is_(False)]
    rules += _about(scope, wanted)
    found: list[Any] = []
    for status in _WITHOUT_UNIT:  # written out, or an index that holds these alone would not be chosen
        walk: Any = select(row.priority, row.due, row.complaint_id)
        walk = walk.where(row.status == literal_column(f"'{status}'"), *rules)
        found += (await session.exec(walk.order_by(*URGENCY, row.due, row.complaint_id).limit(most))).all()
    places = [(Priority(one.priority), one.due or _FAR, one.complaint_id) for one in found]
    places.sort(key=lambda place: (_URGENT.index(place[0]), *place[1:]))
    return [
        (DANGER if priority is Priority.DANGER else PRESSING if due < at else WORK, due, complaint_id)
        for priority, due, complaint_id in places[:most]
    ]
