"""The real server for measuring: an embedded durable PostgreSQL, migrated, a region loaded, one web process."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import cpu
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from foundation.parent_death import die_with_parent
from service import region
from service.migrations import upgrade
from service.processes import wait_ready
from service.settings import ROOT, Settings, inherited
from service.standing import child_environment, database_folder, make_private

HOST = "127.0.0.1"
UNREACHED = 1_000_000_000
"""Filings a minute: the exact limit is counted as in a real installation, and never reached."""


class WebFailed(Exception):
    """The web process did not start, or ended; its words stood on standard error."""


@dataclass(frozen=True)
class Server:
    """A running installation. `port` is the web process's, `settings` name its data folder and keys."""

    settings: Settings
    database: EmbeddedPostgres
    web: "subprocess.Popen[bytes]"
    port: int

    def cpu_seconds(self) -> float:
        """What the web process, or all of them, have used so far, user and system together."""
        if self.web.poll() is not None:
            raise WebFailed(f"The web process ended with exit code {self.web.returncode}.")
        return cpu.of_family(self.web.pid)


@contextmanager
def prepared(data: Path, say: Callable[[str], None]) -> Iterator[tuple[Settings, EmbeddedPostgres]]:
    """The database of a fresh installation that counts its statements, durable, migrated, with its region."""
    settings = Settings(data=data, region="lampung", filings_per_minute=UNREACHED)
    make_private(data)
    counting = {
        "pg_stat_statements.track_planning": "on",
        "shared_preload_libraries": "pg_stat_statements",
        "pg_stat_statements.track": "top",
    }
    with EmbeddedPostgres(database_folder(data), settings=counting, say=say) as embedded:
        upgrade(embedded.url)
        asyncio.run(_load_region(settings, embedded.url))
        yield settings, embedded


@contextmanager
def serving(data: Path, say: Callable[[str], None], launcher: tuple[str, ...] = ("-m", "service")) -> Iterator[Server]:
    """One web process over a prepared database, until the block ends."""
    with prepared(data, say) as (settings, embedded), web_process(settings, embedded, launcher=launcher) as server:
        yield server


@contextmanager
def web_process(
    settings: Settings,
    embedded: EmbeddedPostgres,
    more: Mapping[str, str] | None = None,
    launcher: tuple[str, ...] = ("-m", "service"),
    url: str = "",
) -> Iterator[Server]:
    """One web process on a port of its own, until the block ends; `more` are further names of its environment.

    `url` is of a database of the server, where it is not the usual one.
    """
    environment = child_environment(settings, url or embedded.url, plain_environment(), ROOT)
    environment |= {"TANGGAP_FILINGS_PER_MINUTE": str(UNREACHED), **(more or {})}
    with answering(environment, launcher) as (web, port):
        yield Server(settings, embedded, web, port)


@contextmanager
def answering(
    environment: Mapping[str, str], launcher: tuple[str, ...] = ("-m", "service")
) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A web process, or as many as the environment asks for, on a port of its own, once it is ready."""
    port = free_port()
    command = [sys.executable, *launcher, "web", "--host", HOST, "--port", str(port)]
    with running(command, {"TANGGAP_WEB_PROCESSES": "1", **environment, "TANGGAP_PORT": str(port)}, 15) as web:
        if not wait_ready(f"http://{HOST}:{port}/readyz", 60, give_up=lambda: web.poll() is not None):
            raise WebFailed("The web process did not become ready; see above why.")
        yield web, port


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], seconds: float
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process until the block ends, which it may take so many seconds to follow; it dies with this one."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _load_region(settings: Settings, url: str) -> None:
    database = Database(url, pool_size=1)
    try:
        await region.load(database, settings.regions_folder / settings.region, SystemClock().now())
    finally:
        await database.close()


def plain_environment() -> dict[str, str]:
    """The environment without settings of an installation: the bench measures its own."""
    ours = ("DATABASE_URL", "TANGGAP_", "TELEGRAM_")
    return {name: value for name, value in inherited().items() if not name.startswith(ours)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
