"""When each job of the worker last ran, kept in the database: a job that stopped is seen by whoever looks."""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import text

from foundation.database import Database

SPARING = 10.0
"""Seconds: a job that finds nothing writes no more often than that."""
MISSED = 5
"""A job that has not started for so many of its periods is late."""
LEAST, LEAST_AT_WORK = 60, 600
"""Seconds of patience with a job of short period, and with one that is still at work."""

_START = text(
    "INSERT INTO job_runs (name, every, started_at, failed) VALUES (:name, :every, clock_timestamp(), false) "
    "ON CONFLICT (name) DO UPDATE SET every = excluded.every, started_at = excluded.started_at, finished_at = NULL, "
    "found = NULL, failed = false"
)
_FINISH = text(
    "INSERT INTO job_runs (name, every, started_at, finished_at, found, failed) VALUES (:name, :every, "
    "clock_timestamp() - make_interval(secs => :took), clock_timestamp(), :found, :failed) "
    "ON CONFLICT (name) DO UPDATE SET every = excluded.every, started_at = excluded.started_at, "
    "finished_at = excluded.finished_at, found = excluded.found, failed = excluded.failed"
)
_FORGET = text("DELETE FROM job_runs WHERE name <> ALL(CAST(:names AS text[]))")
# The database's own clock on both sides: the clocks of two machines may differ by more than a period.
_RUNS = text(
    "SELECT name, every, started_at, finished_at, found, failed, clock_timestamp() - started_at > "
    "make_interval(secs => greatest(every * CAST(:missed AS float), CASE WHEN finished_at IS NULL "
    "THEN CAST(:at_work AS float) ELSE CAST(:least AS float) END)) AS late FROM job_runs ORDER BY name"
)


class JobRun(msgspec.Struct, frozen=True):
    """The latest run of a job. `every` is its period in seconds, `found` how much there was to do, where that is known.

    `finished_at` is None while it runs, or where it was cut off. `late`: it should have started again long ago.
    """

    name: str
    every: float
    started_at: datetime
    finished_at: datetime | None
    found: int | None
    failed: bool
    late: bool


class Heartbeat:
    """Notes the runs of the jobs of one worker."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun: dict[str, float] = {}
        """When a beginning was last written; ends do not count, or every other run of a long job would go unnoted."""

    async def keep(self, names: Sequence[str]) -> None:
        """Forget jobs of other names: an earlier version had them, and nobody runs them any more."""
        async with self._database.at_once() as connection:
            await connection.execute(_FORGET, {"names": list(names)})

    async def noted(self, name: str, every: float, work: Callable[[], Awaitable[object]]) -> None:
        """Do the work and note it; a fault is noted and passed on. An idle job is noted now and then only."""
        began = time.monotonic()
        due = began - self._begun.get(name, -SPARING) >= SPARING
        if due:
            await self._write(_START, name, every)
            self._begun[name] = began
        found: object = None
        failed = True
        try:
            found = await work()
            failed = False
        finally:
            if due or found or failed:
                many = found if isinstance(found, int) else None
                took = time.monotonic() - began
                await self._write(_FINISH, name, every, took=took, found=many, failed=failed)

    async def _write(self, statement: object, name: str, every: float, **values: object) -> None:
        async with self._database.at_once() as connection:
            await connection.execute(statement, {"name": name, "every": every, **values})  # type: ignore[call-overload]


async def runs(database: Database) -> list[JobRun]:
    """The latest run of every job that ever ran here."""
    patience = {"missed": MISSED, "least": LEAST, "at_work": LEAST_AT_WORK}
    async with database.at_once() as connection:
        return [JobRun(*row) for row in await connection.execute(_RUNS, patience)]
