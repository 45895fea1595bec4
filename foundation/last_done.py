"""When something that is done by hand or by a command was last done here, and with what result."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from foundation.database import Database

BACKUP, CHAIN = "backup", "chain"

_NOTE = text(
    "INSERT INTO last_done (name, at, good, data) VALUES (:name, :at, :good, CAST(:data AS jsonb)) ON CONFLICT (name) "
    "DO UPDATE SET at = excluded.at, good = excluded.good, data = excluded.data WHERE last_done.at <= excluded.at"
)
_ALL = text("SELECT name, at, good, data FROM last_done")


class Done(msgspec.Struct, frozen=True):
    """The latest time: `data` are numbers and words that tell of it, never of a person."""

    name: str
    at: datetime
    good: bool
    data: dict[str, Any]


async def note(database: Database, name: str, at: datetime, good: bool, data: Mapping[str, Any]) -> None:
    """Write down that it was done; an older time never takes the place of a newer one."""
    values = {"name": name, "at": at, "good": good, "data": msgspec.json.encode(dict(data)).decode()}
    async with database.at_once() as connection:
        await connection.execute(_NOTE, values)


async def latest(database: Database) -> dict[str, Done]:
    """By name; what was never done is missing."""
    async with database.at_once() as connection:
        return {row[0]: Done(*row) for row in await connection.execute(_ALL)}


async def schema_version(database: Database) -> str:
    """The migration this database stands at."""
    async with database.at_once() as connection:
        return str((await connection.execute(text("SELECT max(version_num) FROM alembic_version"))).scalar_one())


async def server_version(database: Database) -> str:
    async with database.at_once() as connection:
        return str((await connection.execute(text("SHOW server_version"))).scalar_one())
