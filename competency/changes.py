"""What changed in cells from before a training to after it, and the means of such changes. Pure.

Changes are differences of log(observed / expected), pooled by inverse variance with a spread between cells
(DerSimonian and Laird, Controlled Clinical Trials 7, 1986).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from competency.shrinkage import Floats

ONE_SIDED = 1.6448536269514722
"""Standard errors of a bound that holds with 95 %."""
HALF = 0.5
"""Added to each count, so that none is the logarithm of nothing."""

Strata = NDArray[np.int64]


class Group(StrEnum):
    """Trained because the lot fell on it; trained before others without one; drawn to wait; not in the lot."""

    TRAINED = "dilatih"
    FIRST = "didahulukan"
    WAITING = "menunggu"
    OTHER = "lainnya"


class Spoiled(StrEnum):
    """Why the change of a cell says nothing about the training."""

    MOVED = "mutasi"
    LOAD = "beban"
    SURGE = "lonjakan"
    SERVICE = "layanan"
    AGAIN = "pelatihan lain"


class Count(NamedTuple):
    """Of a window: complaints, how many events they had, and how many could be expected of their kind."""

    cases: int
    observed: float
    expected: float


@dataclass(frozen=True)
class Cell:
    """A unit's topic in one batch. Its windows are those of the batch, whether it was trained or not."""

    unit: str
    topic: str | None
    batch: str
    group: Group
    before: Count
    after: Count
    spoiled: Spoiled | None = None


class Ratio(NamedTuple):
    """After against before, below 1 where it went better; each bound holds with 95 %."""

    value: float
    low: float
    high: float


def ratio(value: float, error: float) -> Ratio:
    """Of a logarithm and its standard error."""
    return Ratio(*(float(np.exp(value + step * error)) for step in (0.0, -ONE_SIDED, ONE_SIDED)))


class Pooled(NamedTuple):
    """The mean of each stratum and its variance, with the variance between cells of one stratum."""

    mean: Floats
    variance: Floats
    between: float


def pooled(values: Floats, variances: Floats, strata: Strata, many: int) -> Pooled:
    """Means of each of `many` strata by inverse variance, with one spread between cells for all of them.

    With one stratum this is the estimate of DerSimonian and Laird. A stratum without values has an endless variance.
    """
    fixed = 1 / variances
    sums, squares = _sums(fixed, strata, many), _sums(fixed**2, strata, many)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = _sums(fixed * values, strata, many) / sums
        scale = float(np.nansum(sums - squares / sums))
    spread = float((fixed * (values - means[strata]) ** 2).sum())
    freedom = len(values) - int((sums > 0).sum())
    between = max(0.0, (spread - freedom) / scale) if freedom > 0 and scale > 0 else 0.0
    weights = 1 / (variances + between)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = _sums(weights, strata, many)
        return Pooled(_sums(weights * values, strata, many) / total, 1 / total, between)


def _sums(values: Floats, strata: Strata, many: int) -> Floats:
    return np.bincount(strata, weights=values, minlength=many).astype(np.float64)


class Changes(NamedTuple):
    """Of the cells of a group. `certain` is the part of each variance that further months do not make smaller."""

    values: Floats
    certain: Floats
    after: Floats
    strata: Strata

    def pooled(self, many: int) -> Pooled:
        return pooled(self.values, self.certain + 1 / self.after, self.strata, many)

    def variance(self, many: int, between: float, longer: float) -> Floats:
        """Of the means, had there been so much more time after, with this spread between cells."""
        weights = 1 / (self.certain + 1 / (self.after * longer) + between)
        with np.errstate(divide="ignore"):
            return np.asarray(1 / _sums(weights, self.strata, many), dtype=np.float64)

    def whole(self) -> Ratio:
        """Of all cells together, whatever their stratum."""
        told = self._replace(strata=np.zeros_like(self.strata)).pooled(1)
        return ratio(float(told.mean[0]), float(told.variance[0]) ** 0.5)


def changes(cells: Sequence[Cell], order: Mapping[str, int]) -> Changes:
    """log(O/E) after less that before, with the variance 1/O after + 1/O before; `order` numbers the batches."""
    before, after = columns([one.before for one in cells]), columns([one.after for one in cells])
    values = np.log(after[1] / after[2]) - np.log(before[1] / before[2])
    return Changes(values, 1 / before[1], after[1], np.array([order[one.batch] for one in cells], dtype=np.int64))


def columns(counts: Sequence[Count]) -> Floats:
    """Cases, and events observed and expected with a half added, as rows."""
    found = np.array(counts, dtype=np.float64).reshape(-1, 3).T.copy()
    found[1:] += HALF
    return found
