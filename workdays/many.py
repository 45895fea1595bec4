"""The calendar's arithmetic on many promises at once: arrays of instants in, arrays out, to the same microsecond.

An instant is an int64 of microseconds since 1970 in UTC, working time an int64 of microseconds. Office hours are what
the wall says, so everything is first brought to the wall's own microseconds by a table of the zone's changes.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from workdays.day_table import SECOND, micros
from workdays.working_days import Calendar, Spans

Micros = npt.NDArray[np.int64]
Days = npt.NDArray[np.integer]

DAY = 86_400 * SECOND
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instants(moments: Iterable[datetime]) -> Micros:
    """Aware datetimes as an array."""
    return np.fromiter(((moment - _EPOCH) // _MICROSECOND for moment in moments), np.int64)


def moment(instant: int) -> datetime:
    """One element of an array of instants as a UTC datetime."""
    return _EPOCH + timedelta(microseconds=int(instant))


class ZoneChanges:
    """Offsets of a zone over a time, both ways. Of a wall time that comes twice the first is meant."""

    def __init__(self, calendar: Calendar, first: datetime, last: datetime) -> None:
        found = list(_changes(calendar, first, last))
        self._offsets = np.array([offset for _, offset in found], np.int64)
        at = np.array([instant for instant, _ in found[1:]], np.int64)
        self._at = at
        # A wall that skips an hour goes on counting by the old offset until the new one is reached.
        self._at_wall = at + np.maximum(self._offsets[:-1], self._offsets[1:])

    def wall(self, at: Micros) -> Micros:
        """UTC microseconds to the wall's."""
        if not len(self._at):
            return at + self._offsets[:1]
        offsets: Micros = self._offsets[np.searchsorted(self._at, at, "right")]
        return at + offsets

    def utc(self, wall: Micros) -> Micros:
        """The wall's microseconds to UTC."""
        if not len(self._at):
            return wall - self._offsets[:1]
        offsets: Micros = self._offsets[np.searchsorted(self._at_wall, wall, "right")]
        return wall - offsets


def _changes(calendar: Calendar, first: datetime, last: datetime) -> Iterable[tuple[int, int]]:
    """The offset at `first`, then every instant until `last` from which another one holds."""

    def offset(second: int) -> int:
        return calendar.offset(datetime.fromtimestamp(second, UTC)) // _MICROSECOND

    step = 21_600  # a zone never goes there and back within six hours
    before, end = int(first.timestamp()), int(last.timestamp())
    yield before * SECOND, offset(before)
    while before < end:
        after = min(before + step, end)
        if offset(after) != offset(before):
            low, high = before, after
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(before) else (low, middle)
            yield high * SECOND, offset(high)
        before = after


class CalendarArrays:
    """The working days of whole years of a calendar, laid out for arrays. Agrees with `Calendar` exactly.

    `years` must reach around every instant and every deadline asked for; OverflowError is raised beyond them.
    """

    def __init__(self, calendar: Calendar, years: range) -> None:
        first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
        self._first, count = first.toordinal() - _EPOCH_DAY, last.toordinal() - first.toordinal() + 1
        # A day more on either side, for instants whose wall lies in the years and whose UTC does not.
        begin = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(days=1)
        self._zone = ZoneChanges(calendar, begin, datetime(last.year, 12, 31, tzinfo=UTC) + timedelta(days=2))
        spans = [calendar.hours_on(date.fromordinal(first.toordinal() + day)) for day in range(count)]
        worked = np.array([bool(one) for one in spans])
        self._count = np.concatenate([np.cumsum(worked), [0]])
        """Worked days up to and including each day."""
        days = np.flatnonzero(worked) + self._first
        ends = np.array([micros(one[-1][1]) for one in spans if one], np.int64)
        self._due = self._zone.utc(days * DAY + ends)
        self._lay_out(spans)

    def _lay_out(self, spans: list[Spans]) -> None:
        """Spans as one rising line of wall time, and per day, side by side, for look-ups without a search."""
        flat = [
            (day * DAY + micros(a), micros(b) - micros(a)) for day, one in enumerate(spans, self._first) for a, b in one
        ]
        self._starts = np.array([start for start, _ in flat], np.int64)
        self._before = np.concatenate([[0], np.cumsum(np.array([length for _, length in flat], np.int64))])
        per_day = np.array([len(one) for one in spans], np.int64)
        self._until_day = self._before[np.concatenate([[0], np.cumsum(per_day)])]
        most = max(per_day, default=0)
        self._begins = np.zeros((most, len(spans)), np.int64)
        self._lengths = np.zeros((most, len(spans)), np.int64)
        for day, one in enumerate(spans):
            for place, (a, b) in enumerate(one):
                self._begins[place, day] = micros(a)
                self._lengths[place, day] = micros(b) - micros(a)

    def _local_days(self, wall: Micros) -> Micros:
        """Days since the first of the years."""
        days = wall // DAY - self._first
        if days.size and (days.min() < 0 or days.max() >= len(self._count) - 1):
            raise OverflowError("an instant lies outside the years laid out")
        return days

    def due_after(self, at: Micros, days: Days) -> Micros:
        """`Calendar.due_after` for each pair; `days` are at least 1. Either may be a single number."""
        if np.any(np.asarray(days) < 1):
            raise ValueError("a promise is at least one working day long")
        place = self._count[self._local_days(self._zone.wall(at))] + days - 1
        if place.size and place.max() >= len(self._due):
            raise OverflowError("a deadline lies outside the years laid out")
        return self._due[place]

    def due_after_time(self, at: Micros, working: Micros) -> Micros:
        """`Calendar.due_after_time` for each pair; `working` is microseconds of office time, above 0."""
        if np.any(np.asarray(working) <= 0):
            raise ValueError("working time is above 0")
        goal = self._until(self._zone.wall(at)) + working
        if goal.size and goal.max() > self._before[-1]:
            raise OverflowError("a deadline lies outside the years laid out")
        place = np.searchsorted(self._before, goal, "left") - 1
        return self._zone.utc(self._starts[place] + goal - self._before[place])

    def working_time(self, a: Micros, b: Micros) -> Micros:
        """`Calendar.working_time` for each pair, in microseconds; negative where `b` lies before `a`."""
        return self._until(self._zone.wall(b)) - self._until(self._zone.wall(a))

    def _until(self, wall: Micros) -> Micros:
        """Working time from the first of the years to each moment of the wall."""
        days = self._local_days(wall)
        moment_of_day = wall - (days + self._first) * DAY
        total: Micros = self._until_day[days]
        for begins, lengths in zip(self._begins, self._lengths, strict=True):
            total = total + np.clip(moment_of_day - begins[days], 0, lengths[days])
        return total
