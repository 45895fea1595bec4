"""Coming by a link from a page, once more by the same link, and leaving: what a chat is told and what is left of it."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import select

from complaints.commands import Order
from people.tables import OfficerRow, TelegramChatRow
from people.telegram import make_link
from tests.bots.double import Person
from tests.bots.test_unsaying import Talk, talk
from tests.make import citizen, filing

__all__ = ["talk"]


async def test_the_same_link_once_more_tells_how_the_case_stands_and_a_stranger_nothing(talk: Talk) -> None:
    house, case = talk.house, uuid4()
    await house.handling.handle(Order(case, filing("Lubang di jalan."), "x"), citizen(case))
    async with house.database.transaction() as session:
        token = await make_link(session, "case", case, house.clock.now() + timedelta(hours=1))
    await talk.says(f"/start {token}")
    followed = talk.siti.heard()[-1]["text"]
    assert "sekarang" in followed
    await talk.says(f"/start {token}")
    assert talk.siti.heard()[-1]["text"] == followed
    other = Person(talk.api, 5_000_002)
    other.text(f"/start {token}")
    await talk.answered()
    assert [one["text"][:23] for one in other.heard()] == ["Tautan ini sudah dipaka"]


async def test_an_officer_who_has_the_chat_forgotten_hears_nothing_there_as_an_officer(talk: Talk) -> None:
    await talk.says("/start")
    house, officer = talk.house, uuid4()
    async with house.database.transaction() as session:
        now = house.clock.now()
        session.add(OfficerRow(officer_id=officer, username="uji", name="Uji", password="-", created_at=now))
        await session.flush()
        chat = await talk.bot.chats.find(session, talk.siti.id)
        assert chat is not None
        await talk.bot.chats.link_officer(session, chat.id, officer, now)
    await talk.says("/hapus_data")
    assert "tidak bisa dikembalikan" in talk.left()
    await talk.presses("Ya, hapus")
    await talk.says("Jalan berlubang.")  # before anybody looked for chats to forget
    await talk.bot.forgetting.sweep()
    async with house.database.reading() as session:
        assert (await session.exec(select(TelegramChatRow.officer_id))).all() == [None]
