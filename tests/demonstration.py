"""A house of a test's own that knows a region and nothing else, in which demonstrations are made."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from foundation.clock import SetClock
from foundation.embedded import Address, EmbeddedPostgres
from service.region import load
from service.settings import ROOT, Settings
from service.wiring import build, opened
from tests.databases import own_database
from web.house import House

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Lampung."""


@asynccontextmanager
async def empty(
    server: EmbeddedPostgres, template: str, folder: Path, region: str = "lampung"
) -> AsyncIterator[tuple[House, Settings, Address]]:
    """The house over a database of its own, at NOW, with its settings and the database's address."""
    settings = Settings(data=folder, region=region)
    async with own_database(server, template) as address, opened(settings, address.url) as house:
        await load(house.database, ROOT / "regions" / region, NOW)
        yield build(settings, house.database, SetClock(NOW), house.keys), settings, address
