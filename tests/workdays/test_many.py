"""Arithmetic on arrays against the calendar itself, one by one."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workdays.test_against_oracle import SPECIAL, ZONES, office_hours
from workdays.many import CalendarArrays, instants, moment
from workdays.working_days import Calendar, OfficeHours, SpecialDay

YEARS = range(2023, 2027)
MOMENTS = st.datetimes(datetime(2023, 12, 30), datetime(2024, 12, 31, 23)).map(lambda at: at.replace(tzinfo=UTC))
PAIRS = st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=12)
WEEK = (((time(8), time(12)), (time(13), time(16))),) * 5 + ((), ())


@settings(deadline=None, max_examples=120)
@given(office_hours(), SPECIAL, ZONES, PAIRS, st.integers(1, 40), st.integers(1, 400 * 60_000_000))
def test_arrays_agree_with_the_calendar(
    hours: list[OfficeHours],
    special: list[SpecialDay],
    zone: str,
    pairs: list[tuple[datetime, datetime]],
    days: int,
    micros: int,
) -> None:
    calendar = Calendar(hours, special, zone)
    arrays = CalendarArrays(calendar, YEARS)
    first, second = instants(a for a, _ in pairs), instants(b for _, b in pairs)
    assert [moment(due) for due in arrays.due_after(first, np.full(len(pairs), days))] == [
        calendar.due_after(a, days) for a, _ in pairs
    ]
    assert [timedelta(microseconds=int(one)) for one in arrays.working_time(first, second)] == [
        calendar.working_time(a, b) for a, b in pairs
    ]
    assert [moment(due) for due in arrays.due_after_time(first, np.full(len(pairs), micros))] == [
        calendar.due_after_time(a, timedelta(microseconds=micros)) for a, _ in pairs
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Jakarta", "Australia/Lord_Howe"])
def test_hours_through_the_night_in_which_clocks_change(zone: str) -> None:
    """Every half hour of a year, with the office open when the wall skips an hour or repeats one."""
    calendar = Calendar([OfficeHours((((time(1), time(4)),),) * 7)], (), zone)
    arrays = CalendarArrays(calendar, range(2023, 2027))
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    moments = [begin + timedelta(minutes=30 * half) for half in range(366 * 48)]
    minutes = np.full(len(moments), 100 * 60_000_000)
    found = arrays.due_after_time(instants(moments), minutes)
    assert [moment(due) for due in found] == [calendar.due_after_time(at, timedelta(minutes=100)) for at in moments]
    elapsed = arrays.working_time(instants([begin] * len(moments)), instants(moments))
    assert [int(one) for one in elapsed] == [
        calendar.working_time(begin, at) // timedelta(microseconds=1) for at in moments
    ]
    assert [moment(due) for due in arrays.due_after(instants(moments), np.ones(len(moments), np.int64))] == [
        calendar.due_after(at, 1) for at in moments
    ]


def test_empty_arrays_give_empty_arrays() -> None:
    arrays, none = CalendarArrays(Calendar([OfficeHours(WEEK)], (), "Asia/Jayapura"), range(2026, 2027)), instants([])
    for found in (arrays.due_after(none, none), arrays.due_after_time(none, none), arrays.working_time(none, none)):
        assert (found.dtype, len(found)) == (np.int64, 0)


def test_beyond_its_years_it_says_so() -> None:
    arrays = CalendarArrays(Calendar([OfficeHours(WEEK)], (), "Asia/Makassar"), range(2026, 2027))
    inside, outside = instants([datetime(2026, 12, 29, tzinfo=UTC)]), instants([datetime(2027, 1, 1, tzinfo=UTC)])
    with pytest.raises(OverflowError, match="instant"):
        arrays.working_time(inside, outside)
    with pytest.raises(OverflowError, match="deadline"):
        arrays.due_after(inside, np.array([9]))
    with pytest.raises(OverflowError, match="deadline"):
        arrays.due_after_time(inside, np.array([40 * 3_600_000_000]))
    with pytest.raises(ValueError, match="at least one"):
        arrays.due_after(inside, np.array([0]))
    with pytest.raises(ValueError, match="above 0"):
        arrays.due_after_time(inside, np.array([0]))


def test_midnight_belongs_to_the_day_it_begins() -> None:
    calendar = Calendar([OfficeHours(WEEK)], (), "Asia/Jakarta")
    edges = [datetime(2026, 6, 8, 16, 59, 59, 999_999, UTC), datetime(2026, 6, 8, 17, tzinfo=UTC)]
    dues = CalendarArrays(calendar, range(2026, 2027)).due_after(instants(edges), np.array([1, 1]))
    assert [calendar.local_date(moment(due)) for due in dues] == [date(2026, 6, 9), date(2026, 6, 10)]
