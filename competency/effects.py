"""What a training did beyond what happened anyway: against a waiting list, or against all who were not trained. Pure.

Units are trained because they stood out, and what stands out falls back by itself; times change for all. So a change is
told only beside that of units that stood out as well and were not drawn yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from competency.changes import HALF, Cell, Changes, Group, Ratio, changes, columns, ratio
from competency.shrinkage import Floats, prior

LEAST_WAITING = 5
"""Waiting cells from which on they are compared with; with fewer, all untrained cells say what was to be expected."""
LEAST_OTHERS = 20
"""Untrained cells from which that can be learnt."""
SEEN = 2.49
"""Standard errors of an effect that is seen four times in five: 1.645 for the bound, 0.84 for the power."""
WORTH_SEEING = 0.80
"""An improvement by a fifth: once that can be seen, it can be known whether the training worked."""
FURTHER, FURTHEST = 3, 36
"""Months until another look makes sense, and beyond which time alone will not tell."""

LEARNT = (Group.TRAINED, Group.FIRST)
"""Groups whose people took part."""


class Method(StrEnum):
    """Against those whom the lot let wait; or against what all untrained cells let expect, which only indicates."""

    BY_LOT = "undian"
    BY_OTHERS = "indikasi"


class Change(NamedTuple):
    """A group's change, over so many cells."""

    cells: int
    ratio: Ratio


@dataclass(frozen=True)
class Effect:
    """`ratio` is the training's own; 1 is none.

    `naive` is the change of the trained cells alone, per complaint; it is told only beside the effect, for it takes
    what happened anyway for the training's work. `mde` is the weakest effect that would be seen four times in five.
    """

    method: Method
    ratio: Ratio
    mde: float
    trained: Change
    compared: Change
    naive: Ratio


class _Side(NamedTuple):
    changes: Changes
    between: float


@dataclass(frozen=True)
class Sided:
    """An effect, with what is needed to tell how sure it would be after more months."""

    effect: Effect
    sides: tuple[_Side, ...]
    many: int
    learnt: float
    """The variance of what was to be expected, where that was learnt."""

    def enough_months(self, months: int) -> int | None:
        """After how many months, in all, an improvement by a fifth would be seen; None where time alone will not do."""
        for many in range(months + FURTHER, FURTHEST + 1):
            sides = [one.changes.variance(self.many, one.between, many / months) for one in self.sides]
            if _mde(_together(sides) + self.learnt) >= WORTH_SEEING:
                return many
        return None


def by_lot(cells: Sequence[Cell]) -> Sided | None:
    """Batch by batch those drawn against those whom the same lot let wait; None where too few wait."""
    batches = {one.batch for one in cells if one.group is Group.TRAINED}
    batches &= {one.batch for one in cells if one.group is Group.WAITING}
    trained, waiting = (
        [one for one in cells if one.group is group and one.batch in batches]
        for group in (Group.TRAINED, Group.WAITING)
    )
    if len(waiting) < LEAST_WAITING:
        return None
    order = {batch: number for number, batch in enumerate(sorted(batches))}
    ours, theirs = changes(trained, order), changes(waiting, order)
    did, happened = ours.pooled(len(order)), theirs.pooled(len(order))
    weights = 1 / (did.variance + happened.variance)
    value = float((weights * (did.mean - happened.mean)).sum() / weights.sum())
    effect = _effect(Method.BY_LOT, value, 1 / float(weights.sum()), ours, theirs, trained)
    return Sided(effect, (_Side(ours, did.between), _Side(theirs, happened.between)), len(order), 0.0)


def by_others(cells: Sequence[Cell]) -> Sided | None:
    """Against what untrained cells of the same standing came to: after = E exp(a + b log(shrunk ratio before)).

    Ratios are drawn towards 1 first, so that what falls back by itself is expected to fall back. Each batch has its
    own `a`. Trained cells are taken to differ from one another at least as much as untrained ones do.
    """
    others = [one for one in cells if one.group not in LEARNT]
    known = {one.batch for one in others}
    trained = [one for one in cells if one.group in LEARNT and one.batch in known]
    if not trained or len(others) < LEAST_OTHERS:
        return None
    order = {batch: number for number, batch in enumerate(sorted(known))}
    a = prior(*columns([one.before for one in cells])[1:] - HALF)
    traits, theirs = (_traits(some, order, a) for some in (trained, others))
    chosen, bend = _poisson(theirs, *columns([one.after for one in others])[1:])
    ours, usual = _against(trained, traits @ chosen), _against(others, theirs @ chosen)
    loose = usual.pooled(1).between
    middle = traits.mean(axis=0)
    learnt = float(middle @ np.linalg.solve(bend, middle)) * (1 + loose * float(usual.after.mean()))
    between = max(ours.pooled(1).between, loose)
    weights = 1 / (1 / ours.after + between)
    value, variance = float((weights * ours.values).sum() / weights.sum()), 1 / float(weights.sum()) + learnt
    effect = _effect(Method.BY_OTHERS, value, variance, changes(trained, order), changes(others, order), trained)
    return Sided(effect, (_Side(ours, between),), 1, learnt)


def _effect(
    method: Method, value: float, variance: float, ours: Changes, theirs: Changes, trained: Sequence[Cell]
) -> Effect:
    did, happened = (Change(len(one.values), one.whole()) for one in (ours, theirs))
    return Effect(method, ratio(value, variance**0.5), _mde(variance), did, happened, _naive(trained))


def _naive(trained: Sequence[Cell]) -> Ratio:
    """Events per complaint of the trained cells, after against before; its bounds take them for chance alone."""
    before, after = (
        columns(some).sum(axis=1) for some in zip(*((one.before, one.after) for one in trained), strict=True)
    )
    value = np.log(after[1] / max(after[0], 1.0)) - np.log(before[1] / max(before[0], 1.0))
    return ratio(float(value), float(1 / after[1] + 1 / before[1]) ** 0.5)


def _mde(variance: float) -> float:
    return float(np.exp(-SEEN * variance**0.5))


def _together(sides: Sequence[Floats]) -> float:
    """The variance of a difference of two sides, batch by batch."""
    return 1 / float((1 / np.sum(sides, axis=0)).sum())


def _traits(cells: Sequence[Cell], order: Mapping[str, int], a: float) -> Floats:
    """A column for each batch, and the logarithm of the shrunk ratio before."""
    batch = np.eye(len(order))[[order[one.batch] for one in cells]]
    shrunk = [np.log((a + one.before.observed) / (a + one.before.expected)) for one in cells]
    return np.column_stack([batch, shrunk])


def _against(cells: Sequence[Cell], expected: Floats) -> Changes:
    """How each cell came out against what was to be expected of it, on the scale of logarithms."""
    after = columns([one.after for one in cells])
    values = np.log(after[1] / after[2]) - expected
    return Changes(values, np.zeros(len(cells)), after[1], np.zeros(len(cells), dtype=np.int64))


def _poisson(traits: Floats, events: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Coefficients of a Poisson regression with `expected` as its exposure, and its information."""
    chosen, bend = np.zeros(traits.shape[1]), np.eye(traits.shape[1])
    for _ in range(50):
        mean = expected * np.exp(traits @ chosen)
        bend = (traits * mean[:, None]).T @ traits + 1e-9 * np.eye(traits.shape[1])
        step = np.linalg.solve(bend, traits.T @ (events - mean))
        longest = float(np.abs(step).max())
        chosen += step * min(1.0, 2.0 / longest) if longest else 0.0
        if longest < 1e-10:
            break
    return chosen, bend
