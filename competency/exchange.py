"""Another system's history as files: complaints, events, staff and the calendar, each told by JSON.

`complaints.jsonl`, `events.jsonl` in the order in which things happened, `staff.jsonl` where it is known, and
`calendar.json`; instants are local and without a zone.
"""

from array import array
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from competency.cases import NEVER, Cases, Codes, WorkingDays
from competency.exchange_lines import Complaint, Duty, Event, Name, free_days, instant, lines
from competency.exchange_lines import Unreadable as Unreadable
from competency.queueing import Staff, first_day, month_of, months_of

RATED = "penilaian"
SEVERITIES = ("ringan", "sedang", "berat")
_OFF = 5
"""Weekday numbers from here on are no working days."""
RUN_ON = 31
"""Days after its last complaint for which a history may run on; longer, and its end is the last complaint."""


class History(NamedTuple):
    """What a folder tells. `staff` is None where nothing is known of it."""

    cases: Cases
    staff: Staff | None
    calendar: WorkingDays
    last: int
    """The day of the last thing that happened, or up to which it is told."""
    skipped: dict[str, int]
    """How many events of each unknown type were left out."""
    unplaced: int = 0
    """Complaints left out because they name no unit or no topic."""
    remarks: tuple[str, ...] = ()
    """Sentences on what was read in a way that its writer may not have meant."""


class Placed(NamedTuple):
    """Complaints that name a unit and a topic, the day each came in, and what else was found in their file."""

    complaints: list[Complaint]
    received: Codes
    known: set[str]
    """Numbers of all complaints there are, also of those that were left out."""
    unplaced: int
    zoned: bool
    """Whether a zone stood behind an instant."""


class Happening(NamedTuple):
    """What an event says beside its complaint and its time; `unit` is -1 where it is none of those known here."""

    type: str
    unit: int
    template: bool
    rating: float | None


class Happenings(NamedTuple):
    """Events by time; of the same instant as they stand in the file. `row` and `what` point elsewhere."""

    row: Codes
    what: Codes
    day: Codes
    kinds: list[Happening]
    strange: int
    """Events of complaints of which nothing else is known."""
    zoned: bool


def read(folder: Path, until: date | None = None) -> History:
    """As it was known at the end of `until`, or of the last day there is. Raises Unreadable."""
    placed = _placed(folder / "complaints.jsonl", until)
    complaints, received = placed.complaints, placed.received
    units, topics, channels = (_codes(complaints, name) for name in ("unit", "topic", "channel"))
    place = {str(one.id): number for number, one in enumerate(complaints)}
    events = _in_order(folder / "events.jsonl", place, placed.known, units.names)
    last, ran_on = _end(int(received.max()), events.day, until)
    courses = Courses(len(complaints))
    for row, what, day in zip(events.row.tolist(), events.what.tolist(), events.day.tolist(), strict=True):
        if day > last:
            break
        courses.hear(row, events.kinds[what], day)
    rated = events.row[np.array([one.type == RATED and one.rating for one in events.kinds], dtype=bool)[events.what]]
    courses.rate_when_closed([one.rating for one in complaints], rated)
    cases = Cases(
        tuple(units.names),
        tuple(topics.names),
        tuple(channels.names),
        tuple(place),
        units.codes,
        topics.codes,
        channels.codes,
        np.array([_severity(folder / "complaints.jsonl", one) for one in complaints], dtype=np.int64),
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
    calendar = _calendar(folder / "calendar.json", int(received.min()), last)
    staff = _staff(folder / "staff.jsonl", units.names)
    remarks = _remarks(placed, events, staff, last, ran_on)
    return History(cases, staff, calendar, last, dict(courses.skipped), placed.unplaced, remarks)


def _placed(path: Path, until: date | None) -> Placed:
    """Complaints up to the end of `until`. Raises Unreadable where there are none, or two of one number."""
    limit = until.toordinal() if until else NEVER
    complaints, days, known = [], array("q"), set()
    many, inside, zoned = 0, 0, False
    for number, one in lines(path, Complaint):
        at = instant(path, number, one.received_at)
        zoned |= at.tzinfo is not None
        many += 1
        known.add(str(one.id))
        if at.toordinal() <= limit:
            inside += 1
            if one.unit is not None and one.topic is not None:
                complaints.append(one)
                days.append(at.toordinal())
    if not complaints:
        lacking = "that names both a unit and a topic" if inside else f"up to {until}" if many else "at all"
        raise Unreadable(f"{path}: there is no complaint {lacking}.")
    if len(known) < many:
        raise Unreadable(f"{path}: {many - len(known)} complaints have the number of another one.")
    return Placed(complaints, np.array(days, dtype=np.int64), known, inside - len(complaints), zoned)


def _end(last_received: int, days: Codes, until: date | None) -> tuple[int, int | None]:
    """The last day there is, and the day of the last event where that is much later than the last complaint."""
    last = max(last_received, int(days[-1]) if len(days) else 0)
    if until:
        return min(until.toordinal(), last), None
    return (last, None) if last <= last_received + RUN_ON else (last_received, last)


def _remarks(placed: Placed, events: Happenings, staff: Staff | None, last: int, ran_on: int | None) -> tuple[str, ...]:
    told = []
    if ran_on is not None:
        until, received = date.fromordinal(ran_on), date.fromordinal(last)
        told.append(f"Events go on until {until}, complaints only until {received}: --as-of says which day is meant.")
    if events.strange:
        told.append(f"{events.strange} events were left out because their complaint is not in complaints.jsonl.")
    if placed.zoned or events.zoned:
        told.append("Some times have a zone behind them: they are taken for local as they are written.")
    if staff and not staff.timed:
        told.append("staff.jsonl tells no hours on duty: lateness counts for nothing.")
    return tuple(told)


class Courses:
    """What happened to each complaint, heard event by event in the order of time; days are ordinals."""

    def __init__(self, many: int) -> None:
        self.replied, self.closed, self.reopened = (np.full(many, NEVER, dtype=np.int64) for _ in range(3))
        self.clarified, self.rerouted, self.rating = (np.zeros(many, dtype=np.int64) for _ in range(3))
        self.sender = np.full(many, -1, dtype=np.int64)
        """Who handed it on first and is a unit known here; -1 where nobody did."""
        self.template = np.zeros(many, dtype=bool)
        self.skipped: Counter[str] = Counter()

    def hear(self, row: int, event: Happening, day: int) -> None:
        match event.type:
            case "diterima":
                pass
            case "tanggapan_pertama":
                self.replied[row] = min(self.replied[row], day)
            case "klarifikasi":
                self.clarified[row] += 1
            case "dialihkan":
                if not self.rerouted[row]:
                    self.sender[row] = event.unit
                self.rerouted[row] += 1
            case "selesai":
                if self.closed[row] == NEVER:
                    self.closed[row], self.template[row] = day, event.template
            case "dibuka_kembali":
                if self.closed[row] < NEVER:
                    self.reopened[row] = min(self.reopened[row], day)
            case "penilaian":
                self.rating[row] = round(event.rating or 0)
            case unknown:
                self.skipped[unknown] += 1

    def rate_when_closed(self, ratings: list[float | None], told_by_event: Codes) -> None:
        """Ratings told with the complaint and by no event tell no day: they are known once it was closed."""
        told = np.array([round(one or 0) for one in ratings], dtype=np.int64)
        told[told_by_event] = 0
        self.rating = np.where((self.closed < NEVER) & (told > 0), told, self.rating)


class Coded(NamedTuple):
    names: dict[str, int]
    codes: Codes


def _codes(complaints: list[Complaint], field: str) -> Coded:
    values = ["" if (one := getattr(row, field)) is None else str(one) for row in complaints]
    names = {name: number for number, name in enumerate(sorted(set(values)))}
    return Coded(names, np.array([names[one] for one in values], dtype=np.int64))


def _reporters(complaints: list[Complaint]) -> Codes:
    """A code for each reporter; who is not named is somebody else each time."""
    names: dict[Name | tuple[int], int] = {}
    return np.array(
        [
            names.setdefault((row,) if one.reporter in (None, "") else one.reporter, len(names))
            for row, one in enumerate(complaints)
        ],
        dtype=np.int64,
    )


def _in_order(path: Path, place: dict[str, int], known: set[str], units: dict[str, int]) -> Happenings:
    """Events of the complaints that have a place. Few of them differ in more than complaint and time."""
    kinds: dict[Happening, int] = {}
    rows, whats, days, times = (array("q") for _ in range(4))
    strange, zoned = 0, False
    for number, one in lines(path, Event):
        at = instant(path, number, one.at)
        row = place.get(str(one.complaint))
        zoned |= at.tzinfo is not None
        if row is None:
            strange += str(one.complaint) not in known
            continue
        unit = -1 if one.unit is None else units.get(str(one.unit), -1)
        what = Happening(one.type, unit, bool(one.template_only), one.rating)
        rows.append(row)
        whats.append(kinds.setdefault(what, len(kinds)))
        days.append(at.toordinal())
        times.append(_microsecond(at))
    order = np.lexsort((np.asarray(times), np.asarray(days)))
    row_of, what_of, day_of = (np.array(one, dtype=np.int64)[order] for one in (rows, whats, days))
    return Happenings(row_of, what_of, day_of, list(kinds), strange, zoned)


def _microsecond(at: datetime) -> int:
    """Of the day."""
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _severity(path: Path, one: Complaint) -> int:
    told = one.severity.strip().lower()
    if told not in SEVERITIES:
        raise Unreadable(
            f"{path}: {one.id} has the severity {one.severity!r}, which is none of {', '.join(SEVERITIES)}."
        )
    return SEVERITIES.index(told)


def _calendar(path: Path, first: int, last: int) -> WorkingDays:
    """Working days of all months from that of `first` to that of `last`."""
    since, until = first_day(months_of(np.array([first, last])) + np.array([0, 1]))
    days = np.arange(since, until)
    worked = (days - 1) % 7 < _OFF  # the first of January of year 1 was a Monday
    worked &= ~np.isin(days, np.array([one.toordinal() for one in free_days(path)], dtype=np.int64))
    return WorkingDays(int(since), worked)


def _staff(path: Path, units: dict[str, int]) -> Staff | None:
    if not path.exists():
        return None
    rows = [one for _, one in lines(path, Duty) if str(one.unit) in units]
    if not rows:
        return None
    months = [month_of(int(one.month[:4]), int(one.month[5:7])) for one in rows]
    first, many = min(months), max(months) - min(months) + 1
    officers, hours = np.full((len(units), many), np.nan), np.full((len(units), many), np.nan)
    for one, month in zip(rows, months, strict=True):
        place = units[str(one.unit)], month - first
        officers[place] = np.nan if one.officers is None else one.officers
        hours[place] = np.nan if one.capacity_hours is None else one.capacity_hours
    return Staff(first, officers, hours)
