"""Pure: circles on the map for areas and for points, each as big as what it stands for."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from complaints.blurring import blurred
from complaints.commands import Place
from complaints.public_points import PublicPoint
from web.map_ground import WIDTH, Point

SMALLEST, LARGEST, NONE = 7.0, 22.0, 3.0
"""Units of the drawing."""
CROWD, CROWDED = 16, 15.0
"""With more marks than so many the largest is no larger than this."""
LETTER, LINE = 6.2, 11.0
"""About how wide a letter and how high a line of a name is."""


class Mark(NamedTuple):
    """A circle: where its middle lies, what it says to who hears it, its number and name, and where it leads."""

    x: float
    y: float
    said: str
    number: int
    short: str
    href: str
    code: str = ""
    """Of the area it stands for."""
    radius: float = NONE
    label: tuple[float, float, str] | None = None
    """Where its name begins, ends or has its middle, from the circle: right, down, which. None: there is no room."""
    within: bool = False
    """Whether single places are known in it."""


def radius(number: int, most: int, largest: float = LARGEST) -> float:
    """The circle's area, not its width, grows with what it stands for."""
    return round(SMALLEST + (largest - SMALLEST) * math.sqrt(number / most), 1) if number and most else NONE


def sized(marks: Sequence[Mark], least: int = 1) -> list[Mark]:
    """The largest first, so that none hides a smaller one; the highest number, or `least`, has the largest circle.

    A name stands below its circle, above or beside it, where it is free of circles and other names.
    """
    most = max((mark.number for mark in marks), default=0)
    most, largest = max(most, least) if most else 0, CROWDED if len(marks) > CROWD else LARGEST
    ordered = sorted(marks, key=lambda mark: -mark.number)
    ordered = [mark._replace(radius=radius(mark.number, most, largest)) for mark in ordered]
    circles = [_box(mark.x, mark.y, mark.radius) for mark in ordered]
    names: list[Box] = []
    found = []
    for place, mark in enumerate(ordered):
        others = [*circles[:place], *circles[place + 1 :], *names]
        ways = _ways(mark) if mark.short else []
        free = next((way for way in ways if _name(mark, way)[1] > 0 and _is_free(_name(mark, way), others)), None)
        if free:
            names.append(_name(mark, free))
        found.append(mark._replace(label=free))
    return found


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _box(x: float, y: float, size: float) -> Box:
    return x - size, y - size, x + size, y + size


def _ways(mark: Mark) -> list[tuple[float, float, str]]:
    below, above, aside = round(mark.radius + 10, 1), round(-mark.radius - 4, 1), round(mark.radius + 3, 1)
    return [(0, below, "middle"), (0, above, "middle"), (aside, 4, "start"), (-aside, 4, "end")]


def _name(mark: Mark, way: tuple[float, float, str]) -> Box:
    wide = len(mark.short) * LETTER
    left = mark.x + way[0] - {"middle": wide / 2, "start": 0.0, "end": wide}[way[2]]
    return left, mark.y + way[1] - LINE + 2, left + wide, mark.y + way[1] + 2


def _is_free(name: Box, others: Sequence[Box]) -> bool:
    return name[0] >= 0 and name[2] <= WIDTH and not any(_meet(name, one) for one in others)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


class Cell(NamedTuple):
    """Points that lie together, newest first: their cell's middle, or the very place of a single one."""

    latitude: float
    longitude: float
    points: tuple[PublicPoint, ...]


def cells(points: Sequence[PublicPoint]) -> list[Cell]:
    """Points by the cell of some 250 metres they lie in, as places near homes are blurred."""
    found: dict[Point, list[PublicPoint]] = {}
    for point in points:
        middle = blurred(Place(point.latitude, point.longitude))
        found.setdefault((middle.latitude or 0.0, middle.longitude or 0.0), []).append(point)
    return [
        Cell(one[0].latitude, one[0].longitude, (one[0],)) if len(one) == 1 else Cell(*middle, tuple(one))
        for middle, one in found.items()
    ]
