"""Funnel plots: which units lie further from all others than chance and their natural differences explain.

After Spiegelhalter, “Funnel plots for comparing institutional performance” (2005). Units are never put in an order: a
funnel says who differs, not who is best. Pure.
"""

from collections.abc import Sequence
from enum import StrEnum
from math import ceil, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import NamedTuple

INNER, OUTER = 0.95, 0.998
"""Two and three standard deviations, as is the custom of funnels."""

_DEVIATIONS = {share: NormalDist().inv_cdf((1 + share) / 2) for share in (INNER, OUTER)}

LEAST_UNITS = 5
"""Below which nothing can be said of how much units differ by nature."""

_WINSORISED = 0.1
"""The share of units at each end whose scores are pulled in before the natural spread is estimated."""
_TARGET = 1.0
"""Observed over expected where a unit is as all others."""


class Verdict(StrEnum):
    """Where a unit lies; FEW where it has too few cases to be shown at all."""

    WITHIN = "within"
    ABOVE = "above"
    """Beyond the outer limit."""
    BELOW = "below"
    HIGHISH = "highish"
    """Between the limits: one of twenty lies there by chance."""
    LOWISH = "lowish"
    FEW = "few"


class Band(NamedTuple):
    """Limits for one size: the inner pair of them within the outer."""

    low: float
    inner_low: float
    inner_high: float
    high: float


class Funnel(NamedTuple):
    """`target` is where all units together lie. `spread` is the natural variance between units that is allowed for;
    0 where chance explains all. `dispersion` is the mean square of their scores: about 1 where it does."""

    target: float
    dispersion: float
    spread: float

    def of_share(self, size: float) -> Band:
        """Limits of a share of `size` cases: exact of the binomial, widened where units differ by nature."""
        if self.spread:
            return self._normal(sqrt(self.target * (1 - self.target) / size), 1.0)
        whole = max(1, round(size))
        low, inner_low = (_lower(whole, self.target, (1 - share) / 2) for share in (OUTER, INNER))
        # The upper limit of what happened is the lower one of what did not, or it would be passed by what is likely.
        high, inner_high = (1 - _lower(whole, 1 - self.target, (1 - share) / 2) for share in (OUTER, INNER))
        return Band(low, inner_low, inner_high, high)

    def of_ratio(self, expected: float) -> Band:
        """Limits of observed over expected: exact of the Poisson (by chi-square), widened in the same way."""
        if self.spread:
            return self._normal(sqrt(self.target / expected), None)
        # The whole of scipy.stats takes seconds to import, and these are all that is needed of it.
        from scipy.special import chdtri

        edges = []
        for share in ((1 - OUTER) / 2, (1 - INNER) / 2):
            low = float(chdtri(2 * expected, 1 - share)) / 2 / expected
            edges.append((low, float(chdtri(2 * expected + 2, share)) / 2 / expected))
        return Band(edges[0][0], edges[1][0], edges[1][1], edges[0][1])

    def _normal(self, error: float, most: float | None) -> Band:
        reach = sqrt(error * error + self.spread)
        inner, outer = (_DEVIATIONS[share] * reach for share in (INNER, OUTER))
        found = (self.target - outer, self.target - inner, self.target + inner, self.target + outer)
        return Band(*(max(0.0, one) if most is None else min(most, max(0.0, one)) for one in found))


def verdict(value: float, band: Band) -> Verdict:
    if value > band.high:
        return Verdict.ABOVE
    if value < band.low:
        return Verdict.BELOW
    if value > band.inner_high:
        return Verdict.HIGHISH
    return Verdict.LOWISH if value < band.inner_low else Verdict.WITHIN


def of_shares(units: Sequence[tuple[int, int]]) -> Funnel | None:
    """The funnel of (hits, cases) of each unit; None where there are no cases."""
    cases = sum(size for _, size in units)
    if not cases:
        return None
    target = sum(hits for hits, _ in units) / cases
    errors = [sqrt(target * (1 - target) / size) for _, size in units if size]
    shares = [hits / size for hits, size in units if size]
    return Funnel(target, *_spread(shares, errors, target))


def of_ratios(units: Sequence[tuple[int, float]]) -> Funnel | None:
    """The funnel of (observed, expected) of each unit, indirectly standardised; None where nothing is expected."""
    known = [(observed, expected) for observed, expected in units if expected > 0]
    if not known:
        return None
    ratios, errors = [one / two for one, two in known], [sqrt(_TARGET / expected) for _, expected in known]
    return Funnel(_TARGET, *_spread(ratios, errors, _TARGET))


def _spread(values: Sequence[float], errors: Sequence[float], target: float) -> tuple[float, float]:
    """The dispersion of the winsorised scores, and the additive variance of DerSimonian and Laird that explains it;
    0 where chance may explain it: up to two standard errors of the dispersion above 1."""
    if len(values) < LEAST_UNITS or not all(errors):
        return 1.0, 0.0
    scores = winsorised([(value - target) / error for value, error in zip(values, errors, strict=True)])
    many = len(scores)
    dispersion = sum(one * one for one in scores) / many
    if dispersion <= 1 + 2 * sqrt(2 / many):
        return dispersion, 0.0
    weights = [1 / (error * error) for error in errors]
    total = sum(weights)
    free = total - sum(weight * weight for weight in weights) / total
    return dispersion, max(0.0, (many * dispersion - (many - 1)) / free)


def winsorised(scores: Sequence[float]) -> list[float]:
    """The scores, those beyond the tenth and ninetieth percentile pulled in to them."""
    ordered = sorted(scores)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    low, high = at(_WINSORISED), at(1 - _WINSORISED)
    return [min(max(score, low), high) for score in scores]


def _lower(size: int, target: float, share: float) -> float:
    """The share below which chance falls with at most probability `share`, between whole numbers of cases, after the
    appendix of the paper."""
    if not 0 < target < 1:
        return 0.0 if target <= 0 else min(1.0, (size - 1 + share) / size)
    from scipy.special import bdtr, bdtrik

    found = 0
    if bdtr(0, size, target) < share:
        found = ceil(float(bdtrik(share, size, target)))
        found -= bool(bdtr(found - 1, size, target) >= share)
    ways = lgamma(size + 1) - lgamma(found + 1) - lgamma(size - found + 1)
    mass = exp(ways + found * log(target) + (size - found) * log1p(-target))
    part = (float(bdtr(found, size, target)) - share) / mass if mass else 0.0
    return min(1.0, max(0.0, (found - part) / size))
