"""The map: published complaints by area, and where everybody may know the place by place, with the same as a list."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.public_points import MOST, PublicPoint
from complaints.region import Area, Region
from complaints.views import PublicCounts
from foundation.language import mark as _
from web.alert_addresses import alerts_address
from web.choices import topic_options
from web.headers import allowing
from web.lookup import citizens_wording
from web.map_drawing import drawing, sites
from web.map_ground import Frame
from web.map_marks import Mark, cells, sized
from web.rendering import page
from web.visitor import house_of
from web.wording import Wording

_PREFIXES = ("Kabupaten ", "Kecamatan ", "Kota ")
MANY = 20
"""So many at one place are drawn with the largest circle; a single one keeps small."""


class Place(NamedTuple):
    """An area with what was published of it; `closer` is the map of what lies in it, "" where nothing does."""

    code: str
    name: str
    short: str
    every: int
    waiting: int
    href: str
    closer: str
    exact: bool
    """Whether the very place of some of them may be known."""


@get("/peta", name="map", include_in_schema=False)
async def complaint_map(request: Request[Any, Any, Any]) -> Response[str]:
    """Circles on the middles of areas, and beside them the areas by name; one of them can be looked at more closely."""
    wording, house = await citizens_wording(request), house_of(request)
    region, topic, within = wording.region, *_asked(request, wording.region)
    counts = await house.queries.public_counts()
    places = _places(region, wording, counts, within, topic)
    areas = any(_is_located(area) for area in _children(region, within))
    points = [] if areas else await _points(request, region, within, topic)
    drawn = drawing(region, within, [(one.latitude, one.longitude) for one in points])
    marks = _area_marks(region, places, drawn.frame, wording)
    known = {code for one in _children(region, within) for code in region.below(one.code)}
    sums = counts.by_area(topic, region.exact_topics)
    nowhere = (set(region.below(within)) if within else set(sums)) - known
    context = {
        "values": {"topic": topic, "area": within},
        "topics": topic_options(region, wording),
        "within": wording.area(within),
        "places": places,
        "drawing": drawn,
        "marks": marks or _point_marks(points, drawn.frame, wording, within, topic),
        "names": _names(region, drawn.frame) if points else [],
        "points": [_line(one, wording) for one in points],
        "newest": len(points) if len(points) == MOST else 0,
        "every": sum(one.every for one in places),
        "elsewhere": sum(sums[area].every for area in nowhere if area in sums),
        "up": _address("/peta", area=_above(region, within), topic=topic) if within != _whole(region) else "",
        "above": wording.area(_above(region, within)),
        "alerts": alerts_address(house, within, topic),
        "list": _address("/aduan", area=within, topic=topic),
        "nearer": _address("/peta/tanda", area=within, topic=topic) + ("&" if within or topic else "?"),
        "tiles": house.tiles,
    }
    return await page(request, "citizen/map.html", context, headers=allowing(house.tiles.origin))


@get("/peta/tanda", name="map.marks", include_in_schema=False)
async def marks_nearer(request: Request[Any, Any, Any]) -> Response[str]:
    """More marks for the drawing of `area` once somebody comes nearer: areas in its areas, or the places in one."""
    wording = await citizens_wording(request)
    region, topic, within = wording.region, *_asked(request, wording.region)
    frame, one = drawing(region, within).frame, request.query_params.get("titik", "")
    if one in region.area:
        marks = _point_marks(await _points(request, region, one, topic), frame, wording, one, topic)
    else:
        counts = await house_of(request).queries.public_counts()
        below = [
            place for area in _children(region, within) for place in _places(region, wording, counts, area.code, topic)
        ]
        marks = _area_marks(region, below, frame, wording)
    return await page(request, "citizen/map_marks.html", {"marks": marks})


@get("/peta/pin", name="map.pin", include_in_schema=False)
async def pin(request: Request[Any, Any, Any]) -> Response[str]:
    """The map on which somebody shows where it is: a piece for the form, fetched when it is asked for."""
    region, house = (await citizens_wording(request)).region, house_of(request)
    drawn = drawing(region)
    marks = []
    for area in filter(_is_located, region.areas):
        x, y = drawn.frame.spot(*_middle(area))
        above = region.area[area.parent].name if area.parent in region.area else ""
        said = f"{area.name}, {above}" if above else area.name
        marks.append(Mark(x, y, said, 0 if above else 1, _short(area.name), "", area.code))
    context = {"drawing": drawn, "marks": marks, "tiles": house.tiles}
    return await page(request, "citizen/pin.html", context)


def _asked(request: Request[Any, Any, Any], region: Region) -> tuple[str, str]:
    """Topic and area, as far as they are known."""
    asked = request.query_params
    topic = asked.get("topic", "") if asked.get("topic", "") in region.topic else ""
    return topic, asked["area"] if asked.get("area", "") in region.area else _whole(region)


def _whole(region: Region) -> str:
    """What the whole map shows: everything, or of a region that is one area, that one."""
    top = _children(region, "")
    return top[0].code if len(top) == 1 else ""


def _children(region: Region, within: str) -> list[Area]:
    return [area for area in region.areas if area.parent == within]


def _is_located(area: Area) -> bool:
    return area.latitude is not None and area.longitude is not None


def _middle(area: Area) -> tuple[float, float]:
    return area.latitude or 0.0, area.longitude or 0.0


def _above(region: Region, within: str) -> str:
    return region.area[within].parent if within else ""


def _places(region: Region, wording: Wording, counts: PublicCounts, within: str, topic: str) -> list[Place]:
    """By name: how many there are says how many people live and write there, so nothing is ranked by it."""
    found = counts.by_area(topic, region.exact_topics)
    places = []
    for area in sorted(_children(region, within), key=lambda one: one.name):
        below = [found[code] for code in region.below(area.code) if code in found]
        every, waiting, exact = (sum(one[part] for one in below) for part in (0, 1, 2))
        near = bool(_children(region, area.code)) or exact > 0
        closer = _address("/peta", area=area.code, topic=topic) if near else ""
        href = _address("/aduan", area=area.code, topic=topic)
        name, short = wording.area(area.code), _short(area.name)
        places.append(Place(area.code, name, short, every, waiting, href, closer, exact > 0))
    return places


def _area_marks(region: Region, places: Sequence[Place], frame: Frame, wording: Wording) -> list[Mark]:
    marks = []
    for place in places:
        area = region.area[place.code]
        if not _is_located(area):
            continue
        x, y = frame.spot(*_middle(area))
        said = f"{place.name}: {_many(wording, place.every)}"
        href = place.closer or place.href
        marks.append(Mark(x, y, said, place.every, place.short, href, place.code, within=place.exact))
    return sized(marks)


def _names(region: Region, frame: Frame) -> list[Mark]:
    """The names of areas on a drawing of places, to find one's way."""
    found = []
    for site in sites(region):
        x, y = frame.spot(*_middle(site))
        if frame.holds((x, y)):
            href = _address("/peta", area=site.code)
            found.append(Mark(x, y, site.name, 0, _short(site.name), href, label=(0, 4, "middle")))
    return found


async def _points(request: Request[Any, Any, Any], region: Region, within: str, topic: str) -> list[PublicPoint]:
    topics = region.exact_topics & {topic} if topic else region.exact_topics
    areas = region.below(within) if within else ()
    return await house_of(request).points.within(areas, topics) if areas and topics else []


def _point_marks(points: Sequence[PublicPoint], frame: Frame, wording: Wording, within: str, topic: str) -> list[Mark]:
    marks = []
    for one in cells(points):
        x, y = frame.spot(one.latitude, one.longitude)
        alone = len(one.points) == 1
        href = f"/lacak/{one.points[0].code}" if alone else _address("/aduan", area=within, topic=topic)
        said = wording.topic(one.points[0].topic) if alone else _many(wording, len(one.points))
        marks.append(Mark(x, y, said, len(one.points), "", href))
    return sized(marks, least=MANY)


def _line(point: PublicPoint, wording: Wording) -> dict[str, Any]:
    """A point as the list beside the map tells it."""
    return {"href": f"/lacak/{point.code}", "topic": wording.topic(point.topic), "at": point.received_at}


def _many(wording: Wording, count: int) -> str:
    return wording.say(_("{count} aduan"), count=count)


def _short(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _address(path: str, **asked: str) -> str:
    told = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(told)}" if told else path


HANDLERS: list[HTTPRouteHandler] = [complaint_map, marks_nearer, pin]
