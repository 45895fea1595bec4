"""Control charts and funnels as plain shapes, in which a form tells whatever a colour tells. Pure."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

WIDTH, HEIGHT = 340, 215
"""Units of the drawing. Few, so that its words stay readable where it is as narrow as a phone."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 17, 34
_LABELS = 5
_STEPS = (1, 2, 5)


class Word(NamedTuple):
    at: float
    text: str
    last: bool = False


class Dot(NamedTuple):
    """`look` is common, good, bad or changed: a form of its own, not only a colour. `name` is written beside it."""

    x: float
    y: float
    look: str
    name: str = ""
    right: bool = True
    """Whether the name stands to the right of it."""


class Drawing(NamedTuple):
    """What `parts/series.html` draws: paths by their class, dots, and words of the axes."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    paths: tuple[tuple[str, str], ...]
    dots: tuple[Dot, ...]
    up: tuple[Word, ...]
    across: tuple[Word, ...]
    steps: tuple[float, ...] = ()
    """Where a new stretch begins."""


class Sample(NamedTuple):
    """A point of a control chart, its limits None where there are none."""

    label: str
    value: float
    centre: float | None
    low: float | None
    high: float | None
    look: str


def control(samples: Sequence[Sample], words: Sequence[tuple[float, str]], begins: Sequence[int] = ()) -> Drawing:
    """A control chart; `words` are values of the axis with their text, of which the first and last are its ends. At
    each place of `begins` a line says that a new stretch begins."""
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
    least, most = words[0][0], words[-1][0]
    each = (right - left) / max(1, len(samples))

    def x(place: float) -> float:
        return round(left + each * (place + 0.5), 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * (min(max(value, least), most) - least) / (most - least), 1)

    paths = [
        ("control__line", _line([(x(place), y(one.value)) for place, one in enumerate(samples)])),
        *_limits(samples, x, y, each),
    ]
    every = -(-len(samples) // _LABELS)
    last = len(samples) - 1
    labels = [
        Word(right if place == last else x(place), one.label, place == last)
        for place, one in enumerate(samples)
        if (last - place) % every == 0
    ]
    steps = [x(place) - each / 2 for place in begins]
    return Drawing(
        *(WIDTH, HEIGHT, left, right, top, bottom),
        paths=tuple((name, path) for name, path in paths if path),
        dots=tuple(Dot(x(place), y(one.value), one.look) for place, one in enumerate(samples)),
        up=tuple(Word(y(value), text) for value, text in words),
        across=tuple(labels),
        steps=tuple(round(step, 1) for step in steps),
    )


class Spot(NamedTuple):
    """A unit in a funnel."""

    name: str
    size: float
    value: float
    look: str


class Edge(NamedTuple):
    """The limits at a size."""

    size: float
    low: float
    inner_low: float
    inner_high: float
    high: float


def funnel(
    spots: Sequence[Spot],
    edges: Sequence[Edge],
    target: float,
    up: Sequence[tuple[float, str]],
    across: Sequence[tuple[float, str]],
) -> Drawing:
    """A funnel over sizes; `up` and `across` are values of the axes with their words, ends first and last."""
    left, right, top, bottom = _LEFT, WIDTH - _RIGHT, _TOP, HEIGHT - _BOTTOM
    (least, _), (most, _), (end, _) = up[0], up[-1], across[-1]

    def x(size: float) -> float:
        return round(left + (right - left) * min(size, end) / end, 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * (min(max(value, least), most) - least) / (most - least), 1)

    def line(name: str) -> str:
        return _line([(x(one.size), y(getattr(one, name))) for one in edges])

    outer, inner = ("funnel__outer", "low high"), ("funnel__inner", "inner_low inner_high")
    paths = [(kind, line(name)) for kind, names in (outer, inner) for name in names.split()]
    return Drawing(
        *(WIDTH, HEIGHT, left, right, top, bottom),
        paths=(*paths, ("funnel__target", f"M{left} {y(target)}H{right}")),
        dots=tuple(
            Dot(x(one.size), y(one.value), one.look, one.name if one.look != "common" else "", one.size < end * 0.6)
            for one in spots
        ),
        up=tuple(Word(y(value), text) for value, text in up),
        across=tuple(Word(x(value), text, place == len(across) - 1) for place, (value, text) in enumerate(across)),
    )


def round_scale(least: float, most: float, many: int = 5) -> list[float]:
    """Round values from at most `least` to at least `most`, some `many` steps apart."""
    if most <= least:
        most = least + 1
    power = 1e-4
    while True:
        for factor in _STEPS:
            step = factor * power
            if (most - least) / step <= many:
                first = int(least // step)
                count = first
                found = []
                while True:
                    found.append(round(count * step, 6))
                    if count * step >= most - 1e-9:
                        return found
                    count += 1
        power *= 10


def _limits(
    samples: Sequence[Sample], x: Callable[[float], float], y: Callable[[float], float], each: float
) -> list[tuple[str, str]]:
    """Mean and limits as level stairs, one path a stretch, so that nothing joins two of them."""
    found = []
    places = list(enumerate(samples))
    for name, kind in (("centre", "control__mean"), ("low", "control__limit"), ("high", "control__limit")):
        path = ""
        for _, run in groupby(places, key=lambda item: item[1].centre):
            stretch = [(place, getattr(one, name)) for place, one in run]
            if stretch[0][1] is None:
                continue
            for number, (place, value) in enumerate(stretch):
                start = round(x(place) - each / 2, 1)
                path += f"M{start} {y(value)}" if number == 0 else f"V{y(value)}"
                path += f"H{round(start + each, 1)}"
        found.append((kind, path))
    return found


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) if points else ""
