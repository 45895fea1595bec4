"""Four looks at one training, put side by side: liked, learned, done at work, and what came of it. Pure.

After Kirkpatrick and Kirkpatrick, Evaluating Training Programs (3rd edition, 2006). The levels may contradict each
other, which is shown and not averaged away.
"""

from enum import StrEnum
from typing import NamedTuple

from competency.need_events import Verdict

LIKED = 3.5
"""Of five points, on average."""
LEARNED = 0.10
"""Of all questions, answered rightly after and not before."""
APPLIED = 0.6
"""Of those asked, who say that it is done at work now."""
IRRELEVANT = 0.4
"""Of those who answered, who say that it has nothing to do with their work: enough for a revision by itself."""
LEAST_ANSWERS = 5


class Levels(NamedTuple):
    """Of all batches together; None where too few answered. `verdict` is None before the first look."""

    liked: float | None = None
    """1 to 5."""
    learned: float | None = None
    """Share of questions answered rightly after, less before."""
    applied: float | None = None
    """Share of superiors and colleagues who see it done."""
    verdict: Verdict | None = None


class Reading(StrEnum):
    """What the levels say together."""

    KEEP = "keep"
    DELIVERY = "delivery"
    """It works, and nobody likes it: keep what is taught, change how."""
    TEST = "test"
    """It works, though the test shows nothing: the test asks for something else."""
    MISSES = "misses"
    """Liked and learned, and nothing came of it: it misses the work, or the cause was no lack of skill."""
    TRANSFER = "transfer"
    """Learned and not done: something at work stands in the way."""
    PLEASANT = "pleasant"
    """Liked, and little learned."""
    ANEW = "anew"
    """Neither liked nor learned, and nothing came of it."""
    WAIT = "wait"
    """What came of it is not known yet."""


def reading(of: Levels) -> Reading:
    """The result counts first; a level nobody answered for speaks neither way."""
    liked, learned, applied = of.liked, of.learned, of.applied
    if of.verdict not in (Verdict.EFFECTIVE, Verdict.INEFFECTIVE):
        return Reading.WAIT
    if of.verdict is Verdict.EFFECTIVE:
        if liked is not None and liked < LIKED:
            return Reading.DELIVERY
        return Reading.TEST if learned is not None and learned < LEARNED else Reading.KEEP
    if learned is not None and learned < LEARNED:
        return Reading.PLEASANT if liked is not None and liked >= LIKED else Reading.ANEW
    if applied is not None and applied < APPLIED:
        return Reading.TRANSFER
    return Reading.MISSES


def irrelevant(answers: int, no: int) -> bool:
    """Whether participants alone, by saying that it has nothing to do with their work, ask for a revision."""
    return answers >= LEAST_ANSWERS and no >= IRRELEVANT * answers
