"""Interviews, forums and village meetings: written down without names, and those who met are told what became of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlmodel import select

from competency.input_tables import TalkPhotoRow
from competency.inputs import sources
from competency.merging import Kind, Says
from competency.need_book import Needs
from competency.talks import Point, Talks, Told
from complaints.commands import Words
from foundation.errors import Invalid, NotFound
from people.actor import Role
from tests.web.citizen import errors, fields, later, photo, words
from tests.web.officer import hire, signed_in
from web.house import House
from web.talk_sheets import sheet_path

HERE = "/kantor/kompetensi/forum"
ZONE = ZoneInfo("Asia/Jakarta")
SAID = "Petugas tidak menjelaskan mengapa permintaan ditolak."


def book(house: House) -> Talks:
    return Talks(house.database, house.clock, house.keys, ZONE)


async def analyst(house: House) -> Any:
    return await hire(house, "analis", (Role.ANALYST, "BPSDM"))


def told(*points: Point, unit: str | None = "BMBK", **more: Any) -> Told:
    values: dict[str, Any] = {"kind": "village", "held_on": date(2026, 11, 1), "place": "Desa Sukamaju"}
    values |= {"participants": {"warga": 20, "tokoh": 3}, "agreed": True, "key": uuid4(), "unit": unit}
    return Told(points=points, **(values | more))


async def test_a_meeting_from_the_form_to_the_sheet(house: House, client: httpx.AsyncClient) -> None:
    by = await analyst(house)
    async with signed_in(client, "analis") as own:
        page = await own.get(f"{HERE}/catat")
        form = fields(page.text, f"{HERE}/catat")
        values = {"kind": "village", "held_on": "2026-11-01", "place": "Desa Sukamaju", "p_warga": "20", "unit": "BMBK"}
        values |= {"recruitment": "all", "agreed": "ya", "direction_1": "need", "direction_2": "need"}
        named = values | {"statement_1": "Pak Budi tidak pernah datang.", "statement_2": SAID}
        refused = await own.post(f"{HERE}/catat", data=form | named, files=[photo()])
        assert refused.status_code == 422
        assert any("Budi" in one for one in errors(refused.text))
        assert SAID in refused.text, "nothing that was written is lost"
        assert 'name="sure"' in refused.text
        clean = values | {"statement_1": SAID, "statement_2": "Jadwal tidak jelas."}
        kept = await own.post(f"{HERE}/catat", data=form | clean, files=[photo()])
        assert kept.status_code == 303
        again = await own.post(f"{HERE}/catat", data=form | clean, files=[photo()])
        assert again.headers["location"] == kept.headers["location"], "sent twice, kept once"
        address = kept.headers["location"].split("?")[0]
        page = await own.get(address)
        assert SAID in page.text
        assign = fields(page.text, f"{address}/butir/1")
        done = await own.post(
            f"{address}/butir/1", data=assign | {"direction": "need", "competency": "MAN-KOMUNIKASI", "topic": ""}
        )
        assert done.status_code == 303
        (picture,) = {row.photo_id for row in await photos(house)}
        seen = await own.get(f"{address}/foto/{picture}")
        assert seen.headers["content-type"].startswith("image/")
        talk_id = UUID(address.rsplit("/", 1)[1])
    sheet = sheet_path(house, talk_id)
    page = await client.get(sheet)
    assert "belum ada kebutuhan" in words(page)
    assert "Masih dibaca" in words(page)
    needs = Needs(house.database, house.clock, house.calendars, house.region)
    await needs.open(by, "MAN-KOMUNIKASI", None, None, Words("Disampaikan warga di desa."), "uji")
    page = await client.get(sheet)
    assert "menunggu ditelaah" in words(page)
    assert "BMBK" not in page.text
    paper = await client.get(f"{sheet}/lembar.pdf")
    assert paper.content.startswith(b"%PDF-")
    async with signed_in(client, "analis") as own:
        assign = fields((await own.get(address)).text, f"{address}/butir/1")
        asked = assign | {"direction": "need", "competency": "MAN-KOMUNIKASI", "topic": "", "erase": "ya"}
        assert (await own.post(f"{address}/butir/1", data=asked)).status_code == 303
        assert SAID not in (await own.get(address)).text
    page = await client.get(sheet)
    assert SAID not in page.text
    assert "Tulisan ini sudah dihapus" in words(page)
    assert "menunggu ditelaah" in words(page), "what became of it is still told"
    wrong = await client.get(sheet[:-2] + ("aa" if sheet[-2:] != "aa" else "bb"))
    assert wrong.status_code == 404


async def photos(house: House) -> list[TalkPhotoRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(TalkPhotoRow))).all())


async def test_what_a_phone_sends_later_is_answered_in_json(house: House, client: httpx.AsyncClient) -> None:
    await analyst(house)
    async with signed_in(client, "analis") as own:
        form = fields((await own.get(f"{HERE}/catat")).text, f"{HERE}/catat")
        ask = {"Accept": "application/json"}
        refused = await own.post(f"{HERE}/catat", data=form | {"place": "Desa Sukamaju"}, headers=ask)
        assert refused.status_code == 422
        assert {"kind", "held_on", "statement_1", "agreed"} <= set(refused.json()["errors"])
        values = {"kind": "forum", "held_on": "2026-11-01", "place": "Balai", "p_warga": "9", "agreed": "ya"}
        values |= {"recruitment": "all", "statement_1": SAID}
        kept = await own.post(f"{HERE}/catat", data=form | values, headers=ask)
        assert kept.status_code == 201
        assert kept.json()["href"].startswith(f"{HERE}/")


async def test_photos_lie_sealed_and_go_after_a_year(house: House) -> None:
    by = (await analyst(house)).person
    talk = await book(house).record(by, told(Point(SAID)), [b"not for anybody"])
    (row,) = await photos(house)
    assert b"not for anybody" not in row.content
    assert await book(house).photo(talk, row.photo_id) == b"not for anybody"
    assert await book(house).sweep() == 0
    later(house, days=366)
    assert await book(house).sweep() == 1
    with pytest.raises(NotFound):
        await book(house).photo(talk, row.photo_id)
    assert (await book(house).one(talk)).points[0].statement == SAID


async def test_a_point_speaks_for_its_unit_and_topic_and_for_no_other(house: House) -> None:
    by, records = (await analyst(house)).person, book(house).record
    need = Point(SAID, "need", "MAN-KOMUNIKASI", "jalan_rusak")
    await records(by, told(need, Point("Sudah baik.", "none", "MAN-KERJASAMA")))
    await records(by, told(need, unit=None, kind="forum"))
    await records(by, told(need, kind="interview", participants={"pegawai": 4}))
    async with house.database.reading() as session:

        async def heard(*asked: Any) -> list[Any]:
            return await sources(session, *asked)

        here = await heard("MAN-KOMUNIKASI", "BMBK", "jalan_rusak")
        assert {(one.kind, one.people, one.says) for one in here} == {
            (Kind.VILLAGE, 23, Says.NEED),
            (Kind.FORUM, 23, Says.NEED),
            (Kind.INTERVIEW, 4, Says.NEED),
        }
        assert {one.who for one in here if one.kind == Kind.INTERVIEW} == {"pegawai:BMBK"}, (
            "officers of a unit are the same people in its survey"
        )
        assert {one.kind for one in await heard("MAN-KOMUNIKASI", "DISHUB", "jalan_rusak")} == {Kind.FORUM}
        assert await heard("MAN-KOMUNIKASI", "DISHUB", None) == []
        assert await heard("MAN-KOMUNIKASI", "BMBK", "sampah") == []
        assert [one.says for one in await heard("MAN-KERJASAMA", None, None)] == [Says.NONE]
        old = date(2026, 11, 1) + timedelta(days=731)
        assert await sources(session, "MAN-KOMUNIKASI", "BMBK", None, old) == []


async def test_nobody_needs_a_future_meeting_or_one_without_people(house: House) -> None:
    by = (await analyst(house)).person
    assert datetime(2026, 11, 20, tzinfo=UTC).date() == house.clock.now().date()
    for wrong, field in (
        ({"held_on": date(2026, 11, 21)}, "held_on"),
        ({"participants": {"warga": 0}}, "participants"),
        ({"participants": {"warga": -1, "tokoh": 5}}, "participants"),
        ({"agreed": False}, "agreed"),
        ({"place": "Rumah Pak Budi"}, "sure"),
    ):
        with pytest.raises(Invalid) as fault:
            await book(house).record(by, told(Point(SAID), **wrong))
        assert field in fault.value.fields
    assert await book(house).all() == []
