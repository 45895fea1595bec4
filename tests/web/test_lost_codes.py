"""Lost codes come by mail to the address that filed; the page tells nobody whether there was anything to send."""

from dataclasses import replace

import httpx
from sqlmodel import select

from complaints import commands as c
from notices.channel import TryLater
from notices.lost_codes import LostCodes
from notices.owed_mails import TRIES
from notices.tables import LinkRequestRow
from people.actor import Actor
from people.contact import Contact
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.web.applications import application_over
from tests.web.citizen import done, errors, fields, filed, follow, later, words
from tests.web.test_english import left_over
from web.house import House

SITI = Contact("Siti", "siti@contoh.id", None)


async def asked(client: httpx.AsyncClient, email: str) -> httpx.Response:
    page = await client.get("/lacak/lupa")
    return await client.post("/lacak/lupa", data=fields(page.text, "/lacak/lupa") | {"email": email})


def mailing(house: House) -> httpx.AsyncClient:
    """A browser at an installation that can send mails."""
    application = application_over(replace(house, mails=True))
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://tanggap.test")


async def answered(house: House, channel: FakeChannel) -> int:
    links = PageLinks(house, "https://tanggap.test")
    return await LostCodes(house.database, house.clock, house.keys).answer([channel], house.region, links.follow)


async def waiting(house: House) -> int:
    async with house.database.reading() as session:
        return len((await session.exec(select(LinkRequestRow))).all())


async def test_the_address_that_filed_gets_every_code_and_link(house: House) -> None:
    first, second = await filed(house, contact=SITI), await filed(house, "Lampu padam.", contact=SITI)
    other = await filed(house, contact=Contact("Budi", "budi@contoh.id", None))
    gone = await filed(house, contact=SITI)
    await done(house, gone.id, c.Erase(), Actor("citizen", holds=gone.id))
    channel = FakeChannel()
    async with mailing(house) as client:
        sent = await asked(client, " Siti@Contoh.id ")
        assert (sent.status_code, sent.headers["location"]) == (303, "/lacak/lupa?kabar=ya")
    async with house.database.reading() as session:
        [row] = (await session.exec(select(LinkRequestRow))).all()
    assert b"siti" not in row.email
    assert await answered(house, channel) == 1
    [mail] = channel.to("siti@contoh.id")
    for case in (first, second):
        assert f"https://tanggap.test{follow(house, case)}" in mail.body
    for case in (other, gone):
        assert case.code not in mail.body
    assert await waiting(house) == 0
    assert await answered(house, channel) == 0


async def test_the_page_answers_the_same_whoever_asks_for_whom(house: House) -> None:
    await filed(house, contact=SITI)
    channel = FakeChannel()
    async with mailing(house) as client:
        known, unknown = await asked(client, "siti@contoh.id"), await asked(client, "orang.lain@contoh.id")
        assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
        assert await waiting(house) == 2
        page = words(await client.get("/lacak/lupa?kabar=ya"))
    assert "Bila alamat itu pernah dipakai" in page
    assert "siti" not in page
    assert await answered(house, channel) == 1
    assert [one.address for one in channel.sent] == ["siti@contoh.id"]


async def test_nobody_can_be_flooded_and_nobody_asks_without_end(house: House) -> None:
    async with mailing(house) as client:
        found = [(await asked(client, "siti@contoh.id")).status_code for _ in range(6)]
        assert found == [303] * 5 + [429]
    assert await waiting(house) == 3


async def test_what_is_no_address_is_said_so(house: House) -> None:
    async with mailing(house) as client:
        for written in ("", "siti", "a@b"):
            answer = await asked(client, written)
            assert answer.status_code == 422
            assert len(errors(answer.text)) == 1
        client.cookies.set("tanggap_bahasa", "en")
        assert left_over((await client.get("/lacak/lupa")).text) == []
        assert left_over((await client.get("/lacak/lupa?kabar=ya")).text) == []


async def test_a_mail_server_that_is_away_is_asked_again_and_not_for_ever(house: House) -> None:
    await filed(house, contact=SITI)
    async with mailing(house) as client:
        await asked(client, "siti@contoh.id")
    away = FakeChannel(lambda message: TryLater("away"))
    assert await answered(house, away) == 0
    assert await waiting(house) == 1
    assert await answered(house, FakeChannel()) == 0, "it rests first"
    for _ in range(TRIES):
        later(house, days=1)
        await answered(house, away)
    assert len(away.sent) == TRIES
    assert await waiting(house) == 0


async def test_without_mails_the_page_offers_none(house: House, client: httpx.AsyncClient) -> None:
    page = await client.get("/lacak/lupa")
    assert 'name="email"' not in page.text
    assert "kartu identitas" in words(page)
    assert 'href="/lacak/lupa"' in (await client.get("/lacak")).text
