"""A unit is asked by another: it reads what it needs, answers by its date, and who asked is told."""

from datetime import timedelta

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Visibility
from people.actor import SYSTEM, Actor, Role
from people.contact import Contact
from sla.watch import Watch
from tests.web.citizen import done, errors, fields, later, state, taken, words
from tests.web.officer import hire, make, signed_in
from web.house import House

TOLD = "Lampu jalan mati di Jalan Melati, nama saya Siti Aminah 0812-3456-7890."


@pytest.fixture
async def people(house: House) -> Actor:
    await hire(house, "dishub", (Role.OFFICER, "DISHUB"))
    return await hire(house, "bmbk", (Role.OFFICER, "BMBK"))


async def asked(house: House, by: Actor, **values: object) -> Complaint:
    values.setdefault("contact", Contact(name="Siti Aminah", phone="+6281234567890"))
    case = await taken(house, TOLD, **values)
    return await done(house, case.id, c.AskUnit("DISHUB", c.Words("Apakah tiang ini milik Anda?")), by)


async def test_a_question_its_date_its_answer_and_who_is_told(
    client: httpx.AsyncClient, house: House, people: Actor
) -> None:
    case = await taken(house, TOLD)
    async with signed_in(client, "bmbk") as own:
        wrong = await make(own, case.id, "tanya-unit", unit="DISHUB", words="Milik siapa?", days="99")
        assert wrong.status_code == 422
        assert errors(wrong.text) == ["Pilih antara 1 dan 10 hari kerja."]
        put = await make(own, case.id, "tanya-unit", unit="DISHUB", words="Apakah tiang ini milik Anda?", days="2")
        assert put.status_code == 303, errors(put.text)
    after = await state(house, case.id)
    (ask,) = after.asks.values()
    policy = await house.policies.current()
    assert ask.due == policy.calendar_of("DISHUB").due_after(ask.asked_at, 2)
    assert all(one.stopped is None for one in after.promises.values()), "the citizen's clocks run on"

    async with signed_in(client, "dishub") as own:
        assert str(case.id) not in (await own.get("/kantor/kotak")).text
        assert (await own.get(f"/kantor/aduan/{case.id}")).status_code == 404
        listed = await own.get("/kantor/ditanya")
        assert f"/kantor/ditanya/{case.id}" in listed.text
        assert f"/kantor/ditanya/{case.id}" in (await own.get("/kantor/pemberitahuan")).text
        page = await own.get(f"/kantor/ditanya/{case.id}")
        told = words(page)
        assert "Apakah tiang ini milik Anda?" in told
        assert "Lampu jalan mati di Jalan Melati" in told
        assert "Siti" not in told
        assert "0812" not in told
        action = f"/kantor/ditanya/{case.id}/{ask.id}"
        empty = await own.post(action, data=fields(page.text, action) | {"words": " "})
        assert errors(empty.text) == ["Tuliskan jawaban unit Anda."]
        said = fields(page.text, action) | {"words": "Ya, milik kami."}
        answer = await own.post(action, data=said)
        assert answer.headers["location"] == "/kantor/ditanya?berhasil=jawab"
        assert (await own.post(action, data=said)).status_code == 303, "a second press is the first one"
        again = await own.get(f"/kantor/ditanya/{case.id}")
        assert "Ya, milik kami." in words(again)
        assert "Lampu jalan mati" not in words(again), "what was needed for the answer is over with it"

    async with signed_in(client, "bmbk") as own:
        assert "Unit lain menjawab tentang aduan" in words(await own.get("/kantor/pemberitahuan"))
        assert "Ya, milik kami." in words(await own.get(f"/kantor/aduan/{case.id}"))


async def test_of_a_confidential_case_only_the_question_is_shown(
    client: httpx.AsyncClient, house: House, people: Actor
) -> None:
    case = await asked(house, people, visibility=Visibility.CONFIDENTIAL)
    async with signed_in(client, "dishub") as own:
        told = words(await own.get(f"/kantor/ditanya/{case.id}"))
    assert "Apakah tiang ini milik Anda?" in told
    assert "Laporannya rahasia, jadi hanya pertanyaannya yang ditunjukkan." in told
    assert "Lampu jalan" not in told
    async with signed_in(client, "bmbk") as own:
        assert (await own.get(f"/kantor/ditanya/{case.id}")).headers["location"] == f"/kantor/aduan/{case.id}"


async def test_the_watch_finds_what_nobody_answers(house: House, client: httpx.AsyncClient, people: Actor) -> None:
    case = await asked(house, people)
    watch = Watch(house.database, house.clock, house.handling)
    (ask,) = case.asks.values()
    assert ask.warn_at is not None
    house.clock.instant = ask.warn_at + timedelta(seconds=1)  # type: ignore[attr-defined]
    await watch.sweep()
    house.clock.instant = ask.due + timedelta(seconds=1)  # type: ignore[attr-defined]
    await watch.sweep()
    (ask,) = (await state(house, case.id)).asks.values()
    assert (ask.warned, ask.missed, ask.next_at) == (True, True, None)
    async with signed_in(client, "dishub") as own:
        told = words(await own.get("/kantor/pemberitahuan"))
        assert "Jawaban unit Anda tentang aduan" in told
        assert "Terlambat" in words(await own.get("/kantor/ditanya"))
    later(house, days=1)
    await done(house, case.id, c.Erase(), SYSTEM)
    async with signed_in(client, "dishub") as own:
        assert "Apakah tiang" not in (await own.get(f"/kantor/ditanya/{case.id}")).text


async def test_an_answer_typed_for_a_question_that_was_taken_back_is_not_lost(
    client: httpx.AsyncClient, house: House, people: Actor
) -> None:
    case = await asked(house, people)
    (ask,) = case.asks.values()
    async with signed_in(client, "dishub") as own:
        path = f"/kantor/ditanya/{case.id}"
        form = fields((await own.get(path)).text, f"{path}/{ask.id}") | {"words": "Tiang itu milik PLN."}
        await done(house, case.id, c.WithdrawAsk(ask.id), people)
        late = await own.post(f"{path}/{ask.id}", data=form)
    assert late.status_code == 409
    assert "Yang sudah Anda tulis" in words(late)
    assert "Tiang itu milik PLN." in words(late)
