"""Pure: circles on the map for areas and for points, each as big as what it stands for."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from complaints.blurring import blurred
from complaints.commands import Place
from complaints.public_points import PublicPoint
from web.map_ground import Point

SMALLEST, LARGEST, NONE = 7.0, 22.0, 3.0
"""Units of the drawing."""
LETTER, LINE = 5.4, 11.0
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
    label: float = 0.0
    """How far below the middle the line of its name stands."""
    within: bool = False
    """Whether single places are known in it."""


def radius(count: int, most: int) -> float:
    """The circle's area, not its width, grows with what it stands for."""
    return round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(count / most), 1) if count and most else NONE


def sized(marks: Sequence[Mark], least: int = 1) -> list[Mark]:
    """With their radii, the largest for the highest number or for `least`, and a line for each name: below its circle,
    or above it where another name stands already.
    """
    most = max((mark.number for mark in marks), default=0)
    most = max(most, least) if most else 0
    taken: list[tuple[float, float, float]] = []
    found = []
    for mark in marks:
        size = radius(mark.number, most)
        below, above, half = size + 10, -size - 4, len(mark.short) * LETTER / 2
        free = [line for line in (below, above) if not any(_meet(mark.x, half, mark.y + line, one) for one in taken)]
        line = round((free or [below])[0], 1)
        if mark.short:
            taken.append((mark.x, half, mark.y + line))
        found.append(mark._replace(radius=size, label=line))
    return found


def _meet(x: float, half: float, line: float, other: tuple[float, float, float]) -> bool:
    return abs(x - other[0]) < half + other[1] and abs(line - other[2]) < LINE


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
