"""What the installation may set from outside; the only reader of the environment."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from foundation.limits import Limit

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting cannot be understood; the sentence names it and says what it takes."""


class Settings(msgspec.Struct, frozen=True):
    """Everything that differs between installations, with defaults for the embedded start."""

    data: Path = ROOT / ".data"
    """Folder of the embedded database, keys and uploaded files."""
    database_url: str | None = None
    """An own PostgreSQL: postgresql://user:password@host/database. Without it, the embedded one is used."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """The address citizens type, for links in messages; empty: as the request came in."""
    admin_username: str = "admin"
    admin_password: str | None = None
    """Password of the first administrator of an empty installation."""
    region: str = "lampung"
    demo: bool = False
    secure_cookies: bool = False
    """Send cookies over HTTPS only; set it wherever the service is reached over HTTPS."""
    trusted_proxies: int = 0
    """How many proxies of one's own stand before the service: that many X-Forwarded-For entries are believed."""
    filings_per_minute: int = 300
    lookups_per_minute: int = 20
    upload_megabytes: int = 10
    smtp_url: str | None = None
    """smtp://user:password@host:port; without it notices are shown on the pages only."""
    mail_from: str = "tanggap@localhost"
    log_level: str = "INFO"

    @property
    def filing_limit(self) -> Limit:
        return Limit("filing", 0 if self.demo else self.filings_per_minute)

    @property
    def lookup_limit(self) -> Limit:
        return Limit("lookup", self.lookups_per_minute)

    @property
    def keys_file(self) -> Path:
        return self.data / "keys.json"

    @property
    def files_folder(self) -> Path:
        return self.data / "files"

    @property
    def regions_folder(self) -> Path:
        return ROOT / "regions"


_POSTGRES = re.compile(r"(postgres|postgresql|postgresql\+asyncpg)://[^/?#]*(/|\?|$)")


def name_in_environment(field: str) -> str:
    """The environment's name of a setting: TANGGAP_ and its name, but DATABASE_URL as everywhere."""
    return "DATABASE_URL" if field == "database_url" else f"TANGGAP_{field.upper()}"


def read(environment: Mapping[str, str] | None = None, **chosen: object) -> Settings:
    """Settings from the environment; `chosen` (the command line) wins. Raises SettingsError."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        value = given.get(name_in_environment(field.name), "")
        if value:
            values[field.name] = value
    values |= {name: value for name, value in chosen.items() if value is not None}
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsError(f"A setting cannot be understood: {_named(str(error))}. See .env.example.") from error
    if settings.database_url and not _POSTGRES.match(settings.database_url):
        # Not repeated here: it may hold a password.
        raise SettingsError("DATABASE_URL is no address of a PostgreSQL, such as postgresql://user:password@host/name.")
    return settings


def inherited() -> dict[str, str]:
    """The environment to start a child process with."""
    return dict(os.environ)


def password_given() -> str | None:
    """The password of an account about to be made, for who cannot type it."""
    return os.environ.get("TANGGAP_PASSWORD") or None


def _named(fault: str) -> str:
    """The fault with the setting called as the environment calls it, instead of `$.port`."""
    return re.sub(r"\$\.(\w+)", lambda found: name_in_environment(found[1]), fault)


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value)).expanduser().absolute()
    raise NotImplementedError(kind)


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL URL with the driver SQLAlchemy needs."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+asyncpg://" + url.removeprefix(prefix)
    return url
