"""What may be chosen from the region's data: places and topics, as options of a select field."""

from typing import Any

from complaints.region import Region
from web.wording import Wording, options


def area_options(region: Region) -> list[dict[str, Any]]:
    """Kabupaten and kota, each with its kecamatan where the region names them."""
    below: dict[str, list[tuple[str, str]]] = {}
    for area in region.areas:
        below.setdefault(area.parent, []).append((area.code, area.name))
    return [
        {"label": name, "options": options([(code, name), *below[code]])}
        if code in below
        else {"value": code, "label": name}
        for code, name in below.get("", [])
    ]


def topic_options(
    region: Region, wording: Wording, *, every: bool = True, retired: bool = True
) -> list[dict[str, Any]]:
    """Topics in their groups; not `every`: without those of which nothing is ever published.

    Not `retired`: without those that no new report is offered.
    """
    below: dict[str, list[tuple[str, str]]] = {}
    for topic in region.topics:
        if topic.parent and (every or not topic.sensitive) and (retired or not topic.retired):
            below.setdefault(topic.parent, []).append((topic.code, wording.topic(topic.code)))
    return [
        {"label": wording.topic(topic.code), "options": options(below[topic.code])}
        for topic in region.topics
        if topic.code in below
    ]


def unit_options(region: Region) -> list[dict[str, Any]]:
    """Units that answer reports, by name."""
    return options(sorted(((unit.code, unit.name) for unit in region.units if unit.accepts), key=lambda one: one[1]))
