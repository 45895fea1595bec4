"""Pure: a region, or one of its areas, as the map draws it: land and sea, borders, and the frame all marks stand in."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from complaints.region import Area, Bounds, Outline, Region
from web.map_ground import Frame, Point, borders, cell, frame_around, hull, lines, mercator, outline, usual_gap

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
    """About where the region is."""
    borders: tuple[str, str]
    """Guessed borders: of the areas at the top, and of those in them."""
    own: str
    """Outlines that the region's folder gives."""

    @property
    def guessed(self) -> bool:
        return any(self.borders)


def drawing(region: Region, within: str = "") -> Drawing:
    """The whole region, or what lies in one of its areas. Made once: some hundred cells take tens of milliseconds."""
    return _made(region.areas, region.outlines, region.bounds, within)


@lru_cache(maxsize=512)
def _made(areas: tuple[Area, ...], outlines: tuple[Outline, ...], bounds: Bounds, within: str) -> Drawing:
    above = {area.code: area.parent for area in areas}
    located = [area for area in areas if area.latitude is not None and area.longitude is not None]
    parents = {area.parent for area in located}
    sites = [area for area in located if area.code not in parents]
    points = [_middle(area) for area in sites]
    ground = hull(points, pad=usual_gap(points)) if len(points) >= FEW else _corners(bounds)
    frame = _frame(sites, points, ground, [area for area in located if area.parent == within], within, above)
    given = {one.area for one in outlines if one.area}

    def level(one: int, other: int) -> int | None:
        first, second = _line(sites[one].code, above), _line(sites[other].code, above)
        if given & {*first, *second}:
            return None
        return 0 if first[0] != second[0] else 1

    found = borders(points, ground, level)
    drawn = [[(frame.drawn(a), frame.drawn(b)) for a, b in found.get(number, ())] for number in (0, 1)]
    return Drawing(
        frame,
        _rings(outlines, frame, land=True),
        outline([[frame.drawn(point) for point in ground]]) if len(points) >= FEW else "",
        (lines(drawn[0]), lines(drawn[1])),
        _rings(outlines, frame, land=False),
    )


def _frame(
    sites: Sequence[Area],
    points: Sequence[Point],
    ground: Sequence[Point],
    children: Sequence[Area],
    within: str,
    above: dict[str, str],
) -> Frame:
    """Around all ground, or around what lies in an area: the middles of its own areas, or its cell."""
    if not within:
        return frame_around(ground, _EDGE)
    if children:
        return frame_around([_middle(area) for area in children], _AROUND)
    inside = [number for number, site in enumerate(sites) if within in _line(site.code, above)]
    shown = [side.start for number in inside for side in cell(points, number, ground)] if len(points) >= FEW else ground
    return frame_around(shown, _EDGE)


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
