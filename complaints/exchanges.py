"""What a case is asked of others and hears back: what was sent to bodies outside, and questions between units. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from complaints import events as e
from complaints.kinds import Status

T = TypeVar("T", bound=msgspec.Struct)


class Sending(msgspec.Struct, frozen=True):
    """The `number`-th time (from 1) that a case was sent to a body outside, and what came back. Instants are UTC."""

    number: int
    body: str
    sent_at: datetime
    received_at: datetime | None = None
    asked_at: datetime | None = None
    """When the body asked something, and nobody has answered it yet."""
    answered_at: datetime | None = None
    declined_at: datetime | None = None
    reminded: int = 0
    reminded_at: datetime | None = None

    @property
    def replied_at(self) -> datetime | None:
        """When it first said what becomes of the matter: that it is not its own is an answer, too."""
        known = [at for at in (self.answered_at, self.declined_at) if at is not None]
        return min(known, default=None)


class UnitAsk(msgspec.Struct, frozen=True):
    """A question of `by_unit`, which has the case, to `unit`, and what became of it. Instants are UTC."""

    id: UUID
    unit: str
    by_unit: str
    asked_at: datetime
    due: datetime
    days: int
    warn_at: datetime | None = None
    warned: bool = False
    missed: bool = False
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    """When it was answered, taken back, or the case went elsewhere and nobody waits for it any more."""

    @property
    def next_at(self) -> datetime | None:
        """When there is something to tell of its date, if nothing else happens before."""
        if self.ended_at is not None or self.missed:
            return None
        return self.warn_at if self.warn_at is not None and not self.warned else self.due

    def late(self, at: datetime) -> bool:
        """Whether it was answered after its date, or is still owed at `at` and past it."""
        return (self.answered_at or (at if self.ended_at is None else self.due)) > self.due


class Passes(NamedTuple):
    """Who had the case, in order: codes of units, `out:CODE` for bodies outside. `again` of them had it before."""

    owners: tuple[str, ...]
    again: int

    @property
    def handed_over(self) -> int:
        """How often it went from one to another."""
        return max(0, len(self.owners) - 1)


def passes(owners: tuple[str, ...]) -> Passes:
    """What is counted of a case that goes to and fro; `owners` is the complaint's `owners`."""
    return Passes(owners, len(owners) - len(set(owners)))


_LEAVES = frozenset({Status.SUBMITTED, Status.FORWARDED, Status.FORWARDED_OUT, Status.RESOLVED, Status.CLOSED})
_ENDS = _LEAVES | {Status.ARCHIVED, Status.DUPLICATE}
"""Statuses on whose reaching nobody waits any more for what a unit was asked."""


def left_behind(asks: Mapping[UUID, UnitAsk], changes: Mapping[str, object], at: datetime) -> dict[str, object]:
    """Open questions end when the case goes on without their answers; nothing where it does not."""
    if changes.get("status") not in _ENDS or all(ask.ended_at for ask in asks.values()):
        return {}
    return {"asks": {key: ask if ask.ended_at else _with(ask, ended_at=at) for key, ask in asks.items()}}


def sent(sendings: tuple[Sending, ...], body: str, at: datetime) -> dict[str, object]:
    return {"sendings": (*sendings, Sending(len(sendings) + 1, body, at))}


def sending_changed(sendings: tuple[Sending, ...], event: e.Event, at: datetime) -> tuple[Sending, ...]:
    """What the last sending is after something was heard of it."""
    if not sendings:
        return sendings  # a log from before sendings were counted begins with the one it tells of
    *before, last = sendings
    match event:
        case e.OutsideReceived():
            last = last if last.received_at else _with(last, received_at=at)
        case e.OutsideAsked():
            last = _with(last, asked_at=at, received_at=last.received_at or at)
        case e.OutsideTold():
            last = _with(last, asked_at=None)
        case e.OutsideAnswered():
            last = _with(last, answered_at=last.answered_at or at, received_at=last.received_at or at, asked_at=None)
        case e.OutsideDeclined():
            last = _with(last, declined_at=at, received_at=last.received_at or at, asked_at=None)
        case e.OutsideReminded(round=number):
            last = _with(last, reminded=number, reminded_at=at)
    return (*before, last)


def asks_changed(asks: Mapping[UUID, UnitAsk], event: e.Event, at: datetime) -> dict[UUID, UnitAsk]:
    """The questions after one of them was put, answered, taken back, warned of or missed."""
    match event:
        case e.UnitAsked():
            put = UnitAsk(event.ask, event.unit, event.by_unit, at, event.due, event.days, event.warn_at)
            return {**asks, event.ask: put}
        case e.UnitAnswered(ask=key):
            return _changed(asks, key, answered_at=at, ended_at=at)
        case e.UnitAskWithdrawn(ask=key):
            return _changed(asks, key, ended_at=at)
        case e.UnitAskWarned(ask=key):
            return _changed(asks, key, warned=True)
        case e.UnitAskMissed(ask=key):
            return _changed(asks, key, warned=True, missed=True)
    return dict(asks)


def _changed(asks: Mapping[UUID, UnitAsk], key: UUID, **changes: object) -> dict[UUID, UnitAsk]:
    if key not in asks:
        return dict(asks)
    return {**asks, key: _with(asks[key], **changes)}


def _with(one: T, **changes: object) -> T:
    return msgspec.structs.replace(one, **changes)
