"""An embedded PostgreSQL: makes its cluster, runs it as a child, watches it, and stops it with us."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from foundation.interruption import held_back
from foundation.memory import usable
from foundation.parent_death import die_with_parent
from foundation.postgres_account import ENVIRONMENT, Account, EmbeddedPostgresError
from foundation.postgres_folder import (
    DataFolderBusy,
    NotOurFolder,
    adopt,
    claim,
    lock,
    postmaster_of,
    socket_folder,
    status,
    wait_for_orphan,
)
from foundation.postgres_programs import Programs, ProgramsMissing, find_programs, within_reach

__all__ = [
    "Address",
    "DataFolderBusy",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "NotOurFolder",
    "ProgramsMissing",
    "StartFailed",
    "find_running",
    "run_sql",
]

OWNER = "tanggap"  # role and database of the application
SUPERUSER = "postgres"
_LOG_BYTES = 10_000_000
_PORT = 5432  # only the name of the socket's file: nothing listens on TCP
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # The log must not repeat citizens' words: no statement and no row beside an error.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    # Said outright, because a postgresql.conf in the folder could say otherwise.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def buffers(memory: int) -> str:
    """What PostgreSQL keeps at hand of its files, for a machine with so many bytes that runs other processes too."""
    return f"{min(max(memory // 8 // 1024**2, 128), 2048)}MB"


class StartFailed(EmbeddedPostgresError):
    """PostgreSQL could not be prepared or did not start."""


@dataclass(frozen=True)
class Address:
    """Where a running PostgreSQL is met: the folder of its socket, and as whom."""

    socket_folder: Path
    user: str = OWNER
    database: str = OWNER

    @property
    def url(self) -> str:
        """For SQLAlchemy with asyncpg."""
        return f"postgresql+asyncpg://{self.user}@/{self.database}?host={quote(str(self.socket_folder), safe='/')}"

    @property
    def libpq(self) -> str:
        """For psql, pg_dump and their kind (`--dbname`)."""
        return f"host={self.socket_folder} port={_PORT} dbname={self.database} user={self.user}"

    def of(self, database: str) -> "Address":
        """The same server, another database."""
        return replace(self, database=database)


class EmbeddedPostgres:
    """One PostgreSQL in one folder, supervised by this process.

    It listens on a Unix socket alone, in a folder of mode 0700; whoever may enter that folder is trusted without a
    password, and nobody else can reach the server. The application's role owns its database but is no superuser.

    `durable=False` gives up safety for speed and is for tests. `settings` are PostgreSQL's own (`shared_buffers`...).
    `copies` is where programs are copied if root's PostgreSQL account cannot reach them. `say` is told what takes time.
    Start it from a thread that lives as long as the database should: on Linux the kernel stops it with that thread.
    Every sentence of an `EmbeddedPostgresError` says what to do.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
        copies: Path = Path("/var/lib/tanggap"),
        say: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self.folder = Path(os.path.abspath(folder))
        self._durable = durable
        kind = {"shared_buffers": buffers(usable())} if durable else _NOT_DURABLE
        self._settings = {**_SETTINGS, **kind, **(settings or {})}
        self._copies = copies
        self._say = say
        self._lock: int | None = None
        self._door: int | None = None  # an open handle on `folder`, where its path cannot be walked by PostgreSQL
        self._process: subprocess.Popen[bytes] | None = None
        self._account = Account()
        self._programs: Programs | None = None
        self._socket_folder: Path | None = None

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def address(self) -> Address:
        """The application's way in; only after `start`."""
        if self._socket_folder is None:
            raise RuntimeError("start() comes first")
        return Address(self._socket_folder)

    @property
    def url(self) -> str:
        return self.address.url

    @property
    def libpq(self) -> str:
        return self.address.libpq

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, `None` while it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def bin(self, name: str) -> Path:
        """The path of a PostgreSQL program of the server's own version."""
        return (self._programs or find_programs(_major_of(self.cluster))).path(name)

    def start(self, seconds: float = 300) -> Address:
        """Makes the cluster if there is none, starts it and waits until it answers (recovery may take long)."""
        if self._process is not None:
            raise RuntimeError("already started")
        try:
            self._account = claim(self.folder)
            self._lock = lock(self.folder, self._account)
            wait_for_orphan(self.cluster)
            self._programs = within_reach(find_programs(_major_of(self.cluster)), self._account, self._copies)
            if not self._account.can_enter(self.folder):
                self._door = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            if not self.cluster.exists():
                self._create_cluster()
            self._socket_folder = socket_folder(self.folder, self._account)
            self._run(seconds)
            if "pg_stat_statements" in self._settings.get("shared_preload_libraries", ""):
                self.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        except BaseException:
            self.stop()
            raise
        return self.address

    def ensure_running(self, seconds: float = 300) -> bool:
        """Starts PostgreSQL again if it died under us; returns whether it had to. Call it now and then."""
        if self._process is None or self._process.poll() is None:
            return False
        self._say(f"PostgreSQL stopped unexpectedly ({_how(self._process.returncode)}); starting it again.")
        self._run(seconds)
        return True

    def stop(self, seconds: float = 60) -> None:
        """Stops PostgreSQL cleanly, whatever is pressed meanwhile; may be called at any time, also twice."""
        # A second Ctrl-C must never meet a half-stopped database.
        with held_back():
            if self._process is not None:
                # Fast, then immediate: both keep every commit, the second one only needs recovery at the next start.
                for sign, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 10), (signal.SIGKILL, None)):
                    self._process.send_signal(sign)
                    try:
                        self._process.wait(patience)
                        break
                    except subprocess.TimeoutExpired:
                        continue
                self._process = None
            if self._socket_folder is not None:
                shutil.rmtree(self._socket_folder, ignore_errors=True)
                self._socket_folder = None
            for handle in (self._door, self._lock):
                if handle is not None:
                    os.close(handle)
            self._door = self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def sql(self, statement: str, database: str = OWNER) -> str:
        """Runs SQL as the superuser, for upkeep and not for requests; see `run_sql`."""
        place = replace(self.address, user=SUPERUSER, database=database)
        return run_sql(self.bin("psql"), place, statement)

    def _create_cluster(self) -> None:
        """Makes the cluster under another name and renames it when whole: a killed first start leaves no half one."""
        assert self._programs is not None
        self._say("Preparing the database.")
        draft = self.folder / "cluster.draft"
        shutil.rmtree(draft, ignore_errors=True)
        command = [
            *(str(self._programs.path("initdb")), "--pgdata", self._seen(draft), "--username", SUPERUSER),
            *("--auth-local=trust", "--auth-host=reject", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C"),
            *([] if self._durable else ["--no-sync"]),
        ]
        made = self._account.run(command, pass_fds=self._handles())
        if made.returncode != 0:
            raise StartFailed(f"The database could not be prepared in {self.folder}: {_last_lines(made.stdout)}")
        # Single-user mode takes one statement a line, and goes on after an error: its words tell, not its exit code.
        filled = self._account.run(
            [str(self._programs.path("postgres")), "--single", "-D", self._seen(draft), SUPERUSER],
            stdin=f"CREATE ROLE {OWNER} LOGIN CREATEDB IN ROLE pg_monitor\nCREATE DATABASE {OWNER} OWNER {OWNER}\n",
            pass_fds=self._handles(),
        )
        if filled.returncode != 0 or any(word in filled.stdout for word in ("ERROR:", "FATAL:", "PANIC:")):
            raise StartFailed(f"The database could not be prepared in {self.folder}: {_last_lines(filled.stdout)}")
        draft.rename(self.cluster)
        handle = os.open(self.folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def _run(self, seconds: float) -> None:
        assert self._programs is not None
        assert self._socket_folder is not None
        adopt(self.cluster, self._account)
        command = [str(self._programs.path("postgres")), "-D", self._seen(self.cluster)]
        for name, value in {**self._settings, "unix_socket_directories": str(self._socket_folder)}.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + seconds
        retry_until = time.monotonic() + min(seconds, 20)
        while True:
            begins = self._launch(command)
            if self._wait_until_ready(deadline):
                return
            said = _read_from(self.log, begins)
            # After a SIGKILL the old server's own children hold on for a moment; until then PostgreSQL rightly refuses.
            held = "shared memory block" in said or "lock file" in said
            if not held or time.monotonic() > retry_until:
                raise StartFailed(
                    f"PostgreSQL did not start in {self.folder}: {_last_lines(said)} The whole log is {self.log}"
                )
            time.sleep(0.1)

    def _launch(self, command: list[str]) -> int:
        """Starts the postmaster; returns where in the log its words begin."""
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_name("postgres.log.old"))
        with open(self.log, "ab", opener=lambda path, flags: os.open(path, flags | os.O_NOFOLLOW, 0o600)) as log:
            self._account.own(self.log)
            begins = log.tell()
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                pass_fds=self._handles(),
                start_new_session=True,  # Ctrl-C at the terminal is for us alone; we stop it last
                user=self._account.uid,
                group=self._account.gid,
                extra_groups=None if self._account.uid is None else [],
                preexec_fn=die_with_parent(signal.SIGINT),
            )
        return begins

    def _wait_until_ready(self, deadline: float) -> bool:
        """True once it answers, False if it ended; `StartFailed` when the time is over."""
        assert self._process is not None
        told = time.monotonic() + 5
        while self._process.poll() is None:
            if status(self.cluster) == (self._process.pid, "ready"):
                return True
            if time.monotonic() > deadline:
                raise StartFailed(f"PostgreSQL is still not ready; its log {self.log} says what it is doing.")
            if time.monotonic() > told:
                self._say("PostgreSQL is still starting (after a crash it replays its log first).")
                told += 30
            time.sleep(0.01)
        return False

    def _seen(self, path: Path) -> str:
        """A path inside `folder` as PostgreSQL may walk it: through our open handle if the folders above are closed."""
        return str(path) if self._door is None else f"/proc/self/fd/{self._door}/{path.relative_to(self.folder)}"

    def _handles(self) -> tuple[int, ...]:
        return () if self._door is None else (self._door,)


def find_running(folder: Path) -> Address | None:
    """The server that another process runs in `folder`, so that a backup can use it; `None` if none answers."""
    cluster = Path(folder) / "cluster"
    pid = postmaster_of(cluster)
    if pid is None or status(cluster) != (pid, "ready"):
        return None
    return Address(Path((cluster / "postmaster.pid").read_text().splitlines()[4]))


def run_sql(psql: Path, place: Address, statement: str) -> str:
    """Runs SQL with psql, one statement after the other; returns unaligned rows.

    `EmbeddedPostgresError` carries the server's words.
    """
    done = Account().run([str(psql), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", place.libpq, "-f", "-"], stdin=statement)
    if done.returncode != 0:
        raise EmbeddedPostgresError(_last_lines(done.stdout))
    return done.stdout.strip()


def _major_of(cluster: Path) -> int | None:
    try:
        return int((cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        if cluster.exists():
            raise StartFailed(
                f"{cluster} is no complete database (PG_VERSION is missing). Restore a backup into an empty folder, "
                "or move this one away to begin anew."
            ) from None
        return None


def _read_from(path: Path, position: int) -> str:
    with open(path, "rb") as file:
        file.seek(position)
        return file.read().decode(errors="replace")


def _last_lines(text: str, count: int = 3) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    grave = [line for line in lines if "FATAL" in line or "ERROR" in line or "error:" in line or "HINT" in line]
    return " ".join((grave or lines)[-count:])


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
