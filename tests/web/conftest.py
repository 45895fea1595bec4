"""The web application over a test's own house, asked without a network."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar

from tests.web.applications import application_over
from tests.web.serving import served
from web.house import House

UNPACKED = {"Accept-Encoding": "identity"}
"""To pack pages and unpack them takes a tenth of the time that asking for them takes; who tries that asks for it."""


@pytest.fixture
def application(house: House) -> Litestar:
    """The application over the test's own house."""
    return application_over(house)


@pytest.fixture
async def site(application: Litestar) -> AsyncIterator[str]:
    """The address at which it answers a real browser."""
    async with served(application) as address:
        yield address


@pytest.fixture
async def client(application: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts: keeps cookies, follows nothing by itself."""
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # Start and stop belong to one task; a fixture is set up and torn down in two.
        async with application.lifespan():
            ready.set()
            await over.wait()

    living = asyncio.create_task(live())
    await ready.wait()
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test", headers=UNPACKED) as asking:
        yield asking
    over.set()
    await living
