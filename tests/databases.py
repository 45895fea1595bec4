"""Databases of a test's own: made from a template, made clean after use, and lent again.

To make one takes the file system longer than most tests take; to empty what a test filled is quick. A database that is
not just as it was made, but for rows in tables that had none, is dropped.

The way into it is lent on with it: connections that are open already and know its statements save a third of what most
tests take. Whoever cleans it stays connected as well: to come anew takes five times as long as to clean.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from foundation.database import Database
from foundation.embedded import SUPERUSER, Address, EmbeddedPostgres

CLONED = "STRATEGY FILE_COPY"
"""How a database is made from its template: by the file system; by the log, most of a test is waiting for it."""

_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
_WRITTEN = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "AND pg_relation_size(oid) > 0"
)
"""Tables into which anything was written since they were made, though it may be gone."""
_REFERENCES = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
_KEPT = "kept"
"""What connections call themselves that are lent on."""
_ALONE = (
    "SELECT count(*) FILTER (WHERE fit), count(CASE WHEN NOT fit THEN pg_terminate_backend(pid, 5000) END) FROM ("
    "SELECT pid, application_name = $1 AND state = 'idle' "
    "AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory') AS fit "
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS others"
)
"""Ends all connections but those of this name that do nothing and hold nothing; how many of these there are."""
_UNKNOWN = "SELECT pg_clear_relation_stats('public', $1)"
"""The planner shall not know that a table is empty: of one just made it does not."""
_MAKE = """SELECT array_agg(part ORDER BY part) FROM (
    SELECT concat_ws(' ', 'classes', sum(hashtext(concat_ws(' ', oid, relname, relnatts, relacl, reloptions))))
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'triggers', count(*), max(xmin::text::int8)) FROM pg_trigger
    UNION ALL SELECT concat_ws(' ', 'constraints', count(*), max(xmin::text::int8)) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', 'functions', count(*), max(xmin::text::int8)) FROM pg_proc
    UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig) FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION ALL SELECT concat_ws(' ', 'statistics', count(*)) FROM pg_statistic
) AS made(part)"""
"""Tables, triggers and rules; which transaction wrote last tells of any change in what no test changes in passing."""


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
            await _forget_way(address)
            await _CLEANERS.pop(address.url).close()
            await statement(server.address, f"DROP DATABASE {name} WITH (FORCE)")


def way_into(address: Address) -> Database:
    """The way into a lent database, as whoever had it before has left it; nobody closes it but `close_ways`."""
    if address.url not in _WAYS:
        called = {"server_settings": {"application_name": _KEPT}}
        _WAYS[address.url] = Database(address.url, pool_size=8, connect_args=called)
    return _WAYS[address.url]


async def close_ways() -> None:
    for way in _WAYS.values():
        await way.close()
    _WAYS.clear()
    for cleaner in _CLEANERS.values():
        await cleaner.close()
    _CLEANERS.clear()


async def _forget_way(address: Address) -> None:
    if way := _WAYS.pop(address.url, None):
        await way.close()


async def _cleaner(address: Address) -> Any:
    """The superuser's connection by which a lent database is cleaned."""
    known = _CLEANERS.get(address.url)
    if known is None or known.is_closed():
        _CLEANERS[address.url] = known = await _connected(address, SUPERUSER)
        # What may only grow in earnest is emptied here: its triggers sleep in a session that replicates.
        await known.execute("SET session_replication_role = replica")
    return known


@dataclass
class _Shelf:
    """Clean copies of one template, and what is known of it."""

    clean: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    """Tells whether tables, triggers and rules are as they were."""
    empty: tuple[str, ...] = ()
    filled: dict[str, str] = field(default_factory=dict)
    """How many rows tables hold that had some, and who wrote last, by their names."""
    referring: dict[str, set[str]] = field(default_factory=dict)
    """Tables that have to be emptied with one."""


_SHELVES: dict[tuple[Path, str], _Shelf] = {}
_WAYS: dict[str, Database] = {}
_CLEANERS: dict[str, Any] = {}


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
    pool: Any = _WAYS[address.url].engine.pool if address.url in _WAYS else None
    connection = await _cleaner(address)
    fit = await connection.fetchval(_ALONE, _KEPT if pool and not pool.checkedout() else "nobody")
    if pool and (pool.checkedout() or fit != pool.checkedin()):
        await _forget_way(address)
    if await connection.fetchval(_MAKE) != shelf.made:
        return False
    if await _contents(connection, shelf.filled) != shelf.filled:
        return False
    written = {row[0] for row in await connection.fetch(_WRITTEN)} - shelf.filled.keys()
    at_once, one_by_one = _ways_to_empty(written, shelf)
    for name in one_by_one:
        await connection.execute(f"DELETE FROM {name}")
        await connection.execute(f"VACUUM {name}")
        await connection.execute(_UNKNOWN, name)
    if at_once:
        await connection.execute(f"TRUNCATE {', '.join(at_once)}")
    return True


def _ways_to_empty(names: set[str], shelf: _Shelf) -> tuple[list[str], list[str]]:
    """Which are emptied at once, and which row by row: a table cannot be without all that refer to it.

    To empty those as well, though nothing was written into them, takes ten times as long.
    """
    at_once = set(names)
    while referred := {name for name in at_once if not shelf.referring.get(name, set()) <= at_once}:
        at_once -= referred
    return sorted(at_once), sorted(names - at_once)


async def _with_rows(connection: Any, tables: Iterable[str]) -> set[str]:
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
    return {row[0] for row in await connection.fetch(asked)}


async def _contents(connection: Any, tables: Iterable[str]) -> dict[str, str]:
    asked = " UNION ALL ".join(
        f"SELECT '{name}', concat_ws(' ', count(*), max(xmin::text::int8)) FROM {name}" for name in tables
    )
    return {row[0]: row[1] for row in await connection.fetch(asked)} if asked else {}


async def _connected(address: Address, user: str | None = None) -> Any:
    place = replace(address, user=user) if user else address
    return await asyncpg.connect(host=str(place.socket_folder), user=place.user, database=place.database)
