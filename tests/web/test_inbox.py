"""The inbox: its lists and numbers, filters in the address, views that are kept, and many taken or given at once."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Priority, Status
from people.actor import Actor, Role
from tests.web.citizen import COORDINATOR, done, fields, filed, later, state, words
from tests.web.officer import hire, signed_in
from web.house import House

PATH = "/kantor/kotak"


@pytest.fixture
async def me(house: House) -> Actor:
    return await hire(house, "bmbk", (Role.OFFICER, "BMBK"))


@pytest.fixture
async def rina(house: House) -> Actor:
    return await hire(house, "rina", (Role.OFFICER, "BMBK"))


async def given(house: House, text: str = "Jalan berlubang.", topic: str = "jalan_rusak") -> Complaint:
    complaint = await filed(house, text)
    return await done(house, complaint.id, c.Forward("BMBK", topic), COORDINATOR)


def listed(page: httpx.Response) -> list[str]:
    return re.findall(r'data-case="([0-9a-f-]+)"', page.text)


def counted(page: httpx.Response) -> dict[str, str]:
    return dict(re.findall(r'data-count="(\w+)">([^<]*)<', page.text))


def ticked(page: httpx.Response, *chosen: Complaint, action: str = PATH, **more: str) -> dict[str, str]:
    return fields(page.text, action) | {f"pilih-{one.id}": "ya" for one in chosen} | more


async def test_rows_tell_what_presses_who_has_it_and_what_is_new(
    client: httpx.AsyncClient, house: House, me: Actor, rina: Actor
) -> None:
    asked = await given(house, "Rambu roboh di simpang.")
    await done(house, asked.id, c.Take(), rina)
    await done(house, asked.id, c.Ask(c.Words("Simpang mana?")), rina)
    await done(house, asked.id, c.Answer(c.Words("Simpang Metro.")), Actor("citizen", holds=asked.id))
    fresh = await given(house, "Bahu jalan longsor.")
    danger = await given(house, "Gorong-gorong terbuka.")
    await done(house, danger.id, c.Prioritise(Priority.DANGER), COORDINATOR)
    async with signed_in(client, "bmbk") as own:
        page = await own.get(PATH)
        told = words(page)
        assert listed(page)[0] == str(danger.id)
        assert set(listed(page)) == {str(asked.id), str(fresh.id), str(danger.id)}
        assert re.search(r"sisa \d+ hari kerja", told)
        assert "Urutan: bahaya bagi jiwa, lalu yang disanggah atau terlambat" in told
        row = told[told.index("Rambu roboh") :]
        assert "Jawaban baru" in row[:300]
        assert "Nama rina" in row[:400]
        assert counted(page) == {
            **{"unit": "3", "saya": "0", "belum": "2", "dijawab": "1", "periksa": "0", "menunggu": "0"},
            **{"lewat": "0", "pekan": counted(page)["pekan"]},
        }
        assert (await own.get(f"{PATH}/hitungan")).json() == {"daftar": counted(page), "menu": "2"}
    later(house, days=40)
    async with signed_in(client, "bmbk") as own:
        assert re.search(r"lewat \d+ hari kerja", words(await own.get(f"{PATH}?daftar=lewat")))


async def test_every_filter_stands_in_the_address_and_nonsense_narrows_nothing(
    client: httpx.AsyncClient, house: House, me: Actor
) -> None:
    lamp, hole = await given(house, "Lampu mati.", "lampu_jalan"), await given(house)
    await done(house, lamp.id, c.Take(), me)
    async with signed_in(client, "bmbk") as own:
        for query, expected in {
            "topic=lampu_jalan": {lamp.id},
            "status=forwarded": {hole.id},
            "daftar=saya": {lamp.id},
            "daftar=belum": {hole.id},
            "daftar=saya&topic=jalan_rusak": set(),
            f"words={hole.code}": {hole.id},
            "words=berlubang": {hole.id},
            "state=late": set(),
            "unit=DISHUB&topic=%00&daftar=x&state=y&halaman=999999": {lamp.id, hole.id},
        }.items():
            page = await own.get(f"{PATH}?{query}")
            assert set(listed(page)) == set(map(str, expected)), query
        page = await own.get(f"{PATH}?daftar=belum&topic=jalan_rusak")
        assert f'action="{PATH}?daftar=belum&amp;topic=jalan_rusak"' in page.text, "the form leads back to the list"
        nothing = await own.get(f"{PATH}?words=zebra")
        assert "/kantor/cari?words=zebra" in nothing.text


async def test_many_are_taken_at_once_and_what_could_not_be_is_said_of_each(
    client: httpx.AsyncClient, house: House, me: Actor, rina: Actor
) -> None:
    free, taken, changed, left, gone = [await given(house) for _ in range(5)]
    await done(house, taken.id, c.Take(), rina)
    async with signed_in(client, "bmbk") as own:
        page = await own.get(f"{PATH}?daftar=unit")
        action = f"{PATH}?daftar=unit"
        await done(house, changed.id, c.Inform(c.Words("Sebentar.")), rina)
        await done(house, gone.id, c.SendBack(c.Words("Bukan kami.")), rina)
        data = ticked(page, free, taken, changed, gone, action=action, langkah="ambil")
        answer = await own.post(action, data=data)
        told = words(answer)
        assert "1 aduan diambil, 3 tidak" in told
        assert "Sudah dipegang Nama rina." in told
        assert "Tidak diambil: sudah berubah sejak daftar ini dibuka." in told
        assert "Tidak lagi ada di meja Anda." in told
        assert str(left.id) in listed(answer)
        again = await own.post(action, data=data | {f"pilih-{one.id}": "" for one in (taken, changed, gone)})
        assert "1 aduan diambil" in words(again), "the second press of a double click"
    assert (await state(house, free.id)).taken_by == me.person
    assert (await state(house, changed.id)).taken_by is None
    assert (await state(house, left.id)).status is Status.FORWARDED
    names = [entry.name for entry in (await house.queries.case(me, free.id)).entries]
    assert names.count("complaint.taken") == 1


async def test_many_are_given_to_a_colleague_who_works_there_today(
    client: httpx.AsyncClient, house: House, me: Actor, rina: Actor
) -> None:
    stranger = await hire(house, "dishub", (Role.OFFICER, "DISHUB"))
    one, two, three = [await given(house) for _ in range(3)]
    await done(house, two.id, c.Take(), me)
    async with signed_in(client, "bmbk") as own:
        page = await own.get(f"{PATH}?daftar=unit")
        action = f"{PATH}?daftar=unit"
        offered = re.search(r'<select[^>]*id="petugas".*?</select>', page.text, re.S)
        assert offered is not None
        assert str(rina.person) in offered[0]
        assert str(stranger.person) not in offered[0]
        data = ticked(page, one, two, action=action, langkah="serahkan")
        nobody = await own.post(action, data=data)
        assert nobody.status_code == 422
        assert "Pilih dahulu petugas yang menerimanya." in words(nobody)
        assert len(re.findall(r'name="pilih-[0-9a-f-]+" value="ya" checked', nobody.text)) == 2, "ticks are not lost"
        refused = await own.post(action, data=data | {"petugas": str(stranger.person)})
        assert "tidak bertugas di unit yang menangani" in words(refused)
        answer = await own.post(action, data=data | {"petugas": str(rina.person)})
        assert "2 aduan diserahkan" in words(answer)
        assert "Diserahkan kepada Nama rina." in words(answer)
    for case in (one, two):
        after = await state(house, case.id)
        assert (after.status, after.taken_by) == (Status.IN_PROCESS, rina.person)
    assert (await state(house, three.id)).taken_by is None
    async with signed_in(client, "rina") as own:
        assert set(listed(await own.get(f"{PATH}?daftar=saya"))) == {str(one.id), str(two.id)}
        assert "diserahkan kepada Anda" in words(await own.get("/kantor/pemberitahuan"))
    async with signed_in(client, "bmbk") as own:
        assert "diserahkan kepada Anda" not in words(await own.get("/kantor/pemberitahuan"))


async def test_of_two_who_take_the_same_at_once_one_has_it(
    client: httpx.AsyncClient, house: House, me: Actor, rina: Actor
) -> None:
    case = await given(house)
    async with signed_in(client, "bmbk") as mine, signed_in(client, "rina") as hers:
        pages = [await browser.get(f"{PATH}?daftar=unit") for browser in (mine, hers)]
        answers = await asyncio.gather(
            *(
                browser.post(PATH, data=ticked(page, case, action=f"{PATH}?daftar=unit", langkah="ambil"))
                for browser, page in zip((mine, hers), pages, strict=True)
            )
        )
    assert sorted("1 aduan diambil" in words(answer) for answer in answers) == [False, True]
    assert (await state(house, case.id)).taken_by in (me.person, rina.person)


async def test_a_case_nobody_may_know_of_is_neither_taken_nor_named(
    client: httpx.AsyncClient, house: House, me: Actor
) -> None:
    hidden = await filed(house, "Diminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    here = await given(house)
    async with signed_in(client, "bmbk") as own:
        page = await own.get(f"{PATH}?daftar=unit")
        assert listed(page) == [str(here.id)]
        data = ticked(page, hidden, action=f"{PATH}?daftar=unit", langkah="ambil")
        told = words(await own.post(PATH, data=data))
        missing = ticked(page, action=f"{PATH}?daftar=unit", langkah="ambil") | {f"pilih-{uuid4()}": "ya"}
        assert "Tidak lagi ada di meja Anda." in told
        assert told.split("Kotak masuk")[1] == words(await own.post(PATH, data=missing)).split("Kotak masuk")[1]
    assert (await state(house, hidden.id)).taken_by is None


async def test_views_are_kept_shown_first_and_removed(
    client: httpx.AsyncClient, house: House, me: Actor, rina: Actor
) -> None:
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    await given(house)

    async def keep(own: httpx.AsyncClient, query: str, **values: str) -> httpx.Response:
        page = await own.get(f"{PATH}?{query}")
        data = fields(page.text, f"{PATH}/tampilan") | {"langkah": "simpan"} | values
        return await own.post(f"{PATH}/tampilan", data=data)

    async with signed_in(client, "kepala") as own:
        kept = await keep(own, "daftar=belum", nama="Belum dipegang siapa pun", milik="BMBK", utama="ya")
        assert kept.status_code == 303
    async with signed_in(client, "bmbk") as own:
        first = (await own.get(PATH)).headers["location"]
        assert first.startswith(f"{PATH}?daftar=belum&tampilan=")
        assert "Belum dipegang siapa pun" in words(await own.get(first))
        assert (await keep(own, "daftar=saya", nama="Unit lain", milik="DISHUB")).status_code == 403
        unnamed = await keep(own, "daftar=saya", nama="  ")
        assert unnamed.status_code == 422
        assert counted(unnamed) == counted(await own.get(f"{PATH}?daftar=saya"))
        long = await keep(own, "daftar=saya&topic=jalan_rusak", nama="Jalan" * 20, utama="ya")
        assert f'value="{"Jalan" * 20}"' in long.text, "what was typed is not lost"
        assert 'name="utama" value="ya" checked' in long.text
        assert fields(long.text, f"{PATH}/tampilan")["saring"] == "daftar=saya&topic=jalan_rusak"
        mine = await keep(own, "daftar=lewat&topic=jalan_rusak", nama="Lewat", utama="ya")
        assert mine.headers["location"].startswith(f"{PATH}?daftar=lewat&topic=jalan_rusak&tampilan=")
        assert "Tampilan disimpan." in words(await own.get(mine.headers["location"]))
        assert (await own.get(PATH)).headers["location"].startswith(f"{PATH}?daftar=lewat&topic=jalan_rusak&tampilan=")
        assert (await own.get(f"{PATH}?daftar=unit")).status_code == 200, "what is asked for is shown"
        page = await own.get(mine.headers["location"])
        view = re.search(r"tampilan=([0-9a-f-]{36})", mine.headers["location"])
        assert view is not None
        data = fields(page.text, f"{PATH}/tampilan") | {"tampilan": view[1]}
        assert (await own.post(f"{PATH}/tampilan", data=data | {"langkah": "biasa"})).status_code == 303
        assert (await own.get(PATH)).headers["location"].startswith(f"{PATH}?daftar=belum&tampilan=")
        async with signed_in(client, "rina") as hers:
            their = fields((await hers.get(f"{PATH}?daftar=unit")).text, f"{PATH}/tampilan")
            told = await hers.post(f"{PATH}/tampilan", data=their | {"tampilan": view[1], "langkah": "hapus"})
            assert told.status_code == 404, "of what is another's nothing is known"
        assert (await own.post(f"{PATH}/tampilan", data=data | {"langkah": "hapus"})).status_code == 303
        assert view[1] not in (await own.get(f"{PATH}?daftar=unit")).text
