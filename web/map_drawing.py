"""Pure: a region, or one of its areas, as the map draws it: land and sea, borders, and the frame all marks stand in."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from complaints.region import Area, Bounds, Outline, Region
from web.map_ground import WIDTH, Frame, Point, borders, cell, frame_around, hull, lines, mercator, outline, usual_gap

_EDGE, _AROUND = 10.0, 40.0
"""Margins of a drawing whose frame holds borders, and of one that holds middles only."""
FEW = 3
"""With fewer middles nothing can be said of where the region is, and its bounds are drawn instead."""


class Drawing(NamedTuple):
    """Paths of an SVG, in the units of its frame."""

    frame: Frame
    land: str
    """All land, ours or not; "" where the region tells of no coast."""
    ours: str
    """About where the region is; "" where that cannot be said."""
    borders: tuple[str, str]
    """Guessed borders: of the areas at the top, and of those in them."""
    own: str
    """Outlines that the region's folder gives."""

    @property
    def width(self) -> float:
        return WIDTH

    @property
    def guessed(self) -> bool:
        return any(self.borders)


class Ground(NamedTuple):
    """What is drawn of a region whatever part of it is shown, as points of the square of `map_ground.mercator`."""

    sites: tuple[Area, ...]
    """Areas with a middle in which no other such area lies."""
    points: tuple[Point, ...]
    """Their middles."""
    edge: tuple[Point, ...]
    """A convex line around all of it."""
    borders: tuple[tuple[tuple[Point, Point], ...], ...]
    above: dict[str, str]
    """Of each area the one around it."""

    @property
    def known(self) -> bool:
        return len(self.points) >= FEW


def drawing(region: Region, within: str = "", also: Sequence[Point] = ()) -> Drawing:
    """The whole region, or what lies in one of its areas; `also` are places, in degrees, that the frame has to hold."""
    ground = _ground(region.areas, region.outlines, region.bounds)
    frame = _frame(region, ground, within, [mercator(*one) for one in also])
    return _drawn(region.areas, region.outlines, region.bounds, frame)


@lru_cache(maxsize=64)
def _drawn(areas: tuple[Area, ...], outlines: tuple[Outline, ...], bounds: Bounds, frame: Frame) -> Drawing:
    """Kept, since most places of an area are shown in the same frame."""
    ground = _ground(areas, outlines, bounds)
    drawn = [[(frame.drawn(start), frame.drawn(end)) for start, end in pieces] for pieces in ground.borders]
    return Drawing(
        frame,
        _rings(outlines, frame, land=True),
        outline([[frame.drawn(point) for point in ground.edge]]) if ground.known else "",
        (lines(drawn[0]), lines(drawn[1])),
        _rings(outlines, frame, land=False),
    )


def sites(region: Region) -> tuple[Area, ...]:
    """Areas with a middle in which no other such area lies."""
    return _ground(region.areas, region.outlines, region.bounds).sites


@lru_cache(maxsize=8)
def _ground(areas: tuple[Area, ...], outlines: tuple[Outline, ...], bounds: Bounds) -> Ground:
    """Kept, since some hundred cells take a tenth of a second."""
    above = {area.code: area.parent for area in areas}
    located = [area for area in areas if area.latitude is not None and area.longitude is not None]
    parents = {area.parent for area in located}
    chosen = tuple(area for area in located if area.code not in parents)
    points = tuple(_middle(area) for area in chosen)
    edge = hull(points, pad=usual_gap(points)) if len(points) >= FEW else _corners(bounds)
    given = {one.area for one in outlines if one.area}
    whole = sum(not area.parent for area in areas) == 1
    # Where all lies in one area, that one has no border with any other.
    chains = [_line(area.code, above)[whole:] or (area.code,) for area in chosen]

    def level(one: int, other: int) -> int | None:
        pairs = enumerate(zip(chains[one], chains[other], strict=False))
        apart = next(((depth, pair) for depth, pair in pairs if pair[0] != pair[1]), None)
        return None if apart is None or given & set(apart[1]) else min(apart[0], 1)

    found = borders(points, edge, level)
    return Ground(chosen, points, tuple(edge), tuple(tuple(found.get(number, ())) for number in (0, 1)), above)


def _frame(region: Region, ground: Ground, within: str, also: Sequence[Point]) -> Frame:
    """Around everything, or around what lies in an area: the middles of its own areas, or its cell."""
    top = [area for area in region.areas if not area.parent]
    if not within or (ground.known and [area.code for area in top] == [within]):
        return frame_around([*ground.edge, *also], _EDGE)
    children = [area for area in region.areas if area.parent == within and area.latitude is not None]
    if children:
        return frame_around([*map(_middle, children), *also], _AROUND)
    inside = [number for number, site in enumerate(ground.sites) if within in _line(site.code, ground.above)]
    cells = [side.start for number in inside for side in cell(ground.points, number, ground.edge)]
    return frame_around([*(cells if ground.known and cells else ground.edge), *also], _EDGE)


def _corners(bounds: Bounds) -> list[Point]:
    north, south, west, east = bounds.north, bounds.south, bounds.west, bounds.east
    return [mercator(*one) for one in ((north, west), (north, east), (south, east), (south, west))]


def _line(code: str, above: dict[str, str]) -> tuple[str, ...]:
    """An area's ancestors from the top down, and itself."""
    found = [code]
    while (parent := above.get(found[-1], "")) and parent not in found:
        found.append(parent)
    return tuple(reversed(found))


def _middle(area: Area) -> Point:
    return mercator(area.latitude or 0.0, area.longitude or 0.0)


def _rings(outlines: Sequence[Outline], frame: Frame, *, land: bool) -> str:
    chosen = [one.ring for one in outlines if (not one.area) == land]
    return outline([[frame.spot(*point) for point in ring] for ring in chosen])
