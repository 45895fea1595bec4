"""Pictures of published figures as plain shapes: bars of months, and a share within its interval. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 340, 190
"""Units of the drawing. Few, so that its words stay readable where it is as narrow as a phone."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 6, 10, 26
_LABELS = 5
_STEPS = (1, 2, 5)


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    pale: bool
    """Of a month that is not over."""


class Words(NamedTuple):
    """A label and where it stands: its middle, or its end for the last one, which would stick out."""

    at: float
    text: str
    last: bool


class Bars(NamedTuple):
    """What `parts/bars.html` draws: two series side by side. A withheld number has a cross at (x, y) in `withheld`."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    first: tuple[Bar, ...]
    second: tuple[Bar, ...]
    withheld: tuple[tuple[float, float], ...]
    up: tuple[tuple[float, int], ...]
    across: tuple[Words, ...]


def month_bars(months: Sequence[tuple[str, int | None, int | None, bool]]) -> Bars | None:
    """Months as (label, first, second, running); None for a withheld number. Nothing to draw gives None."""
    numbers = [number for _, *pair, _ in months for number in pair if isinstance(number, int)]
    if not numbers or not max(numbers):
        return None
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
    step = _step(max(numbers))
    end = step * -(-max(numbers) // step)
    each = (right - left) / len(months)
    thick = round(min(each * 0.38, 16), 2)
    series: tuple[list[Bar], list[Bar]] = ([], [])
    withheld: list[tuple[float, float]] = []
    for place, (_, first, second, running) in enumerate(months):
        middle = left + each * (place + 0.5)
        for side, number in enumerate((first, second)):
            x = round(middle - thick + side * thick, 1)
            if number is None:
                withheld.append((round(x + thick / 2, 1), bottom - 5))
                continue
            height = round((bottom - top) * number / end, 1)
            series[side].append(Bar(x, round(bottom - height, 1), thick, height, running))
    every = -(-len(months) // _LABELS)
    labels = [
        Words(
            round(right if place == len(months) - 1 else left + each * (place + 0.5), 1),
            month[0],
            place == len(months) - 1,
        )
        for place, month in enumerate(months)
        if (len(months) - 1 - place) % every == 0
    ]
    ticks = [(round(bottom - (bottom - top) * value / end, 1), value) for value in range(0, end + 1, step)]
    return Bars(
        *(WIDTH, HEIGHT, left, right, top, bottom),
        first=tuple(series[0]),
        second=tuple(series[1]),
        withheld=tuple(withheld),
        up=tuple(ticks),
        across=tuple(labels),
    )


def _step(most: int) -> int:
    """A round step that makes at most five of them."""
    power = 1
    while True:
        for factor in _STEPS:
            if most <= 5 * factor * power:
                return factor * power
        power *= 10
