"""The folder an embedded PostgreSQL lives in: whose it is, who holds it, and whether a server still runs there."""

import fcntl
import hashlib
import os
import signal
import stat
import sys
import tempfile
import time
from pathlib import Path

from foundation.postgres_account import Account, EmbeddedPostgresError, account_for

_OURS = {"cluster", "cluster.draft", "lock", "postgres.log", "postgres.log.old"}


class DataFolderBusy(EmbeddedPostgresError):
    """Another process uses this data folder."""


class NotOurFolder(EmbeddedPostgresError):
    """The data folder belongs to another user or holds other things."""


def claim(folder: Path) -> Account:
    """Makes the folder private (0700) and gives it to the account that PostgreSQL will run as, which is returned."""
    cluster = folder / "cluster"
    try:
        others = {path.name for path in folder.iterdir()} - _OURS if folder.exists() else set()
        if others:
            raise NotOurFolder(
                f"{folder} holds other files ({', '.join(sorted(others)[:3])}). "
                "Give the database an empty folder of its own with --data."
            )
        owner = cluster.stat().st_uid if cluster.exists() else None
        if owner is not None and os.geteuid() not in (0, owner):
            raise NotOurFolder(
                f"The database in {folder} belongs to the user with number {owner}. Start as that user, "
                f"or hand it over as root: chown -R {os.geteuid()} {folder}"
            )
        account = account_for(owner)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() in (0, folder.stat().st_uid):
            account.own(folder)
            folder.chmod(0o700)
        return account
    except OSError as error:
        raise NotOurFolder(
            f"The data folder {folder} cannot be used ({error.strerror}). "
            "Choose another with --data, or start as the user it belongs to."
        ) from error


def lock(folder: Path, account: Account, seconds: float = 1.5) -> int:
    """Takes the folder for this process until the returned handle is closed or the process ends, however it ends.

    It waits a little, because a process killed this moment still holds its lock while the kernel clears it away.
    """
    path = folder / "lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise NotOurFolder(
            f"{path} cannot be opened ({error.strerror}). Start as the user the data folder belongs to."
        ) from error
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            pid = os.pread(handle, 32, 0).decode(errors="replace").strip()
            os.close(handle)
            raise DataFolderBusy(
                f"Another Tanggap (process {pid or 'unknown'}) is using {folder}. "
                f"Stop that one first (kill {pid or 'PID'}), or choose another folder with --data."
            ) from None
        except OSError as error:
            os.close(handle)
            raise NotOurFolder(
                f"{folder} stands on a file system that cannot lock files ({error.strerror}). "
                "Choose a folder on a local disk with --data."
            ) from error
    account.own(path)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def wait_for_orphan(cluster: Path, seconds: float = 20) -> None:
    """Waits for a postmaster that a killed supervisor left shutting down, and clears the trace of a dead one.

    Only for who holds the folder's lock.
    """
    deadline = time.monotonic() + seconds
    while pid := postmaster_of(cluster):
        if sys.platform != "linux":
            os.kill(pid, signal.SIGINT)  # nobody told it there; the lock proves that it has no supervisor
        if time.monotonic() > deadline:
            raise DataFolderBusy(
                f"A PostgreSQL that Tanggap did not start (process {pid}) is using {cluster}. "
                f"Stop it with: kill -INT {pid}"
            )
        time.sleep(0.02)
    # Its number may by now be another program's, which PostgreSQL would take for a living server.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def postmaster_of(cluster: Path) -> int | None:
    """The living postmaster of exactly this cluster; another program that was given a dead one's number is not it."""
    pid, _ = status(cluster)
    try:
        os.kill(pid, 0)
        if sys.platform == "linux":
            return pid if pid and Path(f"/proc/{pid}/cwd").samefile(cluster) else None
    except OSError:
        return None  # gone, or somebody else's: not the one that we or our account started
    return pid or None


def status(cluster: Path) -> tuple[int, str]:
    """What postmaster.pid says: the process id (0: none) and, in its eighth line, how far it has come."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (OSError, ValueError, IndexError):
        return 0, ""


def socket_folder(folder: Path, account: Account) -> Path:
    """A folder of mode 0700 for the socket, short because a socket's path may have no more than 107 bytes.

    Its name follows from the data folder, so it is the same at every start, unless somebody else took that name.
    """
    name = "tanggap-" + hashlib.sha256(f"{folder.resolve()} {account.effective_uid}".encode()).hexdigest()[:12]
    root = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
    path = root / name
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        if not (stat.S_ISDIR(found.st_mode) and found.st_uid in (os.geteuid(), account.effective_uid)):
            path = Path(tempfile.mkdtemp(prefix="tanggap-", dir=root))
    path.chmod(0o700)
    account.own(path)
    for left in path.glob(".s.PGSQL.*"):  # of a server that was killed: `wait_for_orphan` proved that none lives
        left.unlink()
    return path


def adopt(cluster: Path, account: Account) -> None:
    """Gives a cluster to the account that will run it, if root or an older account still owns some of it."""
    probes = [cluster, *(cluster / name for name in ("PG_VERSION", "base", "global/pg_control", "pg_wal"))]
    if account.uid is None or all(path.stat().st_uid == account.uid for path in probes if path.exists()):
        return
    for parent, folders, files in os.walk(cluster):
        for name in (".", *folders, *files):
            account.own(Path(parent, name))
