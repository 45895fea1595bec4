"""How fast people of the invented world are: office time for civil servants, waking time for citizens."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import log
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workdays.working_days import Calendar

HOURS = (1, 0.5, 0.3, 0.3, 0.6, 1.6, 3, 4.5, 6.5, 7.5, 7.5, 6.5, 5.5, 5.5, 5, 5, 4.5, 4.5, 5, 6.5, 7, 5.5, 3.5, 2)
"""When citizens write: a weight for each hour of the local day. No profile was published; this one is our own."""
WEEKDAYS = (1.25, 1.12, 1.08, 1.05, 1.0, 0.75, 0.65)
"""The same for each weekday, Monday first."""
_WAKES, _SLEEPS = 6, 22


class OfficeTime:
    """Office time as one long line, so that some minutes of it after any instant are one look-up."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        zone = ZoneInfo(calendar.zone)
        self._starts: list[float] = []
        lengths: list[float] = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            for opens, closes in calendar.hours_on(day):
                start, end = (datetime.combine(day, at, zone).timestamp() for at in (opens, closes))
                self._starts.append(start)
                lengths.append(end - start)
        self._before = list(accumulate(lengths, initial=0.0))
        self.day = self._before[-1] / 60 / max(calendar.working_days_between(first, last), 1)
        """Minutes of an average working day."""

    def between(self, earlier: datetime, later: datetime) -> float:
        """Minutes of office time between two instants."""
        return (self._spent(later) - self._spent(earlier)) / 60

    def after(self, instant: datetime, minutes: float) -> datetime:
        """The instant in office hours at which so many minutes of them have passed; never past the end of the line."""
        target = min(self._spent(instant) + minutes * 60, self._before[-1] - 1)
        place = bisect_right(self._before, target) - 1
        return datetime.fromtimestamp(round(self._starts[place] + target - self._before[place]), UTC)

    def _spent(self, instant: datetime) -> float:
        at = instant.timestamp()
        place = max(bisect_right(self._starts, at) - 1, 0)
        length = self._before[place + 1] - self._before[place]
        return self._before[place] + min(max(at - self._starts[place], 0.0), length)


class Desk:
    """A unit with too few hands: cases wait in line, each takes `minutes` of office time."""

    def __init__(self, office: OfficeTime, minutes: float, opens: datetime) -> None:
        self._office, self._minutes = office, minutes
        self._free = office.after(opens, minutes)

    def done_with(self, arrived: datetime) -> datetime:
        """When a case that arrived then is done."""
        self._free = self._office.after(max(self._free, arrived), self._minutes)
        return self._free


class Manner(NamedTuple):
    """How a unit works. Times are medians; `spread` is the sigma of the logarithm."""

    take: float
    """Office hours until somebody takes the case."""
    days: float
    """Working days from then until the answer."""
    spread: float
    tells: float
    """How often the citizen hears something before a late answer."""
    asks: float
    empty: float
    """How often an answer says nothing."""
    disputed: float


def manner(unit: str) -> Manner:
    """The ways of an ordinary unit, its own and always the same."""
    own = chance(f"manner of {unit}")
    return Manner(
        take=own.uniform(2.5, 7),
        days=own.uniform(2.6, 5.6),
        spread=own.uniform(0.5, 0.75),
        tells=own.uniform(0.7, 0.92),
        asks=own.uniform(0.06, 0.16),
        empty=own.uniform(0.05, 0.14),
        disputed=own.uniform(0.035, 0.075),
    )


def chance(seed: str) -> Random:
    """Numbers that are drawn the same way whenever the same seed is given."""
    return Random(seed)  # noqa: S311 - an invented world is to be the same again, not to be unpredictable


def around(chance: Random, median: float, spread: float) -> float:
    """A time with this median, now and then much longer."""
    return chance.lognormvariate(log(median), spread) if median > 0 else 0.0


def awake(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant, or the morning after it where it falls into the night."""
    local = instant.astimezone(zone)
    if _WAKES <= local.hour < _SLEEPS:
        return instant
    day = local.date() + timedelta(days=local.hour >= _SLEEPS)
    start = datetime.combine(day, time(_WAKES), zone).astimezone(UTC)
    return start + timedelta(minutes=local.hour * 4 + local.minute, seconds=local.second)
