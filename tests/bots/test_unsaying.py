"""A report that turns out to be one for few: nothing of it stays in the chat, in what we said, or in our rows."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from sqlmodel import select

from bots.application import Bot
from bots.stored_replies import read
from bots.tables import ChatFileRow, DraftRow, ReplyRow
from service.bot import opened_bot
from service.settings import Settings
from tests.bots.double import BotApi, Person
from web.house import House

STORY = "Jalan Kartini berlubang sedalam lutut, sudah sebulan."
MORE = "Lubangnya makin lebar setelah hujan."


class Talk(NamedTuple):
    house: House
    api: BotApi
    bot: Bot
    siti: Person

    async def answered(self) -> None:
        """Whatever came is worked through, and what is owed is said."""
        updates = self.api.updates
        while updates.waiting:
            update = updates.waiting[0]
            await self.bot.receive(update)
            updates.confirm(update["update_id"] + 1)
            await self.bot.sender.close()
            while (await self.bot.sender.run()).claimed:
                pass

    async def says(self, words: str) -> None:
        self.siti.text(words)
        await self.answered()

    async def presses(self, label: str) -> None:
        self.siti.press(label)
        await self.answered()

    def left(self) -> str:
        """All that can be read in the chat, theirs and ours."""
        messages = self.siti.chat.messages
        return "\n".join(one.get("text") or one.get("caption") or "" for one in messages if not one.get("deleted"))

    async def replies(self) -> str:
        """All that lies in our rows of what was said."""
        async with self.house.database.reading() as session:
            rows = (await session.exec(select(ReplyRow))).all()
        told = [read(self.house.keys.open(row.data, "bot_replies.data"))[0].lines for row in rows]
        return "\n".join(str(line) for lines in told for line in lines)


@pytest.fixture
async def talk(house: House) -> AsyncIterator[Talk]:
    async with BotApi() as api:
        settings = Settings(telegram_bot_token=api.token, telegram_api_url=api.url, public_url="https://uji.example")
        async with opened_bot(settings, house) as bot:
            assert bot is not None
            yield Talk(house, api, bot, Person(api))


async def test_who_chooses_confidential_after_the_whole_was_shown_leaves_nothing_behind(talk: Talk) -> None:
    await talk.says(STORY)
    await talk.presses("Anonim")
    await talk.says(MORE)  # the whole is shown a second time, below the first
    assert talk.left().count(STORY) == 3
    await talk.presses("Ubah nama")
    await talk.presses("Rahasia")
    left, kept = talk.left(), await talk.replies()
    assert "sekali pakai" in left
    assert "Minta tautan baru" in " ".join(talk.siti.buttons())
    for words in (STORY, MORE, "Kartini"):
        assert words not in left
        assert words not in kept
    async with talk.house.database.reading() as session:
        assert (await session.exec(select(ChatFileRow))).all() == []
        [draft] = (await session.exec(select(DraftRow))).all()
    assert b"Kartini" not in talk.house.keys.open(draft.data, "drafts.data").encode()


async def test_what_was_said_of_an_earlier_case_stays(talk: Talk) -> None:
    await talk.says(STORY)
    await talk.presses("Anonim")
    await talk.presses("Kirim laporan")
    assert "kami terima dengan kode" in talk.left()
    await talk.says("Lampu jalan mati di Jalan Raden Intan.")
    await talk.presses("Laporan baru")
    await talk.presses("Rahasia")
    assert "kami terima dengan kode" in talk.left()
    assert "Lampu jalan mati" not in talk.left()


@pytest.mark.parametrize(("last", "told"), [("Kirim laporan", "kami terima"), ("Batalkan", "")])
async def test_once_a_report_was_sent_or_cancelled_it_stays_to_be_read_and_its_buttons_vanish(
    talk: Talk, last: str, told: str
) -> None:
    await talk.says(STORY)
    await talk.presses("Anonim")
    assert last in talk.siti.buttons()
    await talk.presses(last)
    assert talk.left().count(STORY) == 2, "as it was told, and as it was shown"
    assert told in talk.left()
    assert not {"Kirim laporan", "Ubah cerita", "Batalkan"} & set(talk.siti.buttons())
