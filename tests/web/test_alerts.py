"""“Kabari saya”: a letter asks for a yes, a digest a morning tells what became public, and one click ends it all."""

import re
from dataclasses import replace
from email.message import EmailMessage
from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.kinds import Visibility
from notices.alert_digests import BOUNCES, AlertDigests
from notices.channel import GaveUp, Message, TryLater
from notices.email_channel import EmailChannel
from people.alerts import MOST, Alerts
from people.tables import AlertRow
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.web.applications import application_over
from tests.web.chats import BOT, Named, token_in
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, later, published, words
from tests.web.test_english import left_over
from web.house import House

SITI = "siti@contoh.id"
ROOT = "https://tanggap.test"


@pytest.fixture
def house(house: House) -> House:
    return replace(house, mails=True)


def digests(house: House, *channels: FakeChannel) -> AlertDigests:
    return AlertDigests(house.database, house.clock, house.keys, house.region, channels, PageLinks(house, ROOT))


async def asked(client: httpx.AsyncClient, query: str = "", **values: str) -> httpx.Response:
    page = await client.get(f"/kabar{query}")
    chosen = dict(
        re.findall(r'<select class="input" id="\w+" name="(\w+)".*?<option value="([^"]+)" selected', page.text)
    )
    return await client.post("/kabar", data=fields(page.text, "/kabar") | chosen | {"cara": "email", **values})


async def rows(house: House) -> list[AlertRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(AlertRow))).all())


def address_in(mail: Message, ending: str) -> str:
    found = re.search(rf"{ROOT}(/kabar/\S+/{ending})", mail.body)
    assert found, mail.body
    return found[1]


async def confirmed(house: House, client: httpx.AsyncClient, query: str = "", email: str = SITI) -> FakeChannel:
    """Somebody who said yes, and the box their mails come to."""
    box = FakeChannel()
    assert (await asked(client, query, email=email)).status_code == 303
    assert await digests(house, box).run() == 1
    path = address_in(box.to(email)[-1], "ya")
    page = await client.get(path)
    assert "Baik, Anda akan dikabari" in words(await client.post(path, data=fields(page.text, path)))
    later(house, minutes=5)
    return box


def morning(house: House, days: int = 1) -> None:
    """The clock stands at ten; digests are due at seven."""
    later(house, days=days)


async def test_a_letter_a_yes_a_digest_and_its_end_by_one_click(house: House, client: httpx.AsyncClient) -> None:
    await published(house, "Yang lama sudah terbuka sebelum ada yang meminta.", place=c.Place(area="18.71"))
    listed = await client.get("/aduan", params={"area": "18.71", "topic": "jalan_rusak"})
    assert 'href="/kabar?area=18.71&amp;topic=jalan_rusak"' in listed.text
    box = await confirmed(house, client, "?area=18.71&topic=jalan_rusak")
    [row] = await rows(house)
    assert (row.area, row.topic, row.expires_at) == ("18.71", "jalan_rusak", None)
    assert row.email is not None
    assert b"siti" not in row.email
    told = await published(house, "Jalan berlubang, hubungi 0812 3456 7890.\nBaris kedua.", place=c.Place(area="18.71"))
    for text, values in (
        ("Di tempat lain.", {"place": c.Place(area="18.01")}),
        ("Rahasia.", {"place": c.Place(area="18.71"), "visibility": Visibility.CONFIDENTIAL}),
    ):
        await published(house, text, **values)
    lamp = await filed(house, "Soal lain.", place=c.Place(area="18.71"))
    await done(house, lamp.id, c.Forward("DISHUB", "lampu_merah"), COORDINATOR)
    await filed(house, "Belum diperiksa.", place=c.Place(area="18.71"))
    box.taken.clear()
    assert await digests(house, box).run() == 0, "not before the morning"
    morning(house)
    assert await digests(house, box).run() == 1
    [mail] = box.to(SITI)
    assert mail.subject.startswith("1 aduan baru tentang ")
    assert mail.subject.endswith(" di Kota Bandar Lampung")
    assert "“Jalan berlubang, hubungi ••••••••••90.”\nKota Bandar Lampung · Diteruskan" in mail.body
    assert f"{ROOT}/lacak/{told.code}" in mail.body
    assert f"{ROOT}/aduan?area=18.71&topic=jalan_rusak" in mail.body
    for hidden in ("3456", "Baris kedua", "Yang lama", "Di tempat lain", "Rahasia", "Soal lain", "Belum diperiksa"):
        assert hidden not in mail.body
    morning(house)
    assert await digests(house, box).run() == 0, "nothing new, no mail"
    letter: EmailMessage = EmailChannel("smtp://localhost:25", "Tanggap <t@contoh.id>", house.clock)._letter(mail)
    stop = address_in(mail, "berhenti")
    assert letter["List-Unsubscribe"] == f"<{ROOT}{stop}>"
    assert "Berhenti menerima kabar ini?" in words(await client.get(stop)), "looking ends nothing"
    assert len(await rows(house)) == 1
    transport = client._transport
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as program:
        ended = await program.post(stop, data={"List-Unsubscribe": "One-Click"})  # no cookie, no token of a form
        assert "sudah berhenti" in words(ended)
    assert await rows(house) == [], "nothing is left of the address"
    assert "sudah berhenti" in words(await client.get(stop))


async def test_what_nobody_confirms_is_forgotten_after_two_days(house: House, client: httpx.AsyncClient) -> None:
    box = FakeChannel()
    await asked(client, email=SITI)
    await digests(house, box).run()
    path = address_in(box.to(SITI)[0], "ya")
    later(house, hours=47, minutes=59)
    assert await digests(house, box).run() == 0
    assert "Ya, kabari saya" in (await client.get(path)).text
    later(house, minutes=1)
    page = await client.get(path)
    assert "sudah lewat waktunya" in words(page)
    assert "sudah lewat waktunya" in words(await client.post(path, data=fields(page.text, path)))
    await digests(house, box).run()
    assert await rows(house) == []
    assert len(box.sent) == 1


async def test_the_page_says_the_same_whatever_an_address_hears_already(
    house: House, client: httpx.AsyncClient
) -> None:
    box = await confirmed(house, client)
    known, unknown = await asked(client, email=SITI), await asked(client, email="lain@contoh.id")
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    shown = await client.get(known.headers["location"])
    assert "Tinggal satu langkah" in shown.text
    assert "siti" not in shown.text
    box.taken.clear()
    assert await digests(house, box).run() == 2
    first, second = box.to(SITI)[0].body, box.to("lain@contoh.id")[0].body
    hide = re.compile(r"/kabar/\S+")
    assert hide.sub("", first) == hide.sub("", second)
    path = address_in(box.to(SITI)[0], "ya")
    await client.post(path, data=fields((await client.get(path)).text, path))
    await client.post(path, data=fields((await client.get(path)).text, path))
    live = [row for row in await rows(house) if row.told_until]
    assert len(live) == 1, "the new one takes the place of the old one"


async def test_nobody_is_flooded_and_nobody_asks_without_end(house: House, client: httpx.AsyncClient) -> None:
    found = [(await asked(client, email=SITI)).status_code for _ in range(11)]
    assert found == [303] * 10 + [429]
    box = FakeChannel()
    assert await digests(house, box).run() == 3
    assert await digests(house, box).run() == 0


async def test_an_address_has_so_many_alerts_and_no_more(house: House, client: httpx.AsyncClient) -> None:
    alerts, zone = Alerts(house.database, house.clock, house.keys), await house.zone()
    region = await house.region.current()
    topics = [one.code for one in region.topics if one.parent][: MOST + 1]
    ids = [await alerts.ask(SITI, "", topic, "id") for topic in topics]
    assert [await alerts.confirm(one, zone) for one in ids] == [True] * MOST + [False]
    assert len(await rows(house)) == MOST


async def test_what_cannot_be_read_is_said_and_what_was_typed_stays(house: House, client: httpx.AsyncClient) -> None:
    for values in ({"email": ""}, {"email": "siti"}, {"email": SITI, "cara": "pos"}):
        answer = await asked(client, "?area=18.71", **values)
        assert answer.status_code == 422
        assert len(errors(answer.text)) == 1
        assert re.search(r'value="18\.71" selected', answer.text)
    robot = await asked(client, email=SITI, situs="https://spam.example")
    assert robot.status_code == 303
    assert await rows(house) == []
    client.cookies.set("tanggap_bahasa", "en")
    for path in ("/kabar", "/kabar?kabar=surat&topic=jalan_rusak"):
        assert left_over((await client.get(path)).text) == []


async def test_english_letters_and_pages_leave_nothing_in_indonesian(house: House, client: httpx.AsyncClient) -> None:
    client.cookies.set("tanggap_bahasa", "en")
    box = FakeChannel()
    await asked(client, "?topic=jalan_rusak", email=SITI)
    await digests(house, box).run()
    path = address_in(box.to(SITI)[0], "ya")
    assert left_over((await client.get(path)).text) == []
    assert left_over((await client.post(path, data=fields((await client.get(path)).text, path))).text) == []
    later(house, minutes=5)
    await published(house)
    morning(house)
    assert await digests(house, box).run() == 1
    mail = box.to(SITI)[1]
    assert not re.search(r"aduan|Berhenti|Salam|Yth", mail.subject + mail.body.replace("/aduan", ""))
    stop = address_in(mail, "berhenti")
    assert left_over((await client.get(stop)).text) == []
    assert left_over((await client.post(stop)).text) == []


async def test_only_its_own_secrets_open_it(house: House, client: httpx.AsyncClient) -> None:
    box = await confirmed(house, client)
    yes = address_in(box.to(SITI)[0], "ya")
    [row] = await rows(house)
    token = yes.split("/")[3]
    for path in (
        f"/kabar/{row.alert_id}/{token}/berhenti",
        f"/kabar/{row.alert_id}/{'x' * 26}/berhenti",
        f"/kabar/{uuid4()}/{token}/ya",
        f"/kabar/{row.alert_id}/ü/ya",
    ):
        assert (await client.get(path)).status_code == 404
        if path.endswith("berhenti"):
            assert (await client.post(path)).status_code == 404
    assert len(await rows(house)) == 1


async def test_an_address_that_takes_nothing_is_forgotten_and_a_server_that_is_away_is_not_its_fault(
    house: House, client: httpx.AsyncClient
) -> None:
    await confirmed(house, client)
    away, refused = FakeChannel(lambda _: TryLater("away")), FakeChannel(lambda _: GaveUp("smtp 550"))
    for _ in range(BOUNCES + 2):
        await published(house)
        morning(house)
        await digests(house, away).run()
    tries = len(away.sent)
    assert tries == BOUNCES + 2
    later(house, hours=5)
    box = FakeChannel()
    await digests(house, box).run()
    assert box.to(SITI)[0].body.count("/lacak/") == BOUNCES + 2, "nothing is missed"
    for left in range(BOUNCES, 0, -1):
        assert len(await rows(house)) == 1, left
        await published(house)
        morning(house)
        await digests(house, refused).run()
    assert await rows(house) == []
    assert len(refused.sent) == BOUNCES


async def test_at_night_letters_go_out_and_digests_wait(house: House, client: httpx.AsyncClient) -> None:
    box = await confirmed(house, client)
    await published(house)
    later(house, hours=38)  # Sunday, past midnight: nothing was sent on Saturday
    await asked(client, email="lain@contoh.id")
    box.taken.clear()
    assert await digests(house, box).run() == 1
    assert [mail.address for mail in box.taken] == ["lain@contoh.id"]
    later(house, hours=8)
    assert await digests(house, box).run() == 1
    assert [mail.address for mail in box.taken] == ["lain@contoh.id", SITI]


async def test_telegram_alone_needs_no_address(house: House) -> None:
    house = replace(house, mails=False, bot=Named())
    transport = httpx.ASGITransport(application_over(house), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        assert 'name="email"' not in (await client.get("/kabar")).text
        made = await asked(client, "?topic=jalan_rusak", cara="telegram")
        assert made.status_code == 200
        assert f"@{BOT}" in words(made)
        assert token_in(made)
        [row] = await rows(house)
        assert (row.email, row.chat_id, row.due_at) == (None, None, None)
        later(house, hours=1)
        await digests(house, FakeChannel()).run()
        assert await rows(house) == []
        client.cookies.set("tanggap_bahasa", "en")
        assert left_over((await asked(client, cara="telegram")).text) == []


async def test_where_nobody_can_be_told_the_feed_is_offered(house: House) -> None:
    transport = httpx.ASGITransport(application_over(replace(house, mails=False, bot=None)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        page = await client.get("/kabar")
        assert "<select" not in page.text
        assert "/aduan.atom" in page.text
        assert (await client.get("/aduan")).text.count("/kabar") == 0
