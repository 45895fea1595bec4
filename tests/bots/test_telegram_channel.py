"""Messages reach the chat they are meant for, once, and fall back to another way where the bot may not write."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bots.case_news import CaseNews, composed
from bots.client import BotClient
from bots.markup import LONGEST
from bots.pace import Pace
from bots.replies import Button
from bots.telegram_channel import TelegramChannel
from complaints.attachments import Attachments
from complaints.queries import Queries
from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from notices.channel import Delivered, GaveUp, Message, TryLater
from people.telegram import Chats
from tests.bots.double import BotApi, Fault, Person
from tests.fakes import FakeLinks, StandingBook

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
BODY = "Yth. <Bapak>/Ibu & lain,\n\nSelesai.\n"


@dataclass
class Post:
    """A channel with a citizen at its end."""

    api: BotApi
    database: Database
    channel: TelegramChannel
    citizen: Person
    chat: UUID

    def message(self, address: str | None = None, body: str = BODY) -> Message:
        return Message("n:citizen", address or str(self.chat), "Aduan <1> selesai", body)

    async def dead_at(self) -> datetime | None:
        async with self.database.reading() as session:
            found = await session.exec(text("SELECT dead_at FROM telegram_chats"))  # type: ignore[call-overload]
            told: datetime | None = found.scalar_one()
            return told


@pytest.fixture
async def post(database: Database, tmp_path: Path) -> AsyncIterator[Post]:
    keys, clock = KeyRing.fresh(), SetClock(NOW)
    files = Attachments(database, tmp_path)
    news = CaseNews(database, Queries(database, keys), files, StandingBook(), FakeLinks())  # type: ignore[arg-type]
    async with BotApi() as api, BotClient(api.token, api.url, timeout=0.5) as client:
        citizen = Person(api)
        async with database.transaction() as session:
            chat = (await Chats(keys).held(session, citizen.id, "en-GB", NOW)).id
        yield Post(api, database, TelegramChannel(database, clock, keys, client, Pace(database), news), citizen, chat)


async def test_what_tells_of_no_case_is_said_as_it_is_written(post: Post) -> None:
    assert post.channel.name == "telegram"
    assert await post.channel.send(post.message()) == Delivered()
    [said] = post.citizen.heard()
    assert said["text"] == "Aduan <1> selesai\n\nYth. <Bapak>/Ibu & lain,\n\nSelesai."
    assert said["entities"][0] == {"type": "bold", "offset": 0, "length": 17}
    assert "reply_markup" not in said


async def test_where_the_bot_may_not_write_another_way_is_taken(post: Post) -> None:
    assert await post.channel.send(post.message("bukan nomor")) == GaveUp("no chat")
    assert await post.channel.send(post.message(str(uuid4()))) == GaveUp("the chat is dead", closed=True)
    post.citizen.chat.blocked = True
    assert await post.channel.send(post.message()) == GaveUp("blocked", closed=True)
    assert await post.dead_at() == NOW
    asked = len(post.api.asked)
    assert await post.channel.send(post.message()) == GaveUp("the chat is dead", closed=True)
    assert len(post.api.asked) == asked


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(status=429, retry_after=30), TryLater("too many", timedelta(seconds=30))),
        (Fault(status=502), TryLater("Bad Gateway")),
        (Fault(cut=True), TryLater("RemoteProtocolError", unsure=True)),
    ],
)
async def test_what_did_not_work_is_tried_later(post: Post, fault: Fault, outcome: TryLater) -> None:
    fault.times = 1
    post.api.faults.append(fault)
    assert await post.channel.send(post.message()) == outcome
    assert await post.dead_at() is None


async def test_a_chat_told_to_wait_is_not_asked_of_telegram_again(post: Post) -> None:
    post.api.faults.append(Fault(status=429, retry_after=30))
    await post.channel.send(post.message())
    again = await post.channel.send(post.message())
    assert isinstance(again, TryLater)
    assert again.after is not None
    assert timedelta(seconds=20) < again.after <= timedelta(seconds=30)
    assert len(post.api.asked) == 1


def test_a_long_notice_is_split_and_its_buttons_stand_under_the_last_part() -> None:
    rows = ((Button("Buka", url="https://a.example/b"),),)
    pages = composed("Judul", ["Kalimat & tanda. " * 600], rows, "id")
    assert len(pages) > 2
    assert all(len(page.text) <= LONGEST for page in pages)
    assert [page.keyboard is not None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[0].text.startswith("<b>Judul</b>\n\nKalimat &amp; tanda.")
