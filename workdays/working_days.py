"""Which days are working days and which instants are working time, computed from rows of dates and office hours.

The counting rule, said once: the local date of the starting instant does not count, whatever the hour; N working days
end with the end of office hours on the N-th working day after it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from workdays.day_table import MINUTE, DayTable, micros

Spans = tuple[tuple[time, time], ...]
"""Office hours of one day: rising, not touching, local time."""

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class DayKind(StrEnum):
    """What is special about a date."""

    HOLIDAY = "holiday"
    JOINT_LEAVE = "cuti_bersama"
    REGIONAL = "regional"
    WORKING = "working"
    """Worked although its weekday is free."""
    HALF = "half"
    """Counts as a working day, but ends with its first span."""
    ORDINARY = "ordinary"
    """Like any other day of its weekday, whatever else was said: how a day off is taken back."""


KIND_NAMES = {
    DayKind.HOLIDAY: "libur nasional",
    DayKind.JOINT_LEAVE: "cuti bersama",
    DayKind.REGIONAL: "libur daerah",
    DayKind.WORKING: "hari kerja pengganti",
    DayKind.HALF: "setengah hari kerja",
    DayKind.ORDINARY: "hari biasa",
}


class SpecialDay(NamedTuple):
    """A date that differs from its weekday. `hours`, where given, are worked instead of the weekday's."""

    day: date
    kind: DayKind
    name: str = ""
    source: str = ""
    estimated: bool = False
    hours: Spans = ()


class OfficeHours(NamedTuple):
    """The week from `starts_on` to `ends_on` inclusive: seven entries, Monday first.

    Of several that fit a date a unit's `own` go before those for all, then those with an end before those without, then
    the latest start. `name` is told with each day they hold for.
    """

    week: tuple[Spans, ...]
    starts_on: date = date.min
    ends_on: date | None = None
    name: str = ""
    estimated: bool = False
    own: bool = False

    def hold(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Counted(NamedTuple):
    """One day of a promise: whether it counted as a working day, and why, in Indonesian."""

    date: date
    counted: bool
    reason: str


class _Dated(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def kind(self) -> DayKind: ...
    @property
    def estimated(self) -> bool: ...


def known_until(days: Iterable[_Dated]) -> date:
    """The last day of the last year for which cuti bersama is decreed; `date.min` where none is.

    It is decreed anew every year, so a year without any is a year nobody knows yet. Estimates do not count.
    """
    years = [one.day.year for one in days if one.kind is DayKind.JOINT_LEAVE and not one.estimated]
    return date(max(years), 12, 31) if years else date.min


class Calendar:
    """Working days and working time of one time zone.

    `version` names the rows it was built from. Dates outside all rows follow the weekly office hours. `until` is the
    last day for whose year cuti bersama is known; without it the special days themselves tell.
    """

    def __init__(
        self,
        hours: Iterable[OfficeHours],
        special: Iterable[SpecialDay],
        zone: str,
        version: str = "0",
        until: date | None = None,
    ) -> None:
        self.zone, self.version = zone, version
        self._zone = ZoneInfo(zone)
        self._hours = tuple(sorted(hours, key=_precedence, reverse=True))
        self._special = {one.day: one for one in special}
        self.known_until = until or known_until(self._special.values())
        _check(self._hours)
        self._table = DayTable(self.hours_on)
        self._due = lru_cache(maxsize=65536)(self._due_uncached)

    def local_date(self, instant: datetime) -> date:
        """The date on the wall of this zone. `instant` carries its zone."""
        return instant.astimezone(self._zone).date()

    def offset(self, instant: datetime) -> timedelta:
        """How far this zone's wall is ahead of UTC at an instant."""
        return instant.astimezone(self._zone).utcoffset() or timedelta()

    def hours_on(self, day: date) -> Spans:
        """Office hours of a date; none where it is not worked."""
        special = self._special.get(day)
        if special is None or special.kind is DayKind.ORDINARY:
            return self._weekly(day)
        if special.kind is DayKind.WORKING:
            return special.hours or self._weekly(day) or self._some_hours(day)
        if special.kind is DayKind.HALF:
            return special.hours or self._weekly(day)[:1]
        return ()

    def _weekly(self, day: date) -> Spans:
        held = self._held(day)
        return held.week[day.weekday()] if held else ()

    def _held(self, day: date) -> OfficeHours | None:
        return next((one for one in self._hours if one.hold(day)), None)

    def _some_hours(self, day: date) -> Spans:
        """The hours of the nearest weekday before `day` that has any: for a free weekday that is worked."""
        for back in range(1, 8):
            spans = self._weekly(day - timedelta(days=back))
            if spans:
                return spans
        return ()

    def is_working(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def why(self, day: date) -> str:
        """What kind of day it is, in Indonesian."""
        special = self._special.get(day)
        if special is None:
            return self._why_weekly(day)
        kind = self._why_weekly(day) if special.kind is DayKind.ORDINARY else KIND_NAMES[special.kind]
        name = kind + (f": {special.name}" if special.name else "")
        return name + (" (perkiraan)" if special.estimated else "")

    def _why_weekly(self, day: date) -> str:
        held, weekday = self._held(day), WEEKDAYS[day.weekday()]
        if held is None or not held.week[day.weekday()]:
            return f"akhir pekan ({weekday})" if day.weekday() >= 5 else f"tanpa jam kerja ({weekday})"
        name = f", {held.name}" if held.name else ""
        return f"hari kerja ({weekday}){name}" + (" (perkiraan)" if name and held.estimated else "")

    def runs_out(self, day: date) -> bool:
        """Whether the date may still become a day off because its year's cuti bersama is not decreed."""
        return day > self.known_until

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself does not count. `n` is at least 1."""
        if n < 1:
            raise ValueError("a promise is at least one working day long")
        return date.fromordinal(self._table.nth_after(day.toordinal(), n))

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie from `first` to `last`, both included."""
        return self._table.count(first.toordinal(), last.toordinal())

    def due_after(self, instant: datetime, days: int) -> datetime:
        """The UTC instant at which a promise of `days` working days, counted from `instant`, runs out."""
        return self._due(instant.astimezone(self._zone).toordinal(), days)

    def _due_uncached(self, start: int, days: int) -> datetime:
        day = self.nth_working_day_after(date.fromordinal(start), days)
        return self._instant(day, self.hours_on(day)[-1][1])

    def due_after_time(self, instant: datetime, working: timedelta) -> datetime:
        """The UTC instant at which this much office time has passed; it starts with the next working instant."""
        day, moment = self._table.after(self._moment(instant), working // timedelta(microseconds=1))
        # Added after the zone: office hours are what the wall says.
        local = datetime.combine(date.fromordinal(day), time()) + timedelta(microseconds=moment)
        return local.replace(tzinfo=self._zone).astimezone(UTC)

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def working_time(self, a: datetime, b: datetime) -> timedelta:
        """Office time between two instants, to the microsecond; negative where `b` lies before `a`."""
        return timedelta(microseconds=self._table.elapsed(self._moment(a), self._moment(b)))

    def time_on(self, day: date) -> int:
        """Office time of a whole date, in microseconds."""
        return self._table.elapsed((day.toordinal(), 0), (day.toordinal() + 1, 0))

    def working_minutes(self, a: datetime, b: datetime) -> int:
        """Whole minutes of office time between two instants; negative where `b` lies before `a`."""
        micros = self._table.elapsed(self._moment(a), self._moment(b))
        return micros // MINUTE if micros >= 0 else -(-micros // MINUTE)

    def _moment(self, instant: datetime) -> tuple[int, int]:
        local = instant.astimezone(self._zone)
        return local.toordinal(), micros(local.time())


def _precedence(hours: OfficeHours) -> tuple[bool, bool, date]:
    return hours.own, hours.ends_on is not None, hours.starts_on


def _check(hours: Sequence[OfficeHours]) -> None:
    """Refuse hours without which no deadline could ever be found, or that run backwards."""
    for one in hours:
        if len(one.week) != len(WEEKDAYS):
            raise ValueError("office hours name all seven weekdays")
        for spans in one.week:
            edges = [edge for span in spans for edge in span]
            if any(left >= right for left, right in pairwise(edges)):
                raise ValueError("the spans of a day rise and do not touch")
    if not any(one.ends_on is None and any(one.week) for one in hours):
        raise ValueError("some weekday has office hours that never end")
