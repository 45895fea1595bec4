"""A reliability diagram drawn as SVG on the server: what the router said, against how often it was right."""

from collections.abc import Sequence
from math import pi, sqrt
from typing import NamedTuple

from routing.calibration import Bin
from web.charts import Tick

SIDE = 320
"""Units of the drawing, across and up."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 44
_LEAST, _MOST = 3.0, 6.5
"""Radius of the smallest point and of the largest."""


class Dot(NamedTuple):
    """One group of reports: where it stands, how large it is, and between which heights the truth lies."""

    x: float
    y: float
    radius: float
    low: float
    high: float


class Diagram(NamedTuple):
    """What `parts/reliability.html` draws. `band` is from where on reports go on by themselves; None where none do."""

    side: int
    left: float
    right: float
    top: float
    bottom: float
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[Tick, Tick], ...]
    """Each share of the axes, across and up."""
    band: float | None


def diagram(bins: Sequence[Bin], band: float | None = None) -> Diagram:
    """Points by probability (across) and share right (up), both from 0 to 1, sized by how many reports they tell of."""
    left, right, top, bottom = _LEFT, SIDE - _RIGHT, _TOP, SIDE - _BOTTOM

    def x(share: float) -> float:
        return round(left + (right - left) * min(max(share, 0.0), 1.0), 1)

    def y(share: float) -> float:
        return round(bottom - (bottom - top) * min(max(share, 0.0), 1.0), 1)

    most = max((one.n for one in bins), default=1)
    return Diagram(
        *(SIDE, left, right, top, bottom),
        dots=tuple(
            Dot(
                x(one.probability),
                y(one.right),
                round(_LEAST + (_MOST - _LEAST) * sqrt(one.n / most), 1),
                *(y(one.low), y(one.high)),
            )
            for one in bins
        ),
        ticks=tuple((Tick(x(part / 5), part / 5), Tick(y(part / 5), part / 5)) for part in range(6)),
        band=None if band is None else x(band),
    )


def by_chance(bins: Sequence[Bin]) -> float:
    """How far a perfectly calibrated model would seem to miss with so few reports: mean distance, from 0 to 1.

    The share right of n reports strays from its probability p by sqrt(2 p (1 - p) / (pi n)) on average.
    """
    total = sum(one.n for one in bins)
    strays = (one.n * sqrt(2 * one.probability * (1 - one.probability) / (pi * one.n)) for one in bins if one.n)
    return sum(strays) / total if total else 0.0
