"""Seeding the calendar: complete, repeatable, and mindful of what a person wrote."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from foundation.database import Database
from foundation.errors import Invalid, NotFound
from workdays.calendars import Calendars
from workdays.editing import change
from workdays.entries import DayEntry
from workdays.seed import Seeded, seed, shipped_calendar, years_around
from workdays.tables import CalendarDayRow
from workdays.working_days import DayKind

AT = datetime(2026, 11, 2, 3, tzinfo=UTC)
WRITTEN: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "regions" / "lampung" / "calendar.toml").read_text()
)
OWN: dict[str, Any] = {"date": date(2026, 11, 11), "kind": "regional", "name": "Hari jadi", "source": "Keputusan"}


async def seeded(database: Database, *days: dict[str, Any], **hours: Any) -> Seeded:
    async with database.transaction() as session:
        return await seed(session, WRITTEN["hours"] | hours, days, AT)


async def test_a_seeded_calendar_knows_the_country(database: Database) -> None:
    done = await seeded(database, *WRITTEN["day"])
    assert (done.removed, done.version) == (0, 1)
    calendar = await Calendars(database).current("Asia/Jakarta")
    assert calendar.version == "1"
    counts = [calendar.working_days_between(date(year, 1, 1), date(year, 12, 31)) for year in range(2024, 2028)]
    assert counts == [238, 237, 240, 242]
    shipped = shipped_calendar(WRITTEN["hours"], WRITTEN["day"], "Asia/Jakarta", years_around(AT))
    for filed, days in ((datetime(2026, 3, 17, 2, tzinfo=UTC), 3), (datetime(2025, 3, 27, 2, tzinfo=UTC), 5)):
        assert calendar.due_after(filed, days) == shipped.due_after(filed, days)
    async with database.reading() as session:
        estimated = await session.get(CalendarDayRow, (date(2027, 3, 10), "", "national"))
        assert estimated is not None
        assert estimated.estimated
        assert "(perkiraan)" not in estimated.name


async def test_seeding_again_changes_nothing(database: Database) -> None:
    first = await seeded(database, OWN)
    assert await seeded(database, OWN) == Seeded(0, 0, first.version)


async def test_the_region_adds_changes_and_takes_back(database: Database) -> None:
    await seeded(database, OWN)
    book = Calendars(database, seconds=0)
    assert (await book.current("Asia/Jakarta")).why(OWN["date"]) == "libur daerah: Hari jadi"
    christmas_leave = {"date": date(2026, 12, 24), "kind": "working", "name": "Masuk", "source": "Keputusan"}
    assert await seeded(database, christmas_leave) == Seeded(1, 1, 2)
    calendar = await book.current("Asia/Jakarta")
    assert calendar.version == "2"
    assert calendar.is_working(date(2026, 11, 11))
    assert calendar.is_working(date(2026, 12, 24))
    assert await seeded(database) == Seeded(0, 1, 3)
    assert not (await book.current("Asia/Jakarta")).is_working(date(2026, 12, 24))


async def test_office_hours_follow_the_file(database: Database) -> None:
    await seeded(database)
    assert (await seeded(database, saturday=[["08:00", "11:00"]])).version == 2
    calendar = await Calendars(database).current("Asia/Jakarta")
    assert calendar.is_working(date(2026, 11, 7))
    assert calendar.due_after(AT.replace(day=6), 1) == datetime(2026, 11, 7, 4, tzinfo=UTC)


async def test_a_person_goes_before_the_file_and_a_unit_before_all(database: Database) -> None:
    await seeded(database)
    async with database.transaction() as session:
        half = DayEntry(date(2026, 12, 24), DayKind.HALF, "Menjelang Natal", "Surat Sekda")
        moved = DayEntry(date(2026, 11, 3), DayKind.REGIONAL, "Pindah gedung", "Surat Direktur", "RSUDAM")
        await change(session, [half, moved], [], "officer:1", "", AT)
    assert await seeded(database) == Seeded(0, 0, 2)
    book = Calendars(database)
    assert (await book.current("Asia/Jakarta")).is_working(date(2026, 12, 24))
    assert (await book.current("Asia/Jakarta")).is_working(date(2026, 11, 3))
    assert not (await book.current("Asia/Jakarta", "RSUDAM")).is_working(date(2026, 11, 3))
    assert await book.current("Asia/Jakarta", "DINKES") is await book.current("Asia/Jakarta")


async def test_a_day_the_country_took_back_goes(database: Database) -> None:
    await seeded(database)
    async with database.transaction() as session:
        wrong = {"kind": "holiday", "name": "Keliru", "source": "-", "estimated": True, "origin": "national"}
        for day in (date(2027, 3, 17), date(2019, 3, 7)):
            session.add(CalendarDayRow.model_validate({"day": day, **wrong}))
    assert await seeded(database) == Seeded(0, 1, 2)
    async with database.reading() as session:
        assert await session.get(CalendarDayRow, (date(2019, 3, 7), "", "national")) is not None


async def test_without_a_calendar_the_book_says_what_to_do(database: Database) -> None:
    with pytest.raises(NotFound, match="region load"):
        await Calendars(database).current("Asia/Jakarta")


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        ([{"date": date(2026, 1, 2), "kind": "libur", "name": "x", "source": "y"}], {}),
        ([OWN, OWN], {}),
        ([OWN | {"jam": 3}], {}),
        ([], {"monday": [["12:00", "08:00"]]}),
        ([], {"monday": [["pagi", "siang"]]}),
        ([], {"mondag": []}),
    ],
)
async def test_a_file_that_cannot_be_meant_changes_nothing(
    database: Database, days: list[dict[str, object]], hours: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        await seeded(database, *days, **hours)
    async with database.reading() as session:
        assert (await session.exec(select(func.count()).select_from(CalendarDayRow))).one() == 0
