"""Curves drawn as SVG on the server: plain shapes with classes, no script, and never the only place of a figure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 320, 200
"""Units of the drawing. Few, so that its words stay readable where it is as narrow as a phone."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 42, 10, 10, 40
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_MOST_TICKS = 6

Shares = Callable[[float], tuple[float, float | None, float | None]]
"""The share reached by an amount, and the edges of its interval where there is one."""


class Tick(NamedTuple):
    """A mark of an axis: where it stands in the drawing, and what it says."""

    at: float
    value: float


class Mark(NamedTuple):
    """A point of the curve that is pointed out."""

    x: float
    y: float


class Chart(NamedTuple):
    """What `parts/curve.html` draws. `line` and `band` are paths; `band` is empty where no interval is known."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    line: str
    band: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    marks: tuple[Mark, ...]


def step_curve(shares: Shares, end: float, marks: Sequence[tuple[float, float]] = ()) -> Chart:
    """A rising step function from 0 to `end` (above 0), as shares of 1; `marks` are points (amount, share) on it.

    It is looked up once for each unit of the width: however many cases it is made of, the drawing stays small.
    """
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM

    def x(amount: float) -> float:
        return left + (right - left) * amount / end

    def y(share: float) -> float:
        return bottom - (bottom - top) * share

    columns = range(right - left + 1)
    points = [(float(left + column), *shares(end * column / (right - left))) for column in columns]
    banded = [(at, y(low), y(high)) for at, _, low, high in points if low is not None and high is not None]
    return Chart(
        *(WIDTH, HEIGHT, left, right, top, bottom),
        line=_stairs([(at, y(value)) for at, value, _, _ in points]),
        band=_between([(at, high) for at, _, high in banded], [(at, low) for at, low, _ in banded]),
        across=tuple(Tick(x(value), value) for value in _round_values(end)),
        up=tuple(Tick(y(quarter / 4), quarter / 4) for quarter in range(5)),
        marks=tuple(Mark(round(x(amount), 1), round(y(share), 1)) for amount, share in marks if amount <= end),
    )


def _stairs(points: Sequence[tuple[float, float]]) -> str:
    """Level until it changes, then straight up or down."""
    (first_x, before), *rest = points
    path = [f"M{first_x:g} {before:.1f}"]
    for at, level in rest:
        if f"{level:.1f}" != f"{before:.1f}":
            path.append(f"H{at:g}V{level:.1f}")
            before = level
    return "".join(path) + f"H{points[-1][0]:g}"


def _between(upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]]) -> str:
    if len(upper) < 2:
        return ""
    back = "".join(f"L{at:g} {level:.1f}" for at, level in reversed(lower))
    return f"{_stairs(upper)}{back}Z"


def _round_values(end: float) -> list[float]:
    step = next((one for one in _STEPS if end / one <= _MOST_TICKS), _STEPS[-1])
    return [float(step * number) for number in range(int(end // step) + 1)]
