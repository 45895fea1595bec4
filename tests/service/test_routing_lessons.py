"""The night's lesson: once a night, at two by the region's clock, made up for where it was missed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.clock import SetClock
from routing.learning import lessons
from service.routing_lessons import due, lesson_of_the_night
from web.house import House

WIB = ZoneInfo("Asia/Jakarta")
JAYAPURA = ZoneInfo("Asia/Jayapura")


def local(day: int, hour: int, minute: int = 0, zone: ZoneInfo = WIB) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        (local(3, 2), local(2, 2, 1), True),
        (local(3, 1, 59), local(2, 2, 1), False),
        (local(3, 14), local(3, 2, 5), False),
        (local(3, 14), local(2, 14), True),
        (local(3, 1), local(1, 14), True),
        (local(3, 1), local(2, 14), False),
    ],
)
def test_it_is_due_once_after_two_at_night(now: datetime, last: datetime, expected: bool) -> None:
    assert due(now, WIB, last) is expected


def test_the_hour_is_that_of_the_region() -> None:
    assert due(local(3, 2, zone=JAYAPURA), JAYAPURA, local(2, 3, zone=JAYAPURA))
    assert not due(local(3, 2, zone=JAYAPURA), WIB, local(2, 3, zone=WIB))


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(5, 40))
def test_asked_every_ten_minutes_it_is_held_once_a_day(begin: int, days: int) -> None:
    at = last = local(1, begin)
    held = 0
    while at < local(1, begin) + timedelta(days=days):
        at += timedelta(minutes=10)
        if due(at, WIB, last):
            held, last = held + 1, at
            assert at.astimezone(WIB).hour == 2
    assert held == days


async def test_the_night_after_the_region_was_loaded_is_the_first(house: House) -> None:
    assert isinstance(house.clock, SetClock)
    assert await lesson_of_the_night(house) == 0
    assert await lessons(house.database) == []
    house.clock.instant += timedelta(days=1)
    await lesson_of_the_night(house)
    assert [one.outcome for one in await lessons(house.database)] == ["too_little"]
    await lesson_of_the_night(house)
    assert len(await lessons(house.database)) == 1
