"""Probabilities that mean what they say: scaling, how far they miss, and from where on they may be trusted. Pure."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 15
FEWEST_IN_BAND = 30
"""A band that fewer reports reach has not been tried."""
_AHEAD = 1e-9
"""By how much the best label's probability at least exceeds the next one's, so that sorting never swaps them."""
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


def band_for(
    probability: Any,
    correct: Any,
    precision: float = 0.95,
    fewest: int = FEWEST_IN_BAND,
    doubt: float = 0.0,
    weight: Any = None,
) -> float | None:
    """The least probability such that those at or above it were right at least so often; None where none is.

    `doubt` asks the same of the share less so many standard errors (Wilson's lower limit), since later reports differ
    from those the band was chosen on. `weight` makes some count for more.
    """
    probability, correct = np.asarray(probability, float), np.asarray(correct, bool)
    weights = np.ones(len(probability)) if weight is None else np.asarray(weight, float)
    order = np.argsort(-probability, kind="stable")
    falling, heavy = probability[order], weights[order]
    last = np.ones(len(order), bool)
    last[:-1] = falling[1:] < falling[:-1]  # a band takes in all that are equally probable
    share = np.cumsum(heavy * correct[order]) / np.cumsum(heavy)
    worth = np.cumsum(heavy) ** 2 / np.cumsum(heavy**2)  # unequal weights tell as much as so many equal ones
    good = last & (worth >= fewest - 1e-9) & (_low(share, worth, doubt) >= precision - 1e-12)
    reached = np.flatnonzero(good)
    return float(falling[reached[-1]]) if len(reached) else None


def _low(share: Array, n: Array, z: float) -> Array:
    middle, width = share + z * z / (2 * n), z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.asarray((middle - width) / (1 + z * z / n))


class Calibration(NamedTuple):
    """From scores to probabilities in two steps, both fitted on reports the scores had not seen.

    First all scores are multiplied by `factor` and turned into shares of one. Then the best label's share is corrected
    on the scale of log-odds by what its share, its score and its lead over the next have meant so far (`terms`, with a
    constant last), and the others divide the rest as before. Scores of reports long settled are far apart, and labels
    that people gave are not: one factor alone is too sure at the top and too unsure at the bottom.
    """

    factor: float = 4.0
    terms: tuple[float, ...] = (0.0,) * 5

    def probabilities(self, scores: Array) -> Array:
        """Rows of scores to rows of probabilities, in the same order of labels."""
        scores = scores * self.factor
        shares = softmax(scores)
        if scores.shape[-1] < 2:
            return shares
        rows = np.arange(len(shares))
        best = shares.argmax(axis=-1)
        first = shares[rows, best]
        features, offset = _features(scores, first)
        sure = _expit(offset + features @ np.array(self.terms))
        rest = np.maximum(1 - first, 1e-12)
        following = np.sort(shares, axis=-1)[:, -2] / rest
        sure = np.maximum(sure, following / (1 + following) + _AHEAD)  # the best label stays the best
        shares *= ((1 - sure) / rest)[:, None]
        shares[rows, best] = sure
        return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def calibrate(scores: Array, labels: NDArray[np.int64], weight: Any = None) -> Calibration:
    """The calibration under which the labels are likeliest; a label below 0 is none of the columns."""
    from scipy.optimize import minimize

    weights = np.ones(len(labels)) if weight is None else np.asarray(weight, float)
    factor = temperature_for(scores, labels, weights)
    scaled = scores * factor
    right = (scaled.argmax(axis=1) == labels).astype(float)
    features, offset = _features(scaled, softmax(scaled).max(axis=1))

    def loss(terms: Array) -> tuple[float, Array]:
        at = offset + features @ terms
        slope = features.T @ (weights * (_expit(at) - right)) + terms
        return float((weights * (np.logaddexp(0, at) - right * at)).sum() + terms @ terms / 2), slope

    # The half square draws towards no correction where there is little to learn it from.
    found = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B")
    return Calibration(factor, tuple(map(float, found.x)))


def _features(scores: Array, share: Array) -> tuple[Array, Array]:
    """What the correction looks at, and the log-odds it starts from."""
    share = np.clip(share, 1e-6, 1 - 1e-6)
    two = np.sort(scores, axis=-1)[:, -2:]
    columns = (np.log(share), np.log1p(-share), two[:, 1], two[:, 1] - two[:, 0], np.ones(len(share)))
    return np.stack(columns, axis=-1), np.log(share) - np.log1p(-share)


def _expit(at: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(at, -500, 500))))


def temperature_for(scores: Array, labels: NDArray[np.int64], weight: Any = None) -> float:
    """The factor on scores under which the true labels are likeliest; labels below 0 (never seen) are left out."""
    from scipy.optimize import minimize_scalar

    known = labels >= 0
    scores, labels = scores[known], labels[known]
    weights = np.ones(len(labels)) if weight is None else np.asarray(weight, float)[known]
    if not len(labels):
        return Calibration().factor

    def loss(log_factor: float) -> float:
        scaled = scores * np.exp(log_factor)
        scaled -= scaled.max(axis=1, keepdims=True)
        likely = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return float(-(weights * likely).sum() / weights.sum())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 4.0), method="bounded").x))
