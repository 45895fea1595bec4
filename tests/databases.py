"""Databases of a test's own, made from a template and dropped afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg

from foundation.embedded import Address, EmbeddedPostgres

CLONED = "STRATEGY FILE_COPY"
"""How a database is made from its template: by the file system; by the log, most of a test is waiting for it."""


async def statement(address: Address, sql: str) -> None:
    """Run what may not run in a transaction."""
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@asynccontextmanager
async def own_database(server: EmbeddedPostgres, template: str) -> AsyncIterator[Address]:
    """A copy of the template, dropped with whoever still holds it."""
    name = f"test_{uuid4().hex}"
    await statement(server.address, f"CREATE DATABASE {name} TEMPLATE {template} {CLONED}")
    try:
        yield server.address.of(name)
    finally:
        await statement(server.address, f"DROP DATABASE {name} WITH (FORCE)")
