"""A house whose notices go out: to Telegram's double, with a mail box that remembers beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import col, select

from bots.case_news import CaseNews
from bots.client import BotClient
from bots.pace import Pace
from bots.tables import ChatMessageRow
from bots.telegram_channel import TelegramChannel
from complaints import commands as c
from complaints.commands import Order
from complaints.complaint import Complaint
from foundation.clock import SetClock
from notices.channel import Channel
from notices.dispatcher import Dispatcher, Tally
from notices.tables import DeliveryRow, NoticeRow
from people.actor import Actor, Post, Role
from people.tables import OfficerRow, PostRow
from people.telegram import CaseRole, Chats
from tests.bots.double import BotApi, Person
from tests.bots.double_state import Json
from tests.fakes import FakeChannel, FakeLinks
from tests.make import COORDINATOR, citizen, filing
from web.house import House

UNIT = "BMBK"
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, UNIT, frozenset({UNIT})),))
TOLD = "Lubang besar di Jalan Kartini depan pasar, sudah dua orang jatuh."


class Newsroom:
    """`mail` gets what Telegram does not take."""

    def __init__(self, house: House, api: BotApi, client: BotClient, links: FakeLinks) -> None:
        self.house, self.api = house, api
        self.chats, self.mail = Chats(house.keys), FakeChannel()
        news = CaseNews(house.database, house.queries, house.attachments, house.region, links)
        pace = Pace(house.database)
        self.telegram = TelegramChannel(house.database, house.clock, house.keys, client, pace, news)
        self._links = links
        self._people = 0

    async def person(self, language: str = "id") -> Person:
        self._people += 1
        return Person(self.api, 5_000_000 + self._people, language=language)

    async def chat(self, person: Person) -> UUID:
        async with self.house.database.transaction() as session:
            language = person.user["language_code"]
            return (await self.chats.held(session, person.id, language, self.house.clock.now())).id

    async def hears(self, person: Person, case: UUID, role: CaseRole = "reporter") -> UUID:
        """The person is told of the case in their chat."""
        chat = await self.chat(person)
        async with self.house.database.transaction() as session:
            await self.chats.follow(session, chat, case, role, self.house.clock.now())
        return chat

    async def file(self, **chosen: object) -> UUID:
        case = uuid4()
        order = Order(case, filing(TOLD, **chosen), f"test:{case}")  # type: ignore[arg-type]
        await self.house.handling.handle(order, citizen(case))
        return case

    async def says(self, case: UUID, command: c.Command, by: Actor | None = None) -> Complaint:
        """`by` is an officer of the unit unless said otherwise."""
        return await self.house.handling.handle(Order(case, command, f"test:{uuid4()}"), by or OFFICER)

    async def taken(self, **chosen: object) -> UUID:
        """A case in hand at the unit; of what happened until then nobody hears any more."""
        case = await self.file(**chosen)
        await self.says(case, c.Forward(UNIT), COORDINATOR)
        await self.says(case, c.Take())
        await self.forgets()
        return case

    async def forgets(self) -> None:
        """What is owed is done without telling anybody."""
        await self._dispatch(())

    async def sends(self) -> Tally:
        """Everything due goes out."""
        return await self._dispatch((self.telegram, self.mail))

    async def _dispatch(self, channels: tuple[Channel, ...]) -> Tally:
        house, last = self.house, Tally()
        dispatcher = Dispatcher(house.database, house.clock, house.keys, house.region, channels, self._links)
        while (tally := await dispatcher.run()).claimed:
            last = tally
        return last

    async def officer(self, actor: Actor, email: str | None = None, *, disabled: bool = False) -> UUID:
        """An account for this officer."""
        assert actor.person is not None
        sealed = self.house.keys.seal(email, "officers.email") if email else None
        now = self.house.clock.now()
        row = OfficerRow(
            officer_id=actor.person,
            username=str(actor.person),
            name="Petugas Uji",
            email=sealed,
            password="-",
            created_at=now,
            disabled_at=now if disabled else None,
        )
        async with self.house.database.transaction() as session:
            session.add(row)
            await session.flush()
            for post in actor.posts:
                held = {"officer_id": actor.person, "role": str(post.role), "unit": post.unit}
                session.add(PostRow(post_id=uuid4(), starts_on=now.date(), **held))
        return actor.person

    async def links(self, officer: UUID, person: Person) -> UUID:
        """The officer hears in this person's chat."""
        chat = await self.chat(person)
        async with self.house.database.transaction() as session:
            await self.chats.link_officer(session, chat, officer, self.house.clock.now())
        return chat

    async def belonging(self, chat: UUID) -> set[tuple[UUID, int]]:
        """Cases and messages of the chat that belong together."""
        async with self.house.database.reading() as session:
            found = select(ChatMessageRow.complaint_id, ChatMessageRow.message)
            return set((await session.exec(found.where(col(ChatMessageRow.chat_id) == chat))).all())

    async def notices(self, event: str) -> list[NoticeRow]:
        async with self.house.database.reading() as session:
            return list((await session.exec(select(NoticeRow).where(NoticeRow.event == event))).all())

    async def deliveries(self) -> list[DeliveryRow]:
        async with self.house.database.reading() as session:
            return list((await session.exec(select(DeliveryRow))).all())

    async def later(self, hours: float) -> None:
        clock = self.house.clock
        assert isinstance(clock, SetClock)
        clock.instant += timedelta(hours=hours)

    async def dead_chats(self) -> int:
        async with self.house.database.reading() as session:
            counted = text("SELECT count(*) FROM telegram_chats WHERE dead_at IS NOT NULL")
            return int((await session.exec(counted)).scalar_one())  # type: ignore[call-overload]


@asynccontextmanager
async def newsroom(house: House, links: FakeLinks | None = None) -> AsyncIterator[Newsroom]:
    async with BotApi() as api, BotClient(api.token, api.url, timeout=0.5) as client:
        yield Newsroom(house, api, client, links or FakeLinks())


def texts(person: Person) -> list[str]:
    return [one["text"] for one in person.heard() if "text" in one]


def keys(message: Json) -> list[list[str]]:
    """Labels of the buttons under a message, in their rows."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
    return [[button["text"] for button in row] for row in rows]
