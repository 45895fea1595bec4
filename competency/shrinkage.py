"""Observed against expected: how far a ratio is to be believed, and lists that keep the promise they make. Pure.

A cell's true ratio is taken to come from a gamma distribution with mean 1 whose spread is learnt from all cells
(Clayton and Kaldor, Biometrics 43, 1987). Of a cell with few events little is believed, whatever its raw ratio.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NARROWEST = 10_000.0
"""The prior of cells that hardly differ: its standard deviation is 0.01."""
WIDEST = 0.05


class Ratios(NamedTuple):
    """The ratio of each cell given what was observed: mean, interval of 90 %, and how likely it is above a bar."""

    mean: Floats
    low: Floats
    high: Floats
    above: Floats
    a: float
    """Of the prior."""


def prior(observed: Floats, expected: Floats) -> float:
    """The a of Gamma(a, a) from which the cells' ratios most likely come; its standard deviation is a to the -1/2.

    `observed` need not be whole. Without any cell, or where all are as expected, the narrowest there is.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    if not len(observed):
        return NARROWEST

    def unlikely(log_a: float) -> float:
        a = np.exp(log_a)
        told = gammaln(observed + a) - gammaln(a) + a * np.log(a) - (a + observed) * np.log(a + expected)
        return -float(told.sum())

    found = minimize_scalar(unlikely, bounds=(np.log(WIDEST), np.log(NARROWEST)), method="bounded")
    return float(np.exp(found.x))


def ratios(observed: Floats, expected: Floats, a: float, bar: float) -> Ratios:
    """Of each cell by Gamma(a + observed, a + expected); `bar` is the ratio above which it matters."""
    from scipy.special import gammaincc, gammaincinv

    shape, rate = a + observed, a + expected
    low, high = (gammaincinv(shape, share) / rate for share in (0.05, 0.95))
    return Ratios(shape / rate, low, high, gammaincc(shape, bar * rate), a)


def promised(above: Floats, wrong: float, least: float = 0.0) -> Flags:
    """The largest list of which, by what is known, at most the share `wrong` does not belong there.

    `above` is how likely each belongs there. The mean of (1 - above) over the list stays within the promise. What is
    less likely than `least` is left out even so: a few sure ones would else make room for one that is surely wrong.
    """
    order = np.argsort(-above, kind="stable")
    mistaken = np.cumsum(1 - above[order]) / np.arange(1, len(above) + 1)
    kept = np.flatnonzero(mistaken <= wrong)
    chosen = np.zeros(len(above), dtype=bool)
    if len(kept):
        chosen[order[: kept[-1] + 1]] = True
    return chosen & (above >= least)


def alarms(observed: Any, expected: Any, ratio: float, height: float) -> NDArray[np.int64]:
    """The first period in which the running sum of each cell passes `height`; -1 where it never does.

    A risk-adjusted CUSUM for counts (Steiner et al., Biostatistics 1, 2000): rows are cells, columns periods, and
    `ratio` is the excess it looks for.
    """
    weights = np.asarray(observed) * np.log(ratio) - (ratio - 1) * np.asarray(expected)
    total, first = np.zeros(len(weights)), np.full(len(weights), -1, dtype=np.int64)
    for period in range(weights.shape[1]):
        total = np.maximum(0.0, total + weights[:, period])
        first[(total > height) & (first < 0)] = period
    return first
