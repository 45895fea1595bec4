"""The account PostgreSQL runs as, since it refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Nothing of the caller's environment reaches PostgreSQL: a stray PGDATA, PGOPTIONS or LC_ALL would change what it does.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SERVICE_USER = "tanggap"
_FIRST_LOGIN_UID = 1000


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as: `None` where it is simply ourselves (PostgreSQL itself refuses to run as root)."""

    uid: int | None = None
    gid: int | None = None

    @property
    def effective_uid(self) -> int:
        return os.geteuid() if self.uid is None else self.uid

    def run(
        self, command: list[str], *, stdin: str = "", pass_fds: tuple[int, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end as this account; its standard output and error come back together in `stdout`."""
        return subprocess.run(
            command,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=pass_fds,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            check=False,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder on the way may be passed, which mode bits alone do not tell (access lists, mounts)."""
        return self.uid is None or self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0

    def own(self, path: Path) -> None:
        """Gives one file or folder to this account."""
        if self.uid is not None:
            os.chown(path, self.uid, -1 if self.gid is None else self.gid, follow_symlinks=False)


def account_for(owner: int | None) -> Account:
    """Chooses the account for a cluster owned by `owner` (`None`: there is none yet).

    An ordinary user runs it as itself. Root runs it as the person who owns the files, so that this person can start it
    again without root; any other owner's number may mean somebody else on this machine, so the service user takes over.
    """
    if os.geteuid() != 0:
        return Account()
    entry = _login_user(owner) if owner else None
    entry = entry or _service_user()
    return Account(entry.pw_uid, entry.pw_gid)


def _login_user(uid: int) -> pwd.struct_passwd | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return entry if uid >= _FIRST_LOGIN_UID and entry.pw_name != "nobody" else None


def _service_user() -> pwd.struct_passwd:
    for create in (
        [],
        [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/bin/false",
            SERVICE_USER,
        ],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/bin/false", SERVICE_USER],  # busybox
    ):
        program = shutil.which(create[0], path="/usr/sbin:/usr/bin:/sbin:/bin") if create else None
        if program:
            subprocess.run([program, *create[1:]], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        try:
            return pwd.getpwnam(SERVICE_USER)
        except KeyError:
            continue
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and no ordinary user could be made for it. "
            f"Make one (useradd --system {SERVICE_USER}), start as an ordinary user, or set DATABASE_URL."
        ) from None
