"""Connections are opened as they are needed, kept, and never more than there is room for."""

import asyncio

from sqlalchemy import text

from foundation.database import SPARE, Database
from foundation.embedded import Address


async def test_connections_stay_open_and_whoever_finds_none_waits(database_address: Address) -> None:
    opened = Database(database_address.url, pool_size=2)
    room = 2 + SPARE
    most, inside = 0, 0

    async def ask() -> int:
        nonlocal most, inside
        async with opened.at_once() as connection:
            inside += 1
            most = max(most, inside)
            number = (await connection.execute(text("SELECT pg_backend_pid() FROM pg_sleep(0.05)"))).scalar_one()
            inside -= 1
            return int(number)

    try:
        first = await asyncio.gather(*(ask() for _ in range(3 * room)))
        second = await asyncio.gather(*(ask() for _ in range(3 * room)))
    finally:
        await opened.close()
    assert most == room
    assert len(set(first)) == room
    assert set(second) == set(first), "nothing was opened anew"
