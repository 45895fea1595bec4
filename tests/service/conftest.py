"""A house over a database of the test's own, with Lampung loaded, and a case that has gone some way through it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import Address, EmbeddedPostgres
from people.contact import Contact
from service.settings import ROOT, Settings
from service.wiring import build
from tests.conftest import loaded
from tests.databases import own_database
from tests.make import COORDINATOR, OFFICER, citizen, filing, words
from web.house import House

LAMPUNG = ROOT / "regions" / "lampung"
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
"""A Tuesday, ten in the morning in Lampung."""

Tell = Callable[..., Awaitable[Complaint]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture(scope="session")
async def september(server: EmbeddedPostgres, template: str) -> str:
    """A migrated database into which Lampung was loaded at NOW, to be cloned."""
    return await loaded(server, template, "tanggap_september", NOW)


@pytest.fixture
async def database_address(
    server: EmbeddedPostgres, template: str, september: str, request: pytest.FixtureRequest
) -> AsyncIterator[Address]:
    """A database of the test's own: empty, but where a house stands over it."""
    async with own_database(server, september if "house" in request.fixturenames else template) as address:
        yield address


@pytest.fixture
def house(database: Database, settings: Settings) -> House:
    return build(settings, database, SetClock(NOW))


@pytest.fixture
def tell(house: House) -> Tell:
    """Files a complaint and leads it to an answer that the citizen disputes; every step an hour after the last."""

    async def told(text: str = "Jalan berlubang di depan pasar.") -> Complaint:
        key = uuid4()
        steps = [
            (filing(text, contact=Contact("Siti", "siti@contoh.id"), references=(("lapor", key.hex),)), citizen(key)),
            (c.Forward("BMBK", "jalan_rusak"), COORDINATOR),
            (c.Take(), OFFICER),
            (c.Resolve(words("Sudah kami tambal.")), OFFICER),
            (c.Dispute(words("Masih berlubang.")), citizen(key)),
        ]
        for number, (command, by) in enumerate(steps):
            order = c.Order(key, command, f"test:{number}", at=NOW + timedelta(hours=number))
            complaint = await house.handling.handle(order, by)
        return complaint

    return told


async def sql(database: Database, statement: str, *values: object) -> None:
    """What somebody does who goes past the service, with the owner's rights on the database."""
    async with database.transaction() as session:
        await (await session.connection()).exec_driver_sql(statement, values or None)


async def tampered(database: Database, statement: str, *values: object) -> None:
    """The same on the log, with its trigger put out of action."""
    await sql(database, "ALTER TABLE complaint_events DISABLE TRIGGER USER")
    await sql(database, statement, *values)
    await sql(database, "ALTER TABLE complaint_events ENABLE TRIGGER USER")


def ids(*complaints: Complaint) -> set[UUID]:
    return {complaint.id for complaint in complaints}
