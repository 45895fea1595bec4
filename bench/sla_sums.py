"""Working time of many pairs of instants: in arrays, and by a loop that looks at every minute."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from service.region_folder import read_folder
from service.settings import Settings
from workdays.many import CalendarArrays, instants
from workdays.reading import WrittenCalendar
from workdays.seed import shipped_calendars
from workdays.working_days import Calendar

YEARS = range(2024, 2028)
MINUTE = timedelta(minutes=1)
SAMPLE = 40
"""Pairs for the loop, which takes its time; each is at most a month long."""


class Sums(NamedTuple):
    """Seconds for all pairs in arrays, and how many times as long the loop would take, told from a sample."""

    working_time: float
    due_dates: float
    loop_ratio: float
    wrong: int
    """Pairs of the sample on which the two disagree."""


def measure(pairs: int, rounds: int = 5) -> Sums:
    calendar = _calendar()
    arrays = CalendarArrays(calendar, YEARS)
    chance = random.Random(1)  # noqa: S311 - the same pairs every time
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    # Whole minutes, so that the loop is exact.
    starts = [begin + chance.randrange(525_600) * MINUTE for _ in range(pairs)]
    ends = [start + chance.randrange(43_200) * MINUTE for start in starts]
    a, b = instants(starts), instants(ends)
    seconds = _median(lambda: arrays.working_time(a, b), rounds)
    days = (b - a) // 86_400_000_000 // 2 + 1
    dates = _median(lambda: arrays.due_after(a, days), rounds)
    sample = list(zip(starts, ends, strict=True))[:SAMPLE]
    begun = time.perf_counter()
    walked = [_by_minutes(calendar, *pair) for pair in sample]
    loop = (time.perf_counter() - begun) / len(sample) * pairs
    found = arrays.working_time(a[: len(sample)], b[: len(sample)]) // 60_000_000
    return Sums(seconds, dates, loop / seconds, sum(map(int.__ne__, walked, found.tolist())))


def _median(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _by_minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    zone, minutes = ZoneInfo(calendar.zone), 0
    while start < end:
        local = start.astimezone(zone)
        minutes += any(a <= local.time() < b for a, b in calendar.hours_on(local.date()))
        start += MINUTE
    return minutes


def _calendar() -> Calendar:
    folder = read_folder(Settings().regions_folder / "lampung")
    written = WrittenCalendar(folder.hours, folder.days, folder.ranges)
    return shipped_calendars(written, YEARS).calendar("Asia/Jakarta")
