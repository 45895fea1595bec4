"""What an inbox is narrowed to: said once for a row at hand and once in SQL; a test compares the two.

Whoever works for a unit is at home on its desk and on those below it; of the oversight road only its own people are,
unless a report is about one of their units. That is the handlers' part of `complaints.visibility`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, literal_column, or_
from sqlmodel import col

from complaints.kinds import Status
from complaints.sight import HANDLERS
from people.actor import Actor, Role
from people.held_posts import Instant
from sla.clocks import ClockState
from sla.desk_rows import LATER, WORK
from sla.tables import DeskRow


class Tab(StrEnum):
    """What part of the desk is looked at."""

    UNIT = "unit"
    """All that is at work."""
    MINE = "saya"
    UNTAKEN = "belum"
    """At work, and nobody has it."""
    WAITING = "menunggu"
    """The reporter was asked."""
    SPOKEN = "dijawab"
    """The reporter told something, and nobody has acted since."""
    CHECK = "periksa"
    """An answer waits until somebody else than who wrote it has looked at it, and this officer may."""
    LATE = "lewat"
    WEEK = "pekan"
    """Due before the week is over, and not late."""


class Wanted(msgspec.Struct, frozen=True):
    """Empty strings narrow nothing. `week_ends` is the UTC instant at which the local week is over."""

    at: datetime
    week_ends: datetime
    tab: Tab = Tab.UNIT
    status: str = ""
    unit: str = ""
    topic: str = ""
    area: str = ""
    priority: str = ""
    state: ClockState | None = None
    query: str = ""
    """Words, or a code; only the database can tell what they find."""


def on_desk(actor: Actor, row: DeskRow) -> bool:
    """Whether the case lies on a desk of this actor's."""
    if row.presses is None or row.unit is None:
        return False
    if row.restricted:
        return row.unit in own_desks(actor) and row.about_unit not in actor.own_units
    return row.unit in actor.reach(*HANDLERS)


def mine(actor: Actor) -> frozenset[UUID]:
    """Whose cases are this actor's to work on: their own, and those of whoever they stand in for."""
    return actor.stands_in_for | ({actor.person} if actor.person is not None else frozenset())


def own_desks(actor: Actor) -> frozenset[str]:
    """Units for which the actor works, without those below."""
    return frozenset(post.unit for post in actor.posts if post.role in HANDLERS)


def _looks(actor: Actor) -> frozenset[str]:
    """Units whose answers the actor may be the second to look at, as `complaints.closing.may_look` has it."""
    return own_desks(actor) | actor.reach(Role.HEAD)


def belongs(actor: Actor, row: DeskRow, wanted: Wanted) -> bool:
    """Whether a row is on the list that is wanted; of a list of found words nothing is known here."""
    if wanted.query or not on_desk(actor, row) or not _in_tab(actor, row, wanted):
        return False
    narrowed = all(
        not value or getattr(row, name) == value
        for name in ("status", "unit", "topic", "area", "priority")
        if (value := getattr(wanted, name)) is not None
    )
    return narrowed and (wanted.state is None or state_of(row, wanted.at) is wanted.state)


def _in_tab(actor: Actor, row: DeskRow, wanted: Wanted) -> bool:
    if row.presses == LATER and not wanted.status:
        return False
    match wanted.tab:
        case Tab.MINE:
            return row.taken_by is not None and row.taken_by in mine(actor)
        case Tab.UNTAKEN:
            return row.taken_by is None
        case Tab.WAITING:
            return row.status == Status.WAITING
        case Tab.SPOKEN:
            return row.spoken_to
        case Tab.CHECK:
            return row.proposed_by is not None and row.proposed_by != actor.person and row.unit in _looks(actor)
        case Tab.LATE:
            return row.due is not None and row.due < wanted.at
        case Tab.WEEK:
            return row.due is not None and wanted.at <= row.due < wanted.week_ends
        case _:
            return True


def state_of(row: DeskRow, at: datetime) -> ClockState | None:
    """How the worst of its promises stands."""
    if row.presses == LATER:
        return None
    if row.due is not None and row.due < at:
        return ClockState.LATE
    if row.near_at is not None and row.near_at <= at:
        return ClockState.NEAR
    if row.stopped:
        return ClockState.STOPPED
    return None if row.due is None else ClockState.ON_TIME


def conditions(
    actor: Actor, wanted: Wanted, at: Instant | None = None, week_ends: Instant | None = None
) -> list[ColumnElement[bool]]:
    """`belongs` in SQL, but for the unit, which whoever asks names: desks are read one after the other.

    `at` and `week_ends` stand in for those of `wanted` in a statement that is made once.

    Numbers that indexes are said with are written out, or the planner could not tell that an index holds all of it.
    """
    row: Any = DeskRow
    found = lying(actor)
    if not wanted.status:
        found.append(_at_work())
    now = wanted.at if at is None else at
    found += _tab(actor, wanted.tab, now, wanted.week_ends if week_ends is None else week_ends)
    for name in ("status", "topic", "area", "priority"):
        if value := getattr(wanted, name):
            found.append(col(getattr(row, name)) == value)
    if wanted.state is not None:
        found += [_at_work(), stands(wanted.state, wanted.at)]
    return found


def _at_work() -> ColumnElement[bool]:
    return col(DeskRow.presses) <= literal_column(str(WORK))


def desks(actor: Actor, wanted: Wanted) -> list[str]:
    """Codes of the units whose desks are read."""
    reach = actor.reach(*HANDLERS)
    return sorted(reach & {wanted.unit} if wanted.unit else reach)


def lying(actor: Actor) -> list[ColumnElement[bool]]:
    """`on_desk` in SQL, but for the unit."""
    row: Any = DeskRow
    not_about = or_(col(row.about_unit).is_(None), col(row.about_unit).not_in(sorted(actor.own_units)))
    own = and_(col(row.unit).in_(sorted(own_desks(actor))), not_about)
    return [col(row.presses).is_not(None), or_(col(row.restricted).is_(False), own)]


def _tab(actor: Actor, tab: Tab, at: Instant, week_ends: Instant) -> list[ColumnElement[bool]]:
    row: Any = DeskRow
    match tab:
        case Tab.MINE:
            return [col(row.taken_by).in_(sorted(mine(actor)))]
        case Tab.UNTAKEN:
            return [col(row.taken_by).is_(None)]
        case Tab.WAITING:
            return [col(row.status) == str(Status.WAITING)]
        case Tab.SPOKEN:
            return [col(row.spoken_to).is_(True)]
        case Tab.CHECK:
            written = col(row.proposed_by)
            return [written.is_not(None), written != actor.person, col(row.unit).in_(sorted(_looks(actor)))]
        case Tab.LATE:
            return [col(row.due) < at]
        case Tab.WEEK:
            return [col(row.due) >= at, col(row.due) < week_ends]
        case _:
            return []


def stands(state: ClockState, at: datetime) -> ColumnElement[bool]:
    """`state_of` in SQL, of what is at work."""
    row: Any = DeskRow
    due, near = col(row.due), col(row.near_at)
    late, soon = and_(due.is_not(None), due < at), and_(near.is_not(None), near <= at)
    match state:
        case ClockState.LATE:
            return late
        case ClockState.NEAR:
            return and_(~late, soon)
        case ClockState.STOPPED:
            return and_(~late, ~soon, col(row.stopped).is_(True))
        case _:
            return and_(due >= at, ~soon, col(row.stopped).is_(False))
