"""A site with officers in it, and a browser of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import Address
from foundation.sealing import KeyRing
from people.actor import Role
from service.settings import Settings
from service.wiring import build
from tests.site import Site
from tests.web.applications import application_over
from tests.web.serving import served
from web.house import House

PASSWORD = "kata-sandi-uji-coba"
STAFF = (
    ("koordinator", "Ratih Koordinator", Role.COORDINATOR, "DISKOMINFOTIK"),
    ("dishub", "Budi Penghubung", Role.OFFICER, "DISHUB"),
    ("bmbk", "Sari Penghubung", Role.OFFICER, "BMBK"),
    ("pengawas", "Agus Pengawas", Role.SUPERVISOR, "PEMPROV"),
    ("inspektorat", "Dewi Inspektorat", Role.INSPECTORATE, "INSP"),
    ("admin", "Tono Admin", Role.ADMINISTRATOR, "DISKOMINFOTIK"),
)

Visit = Callable[..., Awaitable[Page]]


class Served(NamedTuple):
    """The application of this process at an address of its own."""

    url: str


@pytest.fixture
async def live(lampung_address: Address, tmp_path: Path) -> AsyncIterator[House]:
    """The house behind the site, with the machine's own clock and the staff signed up."""
    database = Database(lampung_address.url, pool_size=4)
    settings = Settings(data=tmp_path)
    house = build(settings, database, SystemClock(), KeyRing.at(settings.keys_file))
    for username, name, role, unit in STAFF:
        await house.accounts.add(username, name, PASSWORD, [(role, unit)])
    yield house
    await database.close()


@pytest.fixture
async def site(live: House, lampung_address: Address, tmp_path: Path) -> AsyncIterator[Site]:
    running = Site(lampung_address, tmp_path)
    await asyncio.to_thread(running.start)
    yield running
    await asyncio.to_thread(running.stop)
    assert "Traceback" not in running.words


@pytest.fixture
async def served_site(live: House) -> AsyncIterator[Served]:
    """For journeys that ask nothing of the process: one of its own takes longer to start than most of them last."""
    async with served(application_over(live)) as url:
        yield Served(url)


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Opens a page as a new visitor: `await visit(url, width=360, javascript=False)`."""
    opened: list[BrowserContext] = []

    async def one(url: str, *, width: int = 1280, javascript: bool = True) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 900},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=javascript,
        )
        opened.append(context)
        page = await context.new_page()
        await page.goto(url)
        return page

    yield one
    for context in opened:
        await context.close()
