"""An existing calendar keeps its version in force when the history of versions begins."""

import asyncio

import asyncpg
from alembic import command

from foundation.database import Database
from foundation.embedded import Address
from service.migrations import config
from tests.workdays.test_seed import AT, WRITTEN
from workdays.calendars import Calendars
from workdays.editing import change, ordinary
from workdays.entries import HoursKey
from workdays.seed import seed

BEFORE, AFTER = "0002", "0003"


async def test_up_and_down_again(database_address: Address) -> None:
    database = Database(database_address.url, pool_size=2)
    async with database.transaction() as session:
        await seed(session, WRITTEN["hours"], WRITTEN["day"], AT)
    before = await Calendars(database).all()
    christmas = next(one for one in before.days if "Natal" in one.name and one.day.year == 2026)
    async with database.transaction() as session:
        await change(session, [ordinary(christmas.day, "", "Batal", "SKB")], [], "officer:1", "", AT)
    await database.close()
    await asyncio.to_thread(command.downgrade, config(database_address.url), BEFORE)
    connection = await asyncpg.connect(
        host=str(database_address.socket_folder), user=database_address.user, database=database_address.database
    )
    try:
        rows = await connection.fetch("SELECT kind, origin FROM calendar_days WHERE day = $1", christmas.day)
        assert [tuple(row) for row in rows] == [("working", "person")], "the strongest row is the one that stays"
    finally:
        await connection.close()
    await asyncio.to_thread(command.upgrade, config(database_address.url), "head")
    database = Database(database_address.url, pool_size=2)
    book = Calendars(database)
    kept, now = await book.at("2"), await book.all()
    assert now.version == "2"
    assert (kept.days, kept.hours) == (now.days, now.hours)
    assert len(kept.days) == len(before.days)
    assert now.hours_in_force.keys() == {HoursKey(one.starts_on) for one in before.hours}
    for day in (christmas.day, christmas.day.replace(day=25)):
        assert now.calendar("Asia/Jakarta").is_working(day) == (day == christmas.day)
    history = await book.history()
    assert [(one.number, one.changed_by) for one in history] == [(2, "region")]
    await database.close()
