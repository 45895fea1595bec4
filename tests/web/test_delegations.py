"""An acting head's days, an officer's leave, and all that somebody had in hand given to another."""

import re
from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind
from complaints.reply_drafts import ReplyDrafts
from foundation.errors import Invalid
from notices.recipients import read_directory
from notices.tables import NoticeRow
from people.actor import Actor, Role
from people.saved_views import SavedViews
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, later, state, words
from tests.web.officer import sign_in, signed_in, staffed
from tests.web.test_accounts import demanding
from web.house import House

PATH = "/kantor/pelimpahan"
HANDING = f"{PATH}/serah-terima"
INBOX = "/kantor/kotak"
TODAY = date(2026, 11, 20)


@pytest.fixture
async def staff(house: House) -> dict[str, Actor]:
    return await staffed(
        house,
        kepala=(Role.HEAD, "BMBK"),
        rina=(Role.OFFICER, "BMBK"),
        budi=(Role.OFFICER, "BMBK"),
        lain=(Role.HEAD, "DISHUB"),
        admin=(Role.ADMINISTRATOR, "DISKOMINFOTIK"),
    )


async def given(house: House, text: str = "Jalan berlubang.") -> Complaint:
    complaint = await filed(house, text)
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)


async def lent(own: httpx.AsyncClient, who: Actor, deputy: Actor | None, kind: str, **other: str) -> httpx.Response:
    """The answer to the form that says that `deputy` stands in for `who` tomorrow and the day after."""
    page = await own.get(PATH)
    post = who.posts[0]
    told = {
        "capacity": kind,
        "post": f"{who.person}:{post.role}:{post.unit}",
        "deputy": str(deputy.person) if deputy else "",
        "starts_on": str(TODAY + timedelta(days=1)),
        "ends_on": str(TODAY + timedelta(days=2)),
        "basis": "SPT 800/12/2026",
    }
    return await own.post(PATH, data=fields(page.text, PATH) | told | other)


async def test_an_acting_head_has_the_desk_on_those_days_and_the_line_says_for_whom(
    house: House, client: httpx.AsyncClient, staff: dict[str, Actor]
) -> None:
    case = await given(house)
    async with signed_in(client, "kepala") as own:
        assert errors((await lent(own, staff["kepala"], staff["kepala"], "plh")).text)
        assert (await lent(own, staff["lain"], staff["rina"], "plh")).status_code == 422, "another unit's post"
        assert (await lent(own, staff["kepala"], staff["rina"], "plh")).status_code == 303
        told = words(await own.get(PATH))
        assert "Akan datang" in told
        assert "Nama rina" in told
        assert "SPT 800/12/2026" in told
    async with signed_in(client, "rina") as own:
        assert (await own.get(PATH)).status_code == 403
    async with signed_in(client, "lain") as own:
        assert "Nama rina" not in words(await own.get(PATH)).split("Sudah lewat")[0].split("Catat")[0]
    later(house, days=1)
    house.duty.forget()
    line = "a.n. Kepala unit Dinas Bina Marga dan Bina Konstruksi, Plh. Nama rina"
    async with signed_in(client, "rina") as own:
        assert "Berlaku hari ini" in words(await own.get(PATH))
        action = f"{INBOX}?daftar=unit"
        page = await own.get(action)
        assert "(Pejabat penghubung; Plh. Kepala unit)" in words(page)
        chosen = {f"pilih-{case.id}": "ya", "langkah": "serahkan", "petugas": str(staff["budi"].person)}
        given_to = await own.post(action, data=fields(page.text, action) | chosen)
        assert "1 aduan diserahkan" in words(given_to)
        assert line in words(await own.get(f"/kantor/aduan/{case.id}"))
        paper = await own.get(f"/kantor/aduan/{case.id}/surat")
        assert line.removesuffix(" Nama rina") in paper.text, "papers are signed for the head"
    await done(house, case.id, c.Inform(c.Words("Sedang diukur.")), staff["budi"])
    later(house, days=2)
    house.duty.forget()
    async with signed_in(client, "rina") as own:
        assert (await own.get(PATH)).status_code == 403
        assert "(Pejabat penghubung)" in words(await own.get(INBOX))
        assert line in words(await own.get(f"/kantor/aduan/{case.id}")), "what was so stays so"
    async with signed_in(client, "kepala") as own:
        assert "Sudah lewat" in words(await own.get(PATH))
    public = words(await client.get(f"/lacak/{case.code}"))
    assert "Dinas Bina Marga" in public
    assert "Plh" not in public
    assert "Nama rina" not in public


async def test_whoever_is_on_leave_is_given_nothing_and_the_substitute_sees_what_they_have(
    house: House, client: httpx.AsyncClient, staff: dict[str, Actor]
) -> None:
    mine, new = await given(house, "Bahu jalan longsor."), await given(house)
    await done(house, mine.id, c.Take(), staff["rina"])
    async with house.database.transaction() as session:
        await session.exec(text("UPDATE officers SET email = NULL"))  # type: ignore[call-overload]
    for name in ("rina", "budi"):
        await house.keeping.correct(UUID(str(staff["admin"].person)), name, f"Nama {name}", f"{name}@contoh.id")
    async with signed_in(client, "admin") as own:
        assert (await lent(own, staff["rina"], staff["budi"], "leave")).status_code == 303
        assert (await lent(own, staff["rina"], None, "leave")).status_code == 422, "those days are taken"
        roster = "/kantor/piket"
        duty = {"officer": str(staff["rina"].person), "place": "1", "unit": "BMBK"}
        duty |= {"starts_at": "2026-11-21T08:00", "ends_at": "2026-11-21T20:00"}
        page = await own.get(roster)
        assert (await own.post(roster, data=fields(page.text, roster) | duty)).status_code == 303
        assert "Sedang cuti atau digantikan" in words(await own.get(roster))
    later(house, days=1)
    house.duty.forget()
    notice = NoticeRow(
        complaint_id=mine.id, notice_id=mine.id, version=99, event="question.answered", audience="assignee", unit="BMBK"
    )
    region = await house.region.current()
    async with house.database.reading() as session:
        directory = await read_directory(session, house.keys, [notice], region.reach, house.clock.now())
    told = {one.addresses["email"] for one in directory.recipients(notice)}
    assert told == {"rina@contoh.id", "budi@contoh.id"}
    with pytest.raises(Invalid):
        await done(house, new.id, c.Assign(UUID(str(staff["rina"].person))), staff["kepala"])
    async with signed_in(client, "budi") as own:
        page = await own.get(f"{INBOX}?daftar=saya")
        assert re.findall(r'data-case="([0-9a-f-]+)"', page.text) == [str(mine.id)]
        assert "Nama rina Anda menggantikannya" in words(page)
        assert str(staff["rina"].person) not in re.findall(r'<option value="([^"]*)"', page.text)
    later(house, days=2)
    async with signed_in(client, "budi") as own:
        assert str(mine.id) not in (await own.get(f"{INBOX}?daftar=saya")).text


async def test_all_in_hand_goes_to_another_and_each_is_said(
    house: House, client: httpx.AsyncClient, staff: dict[str, Actor]
) -> None:
    cases = [await given(house, f"Jalan berlubang di kilometer {name}.") for name in ("satu", "dua")]
    secret = await filed(house, "Pungutan liar.", kind=Kind.OVERSIGHT)
    rina, budi = UUID(str(staff["rina"].person)), UUID(str(staff["budi"].person))
    for one in cases:
        await done(house, one.id, c.Take(), staff["rina"])
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    views = SavedViews(house.database, house.clock)
    at_hand = await state(house, cases[0].id)
    await drafts.save(at_hand, rina, "selesai", {"words": "Sudah ditambal."}, at_hand.version)
    await views.keep(staff["rina"], "Lampu", "topic=lampu_jalan", None, first=True)
    async with signed_in(client, "lain") as own:
        assert (await own.get(f"{HANDING}?dari={rina}")).status_code == 404
    async with signed_in(client, "admin") as own:
        page = await own.get("/kantor/akun/rina")
        asked = await own.post("/kantor/akun/rina/nonaktif", data=fields(page.text, "/kantor/akun/rina/nonaktif"))
        assert asked.status_code == 409
        assert "Masih memegang 2 aduan yang berjalan" in words(asked)
        look = await own.get(f"{HANDING}?dari={rina}")
        assert "Jalan berlubang" not in words(look), "who keeps accounts reads no reports"
        assert str(secret.code) not in look.text
        nobody = await own.post(HANDING, data=_posted(look, {"dari": str(rina), "kepada": str(rina)}))
        assert nobody.status_code == 422
        told = {"dari": str(rina), "kepada": str(budi), "tampilan": "ya"}
        answer = await own.post(HANDING, data=_posted(look, told))
        assert "2 aduan diserahkan; 1 draf; 1 tampilan" in words(answer)
        again = await own.post(HANDING, data=_posted(look, told))
        assert "0 aduan diserahkan; 0 draf" in words(again)
        ended = await own.post("/kantor/akun/rina/nonaktif", data=fields(page.text, "/kantor/akun/rina/nonaktif"))
        assert ended.status_code == 303
    assert {(await state(house, one.id)).taken_by for one in cases} == {budi}
    (draft,) = await drafts.of(await state(house, cases[0].id))
    assert draft.officer == budi
    (view,) = await views.of(staff["budi"])
    assert (view.name, view.first) == ("Lampu", False)


def _posted(page: httpx.Response, told: dict[str, str]) -> dict[str, str]:
    """The form that hands over: its hidden fields stand beside those of the one that looks."""
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert token
    assert key
    return {"_csrf_token": token[1], "key": key[1]} | told


async def test_posts_have_days_of_their_own(house: House, client: httpx.AsyncClient, staff: dict[str, Actor]) -> None:
    at, action = "/kantor/akun/budi", "/kantor/akun/budi/jabatan"
    async with signed_in(client, "admin") as own:

        async def asked(**told: str) -> httpx.Response:
            page = await own.get(at)
            return await own.post(action, data=fields(page.text, action) | {"role": "head", "unit": "DLH"} | told)

        for told, fault in (
            ({"starts_on": "2026-11-19"}, "Mulai paling awal hari ini"),
            ({"starts_on": "besok"}, "tahun-bulan-tanggal"),
            ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "tidak boleh sebelum hari pertama"),
        ):
            refused = await asked(**told)
            assert refused.status_code == 422
            assert fault in errors(refused.text)[0]
        assert (await asked(starts_on="2026-12-01", ends_on="2026-12-31")).status_code == 303
        assert "sudah dipegangnya" in errors((await asked(starts_on="2026-12-31")).text)[0]
        assert (await asked(starts_on="2027-01-01")).status_code == 303
        page = words(await own.get(at))
        assert page.count("Akan datang") == 2
        assert "2026-12-01 – 2026-12-31" in page, "in the log"
    later(house, days=11)
    async with signed_in(client, "budi") as own:
        assert (await own.get(PATH)).status_code == 200, "head of another unit from that day on"


async def test_a_post_that_asks_for_a_second_factor_asks_when_it_begins_and_not_when_it_is_promised(
    house: House, client: httpx.AsyncClient, staff: dict[str, Actor]
) -> None:
    later(house, hours=13.5)
    async with signed_in(client, "rina") as rina, signed_in(client, "budi") as budi:
        async with signed_in(client, "admin") as own:
            await demanding(house, Role.HEAD)
            assert (await lent(own, staff["kepala"], staff["rina"], "plh")).status_code == 303
            at, action = "/kantor/akun/budi", "/kantor/akun/budi/jabatan"
            told = {"role": "head", "unit": "DLH", "starts_on": str(TODAY + timedelta(days=1))}
            page = await own.get(at)
            assert (await own.post(action, data=fields(page.text, action) | told)).status_code == 303
        for one in (rina, budi):
            assert (await one.get(INBOX)).status_code == 200, "half an hour before midnight"
        later(house, hours=0.6)
        for name, one in (("rina", rina), ("budi", budi)):
            assert (await one.get(INBOX)).headers["location"].startswith("/masuk?")
            assert (await sign_in(one, name)).headers["location"].startswith("/masuk/pasang")


async def test_ones_own_page_tells_of_posts_held_for_others_and_of_own_leave(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    async with signed_in(client, "admin") as own:
        assert (await lent(own, staff["kepala"], staff["rina"], "plh")).status_code == 303
    for who, told in (("rina", "Anda menjalankannya untuk Nama kepala"), ("kepala", "dijalankan oleh Nama rina")):
        async with signed_in(client, who) as own:
            said = words(await own.get("/kantor/profil"))
            assert told in said
            assert "SPT 800/12/2026" in said
            assert "Belum mulai" in said
            later(house, days=1)
            assert "Belum mulai" not in words(await own.get("/kantor/profil"))
            later(house, days=-1)
    async with signed_in(client, "lain") as own:
        assert "SPT 800/12/2026" not in words(await own.get("/kantor/profil"))
