"""Limits hold exactly, whoever counts and however many at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from foundation.clock import SetClock
from foundation.database import Database
from foundation.errors import TooMany
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing

TEN = Limit("filing", 10)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 21, 3, 0, 20, tzinfo=UTC))


async def passed(*questions: tuple[Limits, str]) -> int:
    answers = await asyncio.gather(*(limits.count(TEN, who) for limits, who in questions), return_exceptions=True)
    assert all(answer is None or isinstance(answer, TooMany) for answer in answers)
    return answers.count(None)


async def test_of_a_hundred_at_once_on_two_replicas_just_ten_pass(database: Database, clock: SetClock) -> None:
    keys = KeyRing.fresh()
    replicas = [Limits(database, clock, keys), Limits(database, clock, keys)]
    assert await passed(*((replicas[number % 2], "10.0.0.1") for number in range(100))) == 10


async def test_each_address_has_its_own_count(database: Database, clock: SetClock) -> None:
    limits = Limits(database, clock, KeyRing.fresh())
    assert await passed(*((limits, f"10.0.0.{number % 3}") for number in range(60))) == 30


async def test_the_next_minute_begins_anew_and_says_when(database: Database, clock: SetClock) -> None:
    limits = Limits(database, clock, KeyRing.fresh())
    assert await passed(*[(limits, "10.0.0.1")] * 10) == 10
    with pytest.raises(TooMany) as refused:
        await limits.count(TEN, "10.0.0.1")
    assert refused.value.retry_after == 40
    clock.instant += timedelta(seconds=40)
    assert await passed((limits, "10.0.0.1")) == 1


async def test_who_asked_is_not_kept(database: Database, clock: SetClock) -> None:
    await Limits(database, clock, KeyRing.fresh()).count(TEN, "10.0.0.1")
    async with database.reading() as session:
        names = [row[0] for row in await session.exec(text("SELECT name FROM counters"))]  # type: ignore[call-overload]
    assert len(names) == 1
    assert "10.0.0.1" not in names[0]
