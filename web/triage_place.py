"""The small map beside an open report: where it is, or about where, on the region's own drawing."""

from typing import NamedTuple

from complaints.region import Area, Region
from complaints.views import Case
from web.map_drawing import Drawing, drawing, sites
from web.map_ground import Point


class Name(NamedTuple):
    """A name of an area on the drawing, in its units."""

    x: float
    y: float
    text: str


class SmallMap(NamedTuple):
    """A drawing with one mark; `exact`: a place somebody pointed at, else no more than the middle of an area."""

    drawing: Drawing
    x: float
    y: float
    exact: bool
    names: tuple[Name, ...]
    href: str
    """The same place on a map of streets; "" where only the area is known."""


NAMES = 6
"""So many names are drawn at most, the nearest to the mark: more would hide it."""
_LETTER, _LINE = 8.5, 20.0
"""Units of the drawing that a letter of a name takes, and a line of it."""


def small_map(region: Region, case: Case, read_area: str | None) -> SmallMap | None:
    """None where nobody has said where it is, and no word of it tells. `read_area` is what the router read there."""
    place = case.place
    code = case.complaint.area or read_area or ""
    if place is not None and place.latitude is not None and place.longitude is not None:
        at, exact = (place.latitude, place.longitude), True
    else:
        middle = _middle(region, code)
        if middle is None:
            return None
        at, exact = middle, False
    drawn = drawing(region, _around(region, code), [at])
    x, y = drawn.frame.spot(*at)
    href = f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=17/{at[0]}/{at[1]}"
    return SmallMap(drawn, x, y, exact, _names(region, drawn, (x, y)), href if exact else "")


def _middle(region: Region, code: str) -> Point | None:
    """The middle of an area, or of the one around it."""
    area = region.area.get(code)
    while area is not None:
        if area.latitude is not None and area.longitude is not None:
            return area.latitude, area.longitude
        area = region.area.get(area.parent)
    return None


def _around(region: Region, code: str) -> str:
    """The area at the top in which it lies: near enough to recognise, far enough to know where one is."""
    area = region.area.get(code)
    while area is not None and area.parent in region.area:
        area = region.area[area.parent]
    return area.code if area else ""


def _names(region: Region, drawn: Drawing, mark: Point) -> tuple[Name, ...]:
    """The nearest that lie within the drawing, away from the mark and from each other."""
    found = []
    for site in sites(region):
        x, y = drawn.frame.spot(site.latitude or 0.0, site.longitude or 0.0)
        found.append((abs(x - mark[0]) + abs(y - mark[1]), Name(x, y, _short(site))))
    kept: list[Name] = []
    for _away, name in sorted(found):
        if len(kept) == NAMES:
            break
        half = _half(name)
        inside = half < name.x < drawn.width - half and _LINE < name.y < drawn.frame.height - 6
        clear = all(
            abs(name.x - x) > half + room or abs(name.y - y) > high
            for x, y, room, high in ((*mark, 26.0, 2 * _LINE), *((one.x, one.y, _half(one), _LINE) for one in kept))
        )
        if inside and clear:
            kept.append(name)
    return tuple(kept)


def _half(name: Name) -> float:
    return len(name.text) * _LETTER / 2


def _short(area: Area) -> str:
    return area.name.removeprefix("Kecamatan ").removeprefix("Kabupaten ").removeprefix("Kota ")
