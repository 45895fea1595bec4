"""Ratios with their intervals on one line that begins at nothing and has the usual at 1. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 340
_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 44, 8, 26, 8, 12
_LEAST_END = 2.0


class Ratio(NamedTuple):
    """`low` and `high` are None where no interval is known. `main` is what the page is about."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    main: bool = False


class Line(NamedTuple):
    label: str
    y: float
    """Of the mark; its label stands above it."""
    x: float
    low: float | None
    high: float | None
    main: bool


class Drawing(NamedTuple):
    """What `parts/intervals.html` draws."""

    width: int
    height: int
    top: float
    bottom: float
    usual: float
    """Where 1 is."""
    lines: tuple[Line, ...]
    across: tuple[tuple[float, str], ...]


def intervals(ratios: Sequence[Ratio], words: Sequence[tuple[float, str]]) -> Drawing:
    """`words` are values of the axis with their text; the last one is its end, and what lies beyond is drawn there."""
    end = words[-1][0]

    def x(value: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * min(max(value, 0.0), end) / end, 1)

    height = _TOP + _ROW * len(ratios) + _BOTTOM
    lines = tuple(
        Line(
            one.label,
            _TOP + _ROW * place + 30,
            x(one.value),
            None if one.low is None else x(one.low),
            None if one.high is None else x(one.high),
            one.main,
        )
        for place, one in enumerate(ratios)
    )
    across = tuple((x(value), text) for value, text in words)
    return Drawing(WIDTH, height, _TOP, height - _BOTTOM, x(1.0), lines, across)


def axis_end(ratios: Sequence[Ratio]) -> float:
    """Where the line ends: beyond everything that is drawn, and never so near that 1 looks large."""
    reach = max([_LEAST_END, *(value for one in ratios for value in (one.value, one.high) if value is not None)])
    return float(-(-reach // 0.5) * 0.5)
