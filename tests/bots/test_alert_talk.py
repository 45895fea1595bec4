"""New public complaints told in a chat: begun by a link from the page, told with a button, listed, ended, forgotten."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from bots.alert_buttons import alert_button, alert_press
from bots.client import BotClient
from bots.replies import pressed
from bots.telegram_channel import TelegramChannel
from notices.alert_digests import AlertDigests
from people.alerts import Alerts
from people.tables import AlertRow
from service.page_links import PageLinks
from service.worker import telegram_channel
from tests.bots.double import Person
from tests.bots.test_unsaying import Talk, talk
from tests.web.applications import application_over
from tests.web.chats import Named, token_in
from tests.web.citizen import fields, later, published

__all__ = ["talk"]
ROOT = "https://tanggap.test"


def channel(talk: Talk) -> TelegramChannel:
    assert isinstance(talk.bot.client, BotClient)
    return telegram_channel(talk.house, talk.bot, PageLinks(talk.house, ROOT))


async def told(talk: Talk) -> int:
    house, links = talk.house, PageLinks(talk.house, ROOT)
    work = AlertDigests(house.database, house.clock, house.keys, house.region, [channel(talk)], links)
    return await work.run()


async def link(talk: Talk, topic: str = "jalan_rusak", area: str = "") -> str:
    return await Alerts(talk.house.database, talk.house.clock, talk.house.keys).chat_link(area, topic, "id")


async def rows(talk: Talk) -> list[AlertRow]:
    async with talk.house.database.reading() as session:
        return list((await session.exec(select(AlertRow))).all())


async def test_from_the_page_to_the_chat_to_its_end(talk: Talk) -> None:
    house = replace(talk.house, bot=Named())
    transport = httpx.ASGITransport(application_over(house), raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        form = fields((await client.get("/kabar?topic=jalan_rusak")).text, "/kabar")
        page = await client.post("/kabar", data=form | {"cara": "telegram", "topic": "jalan_rusak"})
    token = token_in(page)
    await talk.says(f"/start {token}")
    begun = talk.siti.heard()[-1]["text"]
    assert "paling banyak sekali sehari" in begun
    await talk.says(f"/start {token}")
    assert talk.siti.heard()[-1]["text"] == begun, "apps open a link twice"
    other = Person(talk.api, 5_000_002)
    other.text(f"/start {token}")
    await talk.answered()
    assert "sudah dipakai" in other.heard()[-1]["text"]
    later(house, minutes=1)
    case = await published(house, "Jalan di depan pasar berlubang, hubungi 0812 3456 7890.")
    later(house, days=1)
    assert (await told(talk), await told(talk)) == (1, 0)
    news = talk.siti.heard()[-1]
    assert news["text"].startswith("1 aduan baru tentang ")
    assert f"{ROOT}/lacak/{case.code}" in news["text"]
    assert "3456" not in news["text"]
    assert [button["text"] for row in news["reply_markup"]["inline_keyboard"] for button in row] == [
        "Hentikan kabar ini"
    ]
    await talk.presses("Hentikan kabar ini")
    assert "tidak kami kirim lagi" in talk.siti.heard()[-1]["text"]
    assert await rows(talk) == []
    await talk.presses("Hentikan kabar ini")
    assert "sudah berhenti" in talk.siti.heard()[-1]["text"]
    await published(house)
    later(house, days=1)
    assert await told(talk) == 0


async def test_the_list_of_a_chat_and_the_language_it_speaks(talk: Talk) -> None:
    await talk.says("/kabar")
    assert "/kabar" in talk.siti.heard()[-1]["text"], "where to begin"
    for topic in ("jalan_rusak", "lampu_merah"):
        await talk.says(f"/start {await link(talk, topic)}")
        later(talk.house, seconds=10)
    await talk.says("/bahasa en")
    await talk.says("/alerts")
    listed = talk.siti.heard()[-1]
    assert listed["text"].startswith("The new complaints we tell you of here")
    assert [one["text"] for row in listed["reply_markup"]["inline_keyboard"] for one in row] == ["End 1", "End 2"]
    await talk.presses("End 1")
    assert [row.topic for row in await rows(talk)] == ["lampu_merah"]
    await talk.says(f"/start {await link(talk)}")
    later(talk.house, minutes=1)
    await published(talk.house)
    later(talk.house, days=1)
    assert await told(talk) == 1
    assert talk.siti.heard()[-1]["text"].startswith("New complaints about ")


async def test_the_same_wish_from_two_links_is_one(talk: Talk) -> None:
    for _ in range(2):
        await talk.says(f"/start {await link(talk)}")
        assert "paling banyak sekali sehari" in talk.siti.heard()[-1]["text"]
    assert len(await rows(talk)) == 1


async def test_nobody_ends_anothers_and_a_report_in_hand_stays(talk: Talk) -> None:
    await talk.says(f"/start {await link(talk)}")
    [row] = await rows(talk)
    await talk.says("Jalan Kartini berlubang sedalam lutut.")
    other = Person(talk.api, 5_000_002)
    other.text(f"/kabar {row.alert_id}")
    await talk.answered()
    assert "sudah berhenti" in other.heard()[-1]["text"]
    assert len(await rows(talk)) == 1
    await talk.says("/kabar")
    await talk.presses("Hentikan 1")
    assert await rows(talk) == []
    async with talk.bot.rooms.database.at_once() as connection:
        chat = await talk.bot.chats.find(connection, talk.siti.id)
        assert chat is not None
        assert (await talk.bot.drafts.load(connection, chat.id)) is not None


async def test_a_link_that_ran_out_begins_nothing(talk: Talk) -> None:
    token = await link(talk)
    talk.house.clock.instant += timedelta(hours=1)  # type: ignore[attr-defined]
    await talk.says(f"/start {token}")
    assert [row.chat_id for row in await rows(talk)] in ([], [None])
    assert "lewat waktunya" in talk.siti.heard()[-1]["text"]


@pytest.mark.parametrize("way", ["blocked", "erased"])
async def test_who_blocks_the_bot_or_has_the_chat_forgotten_is_told_no_more(talk: Talk, way: str) -> None:
    await talk.says(f"/start {await link(talk)}")
    later(talk.house, minutes=1)
    await published(talk.house)
    if way == "blocked":
        talk.siti.block()
        await talk.answered()
        later(talk.house, days=1)
        assert await told(talk) == 0
    else:
        await talk.says("/hapus_data")
        await talk.presses("Ya, hapus")
    assert await rows(talk) == []
    if way == "erased":
        await talk.says(f"/start {await link(talk)}")
        await talk.bot.forgetting.sweep()
        assert len(await rows(talk)) == 1, "whoever comes back before the last word is heard is no stranger"


def test_a_button_is_read_back_as_it_was_made() -> None:
    alert_id = uuid4()
    assert alert_press(pressed(alert_button(alert_id).data)) == alert_id.hex
    assert alert_press(pressed("0000000000000000:0:language:en")) == ""
    assert alert_press(None) == ""
