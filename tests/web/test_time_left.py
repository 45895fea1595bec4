"""Time left as somebody at work counts it, held against a walk through the minutes."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from web.time_left import TimeLeft, time_left
from workdays.working_days import Calendar, DayKind, OfficeHours, SpecialDay

WEEK = (((time(7, 30), time(12)), (time(13), time(16))),) * 5 + ((), ())
HOLIDAY = SpecialDay(date(2026, 11, 25), DayKind.HOLIDAY)
CALENDAR = Calendar([OfficeHours(WEEK)], (HOLIDAY,), "UTC", "1")
FRIDAY = datetime(2026, 11, 20, 10, tzinfo=UTC)


def left(due: datetime, now: datetime = FRIDAY, **more: bool) -> TimeLeft:
    return time_left(CALENDAR, due, now, **more)


def test_the_weekend_and_a_holiday_are_no_time_at_work() -> None:
    assert left(datetime(2026, 11, 20, 16, tzinfo=UTC)) == TimeLeft(5, "hours", True, False)
    assert left(datetime(2026, 11, 23, 9, tzinfo=UTC)) == TimeLeft(6, "hours", True, False)
    assert left(datetime(2026, 11, 26, 16, tzinfo=UTC)) == TimeLeft(3, "days", True, False)
    assert left(datetime(2026, 11, 20, 10, 20, tzinfo=UTC)) == TimeLeft(20, "minutes", True, False)


def test_what_is_late_is_late_by_days_at_work() -> None:
    tuesday = datetime(2026, 11, 17, 16, tzinfo=UTC)
    assert left(tuesday) == TimeLeft(2, "days", True, True), "Friday is not over"
    assert left(tuesday, FRIDAY.replace(hour=16)) == TimeLeft(3, "days", True, True)
    assert left(tuesday, datetime(2026, 11, 22, 18, tzinfo=UTC)) == TimeLeft(3, "days", True, True)
    assert left(tuesday, datetime(2026, 11, 23, 1, tzinfo=UTC)) == TimeLeft(3, "days", True, True), "Monday at night"
    assert left(datetime(2026, 11, 19, 16, tzinfo=UTC)) == TimeLeft(2, "hours", True, True)
    saturday = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert left(datetime(2026, 11, 20, 16, tzinfo=UTC), saturday) == TimeLeft(0, "minutes", True, True)


def test_danger_to_life_runs_by_the_clock() -> None:
    saturday = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert left(saturday + timedelta(hours=3, minutes=59), saturday, every_day=True) == TimeLeft(
        3, "hours", False, False
    )
    assert left(saturday - timedelta(days=2), saturday, every_day=True) == TimeLeft(2, "days", False, True)


@settings(deadline=None)
@example(-1950, 2400)
@given(st.integers(-20_000, 20_000), st.integers(0, 20_000))
def test_never_more_is_told_than_there_is(minutes: int, start: int) -> None:
    now = datetime(2026, 11, 9, tzinfo=UTC) + timedelta(minutes=start)
    due = now + timedelta(minutes=minutes)
    told = left(due, now)
    first, last = sorted((now, due))
    worked, days, at = 0, set(), first
    while at < last:
        at += timedelta(minutes=1)
        inside = any(a < at.time() <= b for a, b in CALENDAR.hours_on(at.date()))
        worked += inside
    day = first.date() + timedelta(days=1)
    while day <= last.date():
        if CALENDAR.is_working(day):
            days.add(day)
        day += timedelta(days=1)
    assert told.late == (due < now)
    if told.unit == "days":
        assert worked >= 8 * 60
        if told.late:
            assert told.amount * 7.5 * 60 <= worked <= (told.amount + 1) * 7.5 * 60  # from opening to closing time
        else:
            assert told.amount == len(days)
    elif told.unit == "hours":
        assert told.amount == worked // 60 >= 1
    else:
        assert worked < 60
        assert told.amount == (worked if told.late else max(1, worked))
