"""However many send, no second holds more than thirty messages and no chat two; a chat's pause is its own."""

import asyncio
import time
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from sqlalchemy import text

from bots.pace import FLOOD, Pace
from foundation.database import Database

ZERO, LONG = timedelta(), timedelta(seconds=30)


def most_within_a_second(times: list[float]) -> int:
    """The slow oracle: count for every message those that follow within a second."""
    return max(sum(1 for at in times if first <= at < first + 1) for first in times)


async def seconds(database: Database) -> float:
    async with database.reading() as session:
        told = await session.exec(text("SELECT extract(epoch FROM clock_timestamp())"))  # type: ignore[call-overload]
        return float(told.scalar_one())


async def test_four_senders_keep_to_thirty_a_second(database: Database) -> None:
    replicas = [Pace(database) for _ in range(4)]
    times: list[float] = []

    async def send(pace: Pace, chats: list[UUID]) -> None:
        for chat in chats:
            assert await pace.turn(chat, LONG) is None
            times.append(time.monotonic())

    began = time.monotonic()
    await asyncio.gather(*(send(pace, [uuid4() for _ in range(22)]) for pace in replicas))
    took = time.monotonic() - began
    assert len(times) == 88
    assert most_within_a_second(times) <= 30
    assert 88 / 30 - 0.5 < took < 88 / 25 + 10


async def test_a_chat_hears_one_message_a_second_whoever_sends(database: Database) -> None:
    replicas = [Pace(database) for _ in range(4)]
    times: dict[UUID, list[float]] = defaultdict(list)
    chats = [uuid4() for _ in range(3)]

    async def send(pace: Pace) -> None:
        for chat in chats:
            assert await pace.turn(chat, LONG) is None
            times[chat].append(time.monotonic())

    await asyncio.gather(*(send(pace) for pace in replicas))
    for sent in times.values():
        assert len(sent) == 4
        assert all(later - sooner > 1 for sooner, later in pairwise(sorted(sent)))


async def test_moments_given_out_at_the_same_time_are_never_the_same(database: Database) -> None:
    """By the database's own clock, so that no delay of the test's hides a fault."""
    replicas = [Pace(database) for _ in range(4)]
    now = await seconds(database)
    given = 0
    for _ in range(6):
        moments = await asyncio.gather(*(pace.ask(uuid4()) for pace in replicas))
        given += sum(moment.given for moment in moments)
        assert all(moment.wait <= timedelta(seconds=0.4) for moment in moments if moment.given)
        assert all(moment.wait > ZERO for moment in moments if not moment.given)
    past = await seconds(database) - now
    async with database.reading() as session:
        ahead = text("SELECT extract(epoch FROM next_at) FROM bot_pace WHERE key = 'all'")
        last = float((await session.exec(ahead)).scalar_one()) - now  # type: ignore[call-overload]
    # Each given moment took its 42 ms of the time there was, and little more than was given out ahead is lent.
    assert given * 0.042 <= last + 0.001
    assert last <= past + 0.2 + 0.042 + 0.042 + 0.001


async def test_who_waited_for_another_counts_from_what_that_one_left(database: Database) -> None:
    """Four ask while a fifth holds the row: each has to see what the one before it took."""
    pace, chats = Pace(database), [uuid4() for _ in range(4)]
    rows = "INSERT INTO bot_pace SELECT key, '-infinity' FROM unnest(string_to_array(:keys, ',')) AS t(key)"
    async with database.transaction() as session:
        keys = ",".join(["all", *map(str, chats)])
        await session.exec(text(rows), params={"keys": keys})  # type: ignore[call-overload]
    async with database.transaction() as session:
        await session.exec(text("SELECT 1 FROM bot_pace WHERE key = 'all' FOR UPDATE"))  # type: ignore[call-overload]
        asking = [asyncio.create_task(pace.ask(chat)) for chat in chats]
        await asyncio.sleep(0.5)
        released = await seconds(database)
    assert all(moment.given for moment in await asyncio.gather(*asking))
    async with database.reading() as session:
        ahead = text("SELECT extract(epoch FROM next_at) FROM bot_pace WHERE key = 'all'")
        assert float((await session.exec(ahead)).scalar_one()) - released >= 4 * 0.04  # type: ignore[call-overload]


async def test_the_pause_of_a_chat_is_its_own(database: Database) -> None:
    pace, slow, quick = Pace(database), uuid4(), uuid4()
    await pace.limited(slow, timedelta(seconds=20))
    moment = await pace.ask(slow)
    assert not moment.given
    assert timedelta(seconds=19) < moment.wait <= timedelta(seconds=20)
    assert (await Pace(database).turn(slow, timedelta(seconds=1))) is not None
    assert await pace.ask(quick) == (True, ZERO, False)
    await pace.limited(slow, timedelta(seconds=1))
    assert (await pace.ask(slow)).wait > timedelta(seconds=15)


async def test_many_chats_limited_in_a_row_pause_all(database: Database) -> None:
    pace = Pace(database)
    for number in range(FLOOD):
        pace.taken()
        await pace.limited(uuid4(), timedelta(seconds=20))
        assert (await Pace(database).ask(uuid4())).given, number
    pace.taken()
    for _ in range(FLOOD):
        await pace.limited(uuid4(), timedelta(seconds=20))
    moment = await Pace(database).ask(uuid4())
    assert not moment.given
    assert moment.wait > timedelta(seconds=18)


async def test_who_waits_for_their_own_chat_holds_up_nobody_of_the_same_process(database: Database) -> None:
    pace, slow = Pace(database), uuid4()
    await pace.limited(slow, timedelta(seconds=1.5))
    waiting = asyncio.create_task(pace.turn(slow, LONG))
    await asyncio.sleep(0.1)
    for _ in range(5):
        assert await pace.turn(uuid4(), LONG) is None
    assert not waiting.done()
    assert await waiting is None


async def test_patience_ends_in_the_queue_too_and_who_is_cancelled_leaves_it(database: Database) -> None:
    pace = Pace(database)
    await pace.limited(uuid4(), timedelta(seconds=1))
    async with database.transaction() as session:
        later = "INSERT INTO bot_pace VALUES ('all', clock_timestamp() + interval '3 seconds')"
        await session.exec(text(later))  # type: ignore[call-overload]
    first = asyncio.create_task(pace.turn(uuid4(), LONG))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    asked_in_vain = await pace.turn(uuid4(), timedelta(seconds=0.3))
    assert asked_in_vain is not None
    assert asked_in_vain > ZERO
    assert time.monotonic() - began < 2
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert await pace.turn(uuid4(), LONG) is None


async def test_old_rows_are_swept_and_it_goes_on(database: Database) -> None:
    pace = Pace(database)
    await pace.ask(uuid4())
    async with database.transaction() as session:
        await session.exec(text("UPDATE bot_pace SET next_at = now() - interval '2 hours'"))  # type: ignore[call-overload]
    await pace.sweep()
    async with database.reading() as session:
        left = (await session.exec(text("SELECT key FROM bot_pace"))).scalars().all()  # type: ignore[call-overload]
    assert left == ["all"]
    assert (await pace.ask(uuid4())).given
