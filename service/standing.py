"""The database a verb stands on: an own PostgreSQL, one that already runs in the data folder, or one just started."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from foundation.embedded import EmbeddedPostgres, find_running
from foundation.postgres_programs import find_programs
from service.settings import Settings, sqlalchemy_url


class NoDatabase(Exception):
    """There is no database to work on; the message says what to do."""


@dataclass(frozen=True)
class Standing:
    """A reachable PostgreSQL. `embedded` is there where this process runs it."""

    url: str
    """For SQLAlchemy with asyncpg."""
    embedded: EmbeddedPostgres | None = None

    @property
    def libpq(self) -> str:
        """For pg_dump and its kind (`--dbname`)."""
        return self.url.replace("postgresql+asyncpg://", "postgresql://", 1)

    def program(self, name: str) -> Path:
        """The path of a PostgreSQL program."""
        return self.embedded.bin(name) if self.embedded else find_programs().path(name)


def database_folder(data: Path) -> Path:
    """Where the embedded database lives; it wants a folder of its own."""
    return data / "database"


def running(settings: Settings) -> Standing | None:
    """The database somebody else already runs for these settings, or None."""
    if settings.database_url:
        return Standing(sqlalchemy_url(settings.database_url))
    address = find_running(database_folder(settings.data))
    return Standing(address.url) if address else None


def required(settings: Settings) -> Standing:
    """The running database; raises NoDatabase where none runs."""
    found = running(settings)
    if found is None:
        raise NoDatabase(
            f"No database runs for {settings.data}. Set DATABASE_URL to a PostgreSQL you have, or start everything "
            "together with: ./tanggap up"
        )
    return found


@contextmanager
def standing(settings: Settings, say: Callable[[str], None], *, alone: bool = False) -> Iterator[Standing]:
    """The database for as long as the block lasts: the one that runs, else the embedded one started for this time.

    `alone` never joins one that runs already in the data folder: whoever starts it there owns it. Raises
    EmbeddedPostgresError with a sentence for the operator.
    """
    found = Standing(sqlalchemy_url(settings.database_url)) if settings.database_url else None
    if found is None and not alone:
        found = running(settings)
    if found is not None:
        yield found
        return
    make_private(settings.data)
    with EmbeddedPostgres(database_folder(settings.data), say=say) as embedded:
        yield Standing(embedded.url, embedded)


def make_private(data: Path) -> None:
    """Makes the data folder, for its owner alone: keys and citizens' files lie in it."""
    if not data.exists():
        data.mkdir(parents=True, mode=0o700)


def child_environment(settings: Settings, url: str, inherited: Mapping[str, str], root: Path) -> dict[str, str]:
    """What a child process is started with, so that it reads the same settings."""
    path = os.pathsep.join(filter(None, [str(root), inherited.get("PYTHONPATH", "")]))
    return {
        **inherited,
        "PYTHONPATH": path,
        "DATABASE_URL": url,
        "TANGGAP_DATA": str(settings.data),
        "TANGGAP_HOST": settings.host,
        "TANGGAP_PORT": str(settings.port),
        "TANGGAP_DEMO": "true" if settings.demo else "false",
    }
