"""Statements handed straight to the driver stay within the transaction they belong to."""

import asyncpg
import pytest
from sqlalchemy.exc import InterfaceError, OperationalError

from foundation.database import Database, plainly


async def said(database: Database) -> list[int]:
    async with database.at_once() as connection:
        return [row["number"] for row in await plainly(connection, "SELECT number FROM said ORDER BY number")]


async def say(database: Database, *numbers: int, fault: Exception | None = None) -> None:
    async with database.transaction() as session:
        for number in numbers:
            await plainly(session, "INSERT INTO said (number) VALUES ($1)", number)
            assert number not in await said(database)
        if fault:
            raise fault


async def test_plain_statements_are_committed_and_rolled_back_with_their_transaction(database: Database) -> None:
    async with database.at_once() as connection:
        await plainly(connection, "CREATE TABLE said (number int PRIMARY KEY)")
    with pytest.raises(RuntimeError):
        await say(database, 1, 2, fault=RuntimeError())
    assert await said(database) == []
    await say(database, 1, 2)
    assert await said(database) == [1, 2]
    with pytest.raises(asyncpg.UniqueViolationError):
        await say_the_first_again(database)
    await say(database, 5)
    assert await said(database) == [1, 2, 5]


async def say_the_first_again(database: Database) -> None:
    async with database.transaction() as session:
        for number in (3, 1):
            await plainly(session, "INSERT INTO said (number) VALUES ($1)", number)


@pytest.mark.parametrize("way", ["at_once", "transaction"])
async def test_a_connection_that_was_cut_off_is_not_handed_out_again(database: Database, way: str) -> None:
    own = Database(database.engine.url.render_as_string(hide_password=False), pool_size=1)

    async def cut_off() -> None:
        async with getattr(own, way)() as within:
            (mine,) = await plainly(within, "SELECT pg_backend_pid() AS pid")
            async with database.at_once() as other:
                await plainly(other, "SELECT pg_terminate_backend($1)", mine["pid"])
            await plainly(within, "SELECT 1")

    try:
        with pytest.raises((OperationalError, InterfaceError)):
            await cut_off()
        async with own.at_once() as again:
            assert [row["one"] for row in await plainly(again, "SELECT 1 AS one")] == [1]
    finally:
        await own.close()
