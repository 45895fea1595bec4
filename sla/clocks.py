"""How a promise stands at an instant."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Promised(Protocol):
    """What is asked about a promise: `complaints.complaint.Promise` has it."""

    @property
    def due(self) -> datetime: ...
    @property
    def met_at(self) -> datetime | None: ...
    @property
    def missed(self) -> bool: ...
    @property
    def broken(self) -> bool: ...
    @property
    def near_at(self) -> datetime: ...
    @property
    def stopped(self) -> object | None: ...
    @property
    def ended(self) -> bool: ...


class ClockState(StrEnum):
    ON_TIME = "on_time"
    NEAR = "near"
    LATE = "late"
    """Past its date and still owed, or given up after its date had passed."""
    STOPPED = "stopped"
    """Its clock stands still; no time of it is spent."""
    MET = "met"
    LATE_MET = "late_met"
    """Kept at last, after this date or an earlier one of it had passed."""
    ENDED = "ended"
    """No longer waited for, though never kept: the case left the road on which it was promised."""


def clock_state(promise: Promised, at: datetime) -> ClockState:
    """How a promise stands at instant `at`."""
    late = promise.missed or (promise.met_at or at) > promise.due
    if promise.met_at is not None:
        return ClockState.LATE_MET if late or promise.broken else ClockState.MET
    if promise.ended:
        return ClockState.LATE if promise.missed else ClockState.ENDED
    if promise.stopped is not None and not promise.missed:
        return ClockState.STOPPED
    if late:
        return ClockState.LATE
    return ClockState.NEAR if at >= promise.near_at else ClockState.ON_TIME
