"""Whether a training worked: one verdict for each version of its material, over all units and batches. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from competency.changes import Cell, Group, Spoiled
from competency.effects import Effect, Method, by_lot, by_others

LEAST_MONTHS = 6
"""After the transition, before anything is said."""
BEFORE_MONTHS, TRANSITION_MONTHS = 12, 2
"""Of the window that ends with the selection, and those after it that are left out."""
EFFECTIVE, HARDLY = 0.90, 0.85
"""An effect has to be at least as large as the one to matter; one beyond the other must be out of the question."""
PULLED = 1.10
"""Without a waiting list effects come out nearer to none by up to a tenth: so much is allowed for."""


class Verdict(StrEnum):
    EFFECTIVE = "efektif"
    NOT_EFFECTIVE = "tidak efektif"
    UNKNOWN = "belum diketahui"


@dataclass(frozen=True)
class Judgement:
    """`enough_months` after the transition it can be known; None where it is, or where time alone will not tell.

    `left_out` tells of how many cells the change was not counted, and why.
    """

    verdict: Verdict
    effect: Effect | None
    enough_months: int | None
    left_out: Mapping[Spoiled, int]

    @property
    def indicates(self) -> bool:
        """Whether it is less than a verdict, for want of a fair comparison."""
        return self.effect is not None and self.effect.method is Method.BY_OTHERS


def judged(cells: Iterable[Cell], months: int) -> Judgement:
    """What the cells of all batches of one version say together, so many months after the transition."""
    cells = tuple(cells)
    left_out = Counter(one.spoiled for one in cells if one.spoiled and one.group is not Group.OTHER)
    sound = [one for one in cells if not one.spoiled]
    if months < LEAST_MONTHS:
        return Judgement(Verdict.UNKNOWN, None, LEAST_MONTHS, left_out)
    sided = by_lot(sound) or by_others(sound)
    if sided is None:
        return Judgement(Verdict.UNKNOWN, None, None, left_out)
    verdict = verdict_of(sided.effect)
    enough = sided.enough_months(months) if verdict is Verdict.UNKNOWN else None
    return Judgement(verdict, sided.effect, enough, left_out)


def verdict_of(effect: Effect) -> Verdict:
    """Effective where it is surely better and enough to matter; not where a large effect is out of the question."""
    told = effect.ratio
    if told.high < 1 and told.value <= EFFECTIVE:
        return Verdict.EFFECTIVE
    pulled = PULLED if effect.method is Method.BY_OTHERS else 1.0
    return Verdict.NOT_EFFECTIVE if told.low > HARDLY * pulled else Verdict.UNKNOWN
