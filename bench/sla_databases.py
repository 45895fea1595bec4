"""Databases with many open promises: made once, kept for the next run, and copied for whatever changes them."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg

from bench.sla_rows import CLOCKS
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import Address, EmbeddedPostgres
from service import region
from service.migrations import upgrade
from service.progress import Report
from service.settings import ROOT, Settings, inherited
from service.standing import database_folder, make_private

MAKERS, MANY = 2, 1_000
"""Processes that make rows at once; fewer cases than so many are made sooner than a second one has started."""
TITLE = "Making {} open promises"
_KEPT = re.compile(r"open_\d+_[0-9a-f]{8}")


class NotMade(Exception):
    """A process that makes rows failed; its words stood on standard error."""


@dataclass(frozen=True)
class Databases:
    """A server of its own in `settings.data`, and what is in it."""

    settings: Settings
    server: EmbeddedPostgres

    def of(self, clocks: int, due: int, report: Report) -> Address:
        """A database with so many open promises, `due` of which run out together; made if it is not there."""
        name = f"open_{clocks}_{_state(clocks, due)}"
        if name not in self._names():
            asyncio.run(self._make(name, clocks, due, report))
        return self.server.address.of(name)

    @contextmanager
    def copied(self, original: Address) -> Iterator[Address]:
        """A copy to be changed."""
        name = f"copy_of_{original.database}"
        self._drop(name)
        self._say(f"CREATE DATABASE {name} TEMPLATE {original.database} STRATEGY file_copy")
        try:
            yield self.server.address.of(name)
        finally:
            self._drop(name)

    def forget_others(self, kept: Sequence[Address]) -> None:
        """Drop what an earlier version of the code made."""
        for name in self._names() - {one.database for one in kept}:
            if _KEPT.fullmatch(name):
                self._drop(name)

    async def _make(self, name: str, clocks: int, due: int, report: Report) -> None:
        draft = self.server.address.of("making")
        await asyncio.to_thread(self._drop, draft.database)
        await told(self.server.address, f"CREATE DATABASE {draft.database}")
        await asyncio.to_thread(upgrade, draft.url)
        await _load_region(self.settings, draft.url)
        cases = -(-clocks // CLOCKS)
        of = MAKERS if cases >= MANY else 1
        makers = [self._maker(draft, _share(due, one, of), _share(cases - due, one, of)) for one in range(of)]
        try:
            while any(one.poll() is None for one in makers):
                report(TITLE.format(clocks), min(CLOCKS * await _count(draft, "complaints"), clocks), clocks)
                await asyncio.sleep(1)
        finally:
            for one in makers:
                one.kill()
                one.wait()
        if any(one.returncode for one in makers):
            raise NotMade("The databases could not be made; see above why.")
        # The visibility map tells an index-only scan that it need not look at the table.
        await told(draft, "VACUUM ANALYZE")
        await told(self.server.address, f"ALTER DATABASE {draft.database} RENAME TO {name}")
        report(TITLE.format(clocks), clocks, clocks)

    def _maker(self, draft: Address, due: int, others: int) -> "subprocess.Popen[bytes]":
        arguments = (draft.url, str(self.settings.data), str(due), str(others))
        command = [sys.executable, "-m", "bench.sla_rows", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=inherited(), stdin=subprocess.DEVNULL, stdout=sys.stderr)

    def _names(self) -> set[str]:
        return {row[0] for row in asyncio.run(told(self.server.address, "SELECT datname FROM pg_database"))}

    def _drop(self, name: str) -> None:
        """As the superuser: a database in which PostgreSQL itself is tidying up is dropped by nobody else."""
        self.server.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _say(self, sql: str) -> None:
        asyncio.run(told(self.server.address, sql))


@contextmanager
def standing(folder: Path, say: Callable[[str], None]) -> Iterator[Databases]:
    """The server over `folder`, which is made if it is not there; durable, as an installation's."""
    settings = Settings(data=folder, region="lampung")
    make_private(folder)
    with EmbeddedPostgres(database_folder(folder), say=say) as server:
        yield Databases(settings, server)


async def told(address: Address, sql: str, *values: object) -> list[Any]:
    """The rows that a statement gives, on a connection of its own."""
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    try:
        found: list[Any] = await connection.fetch(sql, *values)
        return found
    finally:
        await connection.close()


async def _count(address: Address, table: str) -> int:
    """About how many rows are there; exact figures would have to look at each."""
    rows = await told(address, "SELECT coalesce(n_live_tup, 0) FROM pg_stat_user_tables WHERE relname = $1", table)
    return int(rows[0][0]) if rows else 0


def _share(number: int, maker: int, of: int) -> int:
    return number // of + (maker < number % of)


def _state(clocks: int, due: int) -> str:
    """Tells databases apart that another schema, region, or way of making cases would make."""
    parts = [json.dumps([clocks, due]).encode()]
    for pattern in (
        "alembic/versions/*.py",
        "regions/lampung/*.toml",
        "complaints/*.py",
        "sla/p*.py",
        "bench/sla_rows.py",
    ):
        parts += [path.read_bytes() for path in sorted(ROOT.glob(pattern))]
    return sha256(b"\0".join(parts)).hexdigest()[:8]


async def _load_region(settings: Settings, url: str) -> None:
    database = Database(url, pool_size=1)
    try:
        await region.load(database, settings.regions_folder / settings.region, SystemClock().now())
    finally:
        await database.close()
