"""A backup of a working installation fills an empty one, and the restored log holds."""

import asyncio
import tarfile
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from PIL import Image
from sqlmodel import select

from complaints import commands as c
from foundation.database import Database
from foundation.embedded import Address
from people.contacts import contact_of
from people.tables import SessionRow
from people.tries import Visit
from service.backup import BackupFault, backup, require_empty_folder, restore
from service.progress import quiet
from service.rebuild import rebuild
from service.settings import Settings
from service.standing import Standing
from service.verification import Verified, verify
from service.wiring import opened
from tests.make import citizen
from tests.service.conftest import NOW, Tell
from web.house import House


def silent(sentence: str) -> None:
    """Nobody listens."""


@pytest.fixture
async def empty(database_address: Address) -> Standing:
    """A database with nothing in it, on the same server; dropped with the server."""
    name = f"restored_{uuid4().hex}"
    connection = await asyncpg.connect(
        host=str(database_address.socket_folder), user=database_address.user, database=database_address.database
    )
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return Standing(database_address.of(name).url)


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "PNG")
    return made.getvalue()


async def made(house: House, address: Address, settings: Settings, target: Path) -> dict[str, object]:
    return await asyncio.to_thread(backup, Standing(address.url), settings, target, NOW, silent)


async def test_it_restores_into_an_empty_folder_and_the_chain_verifies(
    house: House, tell: Tell, database_address: Address, settings: Settings, empty: Standing, tmp_path: Path
) -> None:
    complaint = await tell()
    photo = await house.attachments.store(complaint.id, picture(), "jalan.png")
    await house.handling.handle(c.Order(complaint.id, c.Attach(photo), "test:photo"), citizen(complaint.id))
    await tell("Lampu jalan mati.")
    before = await verify(house.database, house.attachments, quiet)
    target = tmp_path / "backup.tar"
    manifest = await made(house, database_address, settings, target)
    assert manifest["events"] == before.events
    assert target.stat().st_mode & 0o077 == 0

    elsewhere = Settings(data=tmp_path / "elsewhere")
    await asyncio.to_thread(restore, empty, elsewhere, target, silent)
    assert elsewhere.keys_file.stat().st_mode & 0o077 == 0
    async with opened(elsewhere, empty.url) as restored:
        found = await verify(restored.database, restored.attachments, quiet)
        assert found.findings == ()
        assert found == before
        assert found.files == 1
        assert (await rebuild(restored.database, quiet)).identical
        async with restored.database.reading() as session:
            contact = await contact_of(session, restored.keys, complaint.id)
        assert contact is not None
        assert contact.name == "Siti"


async def test_it_is_of_one_instant_while_complaints_come_in(
    house: House, tell: Tell, database_address: Address, settings: Settings, empty: Standing, tmp_path: Path
) -> None:
    await tell()
    target = tmp_path / "backup.tar"
    making = asyncio.create_task(made(house, database_address, settings, target))
    filed = 0
    while not making.done():
        await tell()
        filed += 1
    manifest = await making
    await asyncio.to_thread(restore, empty, Settings(data=tmp_path / "elsewhere"), target, silent)
    async with opened(Settings(data=tmp_path / "elsewhere"), empty.url) as restored:
        found: Verified = await verify(restored.database, restored.attachments, quiet)
    assert found.findings == ()
    assert found.events == manifest["events"]
    assert filed > 0


async def test_nothing_is_restored_over_what_is_there(
    house: House, tell: Tell, database: Database, database_address: Address, settings: Settings, tmp_path: Path
) -> None:
    await tell()
    target = tmp_path / "backup.tar"
    await made(house, database_address, settings, target)
    with pytest.raises(BackupFault, match="not empty"):
        await asyncio.to_thread(
            restore, Standing(database_address.url), Settings(data=tmp_path / "elsewhere"), target, silent
        )
    with pytest.raises(BackupFault, match="already holds an installation"):
        require_empty_folder(settings)


@pytest.mark.parametrize("content", [b"", b"not a tar", None], ids=["empty", "something else", "cut off"])
async def test_what_is_no_whole_backup_is_refused(
    content: bytes | None, house: House, database_address: Address, settings: Settings, empty: Standing, tmp_path: Path
) -> None:
    target = tmp_path / "backup.tar"
    if content is None:
        await made(house, database_address, settings, target)
        content = target.read_bytes()[: target.stat().st_size // 2]
    target.write_bytes(content)
    with pytest.raises(BackupFault, match="backup"):
        await asyncio.to_thread(restore, empty, Settings(data=tmp_path / "elsewhere"), target, silent)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", ["../outside", "/outside"])
async def test_a_backup_that_reaches_outside_its_folder_is_refused(
    name: str, settings: Settings, empty: Standing, tmp_path: Path
) -> None:
    target = tmp_path / "backup.tar"
    with tarfile.open(target, "w") as tar:
        tar.addfile(tarfile.TarInfo(name), BytesIO())
    with pytest.raises(BackupFault, match="does not belong"):
        await asyncio.to_thread(restore, empty, settings, target, silent)


async def test_sessions_stay_behind(
    house: House, database_address: Address, settings: Settings, empty: Standing, tmp_path: Path
) -> None:
    await house.accounts.add("siti", "Siti", "kata sandi yang panjang", [])
    await house.entrance.sign_in("siti", "kata sandi yang panjang", Visit("127.0.0.1"))
    target = tmp_path / "backup.tar"
    await made(house, database_address, settings, target)
    await asyncio.to_thread(restore, empty, Settings(data=tmp_path / "elsewhere"), target, silent)
    async with opened(Settings(data=tmp_path / "elsewhere"), empty.url) as restored:
        assert [one.username for one in await restored.accounts.all()] == ["siti"]
        async with restored.database.reading() as session:
            assert (await session.exec(select(SessionRow))).first() is None
