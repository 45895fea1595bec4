"""Notices as messages in Telegram: whoever has a chat with the bot hears there of their case."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from bots.case_messages import belong
from bots.case_news import CaseNews, Paper
from bots.client import Blocked, BotClient, Later, Refused, Sent
from bots.markup import Page
from bots.pace import Pace
from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import CannotOpen, KeyRing
from notices.channel import Delivered, GaveUp, Message, Outcome, TryLater
from people.telegram import Chats

PATIENCE = timedelta(seconds=10)
"""How long a notice waits for its moment before the dispatcher is asked to come again."""
PHOTOS_PATIENCE = timedelta(seconds=15)
"""How long its photos wait for theirs; after that they are left to the page."""
_log = logging.getLogger(__name__)


class TelegramChannel:
    """A notice's address is the id of the chat, as text; the id at Telegram is looked up and kept nowhere."""

    name = "telegram"

    def __init__(
        self, database: Database, clock: Clock, keys: KeyRing, client: BotClient, pace: Pace, news: CaseNews
    ) -> None:
        self._database, self._clock, self._chats = database, clock, Chats(keys)
        self._client, self._pace, self._news = client, pace, news

    async def send(self, message: Message) -> Outcome:
        """GaveUp where the bot may not write there, so that another of the recipient's addresses is tried."""
        try:
            chat = UUID(message.address)
        except ValueError:
            return GaveUp("no chat")
        found = await self._chat(chat)
        if found is None:
            return GaveUp("the chat is dead", closed=True)
        telegram, language = found
        news = await self._news.told(message, language)
        numbers: list[int] = []
        outcome: Outcome = Delivered()
        for place, page in enumerate(news.pages):
            outcome = await self._send(chat, telegram, page, numbers)
            if not isinstance(outcome, Delivered):
                # Once a part of it is out, trying again says that part twice.
                outcome = _doubtful(outcome) if place else outcome
                break
        if news.photos and isinstance(outcome, Delivered):
            numbers += await self._show(chat, telegram, news.photos, news.caption)
        if isinstance(outcome, Delivered):
            for paper in news.documents:
                numbers += await self._hand(chat, telegram, paper)
        if news.about is not None and numbers:
            await self._keep(chat, news.about, numbers)
        return outcome

    async def _chat(self, chat: UUID) -> tuple[int, str] | None:
        """The id at Telegram and the language of a chat the bot may write to."""
        async with self._database.reading() as session:
            try:
                return await self._chats.reached(session, chat)
            except CannotOpen:
                return None

    async def _send(self, chat: UUID, telegram: int, page: Page, numbers: list[int]) -> Outcome:
        """Send one message; its number joins `numbers` once it is out."""
        wait = await self._pace.turn(chat, PATIENCE)
        if wait is not None:
            return TryLater("paced", wait)
        match await self._client.send(telegram, page.text, page.keyboard):
            case Sent(message=number):
                self._pace.taken()
                numbers.append(number)
                return Delivered()
            case Later(reason=reason, after=timedelta() as after):
                await self._pace.limited(chat, after)
                return TryLater(reason, after)
            case Later(reason=reason, unsure=unsure):
                return TryLater(reason, unsure=unsure)
            case Blocked():
                await self._died(chat)
                return GaveUp("blocked", closed=True)
            case Refused(reason=reason):
                return GaveUp(reason)

    async def _show(self, chat: UUID, telegram: int, photos: Sequence[bytes], caption: str) -> list[int]:
        """Send photos that go with words already said, and return their numbers.

        They stand on the page too, as the words say. So what does not work twice is left, and nothing is said again.
        """
        until = asyncio.get_running_loop().time() + PHOTOS_PATIENCE.total_seconds()
        for _try in range(2):
            for _photo in photos:  # Telegram counts each photo of an album
                left = timedelta(seconds=max(0.0, until - asyncio.get_running_loop().time()))
                if await self._pace.turn(chat, left) is not None:
                    return []
            match await self._client.send_photos(telegram, photos, caption):
                case Sent(message=number, album=album):
                    self._pace.taken()
                    return list(album or (number,))
                case Later(after=timedelta() as after):
                    await self._pace.limited(chat, after)
                case Later(unsure=False):
                    continue
                case _:
                    return []
        return []

    async def _hand(self, chat: UUID, telegram: int, paper: Paper) -> list[int]:
        """Send a document that goes with words already said; what does not work is left to the page."""
        if await self._pace.turn(chat, PHOTOS_PATIENCE) is not None:
            return []
        match await self._client.send_document(telegram, paper.content, paper.name, paper.caption):
            case Sent(message=number):
                self._pace.taken()
                return [number]
            case Later(after=timedelta() as after):
                await self._pace.limited(chat, after)
        return []

    async def _keep(self, chat: UUID, complaint_id: UUID, numbers: Sequence[int]) -> None:
        """So that an answer to one of these finds its case. They are out: a fault here must not repeat them."""
        try:
            async with self._database.transaction() as session:
                await belong(session, chat, complaint_id, numbers, self._clock.now())
        except (SQLAlchemyError, OSError) as fault:
            _log.warning("what was sent could not be tied to its case: %s", type(fault).__name__)

    async def _died(self, chat: UUID) -> None:
        async with self._database.transaction() as session:
            await self._chats.died(session, chat, self._clock.now())


def _doubtful(outcome: Outcome) -> Outcome:
    return TryLater(outcome.reason, outcome.after, unsure=True) if isinstance(outcome, TryLater) else outcome
