"""What the database alone could take in: pgbench inserts the rows of real filings into twins of the real tables.

The twins have the same columns, indexes, checks, computed columns and triggers, and lie in the same durable
server. One filing is one prepared statement in one transaction, with fresh ids: the least a client can do.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from foundation.embedded import EmbeddedPostgres
from foundation.postgres_account import ENVIRONMENT

SCHEMA = "ceiling"
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'complaint_id'
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, coalesce(a.attnum = ANY (i.indkey), false) AS in_key
FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
"""
_TRIGGERS = """
SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE t.tgrelid = $1::text::regclass AND NOT t.tgisinternal
"""


class CeilingFailed(Exception):
    """pgbench could not do its work; the message holds its words."""


@dataclass(frozen=True)
class Ceiling:
    """Scripts for pgbench, one a captured filing, and how many rows a filing has on the average."""

    database: EmbeddedPostgres
    scripts: tuple[Path, ...]
    rows: float

    def per_second(self, clients: int, seconds: int) -> float:
        """Transactions a second that so many clients reach."""
        files = [argument for script in self.scripts for argument in ("-f", str(script))]
        done = subprocess.run(
            [
                *(str(self.database.bin("pgbench")), "--no-vacuum", "--protocol=prepared", *files),
                *(f"--client={clients}", f"--jobs={min(clients, 2)}", f"--time={seconds}"),
                f"{self.database.libpq} options='-c search_path={SCHEMA}'",
            ],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            check=False,
        )
        found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
        if done.returncode != 0 or found is None or "ERROR" in done.stderr:
            raise CeilingFailed(f"pgbench: {done.stderr.strip()[-500:]}")
        return float(found[1])


async def captured(database: EmbeddedPostgres, filings: Sequence[Any], folder: Path) -> Ceiling:
    """Make the twins and the scripts from the rows that these filings (ids of complaints) left in all tables."""
    address = database.address
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    try:
        tables = [row[0] for row in await connection.fetch(_TABLES)]
        await _make_twins(connection, tables)
        columns = {table: await connection.fetch(_COLUMNS, table) for table in tables}
        scripts, rows = [], 0
        for number, filing in enumerate(filings):
            inserts = []
            for table in tables:
                texts = ", ".join(f"{column['attname']}::text" for column in columns[table])
                found = await connection.fetch(f"SELECT {texts} FROM public.{table} WHERE complaint_id = $1", filing)  # noqa: S608
                if found:
                    inserts.append(_insert(table, columns[table], found))
                    rows += len(found)
            script = folder / f"filing{number}.sql"
            script.write_text(_statement(inserts), encoding="utf-8")
            scripts.append(script)
    finally:
        await connection.close()
    return Ceiling(database, tuple(scripts), rows / len(filings))


async def _make_twins(connection: Any, tables: Sequence[str]) -> None:
    await connection.execute(f"CREATE SCHEMA {SCHEMA}")
    for table in tables:
        await connection.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")
        for (trigger,) in await connection.fetch(_TRIGGERS, f"public.{table}"):
            await connection.execute(trigger.replace(f" ON public.{table} ", f" ON {SCHEMA}.{table} "))


def _insert(table: str, columns: Sequence[Any], rows: Sequence[Any]) -> str:
    names = ", ".join(column["attname"] for column in columns)
    selects = " UNION ALL ".join(f"SELECT {', '.join(_values(table, columns, row))} FROM filing" for row in rows)  # noqa: S608
    return f"INSERT INTO {table} ({names}) {selects}"


def _values(table: str, columns: Sequence[Any], row: Sequence[str | None]) -> Iterator[str]:
    """What was stored, but everything that has to differ from filing to filing made anew."""
    for column, value in zip(columns, row, strict=True):
        name, kind = column["attname"], column["type"]
        if name == "complaint_id":
            yield "filing.id"
        elif value is not None and kind == "uuid" and column["in_key"]:
            yield "gen_random_uuid()"
        elif (table, name) == ("tickets", "code"):
            yield "substr(upper(md5(filing.id::text)), 1, 11)"
        elif value is not None and kind == "bytea" and name.endswith("_index"):
            yield "uuid_send(gen_random_uuid())"
        else:
            yield f"{_literal(value)}::{kind}"


def _literal(value: str | None) -> str:
    if value is None:
        return "NULL"
    plain = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\r", "\\r")
    # pgbench takes a word after a colon for a variable, even within quotes.
    return "E'" + plain.replace(":", "\\x3a") + "'"


def _statement(inserts: Sequence[str]) -> str:
    *before, last = inserts
    parts = ["filing AS MATERIALIZED (SELECT gen_random_uuid() AS id)"]
    parts += [f"w{number} AS ({insert})" for number, insert in enumerate(before)]
    return f"WITH {', '.join(parts)} {last};\n"
