"""Quiet hours, pure: which instants lie in the hours of the night, and when they end. Hours are local wall time."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

SPAN = 3
"""Days within which every night ends, whatever is done to the clocks."""


class Quiet(NamedTuple):
    """From `starts` until just before `ends` by the clock on the wall; over midnight where `ends` comes first."""

    starts: time
    ends: time

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Self | None:
        """Of a region's `[quiet]`: from and to as HH:MM; None where it is empty. Raises ValueError."""
        if not values:
            return None
        if set(values) != {"from", "to"}:
            raise ValueError('quiet hours are written from = "20:00" and to = "06:00"')
        starts, ends = time.fromisoformat(values["from"]), time.fromisoformat(values["to"])
        if starts == ends or starts.tzinfo or ends.tzinfo:
            raise ValueError("quiet hours begin and end at different times of the wall clock")
        return cls(starts, ends)

    def hold(self, wall: time) -> bool:
        """Whether a time on the wall is one of them."""
        if self.starts < self.ends:
            return self.starts <= wall < self.ends
        return wall >= self.starts or wall < self.ends


def free_from(quiet: Quiet | None, at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant from `at` (UTC) on that is not quiet in this zone: `at` itself, or the end of the hours.

    Where clocks are put forward over the end, that is the moment in which they are.
    """
    if quiet is None or not quiet.hold(_wall(at, zone)):
        return at
    moments = sorted({*_ends(quiet, at, zone), *_changes(at, zone)})
    return next(moment for moment in moments if moment > at and not quiet.hold(_wall(moment, zone)))


def _wall(instant: datetime, zone: ZoneInfo) -> time:
    return instant.astimezone(zone).time()


def _ends(quiet: Quiet, at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When the wall shows the end of the hours, on this day and the next ones; twice where a clock is put back."""
    today = at.astimezone(zone).date()
    for days, fold in product(range(SPAN), (0, 1)):
        wall = datetime.combine(today + timedelta(days=days), quiet.ends, zone)
        yield wall.replace(fold=fold).astimezone(UTC)


def _changes(at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When a clock is put forward or back: the wall may leave the hours without ever showing their end."""
    for hour in range(24 * SPAN):
        before, after = at + timedelta(hours=hour), at + timedelta(hours=hour + 1)
        offset = before.astimezone(zone).utcoffset()
        if after.astimezone(zone).utcoffset() == offset:
            continue
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) / 2
            before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
        yield after.replace(microsecond=0)
