"""Another system's history as files: complaints, events, staff and the calendar, each told by JSON.

`complaints.jsonl`, `events.jsonl` in the order in which things happened, `staff.jsonl` where it is known, and
`calendar.json`; instants are local and without a zone.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from competency.cases import NEVER, Cases, Codes, WorkingDays
from competency.queueing import Staff, first_day, month_of, months_of

RATED = "penilaian"
SEVERITIES = ("ringan", "sedang", "berat")
_OFF = 5
"""Weekday numbers from here on are no working days."""


class Unreadable(Exception):
    """A file that is missing, or a line of it that says something else than it should; the message says which."""


class Complaint(msgspec.Struct, frozen=True, gc=False):
    """What is not asked for, such as the status, is not read: what is open and what is closed is told by events."""

    id: str | int
    severity: str
    received_at: str
    sla_first_days: float
    sla_days: float
    unit: str | None = None
    topic: str | None = None
    channel: str | None = None
    reporter: str | int | None = None
    rating: float | None = None
    repeat_of_topic: bool | None = None


class Event(msgspec.Struct, frozen=True, gc=False):
    complaint: str | int
    type: str
    at: str
    unit: str | None = None
    template_only: bool | None = None
    rating: float | None = None


class Duty(msgspec.Struct, frozen=True, gc=False):
    unit: str
    month: str
    officers: float | None = None
    capacity_hours: float | None = None


class CalendarFile(msgspec.Struct, frozen=True):
    start: date | None
    non_working: list[date] = []


class History(NamedTuple):
    """What a folder tells. `staff` is None where nothing is known of it."""

    cases: Cases
    staff: Staff | None
    calendar: WorkingDays
    last: int
    """The day of the last thing that happened."""
    skipped: dict[str, int]
    """How many events of each unknown type were left out."""
    unplaced: int = 0
    """Complaints left out because they name no unit or no topic."""


def read(folder: Path, until: date | None = None) -> History:
    """As it was known at the end of `until`, or of the last day there is. Raises Unreadable."""
    limit = until.toordinal() if until else NEVER
    path = folder / "complaints.jsonl"
    told = [(one, _day(path, one.received_at)) for one in _lines(path, Complaint)]
    inside = [(one, day) for one, day in told if day <= limit]
    placed = [(one, day) for one, day in inside if one.unit is not None and one.topic is not None]
    if not placed:
        raise Unreadable(f"{path}: no complaint up to that day.")
    complaints, received = [one for one, _ in placed], np.array([day for _, day in placed], dtype=np.int64)
    place = {str(one.id): number for number, one in enumerate(complaints)}
    if len(place) < len(complaints):
        raise Unreadable(f"{path}: {len(complaints) - len(place)} complaints have the number of another one.")
    units, topics, channels = (_codes(complaints, name) for name in ("unit", "topic", "channel"))
    courses = Courses(len(complaints))
    last = int(received.max())
    events = _in_order(folder / "events.jsonl")
    for event, at in events:
        row, day = place.get(str(event.complaint)), at.toordinal()
        if row is not None and day <= limit:
            last = max(last, day)
            courses.hear(row, event, day, units.names.get(event.unit or ""))
    if not any(event.type == RATED for event, _ in events):
        courses.rate_when_closed([one.rating for one in complaints])
    cases = Cases(
        tuple(units.names),
        tuple(topics.names),
        tuple(channels.names),
        tuple(place),
        units.codes,
        topics.codes,
        channels.codes,
        np.array([_severity(path, one) for one in complaints], dtype=np.int64),
        _reporters(complaints),
        received,
        np.array([one.sla_first_days for one in complaints], dtype=np.int64),
        np.array([one.sla_days for one in complaints], dtype=np.int64),
        courses.replied,
        courses.closed,
        courses.reopened,
        courses.clarified,
        courses.rerouted,
        np.where(courses.sender < 0, units.codes, courses.sender),
        courses.template,
        courses.rating,
        np.array([bool(one.repeat_of_topic) for one in complaints]),
    )
    calendar = _calendar(folder / "calendar.json", int(received.min()), min(limit, last))
    staff = _staff(folder / "staff.jsonl", units.names)
    return History(cases, staff, calendar, min(limit, last), dict(courses.skipped), len(inside) - len(placed))


class Courses:
    """What happened to each complaint, heard event by event in the order of time; days are ordinals."""

    def __init__(self, many: int) -> None:
        self.replied, self.closed, self.reopened = (np.full(many, NEVER, dtype=np.int64) for _ in range(3))
        self.clarified, self.rerouted, self.rating = (np.zeros(many, dtype=np.int64) for _ in range(3))
        self.sender = np.full(many, -1, dtype=np.int64)
        """Who handed it on first and is a unit known here; -1 where nobody did."""
        self.template = np.zeros(many, dtype=bool)
        self.skipped: Counter[str] = Counter()

    def hear(self, row: int, event: Event, day: int, unit: int | None) -> None:
        match event.type:
            case "diterima":
                pass
            case "tanggapan_pertama":
                self.replied[row] = min(self.replied[row], day)
            case "klarifikasi":
                self.clarified[row] += 1
            case "dialihkan":
                if not self.rerouted[row] and unit is not None:
                    self.sender[row] = unit
                self.rerouted[row] += 1
            case "selesai":
                if self.closed[row] == NEVER:
                    self.closed[row], self.template[row] = day, bool(event.template_only)
            case "dibuka_kembali":
                if self.closed[row] < NEVER:
                    self.reopened[row] = min(self.reopened[row], day)
            case "penilaian":
                self.rating[row] = round(event.rating or 0)
            case unknown:
                self.skipped[unknown] += 1

    def rate_when_closed(self, ratings: list[float | None]) -> None:
        """Ratings that are told with the complaint, of a system that tells no day of them: known once it was closed."""
        told = np.array([round(one or 0) for one in ratings], dtype=np.int64)
        self.rating = np.where(self.closed < NEVER, told, 0)


class Coded(NamedTuple):
    names: dict[str, int]
    codes: Codes


def _codes(complaints: list[Complaint], field: str) -> Coded:
    values = [getattr(one, field) or "" for one in complaints]
    names = {name: number for number, name in enumerate(sorted(set(values)))}
    return Coded(names, np.array([names[one] for one in values], dtype=np.int64))


def _reporters(complaints: list[Complaint]) -> Codes:
    """A code for each reporter; who is not named is somebody else each time."""
    names: dict[str | int | tuple[int], int] = {}
    return np.array(
        [
            names.setdefault((row,) if one.reporter is None else one.reporter, len(names))
            for row, one in enumerate(complaints)
        ],
        dtype=np.int64,
    )


def _day(path: Path, instant: str) -> int:
    return _instant(path, instant).toordinal()


def _instant(path: Path, instant: str) -> datetime:
    try:
        found = datetime.fromisoformat(instant)
    except ValueError as fault:
        raise Unreadable(f"{path}: {instant!r} is no date and time.") from fault
    return found.replace(tzinfo=None) if found.tzinfo else found


def _in_order(path: Path) -> list[tuple[Event, datetime]]:
    """Events by time; of the same instant as they stand in the file."""
    return sorted(((one, _instant(path, one.at)) for one in _lines(path, Event)), key=lambda pair: pair[1])


def _severity(folder: Path, one: Complaint) -> int:
    if one.severity not in SEVERITIES:
        raise Unreadable(f"{folder / 'complaints.jsonl'}: {one.id} has the severity {one.severity!r}.")
    return SEVERITIES.index(one.severity)


def _lines(path: Path, kind: type[Any]) -> Iterator[Any]:
    decoder = msgspec.json.Decoder(kind)
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        yield decoder.decode(line)
                    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
                        raise Unreadable(f"{path}, line {number}: {fault}") from fault
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault


def _calendar(path: Path, first: int, last: int) -> WorkingDays:
    """Working days of all months from that of `first` to that of `last`."""
    try:
        told = msgspec.json.decode(path.read_bytes(), type=CalendarFile)
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise Unreadable(f"{path}: {fault}") from fault
    since, until = first_day(months_of(np.array([first, last])) + np.array([0, 1]))
    days = np.arange(since, until)
    worked = (days - 1) % 7 < _OFF  # the first of January of year 1 was a Monday
    worked &= ~np.isin(days, np.array([one.toordinal() for one in told.non_working], dtype=np.int64))
    return WorkingDays(int(since), worked)


def _staff(path: Path, units: dict[str, int]) -> Staff | None:
    if not path.exists():
        return None
    rows = [one for one in _lines(path, Duty) if one.unit in units]
    if not rows:
        return None
    months = [month_of(int(one.month[:4]), int(one.month[5:7])) for one in rows]
    first, many = min(months), max(months) - min(months) + 1
    officers, hours = np.full((len(units), many), np.nan), np.full((len(units), many), np.nan)
    for one, month in zip(rows, months, strict=True):
        officers[units[one.unit], month - first] = np.nan if one.officers is None else one.officers
        hours[units[one.unit], month - first] = np.nan if one.capacity_hours is None else one.capacity_hours
    return Staff(first, officers, hours)
