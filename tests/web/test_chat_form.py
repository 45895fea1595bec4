"""The form reached from a chat by a link used once: looked at, sent with and without the wish to hear, sent twice."""

import asyncio
from dataclasses import replace
from html import unescape

import httpx
import pytest
from sqlmodel import select

from complaints.kinds import Visibility
from complaints.tables import ComplaintRow
from people.tables import ChatLinkRow, TelegramCaseRow
from tests.web.chats import Named, chat_of, followed, form_link
from tests.web.citizen import REPORT, errors, fields, later, photo, words
from web.house import House

SPENT = "sudah dipakai atau sudah lewat waktunya"
WISH = "Kabari saya lewat Telegram, tanpa menyebut isinya"


@pytest.fixture
def house(house: House) -> House:
    return replace(house, bot=Named())


async def looked_at(client: httpx.AsyncClient, house: House, token: str) -> tuple[httpx.Response, dict[str, str]]:
    """The form as the link opens it, and what its hidden fields hold once somebody has read it."""
    page = await client.get("/", params={"tautan": token})
    assert page.status_code == 200
    later(house, seconds=10)
    return page, fields(page.text, "/") | {"checked": "ya", "text": REPORT, "visibility": "confidential"}


async def filed(house: House) -> list[ComplaintRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(ComplaintRow))).all())


async def links(house: House) -> list[ChatLinkRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(ChatLinkRow))).all())


async def test_looking_at_the_form_uses_nothing_up(house: House, client: httpx.AsyncClient) -> None:
    token = await form_link(house, await chat_of(house))
    for _ in range(3):
        page, hidden = await looked_at(client, house, token)
        assert hidden["tautan"] == token
        assert 'value="confidential" checked' in page.text.replace(' aria-describedby="visibility-3-means"', "")
        assert WISH in page.text
        assert 'name="kabari" value="ya" checked' not in page.text
        assert SPENT not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert [one.used_at for one in await links(house)] == [None]


async def test_with_the_wish_the_chat_is_tied_and_nothing_else_is_left_of_the_link(
    house: House, client: httpx.AsyncClient
) -> None:
    chat = await chat_of(house)
    _, data = await looked_at(client, house, await form_link(house, chat))
    answer = await client.post("/", data=data | {"kabari": "ya"})
    assert answer.status_code == 303
    (case,) = await filed(house)
    assert (case.visibility, case.has_contact) == (str(Visibility.CONFIDENTIAL), True)
    assert await followed(house, case.complaint_id) == [chat]
    receipt = words(await client.get(answer.headers["location"]))
    assert "Kabar dikirim ke Telegram Anda. Pesannya hanya menyebut bahwa ada kabar" in receipt
    assert "tidak meninggalkan kontak" not in receipt
    assert await links(house) == []


async def test_without_the_wish_nothing_ties_the_report_to_the_chat(
    house: House, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await chat_of(house)
    token = await form_link(house, chat)
    _, data = await looked_at(client, house, token)
    caplog.set_level("DEBUG")
    answer = await client.post("/", data=data)
    assert answer.status_code == 303
    (case,) = await filed(house)
    assert not case.has_contact
    assert await followed(house, case.complaint_id) == []
    assert await links(house) == [], "when a link was used would tell which report came by it"
    assert token not in caplog.text
    assert str(chat) not in caplog.text
    connection_text = await everything(house)
    assert connection_text.count(str(chat)) == 1, "the chat itself, and nothing that names it"
    receipt = words(await client.get(answer.headers["location"]))
    assert "Kabar dikirim ke Telegram" not in receipt
    assert SPENT not in receipt


async def everything(house: House) -> str:
    """All rows of all tables, as text."""
    async with house.database.reading() as session:
        connection = await session.connection()
        tables = await connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in tables.all():
            rows = await connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in rows.all()]
    return "\n".join(found)


async def test_the_link_works_once(house: House, client: httpx.AsyncClient) -> None:
    chat = await chat_of(house)
    token = await form_link(house, chat)
    _, data = await looked_at(client, house, token)
    await client.post("/", data=data | {"kabari": "ya"})
    page, again = await looked_at(client, house, token)
    assert SPENT in page.text
    assert WISH not in page.text
    assert "tautan" not in again
    answer = await client.post("/", data=again | {"text": "Laporan lain, tentang jembatan yang roboh."})
    assert answer.status_code == 303
    assert len(await filed(house)) == 2
    async with house.database.reading() as session:
        assert len((await session.exec(select(TelegramCaseRow))).all()) == 1


@pytest.mark.parametrize("token", ["", "x", "\0", "ä" * 50, "a" * 32, "<script>alert(1)</script>"])
async def test_a_link_nobody_made_is_a_kind_word_and_the_form(
    house: House, client: httpx.AsyncClient, token: str
) -> None:
    page, data = await looked_at(client, house, token)
    assert (SPENT in page.text) is bool(token)
    assert "<script>alert" not in unescape(page.text).replace(REPORT, "") or "&lt;script" in page.text
    assert (await client.post("/", data=data)).status_code == 303


async def test_a_link_that_runs_out_meanwhile_loses_nothing(house: House, client: httpx.AsyncClient) -> None:
    token = await form_link(house, await chat_of(house), minutes=30)
    _, data = await looked_at(client, house, token)
    later(house, minutes=31)
    answer = await client.post("/", data=data | {"kabari": "ya"})
    assert answer.status_code == 303
    (case,) = await filed(house)
    assert not case.has_contact
    assert await followed(house, case.complaint_id) == []
    assert SPENT in words(await client.get(answer.headers["location"]))


async def test_sent_twice_it_is_one_report_and_one_tie(house: House, client: httpx.AsyncClient) -> None:
    chat = await chat_of(house)
    _, data = await looked_at(client, house, await form_link(house, chat))
    data |= {"kabari": "ya"}
    answers = await asyncio.gather(*(client.post("/", data=data) for _ in range(4)))
    answers.append(await client.post("/", data=data))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"].partition("?")[0] for answer in answers}) == 1
    assert not any("lepas" in answer.headers["location"] for answer in answers)
    (case,) = await filed(house)
    assert await followed(house, case.complaint_id) == [chat]


async def test_two_reports_by_one_link_are_both_filed_and_one_is_tied(house: House, client: httpx.AsyncClient) -> None:
    token = await form_link(house, await chat_of(house))
    forms = [(await looked_at(client, house, token))[1] for _ in range(2)]
    answers = await asyncio.gather(*(client.post("/", data=one | {"kabari": "ya"}) for one in forms))
    assert sorted("lepas=ya" in answer.headers["location"] for answer in answers) == [False, True]
    assert sorted(case.has_contact for case in await filed(house)) == [False, True]


async def test_a_refused_form_keeps_the_link_and_the_wish(house: House, client: httpx.AsyncClient) -> None:
    chat = await chat_of(house)
    _, data = await looked_at(client, house, await form_link(house, chat))
    back = await client.post("/", data=data | {"text": "", "kabari": "ya"}, files=[photo()])
    assert (back.status_code, bool(errors(back.text))) == (422, True)
    again = fields(back.text, "/")
    assert again["tautan"] == data["tautan"]
    assert 'name="kabari" value="ya" checked' in back.text
    assert "sudah kami atur rahasia" in back.text
    open_ = await client.post("/", data=data | {"text": "", "visibility": "public"})
    assert "sudah kami atur rahasia" not in open_.text
    answer = await client.post("/", data=data | again | {"kabari": "ya"})
    assert answer.status_code == 303
    (case,) = await filed(house)
    assert await followed(house, case.complaint_id) == [chat]


async def test_many_by_links_at_once_do_not_wait_for_each_other_for_ever(
    house: House, client: httpx.AsyncClient
) -> None:
    forms = []
    for number in range(12):
        token = await form_link(house, await chat_of(house, 1000 + number))
        forms.append((await looked_at(client, house, token))[1] | {"kabari": "ya"})
    answers = await asyncio.wait_for(asyncio.gather(*(client.post("/", data=one) for one in forms)), 30)
    assert [answer.status_code for answer in answers].count(303) + [one.status_code for one in answers].count(429) == 12
    assert len(await filed(house)) == [answer.status_code for answer in answers].count(303)


async def test_the_form_without_a_link_says_nothing_of_one(house: House, client: httpx.AsyncClient) -> None:
    plain = (await client.get("/")).text
    assert "elegram" not in plain
    assert "tautan" not in plain
    assert 'value="public" checked' in plain
