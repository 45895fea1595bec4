"""The rows of a calendar as values: dated days and hours, each with the layer it came in.

Three layers lie over each other: what the program knows of the country, what the region's file says, and what a person
wrote. The higher one goes before the lower one at the same place and leaves it where it is.
"""

from datetime import date
from enum import StrEnum

import msgspec

from workdays.working_days import DayKind

FIRST_DAY = date(1945, 8, 17)
"""From when the region's weekly hours are taken to hold."""


class Origin(StrEnum):
    """Who wrote a row, the strongest last."""

    NATIONAL = "national"
    REGION = "region"
    PERSON = "person"


STRENGTH = {origin: place for place, origin in enumerate(Origin)}


class DayEntry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A dated row. `unit` "" is all units; `hours` are spans as `reading.write_spans` writes them."""

    day: date
    kind: DayKind
    name: str
    source: str
    unit: str = ""
    estimated: bool = False
    hours: str = ""
    origin: Origin = Origin.PERSON

    @property
    def key(self) -> "DayKey":
        return DayKey(self.day, self.unit)


class HoursEntry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Office hours from `starts_on` to `ends_on` inclusive, without an end until further notice.

    `week` holds seven texts of spans, Monday first. `cancelled` takes back what a weaker layer says from the same
    start: the days then have their ordinary hours.
    """

    starts_on: date
    week: tuple[str, str, str, str, str, str, str]
    name: str
    source: str
    ends_on: date | None = None
    unit: str = ""
    estimated: bool = False
    cancelled: bool = False
    origin: Origin = Origin.PERSON

    @property
    def key(self) -> "HoursKey":
        return HoursKey(self.starts_on, self.unit)


class DayKey(msgspec.Struct, frozen=True, order=True):
    """Where a dated row stands."""

    day: date
    unit: str = ""


class HoursKey(msgspec.Struct, frozen=True, order=True):
    """Where hours stand."""

    starts_on: date
    unit: str = ""


Entry = DayEntry | HoursEntry
Key = DayKey | HoursKey
