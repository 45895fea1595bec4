"""What the installation may set from outside; the only reader of the environment."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from foundation.limits import Limit
from people.provider import Registration

# The Telegram library then tells durations as such, and warns no more that one day it will.
os.environ.setdefault("PTB_TIMEDELTA", "1")

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
    web_processes: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    """How many web processes answer at that address; 0: one more than processors, four at the most."""
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
    proof_bits: int = 14
    """The work a phone does before a form is sent, in leading zero bits: 14 take an old one about a second."""
    smtp_url: str | None = None
    """smtp://user:password@host:port; without it notices are shown on the pages only."""
    mail_from: str = "tanggap@localhost"
    telegram_bot_token: str | None = None
    """Of BotFather; without it there is no bot."""
    telegram_api_url: str = "https://api.telegram.org"
    """Where the Bot API is spoken: Telegram's own, or a private server of it."""
    telegram_webhook_url: str | None = None
    """The address at which Telegram reaches this service; without it the bot asks for what is new."""
    telegram_webhook_secret: str | None = None
    """What Telegram shows with every call, so that nobody else can speak in its name."""
    tiles: str = ""
    """Address of map pictures, with {z}, {x} and {y}; empty: the map is drawn of what the region's folder tells."""
    tiles_credit: str = ""
    """Whom the pictures are by, as their licence asks; shown below them."""
    oidc_issuer: str = ""
    """Address of a provider of single sign-on (OpenID Connect), as it calls itself; empty: there is none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "SSO"
    """What officers call the account they have there."""
    oidc_second_factor: str = ""
    """Values of the claim amr, with commas, that count as a second factor; empty: our own code is asked for."""
    log_level: str = "INFO"

    def __repr__(self) -> str:
        """Without the values that are secret or may hold a password."""
        fields = ((field.name, getattr(self, field.name)) for field in msgspec.structs.fields(Settings))
        told = (f"{name}={'***' if name in SECRET and value else repr(value)}" for name, value in fields)
        return f"Settings({', '.join(told)})"

    @property
    def processes(self) -> int:
        """How many web processes answer."""
        usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
        return self.web_processes or min(len(usable) + 1, 4)

    @property
    def filing_limit(self) -> Limit:
        return Limit("filing", 0 if self.demo else self.filings_per_minute)

    @property
    def lookup_limit(self) -> Limit:
        return Limit("lookup", self.lookups_per_minute)

    @property
    def registration(self) -> Registration | None:
        """What the provider of single sign-on calls us; None where there is none."""
        if not self.oidc_issuer:
            return None
        counting = frozenset(one.strip() for one in self.oidc_second_factor.split(",") if one.strip())
        return Registration(self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret, self.oidc_name, counting)

    @property
    def keys_file(self) -> Path:
        return self.data / "keys.json"

    @property
    def files_folder(self) -> Path:
        return self.data / "files"

    @property
    def regions_folder(self) -> Path:
        return ROOT / "regions"


SECRET = frozenset(
    {"database_url", "admin_password", "smtp_url", "telegram_bot_token", "telegram_webhook_secret"}
    | {"oidc_client_secret"}
)
"""Settings that hold a secret or may hold a password."""
_TOKEN = re.compile(r"[A-Za-z0-9_:-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_WEB = re.compile(r"https?://[^/?#\s]+[^?#\s]*")
_TILES = re.compile(r"https?://[A-Za-z0-9.:-]+/[A-Za-z0-9{}_./@?=&%~-]*")
_ISSUER = re.compile(r"(https://[^/?#\s]+|http://(localhost|127\.0\.0\.1)(:\d+)?)(/[^?#\s]*)?")
_POSTGRES = re.compile(r"(postgres|postgresql|postgresql\+asyncpg)://[^/?#]*(/|\?|$)")


def name_in_environment(field: str) -> str:
    """The environment's name of a setting: TANGGAP_ and its name, but the database's and Telegram's as everywhere."""
    return field.upper() if field.startswith(("database_", "telegram_")) else f"TANGGAP_{field.upper()}"


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
    _check_telegram(settings)
    _check_tiles(settings)
    _check_sign_on(settings)
    return settings


def _check_tiles(settings: Settings) -> None:
    if not settings.tiles:
        return
    if not _TILES.fullmatch(settings.tiles) or any(part not in settings.tiles for part in ("{z}", "{x}", "{y}")):
        raise SettingsError(
            "TANGGAP_TILES is no address with {z}, {x} and {y}, such as https://tiles.example.id/{z}/{x}/{y}.png."
        )
    if not settings.tiles_credit:
        raise SettingsError("TANGGAP_TILES_CREDIT is missing: licences of map pictures ask to say whom they are by.")


def _check_sign_on(settings: Settings) -> None:
    """Raises SettingsError; a provider is believed only over HTTPS, or on this machine."""
    if not settings.oidc_issuer:
        return
    if not _ISSUER.fullmatch(settings.oidc_issuer):
        raise SettingsError(
            "TANGGAP_OIDC_ISSUER is no address of a provider, such as https://sso.example.go.id/realms/a."
        )
    if not settings.oidc_client_id:
        raise SettingsError("TANGGAP_OIDC_CLIENT_ID is missing: the provider knows us by it.")


def _check_telegram(settings: Settings) -> None:
    """Raises SettingsError; it does not repeat a secret."""
    if settings.telegram_bot_token and not _TOKEN.fullmatch(settings.telegram_bot_token):
        raise SettingsError("TELEGRAM_BOT_TOKEN is no token of BotFather, such as 123456:AbC-dEf.")
    if not _WEB.fullmatch(settings.telegram_api_url):
        raise SettingsError("TELEGRAM_API_URL is no address, such as https://api.telegram.org.")
    if settings.telegram_webhook_url and not _WEB.fullmatch(settings.telegram_webhook_url):
        raise SettingsError("TELEGRAM_WEBHOOK_URL is no address, such as https://aduan.example.go.id.")
    if settings.telegram_webhook_secret and not _WEBHOOK_SECRET.fullmatch(settings.telegram_webhook_secret):
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET takes 1 to 256 letters, digits, _ and -.")


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
