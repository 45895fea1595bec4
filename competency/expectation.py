"""What could be expected of each complaint: the probability of an event, given what kind of complaint it is. Pure.

Logistic regression with a ridge, by Newton's method. Units have intercepts of their own while it is fitted, so that
good and bad units do not bend what is said of topics; for the expectation they are left out.
"""

import numpy as np
from numpy.typing import NDArray

from competency.shrinkage import Flags, Floats

RIDGE = 0.5
LONGEST_STEP = 2.0
"""Of any coefficient at once: whole steps have been seen to run away."""
ROUNDS = 50
NEAR = 1e-8

Codes = NDArray[np.int64]


def one_hot(codes: Codes, many: int) -> Floats:
    """A column for each code but the first."""
    found = np.zeros((len(codes), max(0, many - 1)))
    rows = np.flatnonzero(codes)
    found[rows, codes[rows] - 1] = 1.0
    return found


def expected(event: Flags, traits: Floats, unit: Codes, units: int) -> Floats:
    """The probability of the event for each complaint, as if its unit were a usual one; they add up to the events.

    `traits` has a row for each complaint, without a column for the mean.
    """
    if not len(event) or not event.any():
        return np.zeros(len(event))
    if event.all():
        return np.ones(len(event))
    wanted = event.astype(np.float64)
    plain = np.concatenate([np.ones((len(event), 1)), traits], axis=1)
    told = plain @ fitted(plain, unit, units, wanted)[: plain.shape[1]]
    return _logistic(told + _shift(told, wanted.sum()))


def fitted(plain: Floats, unit: Codes, units: int, wanted: Floats, ridge: float = RIDGE) -> Floats:
    """Coefficients of the columns of `plain`, the first of which is the mean and has no ridge, and then of the units.

    `wanted` is 1 where it happened, else 0. A complaint lies in one unit: their part is sums.
    """
    order = np.argsort(unit, kind="stable")
    plain, unit, wanted = plain[order], unit[order], wanted[order]
    here, starts = np.unique(unit, return_index=True)
    many = plain.shape[1]
    holds = np.full(many + units, ridge)
    holds[0] = 0.0
    share = wanted.mean()
    chosen = np.zeros(many + units)
    chosen[0] = np.log(share / (1 - share))
    slope, bend = np.zeros(many + units), np.zeros((many + units, many + units))
    for _ in range(ROUNDS):
        share_of = _logistic(plain @ chosen[:many] + chosen[many + unit])
        weight, lacking = share_of * (1 - share_of), wanted - share_of
        slope[:many] = plain.T @ lacking
        slope[many + here] = np.add.reduceat(lacking, starts)
        weighted = plain * weight[:, None]
        bend[:many, :many] = weighted.T @ plain
        bend[many + here, :many] = np.add.reduceat(weighted, starts, axis=0)
        bend[:many, many:] = bend[many:, :many].T
        bend[many + here, many + here] = np.add.reduceat(weight, starts)
        step = np.linalg.solve(bend + np.diag(holds), slope - holds * chosen)
        longest = np.abs(step).max()
        chosen += step * min(1.0, LONGEST_STEP / longest) if longest else 0.0
        if longest < NEAR:
            break
    return chosen


def _shift(told: Floats, events: float) -> float:
    """What has to be added to all, so that as many events are expected as there were."""
    from scipy.optimize import brentq

    return float(brentq(lambda shift: _logistic(told + shift).sum() - events, -30.0, 30.0))


def _logistic(values: Floats) -> Floats:
    from scipy.special import expit

    found: Floats = expit(values)
    return found
