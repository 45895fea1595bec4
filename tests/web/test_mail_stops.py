"""Mails about a case end by one click, from the mail program or on the page, and for nobody else."""

from uuid import uuid4

import httpx
from aiosmtplib.email import flatten_message

from complaints import commands as c
from notices.channel import Message
from notices.dispatcher import Dispatcher
from notices.email_channel import EmailChannel
from people.contact import Contact
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.web.citizen import OFFICER, done, filed, later, published, words
from tests.web.test_english import left_over
from web.house import House
from web.lookup import stop_mails_path, token_of

SITI = Contact("Siti", "siti@contoh.id", None)


async def mails(house: House) -> list[Message]:
    """What the dispatcher hands to a mail channel now, to Siti."""
    channel = FakeChannel()
    links = PageLinks(house, "https://tanggap.test")
    await Dispatcher(house.database, house.clock, house.keys, house.region, [channel], links).run()
    return channel.to("siti@contoh.id")


async def test_one_click_in_the_mail_program_ends_the_mails_of_this_case(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await published(house, contact=SITI)
    [mail] = await mails(house)
    assert mail.stop is not None
    assert mail.stop.startswith(f"https://tanggap.test/berhenti-email/{case.code}/")
    assert mail.stop in mail.body
    letter = EmailChannel("smtp://localhost:25", "Tanggap <tanggap@contoh.id>", house.clock)._letter(mail)
    as_sent = flatten_message(letter).decode().split("\r\n")
    assert f"List-Unsubscribe: <{mail.stop}>" in as_sent, "in one line, and not as encoded words"
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in as_sent
    path = mail.stop.removeprefix("https://tanggap.test")
    answer = await client.post(path, data={"List-Unsubscribe": "One-Click"})  # no cookie, no token of a form
    assert answer.status_code == 200
    whole = {"List-Unsubscribe": (None, "One-Click")}
    assert (await client.post(path, files=whole)).status_code == 200, "RFC 8058 allows both kinds of form"
    later(house, days=3)
    other = await published(house, "Lampu jalan padam sejak kemarin.", contact=SITI)
    await done(house, case.id, c.Take(), OFFICER)
    told = await mails(house)
    assert [one.facts.code for one in told if one.facts] == [other.code]


async def test_the_page_asks_before_it_ends_and_can_begin_again(house: House, client: httpx.AsyncClient) -> None:
    case = await filed(house, contact=SITI)
    path = stop_mails_path(house, case.code, case.id)
    assert "Berhenti menerima email" in words(await client.get(path))
    assert "Berhenti menerima email" in words(await client.get(path)), "looking ends nothing"
    assert "sudah berhenti" in words(await client.post(path))
    assert "Berhenti menerima email" in words(await client.post(path, data={"again": "ya"}))
    client.cookies.set("tanggap_bahasa", "en")
    assert left_over((await client.get(path)).text) == []


async def test_only_its_own_secret_ends_them(house: House, client: httpx.AsyncClient) -> None:
    case, other = await filed(house, contact=SITI), await filed(house)
    for token in (token_of(house, case.id), "x" * 26, "ü", uuid4().hex):
        assert (await client.post(f"/berhenti-email/{case.code}/{token}")).status_code == 404
    wrong = stop_mails_path(house, case.code, other.id)
    assert (await client.post(wrong)).status_code == 404
    stop = stop_mails_path(house, case.code, case.id).rsplit("/", 1)[1]
    assert (await client.get(f"/lacak/{case.code}/{stop}")).status_code == 404, "it opens nothing else"
