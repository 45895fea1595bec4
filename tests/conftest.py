"""A real PostgreSQL for every test that asks for one: one server a run, one freshly cloned database a test."""

import asyncio
import functools
import gc
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser, async_playwright, expect

from complaints.given import Closing
from complaints.region import Region
from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import Address, EmbeddedPostgres
from foundation.sealing import KeyRing
from people import passwords
from routing import advisor
from routing.phrases import PhraseRouter
from routing.reader import Models, Reader
from service.migrations import upgrade
from service.region import load
from service.settings import ROOT, Settings
from service.wiring import build
from tests.browser import ARGUMENTS, find_or_install_browser
from tests.closing import ask_for_closing
from tests.databases import CLONED, close_ways, own_database, statement, way_into
from tests.patience import SECONDS
from tests.web.applications import give_back
from web.house import House
from web.menu_counts import MenuCounts

gc.set_threshold(10_000, 10, 10)  # already while test files are read: they are many, and all of them stay

settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usual")
"""How busy the machine is decides about no test."""
settings.register_profile(
    "long", max_examples=4000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
"""Forty times as many examples as usual, wherever a test names no number of its own: `./tanggap check --long`."""

SETTINGS = {
    "max_connections": "200",
    "autovacuum": "off",  # its worker belongs to the superuser, and who drops a database may not end it
    "file_copy_method": "clone",
}
TEMPLATE = "tanggap_template"
LAMPUNG = "tanggap_lampung"
AS_SERVED = passwords._hasher
"""How passwords are hashed where people sign in; tests of everything else hash at little cost."""
LONG_FILES = ("tests/web/test_permission_matrix.py", "tests/service/test_demo.py")
"""Without a browser, and still as long as a hundred others: at the end each would keep one core busy alone."""
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""A Friday morning in Lampung: what the clock of a `house` says until a test sets it."""


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes made at little cost: hundreds of tests sign somebody in, and what it costs is argon2's own affair."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", quick)
        patched.setattr(passwords, "_NOBODY", quick.hash("the password of nobody"))
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """Every client of a run trusts the same authorities; to read all of them takes longer than many tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("httpx._transports.default.create_ssl_context", functools.cache(httpx.create_ssl_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def readers_made_once() -> Iterator[None]:
    """Every house of a run reads by the same rules of Lampung; to learn them takes longer than most tests."""
    made: list[Reader] = []

    def reader(region: Region, models: Models | None, phrases: PhraseRouter | None) -> Reader:
        known = next((one for one in made if one.region == region), None) if models is None else None
        if known is None:
            known = Reader(region, models, phrases)
            made.extend([known] if models is None and len(made) < 2 else [])
        return known

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(advisor, "Reader", reader)
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The server, without durability: no test of the pure rules should wait for a disk."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(folder, durable=False, settings=SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
async def template(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """A migrated, empty database that no one connects to, to be cloned; ways into lent ones stay open until the end."""
    await statement(server.address, f"CREATE DATABASE {TEMPLATE}")
    await asyncio.to_thread(upgrade, server.address.of(TEMPLATE).url)
    yield TEMPLATE
    await close_ways()


@pytest.fixture(scope="session")
async def lampung(server: EmbeddedPostgres, template: str) -> str:
    """A migrated database with Provinsi Lampung loaded, to be cloned."""
    return await loaded(server, template, LAMPUNG, NOW)


@pytest.fixture
async def database_address(server: EmbeddedPostgres, template: str) -> AsyncIterator[Address]:
    """A database of the test's own, dropped afterwards."""
    async with own_database(server, template) as address:
        yield address


@pytest.fixture
async def database(database_address: Address) -> Database:
    """The way into a migrated, empty database of the test's own."""
    return way_into(database_address)


@pytest.fixture
async def lampung_address(server: EmbeddedPostgres, lampung: str) -> AsyncIterator[Address]:
    """A database of the test's own with Provinsi Lampung in it, dropped afterwards."""
    async with own_database(server, lampung) as address:
        yield address


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    """The keys of every `house` of a run."""
    return KeyRing.fresh()


@pytest.fixture
async def house(lampung_address: Address, tmp_path: Path, keys: KeyRing) -> House:
    """The whole house over a database of the test's own; its clock stands at NOW until the test moves it."""
    opened = way_into(lampung_address)
    # Tests look at a menu right after others acted, as people do seconds later.
    built = replace(build(Settings(data=tmp_path), opened, SetClock(NOW), keys), menu=MenuCounts(seconds=0))
    await built.advisor.warm()
    return built


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of a process; each opens pages of its own."""
    expect.set_options(timeout=SECONDS * 1000)
    program = await asyncio.to_thread(find_or_install_browser)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=str(program), args=ARGUMENTS)
        yield launched
        await launched.close()


async def loaded(server: EmbeddedPostgres, template: str, name: str, at: datetime) -> str:
    """Make a database of this name from the template, and load Provinsi Lampung into it at an instant; the name."""
    await statement(server.address, f"CREATE DATABASE {name} TEMPLATE {template} {CLONED}")
    database = Database(server.address.of(name).url, pool_size=2)
    try:
        await load(database, ROOT / "regions" / "lampung", at)
        await ask_for_closing(database, Closing())  # tests of what is asked before a case is closed say so
    finally:
        await database.close()
    return name


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", action="store_true", help="Only take the pictures of docs/img anew.")


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of pages are kept; who asks for it runs with `--screenshots` only."""
    folder = ROOT / "docs" / "img"
    folder.mkdir(exist_ok=True)
    return folder


def pytest_runtest_logfinish() -> None:
    """A test is over, and with it what was lent to it."""
    give_back()


def pytest_collection_finish() -> None:
    """What was imported stays: to look through it for garbage again and again takes a fifth of all that tests take."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no core does it alone at the end: a browser, and long files."""
    wanted = config.getoption("--screenshots")
    items[:] = [item for item in items if ("pictures" in getattr(item, "fixturenames", ())) == wanted]
    items.sort(key=_comes_late)


def _comes_late(item: pytest.Item) -> bool:
    return not item.nodeid.startswith(LONG_FILES) and "browser" not in getattr(item, "fixturenames", ())
