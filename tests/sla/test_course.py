"""Every promise against one walked minute by minute: dates, what is left, warnings and the days that are explained."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.course import MICROSECOND, Length, Pace, course, days, instants_at
from tests.sla.minutes import (
    MICROS,
    MINUTE,
    STARTS,
    Clockface,
    Halt,
    Promised,
    Walk,
    World,
    promises,
    share_of,
    walk,
    worlds,
)

SHARES = st.lists(st.floats(0.01, 0.99), max_size=3, unique=True).map(sorted)


@settings(deadline=None)  # four promises each; the profile "long" has forty times as many examples
@given(worlds(), st.lists(promises(), min_size=4, max_size=4), SHARES)
def test_a_promise_goes_the_way_of_the_one_walked_minute_by_minute(
    world: World, asked: list[Promised], shares: list[float]
) -> None:
    face, calendar = Clockface(world, min(one.start for one in asked) - timedelta(days=3)), world.calendar
    for start, length, stops in asked:
        walked = walk(face, start, length, stops)
        pace = Pace(calendar, length.every_day)
        found = course(pace, start, length, stops)
        assert (found.due, found.left) == (walked.due, walked.left)
        assert sum(pace.spent(*run) for run in found.runs) == len(walked.spent) * MICROS
        if found.left is None:
            assert list(instants_at(pace, found.runs, shares)) == [(one, share_of(walked.spent, one)) for one in shares]
        _explained(pace, start, length, stops, face, walked)


def _explained(
    pace: Pace, start: datetime, length: Length, stops: Sequence[Halt], face: Clockface, walked: Walk
) -> None:
    """Each day is there once and in order; those that count are those on which time was spent, and no more of it."""
    rows = list(days(pace, start, length, walked.due, stops, ["menunggu"] * len(stops)))
    first, last = face.day(start), face.day(walked.due - MICROSECOND)
    assert [row.date for row in rows] == [first + timedelta(days=n) for n in range((last - first).days + 1)]
    worked = Counter(face.day(minute) for minute in walked.spent)
    assert [row.date for row in rows if row.counted] == sorted(worked)
    told = {row.date: _told(row.reason, row.date, face, length.every_day) for row in rows if row.counted}
    assert told == worked
    if not stops:
        assert rows[-1].counted
    if length.days:
        assert not rows[0].counted


def _told(reason: str, day: date, face: Clockface, every_day: bool) -> int:
    """The minutes that an explanation says were counted on a day."""
    part = re.search(r"(\d+) jam (\d+) menit dihitung", reason)
    if part:
        return int(part[1]) * 60 + int(part[2])
    midnight = datetime.combine(day, time(), face.zone).astimezone(UTC)
    return face.count(midnight, face.morrow(midnight), every_day)


@settings(deadline=None)
@given(worlds(), STARTS, st.integers(0, 10_000), st.booleans())
def test_time_that_passed_is_counted_minute_by_minute(
    world: World, start: datetime, minutes: int, every_day: bool
) -> None:
    pace, end = Pace(world.calendar, every_day), start + minutes * MINUTE
    counted = Clockface(world, start).count(start, end, every_day)
    assert pace.spent(start, end) == counted * MICROS
    assert pace.spent(end, start) == 0
    if counted:
        assert start < pace.after(start, counted * MICROS) <= end
    assert pace.after(start, 0) == start
