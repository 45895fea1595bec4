"""One file with everything an installation is: a dump of its database, its files, its keys; and the way back.

The dump and the heads of all chains come from one snapshot, so that the backup is of one instant, taken while the
service works. A file is there before the row that names it, and no sweep removes any while the backup is made: copied
after the dump, none that the dump names is missing. Sessions stay behind: whoever restores signs in anew.
"""

import asyncio
import json
import os
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg

from service.settings import Settings, inherited
from service.standing import Standing
from service.worker import LOCKS, SWEEP

FORMAT = 1
DUMP, MANIFEST, KEYS, FILES = "database.dump", "manifest.json", "keys.json", "files"


class BackupFault(Exception):
    """It could not be backed up or restored; the message says why and what to do."""


def require_keys(settings: Settings) -> None:
    """Raises BackupFault where there is no installation to back up."""
    if not settings.keys_file.exists():
        raise BackupFault(
            f"There is nothing to back up: {settings.keys_file} does not exist. Name the data folder with --data."
        )


def backup(
    database: Standing, settings: Settings, target: Path, at: datetime, say: Callable[[str], None]
) -> dict[str, object]:
    """Write the backup; returns its manifest. The target appears only when it is whole, readable to us alone."""
    require_keys(settings)
    try:
        with TemporaryDirectory(prefix=".tanggap-backup-", dir=target.absolute().parent) as folder:
            draft = Path(folder) / "whole"
            manifest = asyncio.run(_write(database, settings, draft, at, say))
            draft.replace(target)
    except OSError as error:
        raise BackupFault(f"{target} cannot be written: {error.strerror}.") from error
    return manifest


async def _write(
    database: Standing, settings: Settings, draft: Path, at: datetime, say: Callable[[str], None]
) -> dict[str, object]:
    dump = draft.with_name(DUMP)
    connection = await asyncpg.connect(database.libpq)
    try:
        # The worker's sweep of erased files takes the same lock: none goes until the copy is made.
        await connection.execute("SELECT pg_advisory_lock($1, hashtext($2))", LOCKS, SWEEP)
        say("Copying the database.")
        counts = await _dump(connection, database, dump)
        say("Copying keys and files.")
        manifest = {"format": FORMAT, "made_at": at.isoformat(), **counts}
        await asyncio.to_thread(_pack, draft, dump, manifest, settings)
    finally:
        await connection.close()
    return manifest


async def _dump(connection: Any, database: Standing, dump: Path) -> dict[str, object]:
    """pg_dump from a snapshot that the connection holds open, and what the log counts in that same snapshot."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
        counts = await connection.fetchrow(
            "SELECT count(*) AS events, count(DISTINCT complaint_id) AS complaints FROM complaint_events"
        )
        options = ["--format=custom", "--no-owner", "--no-privileges", "--no-unlogged-table-data"]
        options += ["--exclude-table-data=sessions", f"--snapshot={snapshot}", f"--file={dump}"]
        await asyncio.to_thread(_run, database, "pg_dump", options)
    return dict(counts)


def _pack(draft: Path, dump: Path, manifest: dict[str, object], settings: Settings) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            _add(tar, MANIFEST, json.dumps(manifest, indent=2).encode())
            _add(tar, KEYS, settings.keys_file.read_bytes())
            tar.add(dump, DUMP)
            _add_files(tar, settings.files_folder)
        file.flush()
        os.fsync(file.fileno())


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, BytesIO(content))


def _add_files(tar: tarfile.TarFile, folder: Path) -> None:
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        try:
            content = path.read_bytes() if path.is_file() else None
        except FileNotFoundError:
            continue  # swept away meanwhile, because it was erased
        if content is not None:
            _add(tar, f"{FILES}/{path.relative_to(folder)}", content)


def restore(database: Standing, settings: Settings, source: Path, say: Callable[[str], None]) -> dict[str, object]:
    """Fill an empty database and data folder from a backup; returns its manifest. Raises BackupFault."""
    with TemporaryDirectory(prefix="tanggap-restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        asyncio.run(_require_empty(database))
        say("Filling the database.")
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        _run(database, "pg_restore", [*options, str(folder / DUMP)])
        say("Putting keys and files back.")
        _put(folder / KEYS, settings.keys_file)
        for path in sorted((folder / FILES).rglob("*")):
            if path.is_file():
                _put(path, settings.files_folder / path.relative_to(folder / FILES))
    return manifest


def require_empty_folder(settings: Settings) -> None:
    """Raises BackupFault where the data folder already belongs to an installation."""
    held = [path.name for path in (settings.keys_file, settings.files_folder) if path.exists()]
    if held:
        raise BackupFault(
            f"{settings.data} already holds an installation ({', '.join(held)}). A backup is restored into an empty "
            "folder only: choose another with --data, or move this one away."
        )


def _unpack(source: Path, folder: Path) -> dict[str, object]:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, members=_plain(tar, folder))  # noqa: S202 - each member is looked at first
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise BackupFault(f"{source} is no whole backup of Tanggap: {_first_line(error)}") from error
    if manifest.get("format") != FORMAT or not all((folder / part).exists() for part in (DUMP, KEYS)):
        raise BackupFault(f"{source} is no backup that this version can read.")
    return manifest


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__).rstrip(":")


def _plain(tar: tarfile.TarFile, folder: Path) -> Iterator[tarfile.TarInfo]:
    """Files and folders that stay inside `folder`; the library's own filter came only with Python 3.11.4."""
    root = folder.resolve()
    for member in tar:
        inside = (root / member.name).resolve().is_relative_to(root)
        if not inside or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} does not belong in a backup")
        member.mode = 0o700 if member.isdir() else 0o600
        yield member


async def _require_empty(database: Standing) -> None:
    connection = await asyncpg.connect(database.libpq)
    try:
        tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    finally:
        await connection.close()
    if tables:
        raise BackupFault("The database is not empty; a backup is restored into an empty one only.")


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())
        os.fsync(file.fileno())


def _run(database: Standing, program: str, options: list[str]) -> None:
    """The password goes by the environment: a command line can be read by everybody on the machine."""
    place, password = _without_password(database.libpq)
    environment = {**inherited(), **({"PGPASSWORD": password} if password else {})}
    command = [str(database.program(program)), *options, f"--dbname={place}"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode != 0:
        # Only the first line: those after it may show rows.
        words = next(iter(done.stderr.splitlines()), f"exit code {done.returncode}")
        raise BackupFault(f"{program} failed: {words}")


def _without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    if parts.password is None:
        return url, ""
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}@{place}").geturl(), unquote(parts.password)
