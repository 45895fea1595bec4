"""From the log alone: replayed, with other words, and with its citizens erased, evidence says what it said before."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from competency import own_history
from competency.reckoning import Reading, Terms, reckon
from complaints import commands as c
from foundation.database import Database
from people.actor import Actor, Post, Role
from people.contact import Contact
from service.progress import quiet
from service.rebuild import rebuild
from tests.conftest import NOW
from tests.make import COORDINATOR, citizen, filing, words
from web.house import House

UNITS = {"BMBK": 24, "PSDA": 2, "DISHUB": 2}
"""So many of their complaints are not done when they are said to be."""
EACH = 36
_ROWS = "SELECT * FROM {table} ORDER BY complaint_id"


def _handler(unit: str, number: int) -> Actor:
    return Actor("officer", UUID(int=number + 1), (Post(Role.OFFICER, unit, frozenset({unit})),))


async def _told(house: House) -> list[UUID]:
    """Complaints that one unit answers badly, a page of each step at a time."""
    found = [(uuid4(), unit, number) for unit in UNITS for number in range(EACH)]
    contacts = [Contact(f"Pelapor {row}", f"pelapor{row % 90}@contoh.id") for row in range(len(found))]
    filed = [filing(f"Jalan berlubang di {row}.", contact=contact) for row, contact in enumerate(contacts)]
    steps: list[list[tuple[c.Command, Actor] | None]] = [
        [(command, citizen(key)) for command, (key, _unit, _number) in zip(filed, found, strict=True)],
        [(c.Forward(unit, "jalan_rusak"), COORDINATOR) for _key, unit, _number in found],
        [(c.Take(), _handler(unit, number % 4)) for _key, unit, number in found],
        [(c.Resolve(words(f"Sudah {number}.")), _handler(unit, number % 4)) for _key, unit, number in found],
        [(c.Dispute(words("Belum.")), citizen(key)) if number < UNITS[unit] else None for key, unit, number in found],
    ]
    for place, step in enumerate(steps):
        page = [
            (c.Order(key, said[0], f"told:{place}", at=NOW - timedelta(days=90 - number - place)), said[1])
            for said, (key, _unit, number) in zip(step, found, strict=True)
            if said is not None
        ]
        await house.handling.handle_many(page)
    return [key for key, _unit, _number in found]


async def _reading(house: House) -> Reading:
    calendar = await house.calendars.current("Asia/Jakarta")
    told = await own_history.gather(house.database, "Asia/Jakarta", calendar, [], NOW.date())
    return reckon(told.history, told.digest, Terms(12, 3, "1", "system"))


async def _rows(database: Database, table: str) -> list[tuple[object, ...]]:
    async with database.reading() as session:
        asked = text(_ROWS.format(table=table))
        return [tuple(row) for row in await session.exec(asked)]  # type: ignore[call-overload]


async def test_replay_other_words_and_erasure_leave_evidence_and_signals_as_they_are(house: House) -> None:
    keys = await _told(house)
    before, rows = await _reading(house), await _rows(house.database, "evidence")
    assert len(rows) == len(keys)
    assert {(one.signal.unit, one.signal.label) for one in before.signals} == {("BMBK", "kompetensi-teknis")}

    assert (await rebuild(house.database, quiet)).identical
    assert await _rows(house.database, "evidence") == rows
    assert await _reading(house) == before

    async with house.database.transaction() as session:
        changed = await session.exec(  # type: ignore[call-overload]
            text("UPDATE complaint_words SET content = convert_to('Lain sama sekali.', 'UTF8') WHERE kind <> 'place'")
        )
    assert changed.rowcount > len(keys)
    await rebuild(house.database, quiet)
    assert await _rows(house.database, "evidence") == rows
    assert await _reading(house) == before

    for key in keys[::5]:
        await house.handling.handle(c.Order(key, c.Erase("request"), "erase"), citizen(key))
    assert await _rows(house.database, "evidence") == rows
    assert await _reading(house) == before
    await rebuild(house.database, quiet)
    assert await _rows(house.database, "evidence") == rows
    assert await _reading(house) == before
