"""Reads a region's folder and checks everything in it; each fault names its file and entry."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from competency.dictionary import FAMILIES, NOTHING, Entry, Pointer, Written, with_national
from competency.dictionary import faults as dictionary_faults
from competency.groups import faults as group_faults
from competency.training_rules import WrittenTrainings
from complaints import exchange
from complaints.given import About
from complaints.kinds import Kind, Stage, Status
from complaints.region import (
    Area,
    Band,
    Body,
    Conflict,
    Group,
    Ladder,
    LocalPlace,
    Outline,
    Pause,
    Region,
    Road,
    RoutingRules,
    Topic,
    Unit,
)
from foundation.errors import Invalid
from notices.quiet import Quiet
from people.account_rules import SHORTEST
from service.region_reading import reading_faults
from sla.limits import loosened
from sla.policy import Policy, PromiseRule
from workdays.reading import WrittenCalendar, read_calendar, written_calendar
from workdays.seed import shipped_calendar, years_around
from workdays.working_days import Calendar

T = TypeVar("T", bound=msgspec.Struct)

LISTS: dict[str, tuple[str, type[msgspec.Struct]]] = {
    "units": ("unit", Unit),
    "topics": ("topic", Topic),
    "bodies": ("body", Body),
    "areas": ("area", Area),
    "conflicts": ("conflict", Conflict),
    "places": ("place", LocalPlace),
    "roads": ("road", Road),
    "outlines": ("outline", Outline),
    "exchange": ("system", exchange.System),
}
"""Files of the folder with one list each: the name of an entry, and what it becomes."""

OPTIONAL = frozenset({"places", "roads", "routing", "outlines", "exchange", "trainings", "competencies"})
"""Files a region may do without."""


NEEDED = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION, Stage.SILENT_CLOSE)
"""Promises that every region makes; the others are its own choice."""

ROADS = ("triage", "ordinary", "confidential", "oversight")


class FolderFaults(Exception):
    """The folder cannot be loaded; `faults` holds one sentence each, with file and entry."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class RegionFolder:
    """Everything a folder says. `hours`, `days` and `ranges` are as written, for the calendar to read."""

    region: Region
    rules: tuple[PromiseRule, ...]
    hours: Mapping[str, Any]
    days: Sequence[Mapping[str, Any]]
    ranges: Sequence[Mapping[str, Any]] = ()
    trainings: WrittenTrainings | None = None
    competencies: Written = NOTHING
    """The region's own; `competency.dictionary.with_national` adds those that are the same everywhere."""


@dataclass
class _Reading:
    folder: Path
    faults: list[str] = field(default_factory=list)

    def toml(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.toml"
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            if name not in OPTIONAL:
                self.faults.append(f"{path.name} is missing")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(f"{path.name} cannot be read: {error}")
        return {}

    def calendar(self) -> WrittenCalendar:
        try:
            return written_calendar(self.toml("calendar"))
        except Invalid as error:
            self.faults.append(f"calendar.toml: {error}")
        return WrittenCalendar({})

    def routing(self) -> RoutingRules:
        said = self.toml("routing")
        bands = self._read("routing", Band, said.pop("band", ()))
        said.pop("bands", None)
        try:
            return msgspec.convert({**said, "bands": msgspec.to_builtins(bands)}, RoutingRules)
        except msgspec.ValidationError as error:
            self.faults.append(f"routing.toml: {error}")
        return RoutingRules()

    def trainings(self) -> WrittenTrainings | None:
        """None where the region has no such file."""
        said = self.toml("trainings")
        if not said:
            return None
        try:
            written = msgspec.convert(said, WrittenTrainings)
        except msgspec.ValidationError as error:
            self.faults.append(f"trainings.toml: {error}")
            return None
        self.faults += [f"trainings.toml: {fault}" for fault in written.faults()]
        return written

    def entries(self, name: str, word: str, kind: type[T]) -> tuple[T, ...]:
        return self._read(name, kind, self.toml(name).get(word, ()))

    def _read(self, name: str, kind: type[T], entries: Sequence[Mapping[str, Any]]) -> tuple[T, ...]:
        known = {one.encode_name for one in msgspec.structs.fields(kind)}
        found = []
        for number, entry in enumerate(entries, 1):
            where = f"{name}.toml, entry {number}{_named(entry)}"
            strange = sorted(set(entry) - known)
            if strange:
                self.faults.append(f"{where}: unknown field {', '.join(strange)}")
            try:
                found.append(msgspec.convert(entry, kind))
            except (msgspec.ValidationError, ValueError) as error:
                self.faults.append(f"{where}: {error}")
        return tuple(found)


def _named(entry: Mapping[str, Any]) -> str:
    fields = ("code", "about", "stage", "road", "reason", "topic", "name")
    name = next((entry[field] for field in fields if entry.get(field)), "")
    return f" ({name})" if name else ""


def read_folder(folder: Path, at: datetime | None = None) -> RegionFolder:
    """The region of a folder, whole and consistent; raises FolderFaults with everything that is wrong."""
    if not folder.is_dir():
        raise FolderFaults([f"{folder} is no folder. Name one like regions/lampung."])
    reading = _Reading(folder)
    head = reading.toml("region")
    lists = {name: reading.entries(name, word, kind) for name, (word, kind) in LISTS.items()}
    rules = reading.entries("promises", "promise", PromiseRule)
    groups = {
        "families": reading.entries("competencies", "family", Group),
        "kinds": reading.entries("competencies", "kind", Group),
    }
    climbs = {
        "ladders": reading.entries("escalation", "ladder", Ladder),
        "pauses": reading.entries("promises", "pause", Pause),
    }
    calendar = reading.calendar()
    data = msgspec.to_builtins({**lists, **groups, **climbs, "routing": reading.routing()})
    try:
        region = msgspec.convert({**_plain(head), **data}, Region)
    except msgspec.ValidationError as error:
        raise FolderFaults([*reading.faults, f"region.toml: {error}"]) from error
    competencies = Written(
        reading.entries("competencies", "competency", Entry), reading.entries("competencies", "mapping", Pointer)
    )
    read = RegionFolder(region, rules, *calendar, trainings=reading.trainings(), competencies=competencies)
    faults = [*reading.faults, *_faults(read, at or datetime.now(UTC))]
    if faults:
        raise FolderFaults(faults)
    return read


def _plain(value: Any) -> Any:
    """TOML as JSON can hold it: dates in ISO form."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _faults(read: RegionFolder, at: datetime) -> Iterator[str]:
    region = read.region
    for name in ("units", "topics", "bodies", "areas"):
        counted = Counter(one.code for one in getattr(region, name))
        yield from (f"{name}.toml: the code {code} stands there {n} times" for code, n in counted.items() if n > 1)
    zone_faults = list(_head_faults(region))
    yield from zone_faults
    yield from _unit_faults(region)
    yield from _topic_faults(region)
    yield from _place_faults(region)
    yield from _exchange_faults(region)
    yield from _conflict_faults(region)
    yield from _ladder_faults(region)
    yield from _closing_faults(region)
    yield from reading_faults(region)
    dictionary = with_national(read.competencies)
    for fault in dictionary_faults(dictionary, region.topic, FAMILIES):
        yield f"competencies.toml: {fault}"
    if read.trainings is not None:
        skipping = {*read.trainings.rules.safety, *read.trainings.rules.ethics}
        for code in sorted(skipping - {one.code for one in dictionary.entries}):
            yield f"trainings.toml: {code} is no competency of the dictionary"
    answering = [one.code for one in region.units if one.accepts]
    for fault in group_faults(region.families, region.kinds, region.topic, answering):
        yield f"competencies.toml: {fault}"
    if not zone_faults:
        yield from _time_faults(read, at)


def _head_faults(region: Region) -> Iterator[str]:
    for field_name in ("code", "name", "service_name"):
        if not getattr(region, field_name).strip():
            yield f"region.toml: {field_name} is empty"
    for field_name in ("triage_unit", "oversight_unit", "inspectorate_unit"):
        if getattr(region, field_name) not in region.unit:
            yield f"region.toml: {field_name} names {getattr(region, field_name)}, which is no unit in units.toml"
    for code in region.leadership:
        if code not in region.unit:
            yield f"region.toml: leadership names {code}, which is no unit in units.toml"
    if not _is_zone(region.timezone):
        yield f"region.toml: {region.timezone} is no time zone (Asia/Jakarta, Asia/Makassar, Asia/Jayapura)"
    try:
        Quiet.read(region.quiet)
    except ValueError as error:
        yield f"region.toml, quiet: {error}"
    for network in region.office_networks:
        try:
            ip_network(network)
        except ValueError:
            yield f"region.toml: office_networks: {network} is no network such as 10.20.0.0/16 or 2001:db8::/32"
    if not SHORTEST <= region.accounts.password_length <= 64:
        yield f"region.toml, accounts: password_length is {region.accounts.password_length}, not {SHORTEST} to 64"
    if not 1 <= region.accounts.again_minutes <= 720:
        yield "region.toml, accounts: again_minutes lies between 1 and 720"
    if region.calendar_alarm_days < 0:
        yield "region.toml: calendar_alarm_days is below 0"
    bounds = region.bounds
    if not (-90 <= bounds.south < bounds.north <= 90 and -180 <= bounds.west < bounds.east <= 180):
        yield "region.toml: bounds are no box: south below north, west below east, in degrees"
    elif not bounds.hold(region.centre.get("latitude", 999), region.centre.get("longitude", 999)):
        yield "region.toml: centre lies outside bounds"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _unit_faults(region: Region) -> Iterator[str]:
    if len([unit for unit in region.units if not unit.parent]) != 1:
        yield "units.toml: exactly one unit stands at the root, with an empty parent"
    for unit in region.units:
        where = f"units.toml ({unit.code})"
        if unit.parent and unit.parent not in region.unit:
            yield f"{where}: parent {unit.parent} is no unit"
        if not unit.code.strip() or not unit.name.strip() or not unit.short.strip():
            yield f"{where}: code, name and short may not be empty"
        if unit.timezone and not _is_zone(unit.timezone):
            yield f"{where}: {unit.timezone} is no time zone"
        if _in_circle(region, unit.code):
            yield f"{where}: its parents lead back to itself"
    inspectorate = region.unit.get(region.inspectorate_unit)
    if inspectorate and not inspectorate.accepts:
        yield f"units.toml ({inspectorate.code}): the inspectorate has to accept complaints"


def _in_circle(region: Region, code: str) -> bool:
    seen: set[str] = set()
    above = region.unit[code].parent
    while above and above not in seen and above in region.unit:
        if above == code:
            return True
        seen.add(above)
        above = region.unit[above].parent
    return False


def _topic_faults(region: Region) -> Iterator[str]:
    for topic in region.topics:
        where = f"topics.toml ({topic.code})"
        if not topic.parent:
            if topic.unit:
                yield f"{where}: a group names no unit; its topics do"
            continue
        above = region.topic.get(topic.parent)
        if above is None or above.parent:
            yield f"{where}: parent {topic.parent} is no group"
        unit = region.unit.get(topic.unit)
        if unit is None:
            yield f"{where}: unit {topic.unit or 'is missing;'} is no unit in units.toml"
        elif not unit.accepts:
            yield f"{where}: unit {unit.code} accepts no complaints"
        yield from (
            f"{where}: write “{phrase}” in small letters" for phrase in topic.phrases if phrase != phrase.lower()
        )


def _exchange_faults(region: Region) -> Iterator[str]:
    for system in region.exchange:
        where = f"exchange.toml, {system.code}"
        if lacking := [field for field in exchange.NEEDED if not system.columns.get(field)]:
            yield f"{where}: columns needs {', '.join(lacking)}"
        if strange := sorted({str(one) for one in system.statuses.values() if one not in exchange.READ}):
            yield f"{where}: a status cannot be read as {', '.join(strange)}"
        if strange := sorted(set(system.writes) - set(Status) - set(Kind)):
            yield f"{where}: writes knows no status or class {', '.join(strange)}"
        for name, codes, known in (
            ("units", system.units, region.unit),
            ("topics", system.topics, region.topic),
            ("areas", system.areas, region.area),
        ):
            if unknown := sorted({code for code in codes.values() if code not in known}):
                yield f"{where}: {name} names {', '.join(unknown)}, which the region does not have"


def _place_faults(region: Region) -> Iterator[str]:
    for area in region.areas:
        where = f"areas.toml ({area.code})"
        if area.parent and area.parent not in region.area:
            yield f"{where}: parent {area.parent} is no area"
        if (area.latitude is None) != (area.longitude is None):
            yield f"{where}: latitude and longitude come together"
        elif area.latitude is not None and not region.bounds.hold(area.latitude, area.longitude or 0.0):
            yield f"{where}: lies outside the region's bounds"
    for body in region.bodies:
        if body.area and body.area not in region.area:
            yield f"bodies.toml ({body.code}): area {body.area} is no area in areas.toml"


def _conflict_faults(region: Region) -> Iterator[str]:
    for conflict in region.conflicts:
        where = f"conflicts.toml ({conflict.about})"
        if conflict.about not in ("coordinator", "leadership") and conflict.about not in region.unit:
            yield f"{where}: about names no unit, nor coordinator nor leadership"
        if bool(conflict.to_unit) == bool(conflict.to_body):
            yield f"{where}: give exactly one of to_unit and to_body"
        elif conflict.to_body and conflict.to_body not in region.body:
            yield f"{where}: {conflict.to_body} is no body in bodies.toml"
        elif conflict.to_unit and (conflict.to_unit == conflict.about or conflict.to_unit not in region.unit):
            yield f"{where}: {conflict.to_unit} is not another unit in units.toml"
        elif conflict.to_unit and not region.unit[conflict.to_unit].accepts:
            yield f"{where}: {conflict.to_unit} accepts no complaints"


def _closing_faults(region: Region) -> Iterator[str]:
    closing = region.closing
    for code in closing.confirm_units:
        if code not in region.unit:
            yield f"region.toml: closing.confirm_units names {code}, which is no unit in units.toml"
    for code in closing.in_words:
        if code not in region.topic:
            yield f"region.toml: closing.in_words names {code}, which is no topic in topics.toml"
    for name in ("far_metres", "sample", "sample_least"):
        if getattr(closing, name) < 1:
            yield f"region.toml: closing.{name} must be at least 1"


def _ladder_faults(region: Region) -> Iterator[str]:
    roads = [ladder.road for ladder in region.ladders]
    for road in ROADS:
        if roads.count(road) != 1:
            yield f"escalation.toml: {road} has {roads.count(road)} ladders; every road needs one"
    yield from (f"escalation.toml: {road} is no road; known are {', '.join(ROADS)}" for road in set(roads) - set(ROADS))
    for ladder in region.ladders:
        hours = [rung.after_hours for rung in ladder.rung]
        if not hours or hours != sorted(hours) or hours[0] < 0:
            yield f"escalation.toml ({ladder.road}): give rungs, with after_hours that do not fall"
    if region.ppid_unit and region.ppid_unit not in region.unit:
        yield f"region.toml: ppid_unit {region.ppid_unit} is no unit in units.toml"


def _time_faults(read: RegionFolder, at: datetime) -> Iterator[str]:
    names = Counter(rule.name for rule in read.rules)
    yield from (f"promises.toml: {name} stands there {n} times" for name, n in names.items() if n > 1)
    yield from (
        f"promises.toml: {rule.unit} is no unit in units.toml"
        for rule in read.rules
        if rule.unit != "*" and rule.unit not in read.region.unit
    )
    calendar_faults = list(_calendar_faults(read))
    yield from calendar_faults
    if calendar_faults:
        return
    try:
        calendar = shipped_calendar(read.hours, read.days, read.region.timezone, years_around(at), read.ranges)
    except ValueError as error:
        yield f"calendar.toml: {error}"
        return
    yield from _limit_faults(read, calendar)
    policy = Policy(read.rules, calendar)
    for stage in NEEDED:
        for kind in Kind:
            if policy.rule(stage, About(kind), at) is None:
                yield f"promises.toml: no rule in force for {stage} of {kind}; every stage and kind needs one"


def _limit_faults(read: RegionFolder, calendar: Calendar) -> Iterator[str]:
    for rule in read.rules:
        limit = loosened(rule, read.rules, calendar)
        if limit is not None:
            yield f"promises.toml: {rule.name} promises more time than {limit.name} allows; it can only be shorter"


def _calendar_faults(read: RegionFolder) -> Iterator[str]:
    written = read_calendar(WrittenCalendar(read.hours, read.days, read.ranges))
    yield from (f"calendar.toml: {fault}" for fault in written.faults)
    for word, entries in (("day", read.days), ("range", read.ranges)):
        for number, entry in enumerate(entries, 1):
            unit = entry.get("unit", "")
            if unit and unit not in read.region.unit:
                name = entry.get("name", "?")
                yield f"calendar.toml, {word} {number} ({name}): {unit} is no unit in units.toml"
