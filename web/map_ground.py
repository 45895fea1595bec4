"""Pure: what the map is drawn on: a piece of the earth as browsers' maps show it, and borders nobody gave us, guessed.

Where a region has no outlines of its areas, a place is taken to belong to the area whose middle is nearest (Voronoi
cells). Such borders are right to a few kilometres, are drawn lightly, and the page says that they are approximate.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

WIDTH = 400.0
"""Units of the drawing, whose height follows from what is shown."""
LOWEST, TALLEST = 0.6, 1.25
"""Of the width."""

Point = tuple[float, float]
Ring = Sequence[Point]


def mercator(latitude: float, longitude: float) -> Point:
    """Web Mercator (EPSG:3857) with the world as a square of side 1, (0, 0) in its north-west, as map tiles use it."""
    bent = math.asinh(math.tan(math.radians(latitude)))
    return ((longitude + 180) / 360, (1 - bent / math.pi) / 2)


def degrees(x: float, y: float) -> Point:
    """Latitude and longitude of a point of that square."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180


class Frame(NamedTuple):
    """What part of the square is drawn: its north-west corner, units of the drawing a side of 1 takes, the height."""

    west: float
    north: float
    scale: float
    height: float

    def drawn(self, point: Point) -> Point:
        """Where a point of the square lies on the drawing."""
        return (point[0] - self.west) * self.scale, (point[1] - self.north) * self.scale

    def spot(self, latitude: float, longitude: float) -> Point:
        """Where a place lies on the drawing, to a tenth of a unit."""
        x, y = self.drawn(mercator(latitude, longitude))
        return round(x, 1), round(y, 1)

    def holds(self, spot: Point) -> bool:
        return 0 <= spot[0] <= WIDTH and 0 <= spot[1] <= self.height


def frame_around(points: Ring, margin: float, least: float = 0.02) -> Frame:
    """A frame that holds all points of the square; what is smaller than `least` degrees is given room."""
    if not points:
        return Frame(0.0, 0.0, WIDTH, WIDTH)
    low, high = _box(points)
    room = least / 360
    across, down = max(high[0] - low[0], room), max(high[1] - low[1], room)
    inner = WIDTH - 2 * margin
    scale = min(inner / across, TALLEST * inner / down)
    height = max(down * scale + 2 * margin, WIDTH * LOWEST)
    west, north = (low[0] + high[0] - WIDTH / scale) / 2, (low[1] + high[1] - height / scale) / 2
    return Frame(west, north, scale, round(height, 1))


def _box(points: Ring) -> tuple[Point, Point]:
    across, down = [point[0] for point in points], [point[1] for point in points]
    return (min(across), min(down)), (max(across), max(down))


def hull(points: Ring, pad: float = 0.0) -> list[Point]:
    """The convex line around all points, at least `pad` away from each (as an eighth of a circle goes around it)."""
    if pad:
        reach = pad / math.cos(math.pi / 16)
        turns = [(math.cos(turn * math.pi / 8) * reach, math.sin(turn * math.pi / 8) * reach) for turn in range(16)]
        points = [(x + right, y + down) for x, y in points for right, down in turns]
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return [*_chain(ordered)[:-1], *_chain(ordered[::-1])[:-1]]


def _chain(points: Ring) -> list[Point]:
    found: list[Point] = []
    for point in points:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _turn(first: Point, middle: Point, last: Point) -> float:
    return (middle[0] - first[0]) * (last[1] - first[1]) - (middle[1] - first[1]) * (last[0] - first[0])


class Side(NamedTuple):
    """One straight piece of a cell's line, from `start` to the next one's start; `beyond` is the site across it."""

    start: Point
    beyond: int | None
    """None at the edge of everything."""


def cell(sites: Ring, site: int, within: Ring) -> list[Side]:
    """What of a convex ring is nearer to this site than to any other. Of sites at the same point the first has it."""
    here = sites[site]
    sides = [Side(point, None) for point in within]
    apart = sorted((math.dist(here, other), number) for number, other in enumerate(sites) if number != site)
    for distance, number in apart:
        if not sides:
            break
        if distance == 0:
            if number < site:
                return []
            continue
        if distance / 2 > max(math.dist(here, side.start) for side in sides):
            break  # neither this one nor any that is farther can come between
        sides = _cut(sides, here, sites[number], number)
    return sides


def _cut(sides: Sequence[Side], here: Point, other: Point, number: int) -> list[Side]:
    """The part of a ring that is nearer to `here` than to `other`."""
    right, down = other[0] - here[0], other[1] - here[1]
    level = (other[0] ** 2 + other[1] ** 2 - here[0] ** 2 - here[1] ** 2) / 2
    over = [right * side.start[0] + down * side.start[1] - level for side in sides]
    kept: list[Side] = []
    for place, side in enumerate(sides):
        following = (place + 1) % len(sides)
        start, end = over[place], over[following]
        if start <= 0:
            kept.append(side)
        if (start <= 0) != (end <= 0):
            share = start / (start - end)
            (x, y), (ahead, below) = side.start, sides[following].start
            meet = (x + (ahead - x) * share, y + (below - y) * share)
            kept.append(Side(meet, number if start <= 0 else side.beyond))
    return kept


def borders(
    sites: Ring, within: Ring, level_of: Callable[[int, int], Hashable | None]
) -> Mapping[Hashable, list[tuple[Point, Point]]]:
    """The lines between neighbouring cells, each once, by what `level_of` calls one between two sites; None: none."""
    found: dict[Hashable, list[tuple[Point, Point]]] = {}
    for site in range(len(sites)):
        sides = cell(sites, site, within)
        for place, side in enumerate(sides):
            level = level_of(site, side.beyond) if side.beyond is not None and side.beyond > site else None
            if level is not None:
                found.setdefault(level, []).append((side.start, sides[(place + 1) % len(sides)].start))
    return found


def usual_gap(sites: Ring) -> float:
    """How far apart neighbours usually are: the median of the distances to the nearest one; 0 of fewer than two."""
    if len(sites) < 2:
        return 0.0
    nearest = sorted(
        min(math.dist(site, other) for place, other in enumerate(sites) if place != number)
        for number, site in enumerate(sites)
    )
    return nearest[len(nearest) // 2]


def lines(pieces: Sequence[tuple[Point, Point]]) -> str:
    """As the path of an SVG."""
    return "".join(f"M{_told(start)}L{_told(end)}" for start, end in pieces)


def outline(rings: Sequence[Ring]) -> str:
    return "".join(f"M{'L'.join(_told(point) for point in ring)}Z" for ring in rings if ring)


def _told(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}".replace(".0", "")
