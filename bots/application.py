"""The bot put together: who it is, what it tells Telegram at its start, and how an update comes in."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bots import words
from bots.chat_files import ChatFiles, Fetching
from bots.client import BotClient, Later, Outcome, Sent
from bots.conversation import talk
from bots.downloads import Downloads
from bots.drafts import Drafts, Sleeping
from bots.forgetting import Forgetting
from bots.intake import Intake
from bots.pace import Pace
from bots.polling import Polling
from bots.reading import Me, read
from bots.reply_outbox import ReplyOutbox
from bots.reply_sender import ReplySender
from bots.rooms import Rooms
from bots.webhook import address
from bots.wishes import Wishes
from foundation.language import LANGUAGES, SOURCE_LANGUAGE, translated
from foundation.language import mark as _
from people.telegram import Chats

_NOT_ACCEPTED = "the token is not accepted"
_DESCRIPTION = _(
    "Sampaikan aduan, usul, atau pertanyaan kepada pemerintah daerah. Tulis saja apa yang terjadi, kirim foto, pesan "
    "suara, atau lokasi. Anda mendapat kode aduan dan tanggal janji, dan kabarnya kami kirim di sini."
)
_SHORT = _("Pengaduan warga kepada pemerintah daerah. Tulis saja apa yang terjadi.")
ANSWERING = 40
"""Buttons answered side by side before an update waits for it."""
_log = logging.getLogger(__name__)


class NoSuchBot(ConnectionError):
    """Telegram knows no bot of this token; the sentence is for the operator and does not repeat it.

    No update's fault: what came meanwhile waits until somebody has set another token.
    """


class NotYet(ConnectionError):
    """Telegram could not be asked who the bot is; it is asked again with the next update."""


class Bot:
    """One process's part of the bot. Opened by whoever opens its client."""

    def __init__(self, rooms: Rooms, client: BotClient) -> None:
        keys, clock, database = rooms.keys, rooms.clock, rooms.database
        self.rooms, self.client = rooms, client
        self.outbox, self.pace = ReplyOutbox(database, keys), Pace(database)
        self.sender = sender = ReplySender(self.outbox, clock, client, self.pace)
        self.chats, self.drafts, self.files = Chats(keys), Drafts(keys), ChatFiles(keys)
        wishes = Wishes(rooms, self.chats, self.drafts, self.files)
        self.intake = Intake(
            rooms, self.chats, self.drafts, self.files, sender, wishes, talk, self._vanish, self._answer
        )
        self.fetching = Fetching(
            database, clock, self.files, Downloads(client), rooms.attachments, rooms.handling, sender
        )
        self.sleeping = Sleeping(database, clock, self.drafts, self.chats, sender, rooms.region)
        self.forgetting = Forgetting(database, clock, self.chats)
        self.polling = Polling(client, self.receive)
        self._me: Me | None = None
        self._begun = False
        self._answering: set[asyncio.Task[Outcome]] = set()

    async def receive(self, update: dict[str, Any]) -> None:
        """One raw update, committed when this returns; NotYet or a fault of the database: it has to come again."""
        incoming = read(update, await self.me(), self.rooms.clock.now())
        if incoming is not None:
            await self.intake.receive(incoming)

    async def me(self) -> Me:
        """Who the bot is; raises NoSuchBot where Telegram refuses the token, NotYet where it cannot be asked."""
        if self._me is None:
            found = await self.client.me()
            if isinstance(found, Me):
                self._me = found
            elif isinstance(found, Later) and found.reason != _NOT_ACCEPTED:
                raise NotYet(found.reason)
            else:
                raise NoSuchBot(
                    "Telegram does not accept TELEGRAM_BOT_TOKEN. Copy it again from @BotFather (/mybots, the bot, "
                    "API Token), or leave it empty to run without the bot."
                )
        return self._me

    async def begin(self, webhook_url: str | None, secret: str) -> None:
        """Say once who we are; raises NoSuchBot, or NotYet: then it can be tried again."""
        if not self._begun:
            await self.me()
            await self.set_up(webhook_url, secret)
            self._begun = True

    async def set_up(self, webhook_url: str | None, secret: str) -> None:
        """Say what the bot can do, and how its updates come. A refused call is logged; only `me` has to work."""
        client = self.client
        for language in ("", *LANGUAGES):
            spoken = language or SOURCE_LANGUAGE
            offered = {name: translated(spoken, what) for name, what in words.COMMANDS}
            await self._asked("setMyCommands", client.commands(offered, language))
            described = client.describe(translated(spoken, _DESCRIPTION), translated(spoken, _SHORT), language)
            await self._asked("setMyDescription", described)
        if webhook_url:
            await self._asked("setWebhook", client.set_webhook(address(webhook_url), secret))
        else:
            await self._asked("deleteWebhook", client.delete_webhook())

    async def _asked(self, name: str, call: Any) -> None:
        outcome: Outcome = await call
        if not isinstance(outcome, Sent):
            _log.warning("Telegram refused %s: %s", name, outcome.reason)

    async def _answer(self, query: str) -> None:
        """Beside the rest: what is committed is told to Telegram at once, however slowly it answers our own calls."""
        if len(self._answering) >= ANSWERING:
            await self.client.answer(query)
            return
        task = asyncio.create_task(self.client.answer(query))  # one that came too late is nobody's fault
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def close(self, seconds: float = 10.0) -> None:
        """Let be said what is being said."""
        await self.sender.close(seconds)
        if self._answering:
            _, late = await asyncio.wait(set(self._answering), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _vanish(self, chat: int, messages: Sequence[int]) -> None:
        outcomes = await asyncio.gather(*(self.client.delete(chat, message) for message in messages))
        left = sum(not isinstance(one, Sent) for one in outcomes)
        if left:
            _log.warning("%d messages could not be taken away from a chat", left)
