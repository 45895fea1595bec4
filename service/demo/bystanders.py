"""Who and what happens to stand in a picture, so that no two of the invented world are taken for the same one."""

from collections.abc import Callable

from service.demo.canvas import HORIZON, SIZE, Canvas

_CLOTHES = ("#7a2c2c", "#2f5f9a", "#3f6b4a", "#c9a13b", "#8f8f96", "#ece6da")
_VESTS = ("#e8731c", "#d9d21f")
_CABS = ("#e0a52f", "#c8d0d4", "#3c6e50", "#355f96")
_SKIN, _TROUSERS, _TYRE = "#8d5a3c", "#2b2b3a", "#222226"


def passers_by(on: Canvas) -> None:
    """Before something is done: neighbours, and the motorcycles they came on."""
    _some(on, on.draw.choice((0, 1, 1, 2)), 270, _motorcycle)
    _some(on, on.draw.choice((1, 1, 2, 3)), 280, lambda on, x, y, size: _person(on, x, y, size, at_work=False))


def workers(on: Canvas) -> None:
    """While it is done: a truck, people in vests, cones."""
    _some(on, on.draw.choice((0, 1, 1, 1)), 430, _truck)
    _some(on, on.draw.choice((1, 2, 2, 3)), 300, lambda on, x, y, size: _person(on, x, y, size, at_work=True))
    _some(on, on.draw.choice((0, 1, 3)), 90, _cone)


def vessels(on: Canvas) -> None:
    """At a tap: what people carry water in."""
    _some(on, on.draw.choice((2, 3, 4)), 240, _can)


def _some(on: Canvas, count: int, size: float, what: Callable[[Canvas, float, float, float], None]) -> None:
    """Those further off are smaller and stand higher in the picture; `size` is theirs at its lower edge."""
    for y in sorted(on.draw.uniform(HORIZON + 180, SIZE[1] - 10) for _ in range(count)):
        seen = size * on.draw.uniform(0.8, 1.2) * (y - HORIZON) / (SIZE[1] - HORIZON)
        what(on, on.draw.uniform(0.1 * seen, SIZE[0] - 0.9 * seen), y, seen)


def _person(on: Canvas, x: float, y: float, high: float, *, at_work: bool) -> None:
    for side in (-1, 1):
        on.box(x + high * (0.045 * side - 0.035), y - high * 0.45, x + high * (0.045 * side + 0.035), y, _TROUSERS)
    coat = on.draw.choice(_VESTS if at_work else _CLOTHES)
    on.box(x - high * 0.15, y - high * 0.82, x + high * 0.15, y - high * 0.42, coat, round_by=high * 0.06)
    on.oval(x, y - high * 0.92, high * 0.08, high * 0.08, _SKIN)
    if at_work:
        on.box(x - high * 0.09, y - high * 1.03, x + high * 0.09, y - high * 0.94, "#f2c230", round_by=high * 0.05)


def _truck(on: Canvas, x: float, y: float, wide: float) -> None:
    on.box(x, y - wide * 0.45, x + wide * 0.66, y - wide * 0.12, on.draw.choice(_CABS))
    on.box(x + wide * 0.67, y - wide * 0.4, x + wide, y - wide * 0.12, "#efe9dc", round_by=wide * 0.04)
    on.box(x + wide * 0.8, y - wide * 0.36, x + wide * 0.96, y - wide * 0.24, "#4c6a80")
    for wheel in (0.15, 0.5, 0.83):
        on.oval(x + wide * wheel, y - wide * 0.1, wide * 0.08, wide * 0.08, _TYRE)


def _motorcycle(on: Canvas, x: float, y: float, wide: float) -> None:
    for wheel in (0.2, 0.8):
        on.oval(x + wide * wheel, y - wide * 0.17, wide * 0.17, wide * 0.17, _TYRE)
        on.oval(x + wide * wheel, y - wide * 0.17, wide * 0.1, wide * 0.1, "#9a9aa2")
    paint = on.draw.choice(_CABS)
    on.shape(
        [(x + wide * a, y - wide * b) for a, b in ((0.2, 0.2), (0.3, 0.45), (0.62, 0.42), (0.8, 0.2), (0.5, 0.14))],
        paint,
    )
    on.box(x + wide * 0.2, y - wide * 0.54, x + wide * 0.56, y - wide * 0.44, _TROUSERS, round_by=wide * 0.05)
    on.line([(x + wide * 0.8, y - wide * 0.17), (x + wide * 0.68, y - wide * 0.62)], "#6d6d75", wide * 0.04)


def _cone(on: Canvas, x: float, y: float, high: float) -> None:
    on.shape([(x - high * 0.32, y), (x + high * 0.32, y), (x, y - high)], "#e8551c")
    on.line([(x - high * 0.15, y - high * 0.45), (x + high * 0.15, y - high * 0.45)], "#ffffff", high * 0.12)


def _can(on: Canvas, x: float, y: float, high: float) -> None:
    fill = on.draw.choice(("#2f5f9a", "#e0a52f", "#ece6da", "#3f6b4a", "#7a2c2c"))
    wide = high * on.draw.uniform(0.6, 0.9)
    on.box(x, y - high * 0.8, x + wide, y, fill, round_by=high * 0.08)
    on.box(x + wide * 0.12, y - high, x + wide * 0.3, y - high * 0.78, "#26272d", round_by=4)
    on.line(
        [(x + wide * 0.4, y - high * 0.8), (x + wide * 0.5, y - high * 0.95), (x + wide * 0.9, y - high * 0.8)],
        fill,
        high * 0.07,
    )
