"""The map: how many published complaints each area has, drawn by us from our own points, with the same as a list."""

import math
from typing import Any, NamedTuple
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.region import Area, Region
from complaints.views import PublicCounts
from web.choices import topic_options
from web.lookup import citizens_wording
from web.rendering import page
from web.visitor import house_of
from web.wording import Wording

WIDTH = 400.0
"""Units of the drawing, whose height follows from the areas that are shown."""
MARGIN = 44.0
SMALLEST, LARGEST = 7.0, 22.0
LETTER, LINE = 5.4, 11.0
"""About how wide a letter and how high a line of a name is."""
_PREFIXES = ("Kabupaten ", "Kecamatan ", "Kota ")


class Spot(NamedTuple):
    """An area on the map: its middle and the radius of its circle, whose area stands for how many there are."""

    x: float
    y: float
    radius: float
    label: float = 0.0
    """Where the line of its name stands."""


class Place(NamedTuple):
    """An area with what was published of it; `closer` is the map of what lies in it, "" where nothing does."""

    name: str
    short: str
    every: int
    waiting: int
    href: str
    closer: str
    spot: Spot | None


@get("/peta", name="map", include_in_schema=False)
async def complaint_map(request: Request[Any, Any, Any]) -> Response[str]:
    """Circles on the middles of areas, and beside them the areas by name; one of them can be looked at more closely."""
    wording, asked = await citizens_wording(request), request.query_params
    region = wording.region
    topic = asked.get("topic", "") if asked.get("topic", "") in wording.region.topic else ""
    within = asked.get("area", "") if _children(region, asked.get("area", "")) else ""
    counts = await house_of(request).queries.public_counts()
    places = _places(region, wording, counts, within, topic)
    known = {code for one in _children(region, within) for code in region.below(one.code)}
    scope = set(region.below(within)) if within else {one.area for one in counts}
    nowhere = [one for one in counts if one.area in scope - known and topic in ("", one.topic)]
    context = {
        "values": {"topic": topic, "area": within},
        "topics": topic_options(region, wording),
        "within": wording.area(within),
        "places": places,
        "height": _height(_children(region, within)),
        "width": WIDTH,
        "every": sum(one.every for one in places),
        "elsewhere": sum(one.every for one in nowhere),
        "whole": _address("/peta", topic=topic),
        "list": _address("/aduan", area=within, topic=topic),
    }
    return await page(request, "citizen/map.html", context)


def _children(region: Region, within: str) -> list[Area]:
    return [area for area in region.areas if area.parent == within]


def _places(region: Region, wording: Wording, counts: PublicCounts, within: str, topic: str) -> list[Place]:
    """By name: how many there are says how many people live and write there, so nothing is ranked by it."""
    found: dict[str, tuple[int, int]] = {}
    for one in counts:
        if topic in ("", one.topic):
            every, waiting = found.get(one.area, (0, 0))
            found[one.area] = (every + one.every, waiting + one.waiting)
    areas = _children(region, within)
    sums = {
        area.code: tuple(sum(found.get(code, (0, 0))[part] for code in region.below(area.code)) for part in (0, 1))
        for area in areas
    }
    most = max((every for every, _waiting in sums.values()), default=0)
    frame = _frame(areas)
    places = []
    for area in sorted(areas, key=lambda one: one.name):
        every, waiting = sums[area.code]
        closer = _address("/peta", area=area.code, topic=topic) if _children(region, area.code) else ""
        href = _address("/aduan", area=area.code, topic=topic)
        spot = _spot(area, frame, every, most)
        places.append(Place(wording.area(area.code), _short(area.name), every, waiting, href, closer, spot))
    return _labelled(places)


def _labelled(places: list[Place]) -> list[Place]:
    """Each name below its circle, or above it where another name stands already."""
    taken: list[tuple[float, float, float]] = []
    found = []
    for place in places:
        if place.spot is None:
            found.append(place)
            continue
        half = len(place.short) * LETTER / 2
        below, above = place.spot.y + place.spot.radius + 10, place.spot.y - place.spot.radius - 4
        free = [line for line in (below, above) if not any(_meet(place.spot.x, half, line, one) for one in taken)]
        line = round((free or [below])[0], 1)
        taken.append((place.spot.x, half, line))
        found.append(place._replace(spot=place.spot._replace(label=line)))
    return found


def _meet(x: float, half: float, line: float, other: tuple[float, float, float]) -> bool:
    return abs(x - other[0]) < half + other[1] and abs(line - other[2]) < LINE


class Frame(NamedTuple):
    """What part of the earth is drawn, in degrees, and how many units of the drawing a degree of latitude takes."""

    north: float
    west: float
    scale: float
    narrow: float
    """How much shorter a degree of longitude is here."""
    left: float


def _frame(areas: list[Area]) -> Frame:
    points = [(one.latitude, one.longitude) for one in areas if one.latitude is not None and one.longitude is not None]
    if not points:
        return Frame(0.0, 0.0, 1.0, 1.0, MARGIN)
    north, south = max(point[0] for point in points), min(point[0] for point in points)
    west, east = min(point[1] for point in points), max(point[1] for point in points)
    narrow = math.cos(math.radians((north + south) / 2))
    across, down = max((east - west) * narrow, 0.01), max(north - south, 0.01)
    room = WIDTH - 2 * MARGIN
    scale = min(room / across, 1.3 * room / down)
    return Frame(north, west, scale, narrow, (WIDTH - across * scale) / 2)


def _spot(area: Area, frame: Frame, every: int, most: int) -> Spot | None:
    if area.latitude is None or area.longitude is None:
        return None
    x = frame.left + (area.longitude - frame.west) * frame.narrow * frame.scale
    y = MARGIN + (frame.north - area.latitude) * frame.scale
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(every / most) if every and most else 3.0
    return Spot(round(x, 1), round(y, 1), round(radius, 1))


def _height(areas: list[Area]) -> float:
    frame = _frame(areas)
    lowest = min((one.latitude for one in areas if one.latitude is not None), default=frame.north)
    return round(2 * MARGIN + (frame.north - lowest) * frame.scale, 1)


def _short(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _address(path: str, **asked: str) -> str:
    told = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(told)}" if told else path


HANDLERS: list[HTTPRouteHandler] = [complaint_map]
