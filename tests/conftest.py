"""A real PostgreSQL for every test that asks for one: one server a run, one freshly cloned database a test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from foundation.database import Database
from foundation.embedded import Address, EmbeddedPostgres
from service.migrations import upgrade

TEMPLATE = "tanggap_template"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The server, without durability: no test of the pure rules should wait for a disk."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(folder, durable=False, settings={"max_connections": "200"}) as running:
        yield running


@pytest.fixture(scope="session")
def template(server: EmbeddedPostgres) -> str:
    """A migrated, empty database that no one connects to, to be cloned."""
    asyncio.run(_statement(server.address, f"CREATE DATABASE {TEMPLATE}"))
    upgrade(server.address.of(TEMPLATE).url)
    return TEMPLATE


@pytest.fixture
async def database_address(server: EmbeddedPostgres, template: str) -> AsyncIterator[Address]:
    """A database of the test's own, dropped afterwards."""
    name = f"test_{uuid4().hex}"
    await _statement(server.address, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.address.of(name)
    await _statement(server.address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_address: Address) -> AsyncIterator[Database]:
    """The way into a migrated, empty database of the test's own."""
    opened = Database(database_address.url, pool_size=8)
    yield opened
    await opened.close()


async def _statement(address: Address, sql: str) -> None:
    connection = await asyncpg.connect(
        host=str(address.socket_folder), user=address.user, database=address.database
    )
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
