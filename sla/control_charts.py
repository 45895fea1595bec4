"""Control charts: which points of a series are no mere chance, after the rules of NHS England's “Making Data Count”.

A series always wavers. Limits computed from the wavering itself say how far it goes by chance (Shewhart); only what the
rules find is worth a question. The four rules are those of the programme's guide “Strengthening your decisions” (2019):
a point outside the limits; seven or more on one side of the mean; six or more each higher (or each lower) than the one
before; two of three in the outer third on the same side. Pure.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

RUN, TREND = 7, 6
"""Points in a row; NHSRplotthedots asks for seven of a trend, the guide for six."""

LEAST_POINTS = 12
"""Below which no limits are drawn: they would move with every new point."""

_TO_LIMITS = 2.66
"""3 / 1.128: from the mean of moving ranges of two to three standard deviations (Wheeler)."""
_TO_SIGMA = 1.128
_SCREEN = 3.267
"""A moving range beyond so many means of them is an outlier and widens no limit."""


class Direction(StrEnum):
    """Which way is better; NEITHER where a change is worth knowing and neither good nor bad, as with arrivals."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Signal(StrEnum):
    """The rule a point broke."""

    OUTSIDE = "outside"
    RUN = "run"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


class Variation(StrEnum):
    """What the newest point says."""

    COMMON = "common"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    """Too few points for limits."""


class Assurance(StrEnum):
    """Whether the process as it is will reach a target."""

    ALWAYS = "always"
    NEVER = "never"
    BY_CHANCE = "by_chance"
    UNKNOWN = "unknown"


class Point(NamedTuple):
    """`centre` and limits are None where their stretch has fewer than LEAST_POINTS. `up` says to which side its signals
    point: higher than the mean, or rising; None without one."""

    value: float
    centre: float | None
    low: float | None
    high: float | None
    signals: frozenset[Signal]
    up: bool | None


class Limits(NamedTuple):
    """Of one point, since those of shares depend on how many cases it stands for."""

    centre: float
    low: float
    high: float


def individuals(values: Sequence[float], steps: Sequence[int] = (), floor: float | None = None) -> tuple[Point, ...]:
    """An XmR chart. A new stretch begins at each place of `steps`; no limit lies below `floor`."""
    return _points(values, [_xmr(values[start:end], floor) for start, end in _stretches(len(values), steps)])


def proportions(hits: Sequence[int], sizes: Sequence[int], steps: Sequence[int] = ()) -> tuple[Point, ...]:
    """A P'-chart (Laney 2002): shares of many cases, whose limits allow for more than the chance of the binomial.

    `sizes` are above 0.
    """
    values = [hit / size for hit, size in zip(hits, sizes, strict=True)]
    ranges = _stretches(len(values), steps)
    return _points(values, [_laney(hits[start:end], sizes[start:end]) for start, end in ranges])


def variation(points: Sequence[Point], better: Direction) -> Variation:
    """What the newest point says."""
    if not points or points[-1].centre is None:
        return Variation.UNKNOWN
    newest = points[-1]
    if newest.up is None:
        return Variation.COMMON
    if better is Direction.NEITHER:
        return Variation.CHANGED
    return Variation.IMPROVING if newest.up == (better is Direction.HIGHER) else Variation.CONCERNING


def assurance(points: Sequence[Point], better: Direction, target: float) -> Assurance:
    """Whether chance alone keeps all points on the good side of `target`, or none."""
    if not points or points[-1].low is None or points[-1].high is None or better is Direction.NEITHER:
        return Assurance.UNKNOWN
    low, high = points[-1].low, points[-1].high
    if better is Direction.HIGHER:
        return Assurance.ALWAYS if low >= target else Assurance.NEVER if high < target else Assurance.BY_CHANCE
    return Assurance.ALWAYS if high <= target else Assurance.NEVER if low > target else Assurance.BY_CHANCE


def signals(values: Sequence[float], limits: Sequence[Limits]) -> list[tuple[frozenset[Signal], bool | None]]:
    """The rules each point of one stretch breaks, and to which side; where two are told of, the limit's counts."""
    sides = [_sign(value - one.centre) for value, one in zip(values, limits, strict=True)]
    turns = [0, *(_sign(after - before) for before, after in pairwise(values))]
    found: list[dict[Signal, bool]] = [{} for _ in values]
    for place, (value, one) in enumerate(zip(values, limits, strict=True)):
        if value > one.high or value < one.low:
            found[place][Signal.OUTSIDE] = value > one.high
    outer = [_outer(value, one) for value, one in zip(values, limits, strict=True)]
    for place in range(2, len(values)):
        for side in (-1, 1):
            near = [at for at in range(place - 2, place + 1) if outer[at] == side]
            for at in near if len(near) >= 2 else ():
                found[at][Signal.NEAR_LIMIT] = side > 0
    for start, end, side in _runs(sides):
        for at in range(start, end) if end - start >= RUN else ():
            found[at][Signal.RUN] = side > 0
    for start, end, side in _runs(turns):
        # Five rises in a row are six rising points: the one before the first rise is among them.
        for at in range(start - 1, end) if end - start >= TREND - 1 else ():
            found[at][Signal.TREND] = side > 0
    return [(frozenset(one), next((one[rule] for rule in Signal if rule in one), None)) for one in found]


def _points(values: Sequence[float], stretches: Sequence[Sequence[Limits]]) -> tuple[Point, ...]:
    found: list[Point] = []
    for limits in stretches:
        part = values[len(found) : len(found) + len(limits)]
        if len(limits) < LEAST_POINTS:
            found += [Point(value, None, None, None, frozenset(), None) for value in part]
            continue
        told = zip(part, limits, signals(part, limits), strict=True)
        found += [Point(value, *one, rules, up) for value, one, (rules, up) in told]
    return tuple(found)


def _stretches(length: int, steps: Sequence[int]) -> list[tuple[int, int]]:
    edges = [0, *sorted({step for step in steps if 0 < step < length}), length]
    return list(pairwise(edges))


def _xmr(values: Sequence[float], floor: float | None) -> list[Limits]:
    if not values:
        return []
    centre = sum(values) / len(values)
    reach = _TO_LIMITS * _moving_range(values)
    low = centre - reach
    return [Limits(centre, low if floor is None else max(floor, low), centre + reach)] * len(values)


def _moving_range(values: Sequence[float]) -> float:
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return 0.0
    mean = sum(ranges) / len(ranges)
    kept = [one for one in ranges if one <= _SCREEN * mean]
    return sum(kept) / len(kept)


def _laney(hits: Sequence[int], sizes: Sequence[int]) -> list[Limits]:
    if not sizes:
        return []
    centre = sum(hits) / sum(sizes)
    sigmas = [sqrt(centre * (1 - centre) / size) for size in sizes]
    if not sigmas[0]:
        return [Limits(centre, centre, centre)] * len(sizes)
    scores = [(hit / size - centre) / sigma for hit, size, sigma in zip(hits, sizes, sigmas, strict=True)]
    spread = _moving_range(scores) / _TO_SIGMA
    reaches = [3 * sigma * spread for sigma in sigmas]
    return [Limits(centre, max(0.0, centre - reach), min(1.0, centre + reach)) for reach in reaches]


def _outer(value: float, one: Limits) -> int:
    """The side on which a value lies in the outer third between mean and limit, or beyond it; 0 where it does not."""
    if one.high > one.centre and value > one.centre + (one.high - one.centre) * 2 / 3:
        return 1
    if one.low < one.centre and value < one.centre - (one.centre - one.low) * 2 / 3:
        return -1
    return 0


def _runs(signs: Sequence[int]) -> list[tuple[int, int, int]]:
    """Longest stretches of one sign, without those of 0: (start, end, sign)."""
    found, start = [], 0
    for place in range(1, len(signs) + 1):
        if place == len(signs) or signs[place] != signs[start]:
            if signs[start]:
                found.append((start, place, signs[start]))
            start = place
    return found


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
