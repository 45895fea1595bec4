"""Pure: what people may ask about their own data, by when they are answered, and how a request stands."""

from datetime import datetime, timedelta
from enum import StrEnum

TIME = timedelta(hours=72)
"""3 x 24 hours by the clock on the wall, nights and holidays counted (UU 27/2022 on personal data)."""
SOON = timedelta(hours=24)
"""How long before the end somebody is warned."""
KEPT = timedelta(days=90)
"""How long after its answer a request still holds what was asked, what was answered, and whom."""


class Right(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    WITHDRAWAL = "withdrawal"


class Way(StrEnum):
    """How a request came."""

    PAGE = "page"
    COUNTER = "counter"
    LETTER = "letter"


class Outcome(StrEnum):
    """What came of it."""

    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"


class Standing(StrEnum):
    """How a request stands at an instant."""

    OPEN = "open"
    SOON = "soon"
    LATE = "late"
    IN_TIME = "in_time"
    ANSWERED_LATE = "answered_late"


ERASING = frozenset({Right.ERASURE, Right.WITHDRAWAL})
"""Rights that end with words and contact gone: without consent there is nothing left to keep them for."""


def due_of(received_at: datetime) -> datetime:
    """The last instant at which an answer is in time. Of an aware instant in UTC, so that no zone's clock moves it."""
    return received_at + TIME


def standing(due_at: datetime, answered_at: datetime | None, now: datetime) -> Standing:
    """How a request stands at `now`; an answer at the very last instant is in time."""
    if answered_at is not None:
        return Standing.IN_TIME if answered_at <= due_at else Standing.ANSWERED_LATE
    if now > due_at:
        return Standing.LATE
    return Standing.SOON if due_at - now <= SOON else Standing.OPEN


def hours_left(due_at: datetime, now: datetime) -> int:
    """Whole hours until it is due; negative, and never 0, once it is late."""
    left = (due_at - now) / timedelta(hours=1)
    return int(left) if left >= 0 else min(-1, int(left))
