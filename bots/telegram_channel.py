"""Notices as messages in Telegram: whoever has a chat with the bot hears there of their case."""

import re
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit
from uuid import UUID

from bots.client import Blocked, BotClient, Later, Refused, Sent
from bots.markup import LONGEST, Keyboard, Page, split
from bots.pace import Pace
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import mark as _
from foundation.language import translated
from foundation.sealing import CannotOpen, KeyRing
from notices.channel import Delivered, GaveUp, Message, Outcome, TryLater
from people.telegram import Chats

PATIENCE = timedelta(seconds=10)
"""How long a notice waits for its moment before the dispatcher is asked to come again."""
OPEN = _("Buka halamannya")
_PUBLIC_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[A-Za-z][\w-]+")


class TelegramChannel:
    """A notice's address is the id of the chat, as text; the id at Telegram is looked up and kept nowhere."""

    name = "telegram"

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, client: BotClient, pace: Pace) -> None:
        self._database, self._clock, self._chats = database, clock, Chats(keys)
        self._client, self._pace = client, pace

    async def send(self, message: Message) -> Outcome:
        """GaveUp where the bot may not write there, so that another of the recipient's addresses is tried."""
        try:
            chat = UUID(message.address)
        except ValueError:
            return GaveUp("no chat")
        found = await self._chat(chat)
        if found is None:
            return GaveUp("the chat is dead")
        telegram, language = found
        for place, page in enumerate(notice_pages(message.subject, message.body, language)):
            outcome = await self._send(chat, telegram, page)
            if not isinstance(outcome, Delivered):
                # Once a part of it is out, trying again says that part twice.
                return _doubtful(outcome) if place else outcome
        return Delivered()

    async def _chat(self, chat: UUID) -> tuple[int, str] | None:
        """The id at Telegram and the language of a chat the bot may write to."""
        async with self._database.reading() as session:
            try:
                return await self._chats.reached(session, chat)
            except CannotOpen:
                return None

    async def _send(self, chat: UUID, telegram: int, page: Page) -> Outcome:
        wait = await self._pace.turn(chat, PATIENCE)
        if wait is not None:
            return TryLater("paced", wait)
        match await self._client.send(telegram, page.text, page.keyboard):
            case Sent():
                self._pace.taken()
                return Delivered()
            case Later(reason=reason, after=timedelta() as after):
                await self._pace.limited(chat, after)
                return TryLater(reason, after)
            case Later(reason=reason, unsure=unsure):
                return TryLater(reason, unsure=unsure)
            case Blocked():
                await self._died(chat)
                return GaveUp("blocked")
            case Refused(reason=reason):
                return GaveUp(reason)

    async def _died(self, chat: UUID) -> None:
        async with self._database.transaction() as session:
            await self._chats.died(session, chat, self._clock.now())


def notice_pages(subject: str, body: str, language: str) -> list[Page]:
    """The messages a notice comes to: the subject in bold above the words, the case's page as a button below them.

    Telegram takes no button to a host that only this machine knows; such a link stays among the words.
    """
    paragraphs = body.strip().split("\n\n")
    leading = next((place for place, one in enumerate(paragraphs) if _link_of(one)), None)
    keyboard: Keyboard | None = None
    if leading is not None:
        button = {"text": translated(language, OPEN), "url": _link_of(paragraphs.pop(leading))}
        keyboard = {"inline_keyboard": [[button]]}
    words = "\n\n".join((" ".join(subject.split()), *paragraphs))
    texts = [escape(part, quote=False) for part in split(words, LONGEST - len("<b></b>"))]
    head, line, rest = texts[0].partition("\n")
    texts[0] = f"<b>{head}</b>{line}{rest}"
    return [Page(text, keyboard if place == len(texts) - 1 else None) for place, text in enumerate(texts)]


def _link_of(paragraph: str) -> str:
    """The address that is all of a paragraph's last line, if a button may lead there."""
    last = paragraph.rpartition("\n")[2].strip()
    fits = re.fullmatch(r"https?://\S+", last) and _PUBLIC_HOST.fullmatch(urlsplit(last).hostname or "")
    return last if fits else ""


def _doubtful(outcome: Outcome) -> Outcome:
    return TryLater(outcome.reason, outcome.after, unsure=True) if isinstance(outcome, TryLater) else outcome
