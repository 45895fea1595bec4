"""Databases of a test's own: made from a template, made clean after use, and lent again.

To make one takes the file system longer than most tests take; to empty what a test filled is quick. A database that is
not just as it was made, but for rows in tables that had none, is dropped.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from foundation.embedded import SUPERUSER, Address, EmbeddedPostgres

CLONED = "STRATEGY FILE_COPY"
"""How a database is made from its template: by the file system; by the log, most of a test is waiting for it."""

_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
_REFERENCES = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
_ALONE = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_MAKE = """SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
    SELECT concat_ws(' ', 'class', oid, relname, relnatts, relacl, reloptions) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', 'constraint', oid, convalidated) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', 'function', oid, md5(prosrc)) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig) FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT concat_ws(' ', 'statistics', count(*)) FROM pg_statistic
) AS made(part)"""


async def statement(address: Address, sql: str) -> None:
    """Run what may not run in a transaction."""
    connection = await _connected(address)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@asynccontextmanager
async def own_database(server: EmbeddedPostgres, template: str) -> AsyncIterator[Address]:
    """A copy of the template, without whoever still holds it afterwards."""
    shelf = _SHELVES.setdefault((server.folder, template), _Shelf())
    name = shelf.clean.pop() if shelf.clean else await _copied(server, template, shelf)
    address = server.address.of(name)
    try:
        yield address
    finally:
        if await _cleaned(address, shelf):
            shelf.clean.append(name)
        else:
            await statement(server.address, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class _Shelf:
    """Clean copies of one template, and what is known of it."""

    clean: list[str] = field(default_factory=list)
    made: str = ""
    """Tells whether tables, triggers and rules are as they were."""
    empty: tuple[str, ...] = ()
    filled: dict[str, str] = field(default_factory=dict)
    """What tables with rows hold, by their names."""
    referring: dict[str, set[str]] = field(default_factory=dict)
    """Tables that have to be emptied with one."""


_SHELVES: dict[tuple[Path, str], _Shelf] = {}


async def _copied(server: EmbeddedPostgres, template: str, shelf: _Shelf) -> str:
    name = f"test_{uuid4().hex}"
    await statement(server.address, f"CREATE DATABASE {name} TEMPLATE {template} {CLONED}")
    if not shelf.made:
        await _learn(server.address.of(name), shelf)
    return name


async def _learn(address: Address, shelf: _Shelf) -> None:
    connection = await _connected(address, SUPERUSER)
    try:
        tables = [row[0] for row in await connection.fetch(_TABLES)]
        with_rows = await _with_rows(connection, tables)
        shelf.empty = tuple(name for name in tables if name not in with_rows)
        shelf.filled = await _contents(connection, sorted(with_rows))
        for by, of in await connection.fetch(_REFERENCES):
            shelf.referring.setdefault(of, set()).add(by)
        shelf.made = await connection.fetchval(_MAKE)
    finally:
        await connection.close()


async def _cleaned(address: Address, shelf: _Shelf) -> bool:
    """Whether the database is as it was made; whoever still holds it is sent away."""
    connection = await _connected(address, SUPERUSER)
    try:
        await connection.execute(_ALONE)
        if await connection.fetchval(_MAKE) != shelf.made:
            return False
        if await _contents(connection, shelf.filled) != shelf.filled:
            return False
        together = _with_referring(await _with_rows(connection, shelf.empty), shelf)
        if together & shelf.filled.keys():
            return False
        if together:
            # What may only grow in earnest is emptied here: its triggers sleep in a session that replicates.
            await connection.execute(f"SET session_replication_role = replica; TRUNCATE {', '.join(sorted(together))}")
        return True
    finally:
        await connection.close()


def _with_referring(names: Iterable[str], shelf: _Shelf) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += shelf.referring.get(name, ())
    return found


async def _with_rows(connection: Any, tables: Iterable[str]) -> set[str]:
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
    return {row[0] for row in await connection.fetch(asked)}


async def _contents(connection: Any, tables: Iterable[str]) -> dict[str, str]:
    asked = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} AS t"
        for name in tables
    )
    return {row[0]: row[1] for row in await connection.fetch(asked)} if asked else {}


async def _connected(address: Address, user: str | None = None) -> Any:
    place = replace(address, user=user) if user else address
    return await asyncpg.connect(host=str(place.socket_folder), user=place.user, database=place.database)
