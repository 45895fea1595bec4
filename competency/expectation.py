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
    columns = np.concatenate([np.ones((len(event), 1)), traits, np.eye(units)[unit]], axis=1)
    chosen = fitted(columns, wanted)
    told = columns[:, : 1 + traits.shape[1]] @ chosen[: 1 + traits.shape[1]]
    return _logistic(told + _shift(told, wanted.sum()))


def fitted(columns: Floats, wanted: Floats, ridge_of: float = RIDGE) -> Floats:
    """Coefficients of the columns; the first, the mean, has no ridge. `wanted` is 1 where it happened, else 0."""
    ridge = np.full(columns.shape[1], ridge_of)
    ridge[0] = 0.0
    share = wanted.mean()
    chosen = np.zeros(columns.shape[1])
    chosen[0] = np.log(share / (1 - share))
    for _ in range(ROUNDS):
        share_of = _logistic(columns @ chosen)
        weight = share_of * (1 - share_of)
        slope = columns.T @ (wanted - share_of) - ridge * chosen
        bend = (columns * weight[:, None]).T @ columns + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
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
