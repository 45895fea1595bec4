"""Many reports of the same: merged into one together, and into nothing that was not alike."""

import re

import httpx
import pytest

from complaints import commands as c
from complaints.kinds import Status
from people.actor import Actor, Role
from tests.web.citizen import done, fields, filed, later, state, words
from tests.web.officer import hire, signed_in
from web.house import House

PATH = "/kantor/triase/serupa"
FLOOD = "Banjir setinggi lutut di Jalan Raden Intan depan Pasar Bambu Kuning sejak subuh tadi."


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


async def test_all_that_tell_of_the_same_are_merged_together(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    made = []
    for _number in range(5):
        made.append(await filed(house, FLOOD))
        later(house, minutes=5)
    other = await filed(house, "Mohon informasi jadwal vaksin kambing di Metro.")
    stays, gone, *rest = made
    async with signed_in(client, "koordinator") as own:
        desk = await own.get("/kantor/triase", params={"aduan": str(stays.id)})
        link = re.search(r'href="(/kantor/triase/serupa\?aduan=[0-9a-f-]+)"', desk.text)
        assert link is not None
        assert "4 di antaranya masih menunggu" in words(desk)
        page = await own.get(link[1])
        listed = set(re.findall(r'name="pilih-([0-9a-f-]+)"', page.text))
        assert listed == {str(one.id) for one in (gone, *rest)}
        assert " checked" not in page.text
        assert (await own.get(f"{link[1]}&pilih=semua")).text.count(" checked") == 4
        await done(house, gone.id, c.Archive("spam"), coordinator)  # type: ignore[arg-type]
        ticked = {f"pilih-{one.id}": "ya" for one in (gone, *rest, other)}
        data = fields(page.text, PATH) | ticked | {f"version-{other.id}": "99"}
        for _press in range(2):
            answer = await own.post(PATH, data=data)
            assert answer.status_code == 200
            assert "3 aduan digabung, 2 tidak" in words(answer), "whatever was ticked is told of, pressed twice too"
            assert "Tidak digabung: aduan ini tidak lagi menunggu di sini." in words(answer)
        assert "Laporan ini dapat diputuskan sekarang." in words(answer)
    after = [await state(house, one.id) for one in (*rest, gone, other, stays)]
    assert [one.duplicate_of for one in after] == [stays.id] * 3 + [None] * 3
    assert [one.status for one in after[3:]] == [Status.ARCHIVED, Status.SUBMITTED, Status.SUBMITTED]


async def test_one_that_changed_meanwhile_keeps_back_no_other(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    stays, changed, calm = [await filed(house, FLOOD) for _ in range(3)]
    async with signed_in(client, "koordinator") as own:
        page = await own.get(PATH, params={"aduan": str(stays.id)})
        await done(house, changed.id, c.AddReference("surat", "9/2026"), coordinator)
        ticked = {f"pilih-{one.id}": "ya" for one in (changed, calm)}
        answer = await own.post(PATH, data=fields(page.text, PATH) | ticked)
    told = words(answer)
    assert "1 aduan digabung, 1 tidak" in told
    assert "Tidak digabung: Aduan ini sudah berubah" in told
    assert (await state(house, calm.id)).duplicate_of == stays.id
    assert (await state(house, changed.id)).status is Status.SUBMITTED


async def test_a_report_that_no_longer_waits_takes_in_no_others(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    over = await filed(house, FLOOD)
    waits = await filed(house, FLOOD)
    async with signed_in(client, "koordinator") as own:
        data = fields((await own.get(PATH, params={"aduan": str(over.id)})).text, PATH)
        await done(house, over.id, c.Forward("BMBK"), coordinator)
        for asked in (str(over.id), "bukan-nomor", ""):
            assert (await own.get(PATH, params={"aduan": asked})).status_code == 404
            answer = await own.post(PATH, data=data | {"aduan": asked, f"pilih-{waits.id}": "ya"})
            assert answer.status_code == 404
    assert (await state(house, waits.id)).status is Status.SUBMITTED
