"""Checks what a region's folder says of reports coming in: names of areas, places and roads, words, numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from complaints.region import Region

ROAD_STATUS = ("national", "provincial", "regency", "village")
DRAFTS_DAYS = range(2, 61)
"""A draft is reminded of after a day and must outlive that; nobody expects to find one after two months."""

SURVEY_LEAST = 5
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def reading_faults(region: Region) -> Iterator[str]:
    """One sentence for each thing that is wrong, with file and entry."""
    yield from _area_names(region)
    yield from _place_faults(region)
    yield from _road_faults(region)
    yield from _outline_faults(region)
    yield from _topic_faults(region)
    yield from _rule_faults(region)
    yield from _emergency_faults(region)
    yield from _asking_faults(region)
    if region.drafts_days not in DRAFTS_DAYS:
        yield f"region.toml: drafts_days is not between {DRAFTS_DAYS[0]} and {DRAFTS_DAYS[-1]}"
    if region.survey_least < SURVEY_LEAST:
        yield f"region.toml: survey_least is below {SURVEY_LEAST}: answers of so few would tell who gave them"


def _area_names(region: Region) -> Iterator[str]:
    counted = Counter(name for area in region.areas for name in area.names)
    yield from (f"areas.toml: “{name}” stands for {n} areas" for name, n in counted.items() if n > 1)
    for area in region.areas:
        yield from _small(f"areas.toml ({area.code})", area.names)


def _place_faults(region: Region) -> Iterator[str]:
    counted = Counter((place.name, place.parent) for place in region.places)
    yield from (
        f"places.toml: {name} in {parent} stands there {n} times" for (name, parent), n in counted.items() if n > 1
    )
    for place in region.places:
        where = f"places.toml ({place.name})"
        if place.parent not in region.area:
            yield f"{where}: parent {place.parent} is no area in areas.toml"
        if not place.name.strip():
            yield "places.toml: a place has no name"
        yield from _small(where, place.names)


def _road_faults(region: Region) -> Iterator[str]:
    counted = Counter(road.name for road in region.roads)
    yield from (f"roads.toml: {name} stands there {n} times" for name, n in counted.items() if n > 1)
    spelled = Counter(name for road in region.roads for name in road.names)
    yield from (f"roads.toml: “{name}” stands for {n} roads" for name, n in spelled.items() if n > 1)
    for road in region.roads:
        where = f"roads.toml ({road.name})"
        if road.status not in ROAD_STATUS:
            yield f"{where}: {road.status} is no status; known are {', '.join(ROAD_STATUS)}"
        if bool(road.unit) == bool(road.body):
            yield f"{where}: give exactly one of unit and body"
        elif road.body and road.body not in region.body:
            yield f"{where}: {road.body} is no body in bodies.toml"
        elif road.unit and road.unit not in region.unit:
            yield f"{where}: {road.unit} is no unit in units.toml"
        elif road.unit and not region.unit[road.unit].accepts:
            yield f"{where}: unit {road.unit} accepts no complaints"
        yield from (f"{where}: {code} is no area in areas.toml" for code in road.areas if code not in region.area)
        yield from _small(where, road.names)


def _outline_faults(region: Region) -> Iterator[str]:
    for number, outline in enumerate(region.outlines, 1):
        where = f"outlines.toml, entry {number}"
        if outline.area and outline.area not in region.area:
            yield f"{where}: {outline.area} is no area in areas.toml"
        if len(set(outline.ring)) < 3:
            yield f"{where}: a ring needs three points or more"
        if any(abs(latitude) > 80 or abs(longitude) > 180 for latitude, longitude in outline.ring):
            yield f"{where}: points are [latitude, longitude], in degrees"


def _topic_faults(region: Region) -> Iterator[str]:
    for topic in region.topics:
        if not topic.parent and (topic.by_road or topic.placeless):
            yield f"topics.toml ({topic.code}): by_road and placeless are said of topics, not of groups"
        if topic.by_road and topic.placeless:
            yield f"topics.toml ({topic.code}): what depends on a road is not placeless"


def _rule_faults(region: Region) -> Iterator[str]:
    rules = region.routing
    if not 0.5 <= rules.precision <= 1.0:
        yield "routing.toml: precision is no share between 0.5 and 1"
    if not 0.0 <= rules.checked_share <= 1.0:
        yield "routing.toml: checked_share is no share between 0 and 1"
    for name in ("least_history", "answer_days", "near_metres", "near_days"):
        if getattr(rules, name) < 1:
            yield f"routing.toml: {name} is below 1"
    counted = Counter(band.topic for band in rules.bands)
    yield from (f"routing.toml: {code} has {n} bands" for code, n in counted.items() if n > 1)
    for band in rules.bands:
        topic = region.topic.get(band.topic)
        if topic is None or not topic.parent:
            yield f"routing.toml ({band.topic}): topic names no topic in topics.toml"
        if band.precision is not None and not 0.5 <= band.precision <= 1.0:
            yield f"routing.toml ({band.topic}): precision is no share between 0.5 and 1"
    yield from _small("routing.toml, danger", rules.danger)
    yield from _small("routing.toml, nothing", rules.nothing)


def _asking_faults(region: Region) -> Iterator[str]:
    if not 1 <= region.asking.days <= region.asking.most <= 60:
        yield "region.toml, asking: days is at least 1, and no more than most, which is no more than 60"
    if not 7 <= region.outside.link_days <= 366:
        yield "region.toml, outside: link_days is between 7 and 366"
    reminders = region.outside.remind_days
    if list(reminders) != sorted(set(reminders)) or any(day < 1 for day in reminders):
        yield "region.toml, outside: remind_days rise, each of them 1 or more"
    for body in region.bodies:
        if body.email and not _ADDRESS.fullmatch(body.email):
            yield f"bodies.toml ({body.code}): {body.email} is no e-mail address"


def _emergency_faults(region: Region) -> Iterator[str]:
    for entry in region.emergency:
        where = f"region.toml, emergency {entry.get('number')}"
        yield from (
            f"{where}: {name} is missing"
            for name in ("number", "name", "where", "from", "source")
            if not entry.get(name)
        )
        try:
            date.fromisoformat(str(entry.get("from", "2000-01-01")))
        except ValueError:
            yield f"{where}: from is no day such as 2025-10-07"
        for code in entry.get("where", ()):
            if code != "*" and code not in region.area:
                yield f"{where}: {code} is no area in areas.toml"


def _small(where: str, phrases: Iterable[str]) -> Iterator[str]:
    yield from (
        f"{where}: write “{phrase}” in small letters"
        for phrase in phrases
        if phrase != phrase.lower() or not phrase.strip()
    )
