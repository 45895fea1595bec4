"""The counter: a code is given to a person present, once, noted, and only by those who may know who filed."""

import httpx
import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import delete, select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.data_requests import DataRequests, Details
from complaints.kinds import Kind, Visibility
from people.actor import Actor, Role
from people.contact import Contact
from people.tables import IdentityCheckRow
from tests.fakes import FakeChannel
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, follow, later, words
from tests.web.officer import hire, signed_in
from tests.web.test_english import left_over
from tests.web.test_own_data import mailed, mailing
from web.house import House

SITI = Contact("Siti Rahayu", "siti@contoh.id", "+6281234567890")
CHECKED = {"document": "ktp", "reason": "ponsel", "same": "ya"}


async def looked_for(officer: httpx.AsyncClient, **values: str) -> httpx.Response:
    page = await officer.get("/kantor/loket")
    return await officer.post("/kantor/loket", data=fields(page.text, "/kantor/loket") | values)


async def given(officer: httpx.AsyncClient, case: Complaint, **values: str) -> httpx.Response:
    path = f"/kantor/loket/{case.id}"
    page = await officer.get(path)
    if page.status_code != 200:
        return page
    return await officer.post(path, data=fields(page.text, path) | values)


async def checks(house: House) -> list[IdentityCheckRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(IdentityCheckRow))).all())


async def test_who_lost_the_code_gets_it_after_a_check_that_others_can_read(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await filed(house, contact=SITI)
    other = await filed(house, contact=Contact("Budi", None, "+6281299999999"))
    person = (await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))).person
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "koor") as officer:
        for asked in ({"name": "rahayu siti"}, {"reach": "0812-3456-7890"}, {"code": case.code[2:7].lower()}):
            page = await looked_for(officer, **asked)
            assert str(case.id) in page.text, asked
            assert str(other.id) not in page.text, asked
            assert follow(house, case) not in page.text
        data = fields(page.text, "/kantor/loket")
        bare = await given(officer, case)
        assert (bare.status_code, len(errors(bare.text))) == (422, 3)
        assert await checks(house) == []
        path = f"/kantor/loket/{case.id}"
        data = fields((await officer.get(path)).text, path) | CHECKED
        shown = await officer.post(path, data=data)
        assert "no-store" in shown.headers["cache-control"]
        assert follow(house, case) in shown.text
        again = await officer.post(path, data=data)
        assert again.status_code == 409
        assert follow(house, case) not in again.text, "going back shows it no second time"
        assert "sudah pernah diberikan" in again.text
    [row] = await checks(house)
    assert (row.complaint_id, row.officer_id, row.document, row.reason) == (case.id, person, "ktp", "ponsel")
    async with signed_in(client, "admin") as admin:
        log = words(await admin.get("/kantor/loket/catatan"))
    assert "Nama koor" in log
    assert "KTP atau KTP digital" in log
    assert case.code in log.replace("-", "")
    assert "Siti" not in log
    told = words(await client.get(f"{follow(house, case)}/data-saya"))
    assert "Kode diberikan di loket" in told
    assert "Nama koor" not in told


async def test_whose_code_was_given_hears_of_it_at_the_address_they_left(house: House) -> None:
    """An officer whose unit is complained about could otherwise act as the reporter, and nobody would know."""
    case, channel = await filed(house, contact=SITI), FakeChannel()
    await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with mailing(house) as client, signed_in(client, "koor") as officer:
        page = f"/kantor/loket/{case.id}"
        data = fields((await officer.get(page)).text, page) | CHECKED
        assert "diberi tahu lewat email" in (await officer.post(page, data=data)).text
        await officer.post(page, data=data)
    assert await mailed(house, channel) == 1, "once for each code that was given"
    [mail] = channel.to("siti@contoh.id")
    assert "diberikan di loket" in mail.subject
    assert "/lacak/" not in mail.body
    assert "koor" not in mail.body


async def test_what_is_noted_cannot_be_taken_back(house: House, client: httpx.AsyncClient) -> None:
    case = await filed(house, contact=SITI)
    await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "koor") as officer:
        assert (await given(officer, case, **CHECKED)).status_code == 200
    with pytest.raises(DBAPIError):
        async with house.database.transaction() as session:
            await session.exec(delete(IdentityCheckRow))
    assert len(await checks(house)) == 1


async def test_nobody_finds_or_gives_what_they_may_not_know(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await hire(house, "unit", (Role.OFFICER, "BMBK"))
    await hire(house, "lain", (Role.OFFICER, "DINKES"))
    await hire(house, "insp", (Role.INSPECTORATE, "INSP"))
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    cases = {
        "open": await filed(house, contact=SITI),
        "confidential": await filed(house, contact=SITI, visibility=Visibility.CONFIDENTIAL),
        "anonymous": await filed(house, contact=SITI, visibility=Visibility.ANONYMOUS),
        "oversight": await filed(house, contact=SITI, kind=Kind.OVERSIGHT, about_unit="BMBK"),
        "erased": await filed(house, contact=SITI),
        "unknown": await filed(house),
    }
    for name in ("open", "confidential", "anonymous"):
        await done(house, cases[name].id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await done(house, cases["erased"].id, c.Erase(), Actor("citizen", holds=cases["erased"].id))
    may = {
        "koor": {"open", "confidential"},
        "unit": {"open", "confidential"},
        "lain": set(),
        "insp": {"oversight"},
    }
    for username, known in may.items():
        async with signed_in(client, username) as officer:
            page = await looked_for(officer, name="siti")
            assert {name for name, case in cases.items() if str(case.id) in page.text} == known, username
            for name, case in cases.items():
                answer = await given(officer, case, **CHECKED)
                assert (answer.status_code == 200) == (name in known), (username, name)
                assert (follow(house, case) in answer.text) == (name in known), (username, name)
    assert {row.complaint_id for row in await checks(house)} == {
        cases[name].id for names in may.values() for name in names
    }
    codes = {name: case.code for name, case in cases.items()}
    for username, told in (("admin", {"open", "confidential"}), ("insp", {"open", "confidential", "oversight"})):
        async with signed_in(client, username) as officer:
            log = (await officer.get("/kantor/loket/catatan")).text.replace("-", "")
        assert {name for name, code in codes.items() if code in log} == told, username
        assert ("Aduan terbatas" in log) == (username == "admin")


async def test_a_day_is_remembered_only_about_and_a_search_needs_something(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await filed(house, contact=SITI)
    day = await house.today()
    await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    later(house, days=10)
    async with signed_in(client, "koor") as officer:
        assert str(case.id) in (await looked_for(officer, day=day.replace(day=day.day).isoformat())).text
        far = await looked_for(officer, day=(await house.today()).isoformat())
        assert str(case.id) not in far.text
        for wrong in ({}, {"code": "ab"}, {"reach": "bukan alamat"}, {"day": "kemarin"}):
            answer = await looked_for(officer, **wrong)
            assert (answer.status_code, len(errors(answer.text))) == (422, 1), wrong
        found = [(await looked_for(officer, name="siti")).status_code for _ in range(60)]
        assert found[-1] == 429
        officer.cookies.set("tanggap_bahasa", "en")
        for path in ("/kantor/loket", f"/kantor/loket/{case.id}"):
            assert left_over((await officer.get(path)).text) == []
        english = await given(officer, case, **CHECKED)
        assert left_over(english.text) == []


async def test_a_letter_is_taken_in_and_all_cases_of_its_writer_are_found_and_erased(
    house: House, client: httpx.AsyncClient
) -> None:
    first, second = await filed(house, contact=SITI), await filed(house, "Lampu padam.", contact=SITI)
    restricted = await filed(house, contact=SITI, kind=Kind.OVERSIGHT, about_unit="BMBK")
    other = await filed(house, contact=Contact("Budi", "budi@contoh.id", None))
    await hire(house, "koor", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    later(house, days=2)
    path, today = "/kantor/permintaan-data", await house.today()
    async with signed_in(client, "koor") as officer:
        page = await officer.get(f"{path}/baru")
        data = fields(page.text, path)
        bare = await officer.post(path, data=data)
        assert (bare.status_code, len(errors(bare.text))) == (422, 6)
        letter = {"kind": "erasure", "way": "letter", "document": "ktp", "received_on": today.isoformat()}
        letter |= {"words": "Mohon dihapus semuanya.", "contact": "siti@contoh.id", "name": "Siti", "code": other.code}
        for _ in range(2):
            assert (await officer.post(path, data=data | letter)).headers["location"] == f"{path}/baru?berhasil=baru"
    async with signed_in(client, "admin") as admin:
        listed = await admin.get(path)
        assert listed.text.count(f'href="{path}/') == 2, (
            "a form sent twice is one request, beside the link to a new one"
        )
        one = next(part for part in listed.text.split('"') if part.startswith(f"{path}/") and "baru" not in part)
        page = await admin.get(one)
        assert str(other.id) not in page.text, "a code in a letter proves nothing"
        found = await admin.post(f"{one}/cari", data=fields(page.text, f"{one}/cari") | {"reach": "Siti@contoh.id"})
        cases = {case.id: str(case.id) in found.text for case in (first, second, restricted, other)}
        assert cases == {first.id: True, second.id: True, restricted.id: False, other.id: False}
        assert "Lampu padam" not in found.text
        data = fields(found.text, f"{one}/hapus") | {"reach": "siti@contoh.id"}
        for wrong in ({"case": str(first.id)}, {"case": str(other.id), "sure": "ya"}, {"case": "x", "sure": "ya"}):
            assert (await admin.post(f"{one}/hapus", data=data | wrong)).status_code == 422
        for case in (first, second):
            answer = await admin.post(f"{one}/hapus", data=data | {"case": str(case.id), "sure": "ya"})
            assert answer.status_code == 303
        data = fields(page.text, f"{one}/jawab") | {"outcome": "done", "answer": "Dua aduan dihapus."}
        assert (await admin.post(f"{one}/jawab", data=data)).status_code == 303
        gone = await admin.post(f"{one}/cari", data=data | {"reach": "siti@contoh.id"})
        assert gone.status_code == 404, "nobody is looked for once the request is answered"
        shown_to_others = (await client.get(f"{follow(house, other)}/data-saya")).text
        assert "Menghapus data" in shown_to_others, "that a letter named their case is told to whose it is"
        assert "Mohon dihapus semuanya." not in shown_to_others, "and nothing of who wrote it"
        kept = await DataRequests(house.database, house.clock, house.keys).of(other.id)
        assert [(one.details, one.answer) for one in kept] == [(Details(), "")]
        admin.cookies.set("tanggap_bahasa", "en")
        for shown in (path, f"{path}/baru", one):
            assert left_over((await admin.get(shown)).text) == []
    for case, erased in ((first, True), (second, True), (restricted, False), (other, False)):
        state = await house.queries.case(Actor("citizen", holds=case.id), case.id)
        assert state.complaint.erased is erased
        assert (state.contact is None) is erased
