"""How a promise stands at an instant."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

NEAR = 0.8
"""The share of a promise's time after which its limit is near."""


class Promised(Protocol):
    """What is asked about a promise: `complaints.complaint.Promise` has it, and so has a clock's row."""

    @property
    def counted_from(self) -> datetime: ...
    @property
    def due(self) -> datetime: ...
    @property
    def met_at(self) -> datetime | None: ...
    @property
    def missed(self) -> bool: ...
    @property
    def warn_at(self) -> datetime | None: ...
    @property
    def ended(self) -> bool: ...


class ClockState(StrEnum):
    ON_TIME = "on_time"
    NEAR = "near"
    LATE = "late"
    """Past its date and still owed, or given up after its date had passed."""
    MET = "met"
    LATE_MET = "late_met"
    ENDED = "ended"
    """No longer waited for, though never kept: the case left the road on which it was promised."""


def warn_at(promise: Promised) -> datetime:
    """When the limit comes near: as the log says, else after four fifths of the time from the start to the due instant.

    It follows from the log and from nothing else, so that a replay gives the same instant whatever has become of the
    calendar.
    """
    return promise.warn_at or promise.counted_from + NEAR * (promise.due - promise.counted_from)


def clock_state(promise: Promised, at: datetime) -> ClockState:
    """How a promise stands at instant `at`."""
    late = promise.missed or (promise.met_at or at) > promise.due
    if promise.met_at is not None:
        return ClockState.LATE_MET if late else ClockState.MET
    if promise.ended:
        return ClockState.LATE if promise.missed else ClockState.ENDED
    if late:
        return ClockState.LATE
    return ClockState.NEAR if at >= warn_at(promise) else ClockState.ON_TIME
