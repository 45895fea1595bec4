"""A lot cannot be bent: what was made of it is held against its seed, and who draws again is seen."""

import httpx

from competency.lot_checks import faults
from foundation.database import Database
from tests.competency.training_world import planned, world
from tests.conftest import NOW
from tests.service.conftest import sql
from tests.web.officer import signed_in
from web.house import House

UNITS = ("DLH", "DISHUB", "DINKES", "DINSOS", "BMBK", "PSDA", "ESDM")
SWAP = """
UPDATE batch_needs SET "group" = CASE "group" WHEN 'drawn' THEN 'waiting' ELSE 'drawn' END
WHERE need_id IN ((SELECT need_id FROM batch_needs WHERE "group" = 'drawn' LIMIT 1),
    (SELECT need_id FROM batch_needs WHERE "group" = 'waiting' LIMIT 1))
"""


async def reasons(database: Database) -> list[str]:
    async with database.reading() as session:
        return [one.reason for one in await faults(session)]


async def test_who_was_drawn_cannot_be_changed_afterwards(house: House) -> None:
    here = await world(house, UNITS)
    assert here.analyst.person is not None
    batch = await planned(here)
    await here.lots.publish(batch, 7, dict.fromkeys(UNITS, "dinas"), NOW.date(), here.analyst.person)
    assert await reasons(house.database) == []
    await here.lots.draw(batch, "47", here.analyst)
    assert await reasons(house.database) == []
    await sql(house.database, SWAP)
    assert [one.split(" ", 2)[2] for one in await reasons(house.database)] == ["is not where the draw put it"]
    await sql(house.database, "UPDATE lots SET pool = pool - 0")
    assert await reasons(house.database) == ["its pool is not the one that was published"]


async def test_who_calls_a_training_off_to_draw_again_is_seen(house: House, client: httpx.AsyncClient) -> None:
    here = await world(house, UNITS)
    assert here.analyst.person is not None
    kinds = dict.fromkeys(UNITS, "dinas")
    first = await planned(here)
    await here.lots.publish(first, 7, kinds, NOW.date(), here.analyst.person)
    await here.lots.draw(first, "47", here.analyst)
    assert await here.lots.drawn_before(first) == []
    await here.batches.cancel(first, "Hasilnya kurang cocok", here.analyst)
    second = await planned(here)
    (earlier,) = await here.lots.drawn_before(second)
    assert (earlier.batch, earlier.why) == ("PLT-2026-0001", "Hasilnya kurang cocok")
    async with signed_in(client, "analis") as own:
        page = await own.get(f"/kantor/pelatihan/angkatan/{second}/undian")
    assert "Hasilnya kurang cocok" in page.text
