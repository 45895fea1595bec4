"""What a reporter asks about their own data: put right at once, confirmed by mail, answered in time, and emptied."""

import asyncio
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.data_requests import DataRequests
from complaints.data_rights import KEPT, Outcome, Right, Standing
from complaints.kinds import Kind
from complaints.own_contact import OwnContact
from notices.alarms import DATA, standing
from notices.channel import TryLater
from notices.data_mails import DataMails
from people.actor import Actor, Role
from people.contact import Contact
from people.tables import DataMailRow, DataRequestRow
from service.alarm_checks import check_data_requests
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.recorded import voice
from tests.web.applications import application_over
from tests.web.citizen import done, errors, fields, filed, follow, later, photo, words
from tests.web.officer import hire, signed_in
from tests.web.test_english import left_over
from web import own_file
from web.house import House

SITI = Contact("Siti Rahayu", "siti@contoh.id", "+6281234567890")


def mailing(house: House) -> httpx.AsyncClient:
    """A browser at an installation that can send mails."""
    application = application_over(replace(house, mails=True))
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://tanggap.test")


async def mailed(house: House, channel: FakeChannel) -> int:
    links = PageLinks(house, "http://tanggap.test")
    mails = DataMails(house.database, house.clock, house.keys, house.region)
    return await mails.run([channel], links.confirm_email, links.own_data)


def book(house: House) -> DataRequests:
    return DataRequests(house.database, house.clock, house.keys)


async def corrected(client: httpx.AsyncClient, base: str, **values: str) -> httpx.Response:
    page = await client.get(f"{base}/data-saya")
    action = f"{base}/data-saya/diri"
    shown = {name: re.search(rf'name="{name}" value="([^"]*)"', page.text) for name in ("name", "email", "phone")}
    kept = {name: found[1] for name, found in shown.items() if found}
    return await client.post(action, data=fields(page.text, action) | kept | values)


async def asked(client: httpx.AsyncClient, base: str, kind: str, said: str) -> httpx.Response:
    action = f"{base}/data-saya/minta"
    page = await client.get(f"{base}/data-saya")
    return await client.post(action, data=fields(page.text, action) | {"kind": kind, "words": said})


async def contact(house: House, case: Complaint) -> Contact | None:
    return (await house.queries.case(Actor("citizen", holds=case.id), case.id)).contact


async def test_name_and_telephone_are_put_right_at_once_and_the_log_holds_no_value(house: House) -> None:
    case = await filed(house, contact=SITI)
    base = follow(house, case)
    async with mailing(house) as client:
        assert f'href="{base}/data-saya"' in (await client.get(base)).text
        answer = await corrected(client, base, name="Siti Rahayu Dewi", phone="0812-0000-1111")
        assert answer.headers["location"].endswith("/data-saya?kabar=diri")
        assert (await corrected(client, base)).headers["location"].endswith("?kabar=sama")
        refused = await corrected(client, base, phone="12")
        assert (refused.status_code, len(errors(refused.text))) == (422, 1)
        page = words(await client.get(f"{base}/data-saya"))
    assert await contact(house, case) == Contact("Siti Rahayu Dewi", "siti@contoh.id", "+6281200001111")
    assert "Memperbaiki data: nama, telepon" in page
    [one] = await book(house).of(case.id)
    assert (one.kind, one.changed, one.standing(house.clock.now())) == (
        Right.CORRECTION,
        ("name", "phone"),
        Standing.IN_TIME,
    )
    async with house.database.reading() as session:
        [row] = (await session.exec(select(DataRequestRow))).all()
    assert (row.details, row.answer) == (None, None)
    assert "Dewi" not in row.model_dump_json()


async def test_a_new_address_is_used_only_once_it_answered_and_the_old_one_hears_of_it(house: House) -> None:
    case = await filed(house, contact=SITI)
    base, channel = follow(house, case), FakeChannel()
    async with mailing(house) as client:
        answer = await corrected(client, base, email="baru@contoh.id")
        assert answer.headers["location"].endswith("?kabar=konfirmasi")
        assert await contact(house, case) == SITI
        assert "baru@contoh.id menunggu persetujuan" in words(await client.get(f"{base}/data-saya"))
        async with house.database.reading() as session:
            [row] = (await session.exec(select(DataMailRow))).all()
        assert b"baru" not in row.email
        assert await mailed(house, channel) == 1
        assert await mailed(house, channel) == 0
        [mail] = channel.to("baru@contoh.id")
        assert base not in mail.body
        assert "Siti" not in mail.body
        link = re.search(r"http://tanggap\.test(/email-baru/\S+)", mail.body)
        assert link
        page = await client.get(link[1])
        assert await contact(house, case) == SITI, "a program that opens links confirms nothing"
        assert (await client.post(link[1], data=fields(page.text, link[1]))).status_code == 200
        assert await contact(house, case) == Contact(SITI.name, "baru@contoh.id", SITI.phone)
        assert (await client.post(link[1], data=fields(page.text, link[1]))).status_code == 404
        assert (await client.get(link[1][:-1] + "x")).status_code == 404
    assert await mailed(house, channel) == 1
    [told] = channel.to("siti@contoh.id")
    assert "baru@" not in told.body


async def test_who_takes_an_address_away_first_does_not_keep_it_from_being_told(house: House) -> None:
    """A stolen link: the address is emptied, then another is given; and of two that were asked for only one counts."""
    case = await filed(house, contact=SITI)
    base, channel = follow(house, case), FakeChannel()
    async with mailing(house) as client:
        await corrected(client, base, email="")
        assert (await contact(house, case)) == Contact(SITI.name, None, SITI.phone)
        assert await mailed(house, channel) == 1
        [told] = channel.to("siti@contoh.id")
        assert "tidak lagi dikirim ke alamat ini" in told.body
        assert "/lacak/" not in told.body
        own, both = OwnContact(house.database, house.clock, house.keys), ("satu@contoh.id", "dua@contoh.id")
        await asyncio.gather(*(own.change(case.id, Contact(SITI.name, one, SITI.phone), "id") for one in both))
        await mailed(house, channel)
        links = [
            found[1]
            for mail in channel.taken
            if (found := re.search(r"http://tanggap\.test(/email-baru/\S+)", mail.body))
        ]
        pages = [fields((await client.get(one)).text, one) for one in links]
        answers = [(await client.post(one, data=data)).status_code for one, data in zip(links, pages, strict=True)]
    assert answers in ([200], [200, 404])


async def test_an_address_that_nobody_confirmed_is_forgotten(house: House) -> None:
    case = await filed(house, contact=SITI)
    base, channel = follow(house, case), FakeChannel()
    async with mailing(house) as client:
        await corrected(client, base, email="baru@contoh.id")
        await mailed(house, channel)
        link = re.search(r"http://tanggap\.test(/email-baru/\S+)", channel.to("baru@contoh.id")[0].body)
        assert link
        page = await client.get(link[1])
        later(house, days=3, seconds=1)
        assert (await client.post(link[1], data=fields(page.text, link[1]))).status_code == 404
    assert await mailed(house, channel) == 0
    async with house.database.reading() as session:
        assert (await session.exec(select(DataMailRow))).all() == []
    assert await contact(house, case) == SITI


async def test_mails_wait_for_a_server_that_is_away_and_go_with_the_case(house: House) -> None:
    case = await filed(house, contact=SITI)
    async with mailing(house) as client:
        await corrected(client, follow(house, case), email="baru@contoh.id")
    away = FakeChannel(lambda message: TryLater("away"))
    assert await mailed(house, away) == 0
    assert await mailed(house, FakeChannel()) == 0, "it rests first"
    await done(house, case.id, c.Erase(), Actor("citizen", holds=case.id))
    later(house, hours=1)
    assert await mailed(house, FakeChannel()) == 0
    async with mailing(house) as client:
        page = await client.get(f"{follow(house, case)}/data-saya")
        assert 'name="phone"' not in page.text
        token = fields(page.text, f"{follow(house, case)}/data-saya/minta")
        again = await client.post(f"{follow(house, case)}/data-saya/diri", data=token | {"name": "Siti"})
    assert again.status_code == 404, "what is gone does not come back"
    assert await contact(house, case) is None


async def test_what_is_emptied_is_gone_and_without_mails_an_address_stays(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await filed(house, contact=SITI)
    answer = await corrected(client, follow(house, case), name="", phone="", email="lain@contoh.id")
    assert answer.headers["location"].endswith("?kabar=diri")
    assert await contact(house, case) == Contact(None, "siti@contoh.id", None)


async def test_a_request_has_a_clock_is_warned_of_answered_and_emptied(house: House) -> None:
    case = await filed(house, contact=SITI)
    base, channel = follow(house, case), FakeChannel()
    administrator = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with mailing(house) as client:
        for kind, said in (("", "Mohon."), ("erasure", "Mohon."), ("restriction", "")):
            refused = await asked(client, base, kind, said)
            assert (refused.status_code, len(errors(refused.text))) == (422, 1)
        answer = await asked(client, base, "restriction", "Jangan tampilkan laporan saya dulu.")
        assert answer.headers["location"].endswith("?kabar=minta")
        [one] = await book(house).waiting(administrator)
        assert one.due_at == one.received_at + timedelta(hours=72)
        assert not await check_data_requests(house)
        later(house, hours=50)
        assert await check_data_requests(house)
        async with signed_in(client, "admin") as admin:
            assert "1 hampir jatuh tempo, 0 sudah lewat" in words(await admin.get("/kantor/akun"))
        later(house, hours=23)
        assert await check_data_requests(house)
    async with mailing(house) as client, signed_in(client, "admin") as admin:
        listed = words(await admin.get("/kantor/permintaan-data"))
        assert "Terlambat" in listed
        assert "lewat 1 jam" in listed
        path = f"/kantor/permintaan-data/{one.id}"
        page = await admin.get(path)
        assert "Jangan tampilkan" in page.text
        data = fields(page.text, f"{path}/jawab")
        bare = await admin.post(f"{path}/jawab", data=data)
        assert (bare.status_code, len(errors(bare.text))) == (422, 2)
        told = await admin.post(f"{path}/jawab", data=data | {"outcome": "done", "answer": "Sudah kami rahasiakan."})
        assert told.headers["location"].endswith("?berhasil=jawab-email")
        twice = await admin.post(f"{path}/jawab", data=data | {"outcome": "refused", "answer": "Tidak."})
        assert twice.status_code == 409
        assert not await check_data_requests(house)
        assert [alarm for alarm in await standing(house.database) if alarm.name == DATA] == []
        assert "Sudah kami rahasiakan." in (await client.get(f"{base}/data-saya")).text
    assert await mailed(house, channel) == 1
    [mail] = channel.to("siti@contoh.id")
    assert f"{base}/data-saya" in mail.body
    assert "rahasiakan" not in mail.body
    later(house, seconds=KEPT.total_seconds() + 1)
    assert await book(house).forget() == 1
    assert await book(house).forget() == 0
    [empty] = await book(house).of(case.id)
    assert (empty.details.words, empty.answer, empty.outcome) == ("", "", "done")
    assert empty.standing(house.clock.now()) is Standing.ANSWERED_LATE


async def test_fetching_the_file_and_erasing_are_noted_and_the_file_tells_all_of_it(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_file, "PIECE", 100)  # so that every file is read in many pieces
    case = await filed(house, contact=SITI)
    base = follow(house, case)
    page = await client.get(base)
    added = fields(page.text, f"{base}/tambah") | {"addition": "Ini fotonya."}
    assert (await client.post(f"{base}/tambah", data=added, files=[photo(name="../x.jpg")])).status_code == 303
    spoken = await house.attachments.keep(case.id, voice(), "catatan Bu Siti.ogg")
    await done(house, case.id, c.Attach(spoken), Actor("citizen", holds=case.id))
    await asked(client, base, "restriction", "Tunda dulu.")
    for _ in range(2):
        answer = await client.get(f"{base}/berkas-saya.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()[2:]) == ["berkas/01-laporan.jpg", "berkas/02-laporan.ogg"]
        assert archive.read("berkas/02-laporan.ogg") == voice()
        assert archive.read("berkas/01-laporan.jpg").startswith(b"\xff\xd8")
        told, shown = json.loads(archive.read("aduan.json")), archive.read("aduan.html").decode()
    assert told["contact"] == {"name": SITI.name, "email": SITI.email, "phone": SITI.phone}
    assert sorted(one["kind"] for one in told["data_requests"]) == ["access", "restriction"]
    assert "Tunda dulu." in shown
    assert len(await book(house).of(case.id)) == 2, "a file fetched twice a day is one request"
    page = await client.get(f"{base}/hapus")
    assert "Salinan cadangan" in page.text
    assert (
        await client.post(f"{base}/hapus", data=fields(page.text, f"{base}/hapus") | {"sure": "ya"})
    ).status_code == 303
    await asked(client, base, "access", "Apa yang masih ada?")
    administrator = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    later(house, hours=1)
    for one in await book(house).waiting(administrator):
        await book(house).answer(administrator, one.id, Outcome.DONE, "Hanya tanggal dan langkahnya.")
    await book(house).forget()
    requests = await book(house).of(case.id)
    answers = {one.details.words: one.answer for one in requests if one.details.words}
    assert answers.get("Apa yang masih ada?") == "Hanya tanggal dan langkahnya.", (
        "asked after the erasure, it can be read"
    )
    assert {one.kind for one in requests} == {Right.ACCESS, Right.ERASURE, Right.RESTRICTION}


async def test_nobody_without_the_link_comes_near_and_english_is_whole(house: House) -> None:
    case = await filed(house, contact=SITI)
    base = follow(house, case)
    async with mailing(house) as client:
        assert (await client.get(f"/lacak/{case.code}/salah/data-saya")).status_code == 404
        await asked(client, base, "access", "Siapa yang membaca?")
        await corrected(client, base, email="baru@contoh.id", name="S. Rahayu")
        client.cookies.set("tanggap_bahasa", "en")
        for path in (f"{base}/data-saya", f"{base}/hapus", "/lacak/lupa"):
            assert left_over((await client.get(path)).text) == []


async def test_a_person_is_not_asked_about_without_end(house: House) -> None:
    case = await filed(house, contact=SITI)
    async with mailing(house) as client:
        found = [(await asked(client, follow(house, case), "access", "Siapa?")).status_code for _ in range(6)]
        changes = [
            (await corrected(client, follow(house, case), name=f"Siti {number}")).status_code for number in range(11)
        ]
        other = follow(house, await filed(house))
        strangers = [
            (await corrected(client, base, email="orang@contoh.id")).status_code
            for base in (other, other, other, other)
        ]
    assert strangers == [303] * 3 + [429], "nobody is flooded with mails they never asked for"
    assert found == [303] * 5 + [429]
    assert changes == [303] * 10 + [429]


@pytest.mark.parametrize("role", ["admin", "insp"])
async def test_a_request_about_a_report_of_wrongdoing_is_answered_where_it_is_known(
    house: House, client: httpx.AsyncClient, role: str
) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    await hire(house, "insp", (Role.INSPECTORATE, "INSP"))
    case = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK", contact=SITI)
    await asked(client, follow(house, case), "restriction", "Jangan hubungi kantor saya.")
    async with signed_in(client, role) as officer:
        page = await officer.get("/kantor/permintaan-data")
        known = "Menunda atau membatasi" in page.text
        [one] = await book(house).of(case.id)
        opened = await officer.get(f"/kantor/permintaan-data/{one.id}")
    assert (known, opened.status_code) == ((True, 200) if role == "insp" else (False, 404))
    later(house, hours=60)
    assert not await check_data_requests(house), "the alarm tells administrators, who must not know of it"
