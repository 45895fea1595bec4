"""What the calendar's page asks of whoever computes open promises anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from complaints.kinds import Stage
from workdays.calendar_set import CalendarSet


class Moved(NamedTuple):
    """One promise that would get another date. Never of a case that only its own ladder may know."""

    stage: Stage
    unit: str | None
    before: datetime
    after: datetime


class Preview(NamedTuple):
    """How many open cases would move, each counted once a direction, and some of the moves."""

    earlier: int
    later: int
    examples: Sequence[Moved] = ()


class Recalculation(Protocol):
    """Computes open promises by another calendar."""

    async def preview(self, after: CalendarSet) -> Preview:
        """What a calendar would move. Writes nothing; the version of `after` is no stored one."""
        ...

    async def apply(self, by: str, reason: str) -> None:
        """Compute anew by the calendar in force, or see to it that it is done.

        `by` is the actor's name in the log. Without a reason only what moves in the citizen's favour is moved.
        """
        ...
