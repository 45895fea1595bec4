"""One conversation from a photo to five stars, between a citizen, the bot and the office, over the double.

    python -m tests.bots.story --write

runs it by polling and by webhook, and writes `docs/conversation.md` and its picture anew.
"""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from unittest.mock import patch
from uuid import UUID

import httpx
from sqlalchemy import text

from bots.application import Bot
from bots.reply_outbox import standing
from complaints import commands as c
from complaints.ticket import show
from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from foundation.sealing import KeyRing
from people.actor import Actor
from service.bot import begin, mount, opened_bot, speaking
from service.migrations import upgrade
from service.region import load
from service.settings import ROOT, Settings
from service.wiring import build
from service.worker import dispatching
from tests.bots.double import BotApi, Person
from tests.bots.double_state import Json
from tests.bots.story_drawing import drawn, laid_out
from tests.bots.story_told import Chapter, Said, page
from tests.bots.test_chat_files import picture
from tests.journeys.test_whole_road import replay_equals_live
from tests.make import COORDINATOR, OFFICER, words
from web.app import create
from web.house import House

BEGINS = datetime(2026, 11, 20, 2, 4, tzinfo=UTC)
"""A Friday, four minutes past nine in Lampung."""
CODE = "7K3M9QX2HB5"
"""Stands for the code, which is drawn anew each time."""
DOCS = ROOT / "docs"
WEB = "https://tanggap.example"
VOICE = b"OggS" + b"\0" * 24 + b"\x01\x13OpusHead" + b"\0" * 64
"""Begins like a voice note."""
_CASE = "SELECT complaint_id FROM complaints"
_RECORDING = "SELECT attachment_id FROM attachments WHERE media_type = 'audio/ogg'"
Mode = Literal["polling", "webhook"]
MODES: tuple[Mode, ...] = ("polling", "webhook")


@dataclass
class Story:
    """Plays the roles, and keeps what was said."""

    house: House
    api: BotApi
    bot: Bot
    clock: SetClock
    settings: Settings
    chapters: list[Chapter] = field(default_factory=list)
    _changed: int = 0
    _keyboard: Json | None = None
    _texts: dict[int, str] = field(default_factory=dict)
    _shown: dict[int, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.citizen = Person(self.api, 5_000_001, "Siti Aminah")

    async def play(self) -> list[Chapter]:
        """The whole conversation."""
        await self._tells()
        await self._sends_it()
        await self._is_asked()
        await self._judges()
        return self.chapters

    async def _tells(self) -> None:
        self._chapter(
            "telling",
            "Telling it",
            "She sends a photo, a sentence, and where it is: the bot asks only for what is missing.",
        )
        await self.sends(self.citizen.photo(picture("dimgray")), "", "photo")
        await self.sends(self.citizen.text("Jalan berlubang dalam, tergenang kalau hujan. Kemarin dua motor jatuh."))
        self.told[-1].pressed = "Kirim lokasi saya"
        await self.sends(self.citizen.location(-5.3107, 105.1822), "", "place")

    async def _sends_it(self) -> None:
        self._chapter(
            "sent", "Sent", "She reads it once more, sends it, has a code and promised dates, and hears of every step."
        )
        await self.presses("Terbuka, nama Siti")
        await self.presses("Kirim laporan")
        await self.decides(40, "The coordinator forwards it to the roads office.", c.Forward("BMBK"), COORDINATOR)
        await self.decides(65, "An officer of the roads office takes it.", c.Take(), OFFICER)

    async def _is_asked(self) -> None:
        self._chapter(
            "asked", "Asked", "An officer asks; she answers by a voice note, and says whether it was understood."
        )
        question = "Lubangnya di lajur arah mana: Bandar Lampung atau Metro?"
        asked = await self.decides(20, "The officer asks.", c.Ask(words(question)), OFFICER)
        self.passes(6)
        await self.sends(self.citizen.voice(VOICE, 7, asked), "", "voice")
        written = c.Transcribe(await self._one(_RECORDING), words("Arah Bandar Lampung, pas di depan gerbang pasar."))
        await self.decides(30, "The coordinator writes down what was said.", written, COORDINATOR)
        self.passes(3)
        await self.presses("Ya, sesuai")

    async def _judges(self) -> None:
        self._chapter("done", "Done?", "The office shows what was done; whether it is settled is hers to say.")
        photo = await self.house.attachments.store(await self._one(_CASE), picture("slategray"), "bukti.jpg")
        await self.decides(3 * 24 * 60 - 90, "", c.Attach(photo), OFFICER)
        done = "Lubang di depan gerbang pasar sudah ditambal dan saluran dibersihkan."
        await self.decides(4, "The office answers, with a photo.", c.Resolve(words(done)), OFFICER)
        self.passes(12)
        await self.presses("Sudah beres")
        await self.presses("5")

    def _chapter(self, name: str, title: str, gist: str) -> None:
        self.chapters.append(Chapter(name, title, gist))

    @property
    def told(self) -> list[Said]:
        return self.chapters[-1].told

    def passes(self, minutes: float) -> None:
        self.clock.instant += timedelta(minutes=minutes)

    async def sends(self, message: Json, caption: str | None = None, shows: str = "") -> None:
        """What the citizen sent, and what the bot says to it."""
        self.passes(0.4)
        replied = message.get("reply_to_message")
        answers = (replied.get("text") or "") if replied else ""
        told = caption if caption is not None else message["text"]
        self.told.append(Said("citizen", self.clock.instant, told, shows, answers=self._masked(answers)))
        await self._heard()

    async def presses(self, label: str) -> None:
        """A button under a message; it is marked where it stands."""
        self.passes(0.4)
        for message in reversed(self.citizen.heard()):
            rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
            found = next((one["text"] for row in rows for one in row if label in one["text"]), None)
            if found is not None:
                self._shown[message["message_id"]].pressed = found
                self.citizen.press(found, message)
                return await self._heard()
        raise AssertionError(f"no button {label!r}; there are {self.citizen.buttons()}")

    async def decides(self, minutes: float, note: str, command: c.Command, by: Actor) -> Json:
        """Somebody at the office acts, later; the newest message of the bot that follows."""
        self.passes(minutes)
        order = c.Order(await self._one(_CASE), command, f"kisah:{self.clock.instant}")
        await self.house.handling.handle(order, by)
        if note:
            self.told.append(Said("office", self.clock.instant, note))
        await self._heard()
        return self.citizen.heard()[-1]

    async def _one(self, sql: str) -> UUID:
        async with self.house.database.reading() as session:
            found: UUID = (await session.exec(text(sql))).scalar_one()  # type: ignore[call-overload]
            return found

    async def settle(self, seconds: float = 30) -> None:
        """Wait until every update is worked through, nothing is owed, and the worker has done its rounds."""
        until = time.monotonic() + seconds
        while not await self._settled():
            assert time.monotonic() < until, [one.get("text") for one in self.citizen.heard()]
            await asyncio.sleep(0.03)
            await speaking(self.bot)()
        await dispatching(self.house, self.settings, self.bot)()
        await self.bot.fetching.run()

    async def _heard(self) -> None:
        """Let everything settle, then note what the bot said."""
        await self.settle()
        self.passes(0.1)
        fresh = [one for one in self.citizen.chat.messages if one.get("change", 0) > self._changed]
        for message in sorted(fresh, key=lambda one: int(one["change"])):
            self._changed = message["change"]
            self._note(message)
        self._keys()

    def _note(self, message: Json) -> None:
        number, plain = message["message_id"], message.get("text") or message.get("caption") or ""
        if self._texts.get(number) == plain:
            return  # only its buttons went
        self._texts[number] = plain
        rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
        entities = message.get("entities") or ()
        said = Said(
            "bot",
            self.clock.instant,
            self._masked(plain),
            "photo" if "photo" in message else "",
            tuple(tuple(one["text"] for one in row) for row in rows),
            head=next((one["length"] for one in entities if one["type"] == "bold" and not one["offset"]), 0),
        )
        self.told.append(said)
        self._shown[number] = said

    def _keys(self) -> None:
        """The phone's own buttons stand below the message that brought them; they vanish with the next one."""
        before, keyboard = self._keyboard, self.citizen.chat.keyboard
        self._keyboard = keyboard
        if keyboard is not None and keyboard is not before:
            self.told[-1].keys = tuple(tuple(key["text"] for key in row) for row in keyboard["keyboard"])

    async def _settled(self) -> bool:
        async with self.bot.rooms.database.reading() as session:
            worked = (await session.exec(text("SELECT count(*) FROM telegram_updates"))).scalar_one()  # type: ignore[call-overload]
            owed = (await standing(session)).owed
        return bool(worked >= len(self.api.updates.every)) and not owed

    def _masked(self, words: str) -> str:
        """The code and what opens its page, as they are drawn anew each time."""
        words = re.sub(r"/lacak/(\w+)/[\w-]+", "/lacak/\\1/…", words)
        for found in set(re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}\b", words)):
            words = words.replace(found, show(CODE))
        return re.sub(r"/lacak/\w+", f"/lacak/{CODE}", words)


@asynccontextmanager
async def telling(house: House, clock: SetClock, mode: Mode) -> AsyncIterator[Story]:
    """The bot over a house, its updates coming by polling or by webhook."""
    root = "http://test"
    async with BotApi() as api:
        settings = Settings(
            telegram_bot_token=api.token,
            telegram_api_url=api.url,
            telegram_webhook_url=root if mode == "webhook" else None,
            telegram_webhook_secret="rahasia_12345",
            public_url=WEB,
        )
        application = create(house)
        mount(application, settings, house)
        # Called here: the framework's own way must begin and end in one task.
        for start in application.on_startup:
            await start()  # type: ignore[call-arg, misc]
        api.webhook._transport = httpx.ASGITransport(application)
        async with opened_bot(settings, house) as bot:
            assert bot is not None
            await begin(bot, settings, house)
            polling = asyncio.create_task(bot.polling.run(600)) if mode == "polling" else None
            try:
                yield Story(house, api, bot, clock, settings)
            finally:
                bot.polling.end()
                if polling is not None:
                    await polling
                await api.webhook.clear()
                for end in application.on_shutdown:
                    await end()  # type: ignore[call-arg, misc]


async def played(url: str, folder: Path, mode: Mode) -> list[Chapter]:
    """The transcript, over a migrated database of its own; `folder` takes the files."""
    clock, database = SetClock(BEGINS), Database(url, pool_size=8)
    try:
        await load(database, ROOT / "regions" / "lampung", BEGINS)
        house = build(Settings(data=folder), database, clock, KeyRing.fresh())
        await house.advisor.warm()
        # Nobody reads along: a second between two messages to a chat would only be waited for.
        with patch("bots.pace.CHAT_GAP", timedelta(milliseconds=20)):
            async with telling(house, clock, mode) as story:
                told = await story.play()
        await replay_equals_live(house)
        return told
    finally:
        await database.close()


async def _played_anew(mode: Mode) -> list[Chapter]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with EmbeddedPostgres(folder / "postgres", durable=False) as server:
            await asyncio.to_thread(upgrade, server.url)
            return await played(server.url, folder, mode)


def files(chapters: list[Chapter]) -> dict[Path, str]:
    """What is committed of the story: the page, and a picture of each chapter, all equally high."""
    pictures = {one.name: f"images/conversation-{one.name}.svg" for one in chapters}
    height = max(laid_out(one).height for one in chapters)
    made = {DOCS / pictures[one.name]: drawn(one, height) for one in chapters}
    return {DOCS / "conversation.md": page(chapters, pictures), **made}


def main() -> None:
    """Exits with 1 where the two ways differ, or the committed files are others and are not to be written."""
    told = {mode: asyncio.run(_played_anew(mode)) for mode in MODES}
    made = files(told["polling"])
    if told["polling"] != told["webhook"]:
        raise SystemExit("By polling and by webhook the conversation is not the same.")
    if "--write" in sys.argv:
        for path, content in made.items():
            path.write_text(content)
    elif any(not path.exists() or path.read_text() != content for path, content in made.items()):
        raise SystemExit("The conversation has changed; write it anew with --write, and look at it.")


if __name__ == "__main__":
    main()
