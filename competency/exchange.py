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

from competency.cases import NEVER, Cases, WorkingDays
from competency.queueing import Staff, month_of

SEVERITIES = ("ringan", "sedang", "berat")
_OFF = 5
"""Weekday numbers from here on are no working days."""


class Unreadable(Exception):
    """A file that is missing, or a line of it that says something else than it should; the message says which."""


class Complaint(msgspec.Struct, frozen=True):
    id: str
    unit: str
    topic: str
    severity: str
    channel: str
    reporter: str
    received_at: datetime
    sla_first_days: int
    sla_days: int
    rating: int | None = None
    repeat_of_topic: bool = False


class Event(msgspec.Struct, frozen=True):
    complaint: str
    type: str
    at: datetime
    unit: str = ""
    template_only: bool = False
    rating: int | None = None


class Duty(msgspec.Struct, frozen=True):
    unit: str
    month: str
    officers: float
    capacity_hours: float


class CalendarFile(msgspec.Struct, frozen=True):
    start: date
    non_working: list[date] = []


class History(NamedTuple):
    """What a folder tells. `staff` is None where nothing is known of it; `skipped` are events of unknown types."""

    cases: Cases
    staff: Staff | None
    calendar: WorkingDays
    last: int
    """The day of the last thing that happened."""
    skipped: dict[str, int]


def read(folder: Path, until: date | None = None) -> History:
    """As it was known at the end of `until`, or of the last day there is. Raises Unreadable."""
    complaints = list(_lines(folder / "complaints.jsonl", Complaint))
    limit = until.toordinal() if until else NEVER
    complaints = [one for one in complaints if one.received_at.toordinal() <= limit]
    if not complaints:
        raise Unreadable(f"{folder / 'complaints.jsonl'}: no complaint up to that day.")
    units = _codes(one.unit for one in complaints)
    topics = _codes(one.topic for one in complaints)
    channels = _codes(one.channel for one in complaints)
    reporters = _codes(one.reporter for one in complaints)
    many = len(complaints)
    place = {one.id: number for number, one in enumerate(complaints)}
    replied, closed, reopened = (np.full(many, NEVER, dtype=np.int64) for _ in range(3))
    clarified, rerouted, rating = (np.zeros(many, dtype=np.int64) for _ in range(3))
    template = np.zeros(many, dtype=bool)
    unit = np.array([units[one.unit] for one in complaints], dtype=np.int64)
    sender = unit.copy()
    skipped: Counter[str] = Counter()
    last = max(one.received_at.toordinal() for one in complaints)
    for event in _lines(folder / "events.jsonl", Event):
        row, day = place.get(event.complaint), event.at.toordinal()
        if row is None or day > limit:
            continue
        last = max(last, day)
        match event.type:
            case "diterima":
                pass
            case "tanggapan_pertama":
                replied[row] = min(replied[row], day)
            case "klarifikasi":
                clarified[row] += 1
            case "dialihkan":
                if not rerouted[row]:
                    sender[row] = units.get(event.unit, sender[row])
                rerouted[row] += 1
            case "selesai":
                if closed[row] == NEVER:
                    closed[row], template[row] = day, event.template_only
            case "dibuka_kembali":
                reopened[row] = min(reopened[row], day)
            case "penilaian":
                rating[row] = event.rating or 0
            case unknown:
                skipped[unknown] += 1
    if until is None:
        rating = np.array([one.rating or 0 for one in complaints], dtype=np.int64)
    cases = Cases(
        tuple(units),
        tuple(topics),
        tuple(channels),
        tuple(place),
        unit,
        np.array([topics[one.topic] for one in complaints], dtype=np.int64),
        np.array([channels[one.channel] for one in complaints], dtype=np.int64),
        np.array([_severity(folder, one) for one in complaints], dtype=np.int64),
        np.array([reporters[one.reporter] for one in complaints], dtype=np.int64),
        np.array([one.received_at.toordinal() for one in complaints], dtype=np.int64),
        np.array([one.sla_first_days for one in complaints], dtype=np.int64),
        np.array([one.sla_days for one in complaints], dtype=np.int64),
        replied,
        closed,
        reopened,
        clarified,
        rerouted,
        sender,
        template,
        rating,
        np.array([one.repeat_of_topic for one in complaints], dtype=bool),
    )
    first = int(cases.received.min())
    calendar = _calendar(folder / "calendar.json", first, min(limit, last) + 1)
    return History(cases, _staff(folder / "staff.jsonl", units), calendar, min(limit, last), dict(skipped))


def _codes(names: Iterator[str] | Any) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(set(names)))}


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
    try:
        told = msgspec.json.decode(path.read_bytes(), type=CalendarFile)
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise Unreadable(f"{path}: {fault}") from fault
    days = np.arange(first, last + 1)
    worked = (days - 1) % 7 < _OFF  # the first of January of year 1 was a Monday
    worked &= ~np.isin(days, np.array([one.toordinal() for one in told.non_working], dtype=np.int64))
    return WorkingDays(first, worked)


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
        officers[units[one.unit], month - first] = one.officers
        hours[units[one.unit], month - first] = one.capacity_hours
    return Staff(first, officers, hours)
