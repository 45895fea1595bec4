"""What a fresh installation needs before it opens: its region, its first administrator, or a demonstration."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import col, select

from foundation.database import Database
from people.actor import Role
from service import demo
from service.progress import Report
from service.region import load
from service.settings import Settings
from service.tables import SeedingRow
from service.wiring import opened
from web.house import House

_HAS_REGION = text("SELECT EXISTS (SELECT FROM regions)")
_HAS_COMPLAINTS = text("SELECT EXISTS (SELECT FROM complaint_events)")
SMALL, LARGE, LEARNING = "small", "large", "learning"


class RealData(Exception):
    """Invented complaints are not mixed with real ones."""


async def ensure_region(database: Database, folder: Path, at: datetime) -> bool:
    """Load the region where none is loaded; returns whether it had to. Raises FolderFaults."""
    async with database.reading() as session:
        known = (await session.exec(_HAS_REGION)).one()[0]  # type: ignore[call-overload]
    if not known:
        await load(database, folder, at)
    return not known


async def sizes_begun(database: Database) -> dict[str, bool]:
    """The demonstrations begun here, and whether each is whole."""
    async with database.reading() as session:
        rows = (await session.exec(select(SeedingRow))).all()
    return {row.size: row.finished_at is not None for row in rows}


async def seeded(database: Database) -> bool:
    """Whether no demonstration waits to be taken up again."""
    return all((await sizes_begun(database)).values())


async def begin(database: Database, size: str, at: datetime) -> None:
    """Note that a demonstration is wanted, before its first row; raises RealData where real complaints are."""
    begun = await sizes_begun(database)
    if size in begun:
        return
    async with database.transaction() as session:
        taken = (await session.exec(_HAS_COMPLAINTS)).one()[0]  # type: ignore[call-overload]
        if taken and not begun:
            raise RealData(
                "This installation holds real complaints, and invented ones are not mixed with them. "
                "Start without --demo, or choose another folder with --data."
            )
        session.add(SeedingRow(size=size, started_at=at))


async def finish(settings: Settings, url: str, report: Report) -> None:
    """Make every demonstration that was begun whole; one killed in the middle goes on where it was."""
    async with opened(settings, url) as house:
        for size, whole in sorted((await sizes_begun(house.database)).items(), reverse=True):
            if not whole:
                await _seed(size, house, settings, url, report)
                await mark(house, size)


async def _seed(size: str, house: House, settings: Settings, url: str, report: Report) -> None:
    if size == LEARNING:
        raise RealData(
            "The story of the invented regency was cut off, and cannot be taken up again. Tell it anew in another "
            "folder: ./tanggap demo learning --data FOLDER"
        )
    if size == LARGE:
        await demo.seed_large(house, settings, url, report)
    else:
        await demo.seed(house, settings, url, report)


async def mark(house: House, size: str) -> None:
    """Note that a demonstration is whole."""
    async with house.database.transaction() as session:
        row = (await session.exec(select(SeedingRow).where(col(SeedingRow.size) == size))).one()
        row.finished_at = house.clock.now()
        session.add(row)


async def needs_administrator(house: House) -> bool:
    """Whether nobody at all can sign in yet."""
    return not await house.accounts.all()


async def add_administrator(house: House, username: str, password: str) -> None:
    """The first account, in the unit that runs the service. Raises Invalid for a password that is too short."""
    region = await house.region.current()
    post = (Role.ADMINISTRATOR, region.triage_unit)
    await house.accounts.add(username, "Administrator", password, [post])
