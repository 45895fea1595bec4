"""The clock of requests about personal data: 72 hours by the wall, whatever day, zone or season it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from complaints.data_rights import SOON, Standing, due_of, hours_left, standing

ZONES = ("UTC", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/Santiago")
instants = st.builds(
    lambda wall, zone: wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC),
    st.datetimes(datetime(2024, 10, 17), datetime(2040, 1, 1)),
    st.sampled_from(ZONES),
)


def ticks(start: datetime, hours: int) -> datetime:
    """So many hours later, counted one by one on a clock that shows seconds since 1970."""
    seconds = start.timestamp()
    for _hour in range(hours):
        seconds += 3600
    return datetime.fromtimestamp(seconds, UTC)


@given(instants)
def test_it_is_due_after_three_times_twenty_four_hours(received_at: datetime) -> None:
    assert abs(due_of(received_at) - ticks(received_at, 72)) < timedelta(milliseconds=1)


@given(instants, st.integers(0, 200 * 3600), st.none() | st.integers(0, 200 * 3600))
def test_how_it_stands_agrees_with_counting_seconds(received_at: datetime, now: int, answered: int | None) -> None:
    limit = 72 * 3600
    if answered is not None:
        expected = Standing.IN_TIME if answered <= limit else Standing.ANSWERED_LATE
    elif now > limit:
        expected = Standing.LATE
    else:
        expected = Standing.SOON if limit - now <= 24 * 3600 else Standing.OPEN
    due = due_of(received_at)
    answered_at = None if answered is None else received_at + timedelta(seconds=answered)
    assert standing(due, answered_at, received_at + timedelta(seconds=now)) is expected


@given(instants, st.integers(-300 * 3600, 300 * 3600))
def test_hours_left_are_whole_and_say_on_which_side_it_is(due: datetime, seconds: int) -> None:
    """Counted down by taking hours away for as long as a whole one is left."""
    left, whole = abs(seconds), 0
    while left >= 3600:
        left, whole = left - 3600, whole + 1
    told = hours_left(due, due - timedelta(seconds=seconds))
    assert told == (whole if seconds >= 0 else -max(1, whole))


def test_it_is_warned_of_a_day_ahead() -> None:
    assert timedelta(hours=24) == SOON
