"""The fast calendar against slow, obvious loops: day by day and minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from workdays.working_days import Calendar, DayKind, OfficeHours, SpecialDay

START = date(2024, 1, 1)
ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/New_York"])
"""WIB, WITA and WIT; and two that change their clocks between January and April, which no rule may assume away."""


@st.composite
def spans(draw: st.DrawFn, least: int = 0) -> tuple[tuple[time, time], ...]:
    count = draw(st.integers(least, 2))
    minutes = sorted(draw(st.sets(st.integers(0, 1439), min_size=2 * count, max_size=2 * count)))
    edges = [time(minute // 60, minute % 60) for minute in minutes]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def office_hours(draw: st.DrawFn) -> list[OfficeHours]:
    week = [draw(spans()) for _ in range(6)] + [draw(spans(least=1))]
    found = [OfficeHours(tuple(draw(st.permutations(week))))]
    for place in range(draw(st.integers(0, 3))):
        # Starts differ, so that one of them always goes before the others.
        first = START + timedelta(days=4 * draw(st.integers(0, 15)) + place)
        last = draw(
            st.one_of(st.none(), st.integers(0, 40).map(lambda days, first=first: first + timedelta(days=days)))
        )
        least = int(last is None)
        found.append(OfficeHours(tuple(draw(spans(least)) for _ in range(7)), first, last, own=draw(st.booleans())))
    return found


SPECIAL = st.lists(
    st.builds(
        SpecialDay,
        day=st.dates(START, START + timedelta(days=90)),
        kind=st.sampled_from(DayKind),
        hours=st.one_of(st.just(()), spans()),
    ),
    max_size=25,
    unique_by=lambda one: one.day,
)
MOMENTS = st.datetimes(datetime(2024, 1, 2), datetime(2024, 4, 1)).map(lambda at: at.replace(tzinfo=UTC))


def spans_of(hours: list[OfficeHours], special: list[SpecialDay], day: date) -> tuple[tuple[time, time], ...]:
    """What is worked on a day, said without any table."""

    def ordinary(on: date) -> tuple[tuple[time, time], ...]:
        fitting = [one for one in hours if one.starts_on <= on and (one.ends_on is None or on <= one.ends_on)]
        fitting = [one for one in fitting if one.own] or fitting
        fitting = [one for one in fitting if one.ends_on] or fitting
        return max(fitting, key=lambda one: one.starts_on).week[on.weekday()]

    for one in special:
        if one.day == day and one.kind is DayKind.HALF:
            return one.hours or ordinary(day)[:1]
        if one.day == day and one.kind is DayKind.WORKING:
            earlier = (ordinary(day - timedelta(days=back)) for back in range(8))
            return one.hours or next((found for found in earlier if found), ())
        if one.day == day and one.kind is not DayKind.ORDINARY:
            return ()
    return ordinary(day)


@settings(deadline=None)
@given(office_hours(), SPECIAL, ZONES, MOMENTS, st.integers(1, 60))
def test_due_dates_day_by_day(
    hours: list[OfficeHours], special: list[SpecialDay], zone: str, at: datetime, days: int
) -> None:
    calendar = Calendar(hours, special, zone)
    day, left = at.astimezone(ZoneInfo(zone)).date(), days
    counted = []
    while left:
        day += timedelta(days=1)
        if spans_of(hours, special, day):
            left -= 1
            counted.append(day)
    due = calendar.due_after(at, days)
    assert due.astimezone(ZoneInfo(zone)) == datetime.combine(day, spans_of(hours, special, day)[-1][1], ZoneInfo(zone))
    assert calendar.nth_working_day_after(at.astimezone(ZoneInfo(zone)).date(), days) == day
    assert calendar.working_days_between(counted[0], day) == days
    assert at < due


@settings(max_examples=40, deadline=None)
@given(office_hours(), SPECIAL, ZONES, MOMENTS, st.integers(0, 12 * 1440))
def test_working_minutes_minute_by_minute(
    hours: list[OfficeHours], special: list[SpecialDay], zone: str, at: datetime, minutes: int
) -> None:
    start = at.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    worked, moment = 0, start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    while moment < end.astimezone(ZoneInfo(zone)).replace(tzinfo=None):  # office hours are what the wall says
        worked += any(a <= moment.time() < b for a, b in spans_of(hours, special, moment.date()))
        moment += timedelta(minutes=1)
    calendar = Calendar(hours, special, zone)
    assert calendar.working_minutes(start, end) == worked
    assert calendar.working_minutes(end, start) == -worked
    assert calendar.working_time(start, end) == timedelta(minutes=worked)


@settings(deadline=None)
@given(office_hours(), MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_to_the_microsecond(
    hours: list[OfficeHours], a: datetime, b: datetime, c: datetime
) -> None:
    calendar = Calendar(hours, (), "Asia/Jakarta")
    assert calendar.working_time(a, b) + calendar.working_time(b, c) == calendar.working_time(a, c)
    assert abs(calendar.working_time(a, b)) <= abs(b - a)


@settings(max_examples=30, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_the_table_grows_both_ways(first: date, second: date) -> None:
    week = OfficeHours((((time(8), time(16)),),) * 5 + ((), ()))
    asked, fresh = Calendar([week], (), "Asia/Jakarta"), Calendar([week], (), "Asia/Jakarta")
    asked.nth_working_day_after(first, 3)
    assert asked.nth_working_day_after(second, 7) == fresh.nth_working_day_after(second, 7)
    assert asked.nth_working_day_after(second, 5) == second + timedelta(
        days=7 if second.weekday() < 5 else 11 - second.weekday()
    )


@settings(deadline=None, max_examples=60)
@given(office_hours(), SPECIAL, ZONES, MOMENTS, st.integers(1, 3000))
def test_promises_in_working_time_minute_by_minute(
    hours: list[OfficeHours], special: list[SpecialDay], zone: str, at: datetime, minutes: int
) -> None:
    """Walk on, a minute at a time; what is worked counts, and the last counted minute ends the promise."""
    calendar = Calendar(hours, special, zone)
    at = at.replace(second=0, microsecond=0)
    due = calendar.due_after_time(at, timedelta(minutes=minutes))
    local, left, known = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), minutes, {}
    while left:
        if local.date() not in known:
            known[local.date()] = spans_of(hours, special, local.date())
        left -= any(start <= local.time() < end for start, end in known[local.date()])
        local += timedelta(minutes=1)
    assert due == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
