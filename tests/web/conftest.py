"""The web application over a test's own house, asked without a network."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from web.app import create
from web.house import House


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts: keeps cookies, follows nothing by itself."""
    application = create(house)
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # Start and stop belong to one task; a fixture is set up and torn down in two.
        async with application.lifespan():
            ready.set()
            await over.wait()

    living = asyncio.create_task(live())
    await ready.wait()
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as asking:
        yield asking
    over.set()
    await living
