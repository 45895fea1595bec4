"""Reporters who left only a number: the unit sees what they were not told, calls, and ticks it off."""

import re
from dataclasses import dataclass, field
from itertools import product
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID
from weakref import WeakKeyDictionary

import httpx
import pytest
from playwright.async_api import Browser

from complaints import commands as c
from complaints.kinds import Kind, Visibility
from complaints.ticket import show
from notices import call_counts
from notices.call_counts import counts_of
from notices.dispatcher import Dispatcher
from notices.phone_list import PhoneList
from people.actor import Actor, Post, Role
from people.contact import Contact
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.citizen import OFFICER, done, fields, filed, later, published, words
from tests.web.officer import hire, sign_in, signed_in
from tests.web.serving import served
from tests.web.test_english import left_over
from web.house import House
from web.lookup import token_of

BUDI = Contact("Budi Santoso", None, "+6281234567890")


async def sent_out(house: House) -> None:
    """The dispatcher has looked for a way to tell everybody."""
    links = PageLinks(house, "https://tanggap.test")
    await Dispatcher(house.database, house.clock, house.keys, house.region, [FakeChannel()], links).run()


async def test_who_left_only_a_number_is_called_and_ticked_off(house: House, client: httpx.AsyncClient) -> None:
    case = await published(house, contact=BUDI)
    await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "wahyu") as officer:
        assert "Tidak ada yang perlu dihubungi" in words(await officer.get("/kantor/hubungi")), "not sent out yet"
        await sent_out(house)
        page = await officer.get("/kantor/hubungi")
        assert "Budi Santoso" in words(page)
        assert "sudah diteruskan" in words(page)
        assert 'href="tel:+6281234567890"' in page.text
        assert 'href="https://wa.me/6281234567890?text=Yth.' in page.text
        letter = parse_qs(urlsplit(re.findall(r'href="(https://wa.me/[^"]+)"', page.text)[0]).query)["text"][0]
        assert f"/lacak/{case.code}\n" in letter
        assert "sudah diteruskan" in letter
        # Whoever holds the reporter's own address acts as the reporter: an officer never gets it.
        assert token_of(house, case.id) not in unquote(page.text)
        form = fields(page.text, f"/kantor/hubungi/{case.id}")
        later(house, hours=1)
        await done(house, case.id, c.Take(), OFFICER)
        await sent_out(house)
        answer = await officer.post(f"/kantor/hubungi/{case.id}", data=form)
        assert answer.status_code == 303
        left = words(await officer.get("/kantor/hubungi"))
        assert "mulai ditangani" in left, "what came since was not told"
        assert "sudah diteruskan" not in left
        form = fields((await officer.get("/kantor/hubungi")).text, f"/kantor/hubungi/{case.id}")
        for _ in range(2):  # a second press, or a colleague's, is no fault
            assert (await officer.post(f"/kantor/hubungi/{case.id}", data=form)).status_code == 303
        assert (await officer.post(f"/kantor/hubungi/{case.id}", data=form | {"version": "99"})).status_code == 404
        assert "Tidak ada yang perlu dihubungi" in words(await officer.get("/kantor/hubungi"))


async def test_only_who_may_know_the_reporter_sees_the_number(house: House, client: httpx.AsyncClient) -> None:
    await published(house, contact=BUDI, visibility=Visibility.ANONYMOUS)
    hidden = await published(house, contact=BUDI)
    await sent_out(house)
    phones = PhoneList(house.database, house.clock, house.keys)
    unit = await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    other = await hire(house, "rina", (Role.OFFICER, "DISHUB"))
    assert [one.complaint.complaint_id for one in await phones.waiting(unit)] == [hidden.id]
    assert (await phones.count(unit), await phones.count(other)) == (1, 0)
    async with signed_in(client, "rina") as stranger:
        page = await stranger.get("/kantor/hubungi")
        form = fields(page.text)
        sent = await stranger.post(f"/kantor/hubungi/{hidden.id}", data=form | {"version": "3"})
        assert sent.status_code == 404
    assert await phones.count(unit) == 1


async def test_of_a_secret_case_nothing_is_left_in_a_chat(house: House, client: httpx.AsyncClient) -> None:
    case = await published(house, contact=BUDI, visibility=Visibility.CONFIDENTIAL)
    await sent_out(house)
    await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "wahyu") as officer:
        page = await officer.get("/kantor/hubungi")
    letter = parse_qs(urlsplit(re.findall(r'href="(https://wa.me/[^"]+)"', page.text)[0]).query)["text"][0]
    for telling in (case.code, show(case.code), "http", "jalan", "diteruskan"):
        assert telling not in letter
    assert "pastikan Anda berbicara dengan pelapornya sendiri" in words(page)


async def test_the_list_is_that_of_the_role_that_calls(house: House, client: httpx.AsyncClient) -> None:
    await published(house, contact=BUDI)
    await sent_out(house)
    both = await hire(house, "dewi", (Role.SUPERVISOR, "SETDA"), (Role.OFFICER, "DISHUB"))
    assert await PhoneList(house.database, house.clock, house.keys).count(both) == 1, "as a supervisor they may know"
    async with signed_in(client, "dewi") as officer:
        page = await officer.get("/kantor/hubungi")
        assert "Tidak ada yang perlu dihubungi" in words(page)
        assert "6281234567890" not in page.text


async def test_who_can_be_mailed_or_was_erased_is_not_called(house: House) -> None:
    await published(house, contact=Contact("Siti", "siti@contoh.id", "+6281234567891"))
    gone = await published(house, contact=BUDI)
    await sent_out(house)
    phones = PhoneList(house.database, house.clock, house.keys)
    unit = await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    assert await phones.count(unit) == 1
    await done(house, gone.id, c.Erase(), Actor("citizen", holds=gone.id))
    assert await phones.count(unit) == 0


async def test_who_has_waited_longest_comes_first_and_each_comes_once(house: House) -> None:
    first = await published(house, contact=BUDI)
    later(house, hours=1)
    second = await published(house, contact=BUDI)
    await sent_out(house)
    phones = PhoneList(house.database, house.clock, house.keys)
    unit = await hire(house, "wahyu", (Role.OFFICER, "BMBK"))

    async def waiting(size: int = 50) -> list[UUID]:
        return [one.complaint.complaint_id for one in await phones.waiting(unit, size)]

    later(house, hours=1)
    await done(house, first.id, c.Take(), OFFICER)
    await sent_out(house)
    assert await waiting() == [first.id, second.id]
    told = (await phones.waiting(unit, 1))[0]
    await phones.told(unit, first.id, told.version)
    later(house, hours=1)
    await done(house, first.id, c.Inform(c.Words("Sudah dijadwalkan.")), OFFICER)
    await sent_out(house)
    assert await waiting() == [second.id, first.id], "what was told no longer counts"
    assert await waiting(1) == [second.id]
    assert await phones.count(unit) == 2


@dataclass
class Hours:
    """Time that goes by in the test's hands alone."""

    now: float = field(default=1000.0)

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """Very many wait, and the counts of before are forgotten."""
    going = Hours()
    monkeypatch.setattr(call_counts, "time", going)
    monkeypatch.setattr(call_counts, "MANY", 1)
    monkeypatch.setattr(call_counts, "_counts", WeakKeyDictionary())
    return going


async def test_of_very_many_each_counts_those_whose_reporter_they_may_know(
    house: House, monkeypatch: pytest.MonkeyPatch, hours: Hours
) -> None:
    for visibility in Visibility:
        await published(house, contact=BUDI, visibility=visibility)
        await filed(house, "Petugas meminta uang.", kind=Kind.OVERSIGHT, contact=BUDI, visibility=visibility)
    twice = await published(house, contact=BUDI)
    await sent_out(house)
    await done(house, twice.id, c.Take(), OFFICER)
    gone = await published(house, contact=BUDI)
    await sent_out(house)
    await done(house, gone.id, c.Erase(), Actor("citizen", holds=gone.id))
    phones = PhoneList(house.database, house.clock, house.keys)
    everybody = [
        Actor("officer", UUID(int=number), (Post(role, unit, frozenset({unit})),))
        for number, (role, unit) in enumerate(product(Role, ("BMBK", "DISHUB", "INSP")))
    ]
    together = [await phones.count(one) for one in everybody]
    assert len(set(together)) > 2
    monkeypatch.setattr(call_counts, "MANY", 10_000)
    hours.now += 60
    await phones.count(everybody[0])
    assert [await phones.count(one) for one in everybody] == together, "looked up case by case"


async def test_of_very_many_ones_own_call_counts_at_once_and_what_others_did_a_little_later(
    house: House, hours: Hours
) -> None:
    unit = await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    other = await hire(house, "rina", (Role.OFFICER, "BMBK"))
    for _ in range(3):
        await published(house, contact=BUDI)
    await sent_out(house)
    phones = PhoneList(house.database, house.clock, house.keys)
    assert (await phones.count(unit), await phones.count(other)) == (3, 3)
    hours.now += 30
    first = (await phones.waiting(unit))[0]
    await phones.told(unit, first.complaint.complaint_id, first.version)
    assert (await phones.count(unit), await phones.count(other)) == (2, 3)
    hours.now += 30
    assert await phones.count(other) == 3, "what is old is told once more while it is counted anew"
    anew = counts_of(house.database)._reading
    assert anew is not None
    await anew
    assert (await phones.count(unit), await phones.count(other)) == (2, 2)
    last = (await phones.waiting(unit))[0]
    await phones.told(unit, last.complaint.complaint_id, last.version)
    assert await phones.count(other) == 2
    phones.called(other)
    assert await phones.count(other) == 1, "as where another process is told of it"


async def test_the_page_speaks_english_and_can_be_read_by_everybody(
    house: House, client: httpx.AsyncClient, browser: Browser
) -> None:
    await published(house, contact=BUDI)
    await sent_out(house)
    await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "wahyu") as officer:
        await officer.get("/bahasa/en")
        assert left_over((await officer.get("/kantor/hubungi")).text) == []
    async with served(application_over(house)) as root:
        async with httpx.AsyncClient(base_url=root) as own:
            await sign_in(own, "wahyu")
            cookies = [{"name": one.name, "value": one.value or "", "url": root} for one in own.cookies.jar]
        context = await browser.new_context()
        await context.add_cookies(cookies)  # type: ignore[arg-type]
        page = await context.new_page()
        await page.goto(f"{root}/kantor/hubungi")
        assert "Budi" in await page.inner_text("main")
        for width in (320, 768, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            await fits(page)
        await accessible(page)
        await context.close()
