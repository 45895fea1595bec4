"""Brings a database to the schema of this version."""

from alembic import command
from alembic.config import Config

from service.settings import ROOT


def config(url: str) -> Config:
    """Alembic's configuration for a database URL with the asyncpg driver."""
    settings = Config(str(ROOT / "alembic.ini"))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def upgrade(url: str) -> None:
    """Run what is missing; several starters at once wait for each other. Not to be called inside an event loop."""
    command.upgrade(config(url), "head")
