"""Quiet hours against a clock that is read minute by minute: any window, any zone, clocks put forward and back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notices.quiet import Quiet, free_from

NIGHT = Quiet(time(20), time(6))
JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
"""When clocks are put forward or back in the zones that do so, in 2026."""

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
windows = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Quiet(*pair))
instants = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC)),
    st.builds(
        lambda change, minute: change + timedelta(minutes=minute), st.sampled_from(CHANGES), st.integers(-1600, 200)
    ),
)


def slow(quiet: Quiet, at: datetime, zone: ZoneInfo) -> datetime:
    """What `free_from` means, read off a clock that is looked at every minute."""
    while not free(quiet, at, zone):
        at = at.replace(second=0) + timedelta(minutes=1)
    return at


def free(quiet: Quiet, at: datetime, zone: ZoneInfo) -> bool:
    wall = at.astimezone(zone)
    minute, starts, ends = (at.hour * 60 + at.minute for at in (wall, quiet.starts, quiet.ends))
    into = (minute - starts) % 1440
    return into >= (ends - starts) % 1440


@given(windows, instants, st.sampled_from(ZONES).map(ZoneInfo))
@example(Quiet(time(1, 30), time(2)), datetime(2026, 11, 1, 5, 45, tzinfo=UTC), ZoneInfo("America/New_York"))
@example(Quiet(time(20), time(2, 30)), datetime(2026, 3, 8, 4, tzinfo=UTC), ZoneInfo("America/New_York"))
@example(Quiet(time(20), time(1, 30)), datetime(2026, 11, 1, 6, 10, tzinfo=UTC), ZoneInfo("America/New_York"))
def test_the_end_of_the_quiet_hours_is_the_one_a_clock_shows(quiet: Quiet, at: datetime, zone: ZoneInfo) -> None:
    assert free_from(quiet, at, zone) == slow(quiet, at, zone)


def test_nobody_is_woken_at_night() -> None:
    """20.00 in Lampung is 13:00 UTC, 06.00 is 23:00 UTC; in Jayapura two hours earlier."""
    evening, morning = datetime(2026, 11, 20, 13, tzinfo=UTC), datetime(2026, 11, 20, 23, tzinfo=UTC)
    before = evening - timedelta(seconds=1)
    assert free_from(NIGHT, before, JAKARTA) == before
    assert free_from(NIGHT, evening, JAKARTA) == morning
    assert free_from(NIGHT, datetime(2026, 11, 20, 20, 17, 5, tzinfo=UTC), JAKARTA) == morning
    assert free_from(NIGHT, morning, JAKARTA) == morning
    assert free_from(NIGHT, evening, JAYAPURA) == morning - timedelta(hours=2)


def test_without_quiet_hours_every_instant_will_do() -> None:
    midnight = datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert Quiet.read({}) is None
    assert free_from(None, midnight, JAKARTA) == midnight
    assert Quiet.read({"from": "20:00", "to": "06:00"}) == NIGHT


@pytest.mark.parametrize(
    "written",
    [
        {"from": "20:00"},
        {"to": "06:00"},
        {"from": "20:00", "to": "20:00"},
        {"from": "malam", "to": "pagi"},
        {"from": "20:00", "to": "06:00", "kecuali": "Jumat"},
        {"from": "25:00", "to": "06:00"},
    ],
)
def test_hours_that_say_nothing_are_refused(written: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"quiet hours|Invalid isoformat|hour must be"):
        Quiet.read(written)
