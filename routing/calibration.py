"""Probabilities that mean what they say: scaling, how far they miss, and from where on they may be trusted. Pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 15
FEWEST_IN_BAND = 30
"""A band that fewer reports reach has not been tried."""
_Z = 1.959964
"""Standard normal quantile of a two-sided interval of 95 %."""

Array = NDArray[np.float64]


def softmax(scores: Array) -> Array:
    """Rows of scores to rows of probabilities."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


class Bin(NamedTuple):
    """One bar of a reliability diagram: `low` and `high` bound the share that was right (Wilson, 95 %)."""

    n: int
    probability: float
    right: float
    low: float
    high: float


def reliability(probability: Any, correct: Any, bins: int = BINS) -> list[Bin]:
    """Bins of equally many reports (as equal as can be), from the least probability to the greatest."""
    probability, correct = np.asarray(probability, float), np.asarray(correct, bool)
    order = np.argsort(probability, kind="stable")
    return [
        Bin(
            len(part),
            float(probability[part].mean()),
            float(correct[part].mean()),
            *wilson(correct[part].sum(), len(part)),
        )
        for part in np.array_split(order, min(bins, len(order)) or 1)
        if len(part)
    ]


def expected_calibration_error(probability: Any, correct: Any, bins: int = BINS) -> float:
    """Mean distance between probability and share right over bins of equally many, weighted by their size."""
    table = reliability(probability, correct, bins)
    total = sum(row.n for row in table)
    return sum(row.n * abs(row.probability - row.right) for row in table) / total if total else 0.0


def wilson(right: float, n: int, z: float = _Z) -> tuple[float, float]:
    """The interval in which a share lies that showed itself as `right` of `n`."""
    if not n:
        return 0.0, 1.0
    share = right / n
    middle, width = share + z * z / (2 * n), z * ((share * (1 - share) + z * z / (4 * n)) / n) ** 0.5
    return float(max(0.0, (middle - width) / (1 + z * z / n))), float(min(1.0, (middle + width) / (1 + z * z / n)))


def band_for(probability: Any, correct: Any, precision: float = 0.95, fewest: int = FEWEST_IN_BAND) -> float | None:
    """The least probability such that those at or above it were right at least so often; None where none is."""
    probability, correct = np.asarray(probability, float), np.asarray(correct, bool)
    order = np.argsort(-probability, kind="stable")
    sorted_, n = probability[order], np.arange(1, len(order) + 1)
    last = np.ones(len(order), bool)
    last[:-1] = sorted_[1:] < sorted_[:-1]  # a band takes in all that are equally probable
    good = (np.cumsum(correct[order]) / n >= precision) & last & (n >= fewest)
    reached = np.flatnonzero(good)
    return float(sorted_[reached[-1]]) if len(reached) else None


def temperature_for(scores: Array, labels: NDArray[np.int64]) -> float:
    """The factor on scores under which the true labels are likeliest; labels below 0 (never seen) are left out."""
    from scipy.optimize import minimize_scalar

    known = labels >= 0
    scores, labels = scores[known], labels[known]

    def loss(log_factor: float) -> float:
        likely = softmax(scores * np.exp(log_factor))[np.arange(len(labels)), labels]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))
