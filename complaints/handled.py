"""What was done with a complaint by the unit that has it, as its log tells it. Pure."""

from datetime import datetime
from uuid import UUID

import msgspec

from complaints import events as e


class FirstAnswer(msgspec.Struct, frozen=True):
    """The first time the unit said that it is done; `template_share` is how much of it repeats earlier answers, 0 to 1.

    `due` is when it had been promised for, at that instant; None where nothing was, or its clock stood still.
    """

    at: datetime
    template_share: float
    due: datetime | None
    missed: bool
    """Whether that or an earlier date of the promise had passed."""


class Handled(msgspec.Struct, frozen=True):
    """Since the unit has it that has it now; only `passed` and `refused` count from the beginning."""

    asked: int = 0
    """Rounds in which the reporter was asked something."""
    asked_again_at: datetime | None = None
    answer: FirstAnswer | None = None
    disputed_at: datetime | None = None
    """The first time the reporter said of an answer that it is not done."""
    people: frozenset[UUID] = frozenset()
    """Officers who worked on it there."""
    forwarded: int = 0
    """How often it came to a unit."""
    passed_again_at: datetime | None = None
    """When it was handed on for the second time after a unit had had it."""
    refused: frozenset[str] = frozenset()
    """Units that sent it back as none of their own."""
    rated_at: datetime | None = None

    @property
    def passed(self) -> int:
        """How often it was handed on after a unit had had it."""
        return max(0, self.forwarded - 1)


SEVERAL = 2
"""So often handed on, or asked, is no longer a mistake put right."""

HANDLING = (
    *(e.Forwarded, e.SentBack, e.Taken, e.Assigned, e.Informed, e.QuestionAsked, e.ClockPaused, e.Pledged),
    *(e.ResolutionProposed, e.ResolutionSentBack, e.Resolved, e.Disputed, e.Reopened, e.Rated),
)
"""Events after which something else is known of how it was handled."""


def handled(before: Handled, recorded: e.Recorded, due: datetime | None, missed: bool) -> Handled:
    """After one more event of `HANDLING`; `due` and `missed` tell of the promise of completion before it."""
    event, at = recorded.event, recorded.at
    match event:
        case e.Forwarded(ground=e.UNIT_CLOSED):
            return before
        case e.Forwarded():
            return _elsewhere(before, at)
        case e.SentBack(unit=unit):
            return msgspec.structs.replace(before, refused=before.refused | {unit})
        case e.Rated():
            return msgspec.structs.replace(before, rated_at=at)
        case e.Disputed():
            first = before.disputed_at is None and before.answer is not None
            return msgspec.structs.replace(before, disputed_at=at) if first else before
    after = msgspec.structs.replace(before, people=before.people | _worked(recorded))
    match event:
        case e.QuestionAsked():
            again = at if before.asked == 1 else before.asked_again_at
            return msgspec.structs.replace(after, asked=before.asked + 1, asked_again_at=again)
        case e.Resolved(template_share=share) if before.answer is None:
            return msgspec.structs.replace(after, answer=FirstAnswer(at, share, due, missed))
    return after


def _elsewhere(before: Handled, at: datetime) -> Handled:
    """A unit gets it; what another one did is not charged to it."""
    again = at if before.forwarded == SEVERAL else before.passed_again_at
    return Handled(forwarded=before.forwarded + 1, passed_again_at=again, refused=before.refused)


def _worked(recorded: e.Recorded) -> set[UUID]:
    """Officers of whom an event tells that they worked on the case."""
    kind, _, who = recorded.actor.partition(":")
    acted = {UUID(who)} if kind == "officer" and who else set()
    match recorded.event:
        case e.Assigned(officer=officer) | e.Taken(officer=officer) | e.Reopened(officer=UUID() as officer):
            return {officer}  # who gives it to somebody has not worked on it
        case e.ResolutionProposed(officer=UUID() as officer):
            return acted | {officer}
        case e.Resolved(proposed_by=UUID() as officer):
            return acted | {officer}
    return acted
