"""Lives one case of the invented world from filing to today, asking the rules at every step.

A case is lived in memory, against the same `decide` that the road asks, so that what is asked of the road afterwards
is possible at the instant at which it is asked. The watch is lived along: what it would have found, it finds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.events import Recorded
from complaints.given import Given
from complaints.journal import record
from complaints.kinds import OPEN
from complaints.lifecycle import decide
from people.actor import SYSTEM, Actor
from service.demo.case import Case


class Today(Exception):
    """The life goes on after the present; here it stops."""


class Step(NamedTuple):
    """What was asked, by whom, and what happened."""

    order: c.Order
    by: Actor
    happened: tuple[Recorded, ...]


Briefed = Callable[[Complaint, c.Command], Given]
"""What a decision is given."""


@dataclass
class Life:
    """The case so far. `now` is the present, after which nothing happens."""

    case: Case
    now: datetime
    given: Briefed
    complaint: Complaint = field(init=False)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.complaint = Complaint(self.case.id)
        # The watch comes round every minute, not for every case at the same second.
        self._lag = timedelta(seconds=15 + self.case.number * 7 % 60)

    @property
    def latest(self) -> datetime | None:
        """When something was asked of the case last, of which not everybody may have been told."""
        return self.steps[-1].order.at if self.steps else None

    def ask(self, command: c.Command, by: Actor, at: datetime) -> datetime:
        """Ask for `command` at `at`, after all that the watch finds until then; returns the instant it happened.

        Raises Today where that lies in the future, and what `decide` raises where it is not possible.
        """
        at = max(at, self.latest or at)
        self.watch(at)
        if at > self.now:
            raise Today()
        self._happen(command, by, max(at, self.latest or at), f"demo:{len(self.steps)}")
        return at

    def watch(self, until: datetime) -> None:
        """Let the watch find everything that falls due until then."""
        while True:
            promised = [one.next_at for one in self.complaint.promises.values() if one.next_at]
            instants = promised + [one.next_at for one in self.complaint.asks.values() if one.next_at]
            if self.complaint.status not in OPEN or not instants:
                return
            at = max(min(instants) + self._lag, self.latest or min(instants))
            if at > min(until, self.now):
                return
            self._happen(c.KeepTime(), SYSTEM, at, f"watch:{len(self.steps)}")

    def _happen(self, command: c.Command, by: Actor, at: datetime, cause: str) -> None:
        order = c.Order(self.case.id, command, cause, at=at)
        events = decide(self.complaint, command, by, at, self.given(self.complaint, command))
        happened = tuple(record(self.complaint, events, at, by.name_in_log, cause))
        self.complaint = fold(self.complaint, happened)
        self.steps.append(Step(order, by, happened))
