"""A bot without Telegram: what is owed is kept in a list that lives in the transaction's own database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from bots.chat_files import ChatFiles, Fetching, NotFetched
from bots.draft import Draft
from bots.drafts import Drafts, Sleeping
from bots.hearing import heard
from bots.inputs import AnyInput, Commanded, Incoming, NotedFile, Pressed, Sent, Wrote
from bots.intake import Intake, Talk
from bots.replies import Reply
from bots.rooms import Rooms
from bots.tables import ReplyRow
from bots.turns import Known, Turn
from bots.wishes import Wishes
from foundation.database import Database
from people.telegram import Chats
from web.house import House

CITIZEN = 700_100_200
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@dataclass
class Pages:
    """Addresses that say what they lead to."""

    def follow(self, code: str, complaint_id: UUID) -> str:
        return f"https://uji.example/lacak/{code}/rahasia"

    def public(self, code: str) -> str:
        return f"https://uji.example/lacak/{code}"

    def form(self, token: str) -> str:
        return f"https://uji.example/?tautan={token}"


@dataclass
class Owed:
    """Owes in the database, in plain words, and sends nothing; `sent` tells to whom it would have."""

    database: Database
    sent: list[UUID] = field(default_factory=list)
    vanished: list[int] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    async def owe(self, session: AsyncSession, chat_id: UUID, key: str, reply: Reply) -> None:
        row = {
            "reply_id": uuid7(),
            "chat_id": chat_id,
            "key": key,
            "data": msgspec.json.encode([str(line) for line in reply.lines]),
            "state": "owed",
            "at": AT,
            "due_at": AT,
            "attempts": 0,
        }
        await session.exec(insert(ReplyRow).values(row).on_conflict_do_nothing())

    async def send_now(self, chat_id: UUID) -> None:
        self.sent.append(chat_id)

    async def vanish(self, chat: int, messages: Sequence[int]) -> None:
        self.vanished += messages

    async def answer(self, query: str) -> None:
        self.answered.append(query)

    async def said(self) -> list[str]:
        """Everything owed, oldest first."""
        async with self.database.reading() as session:
            rows = (await session.exec(select(ReplyRow).order_by(col(ReplyRow.reply_id)))).all()
        return ["\n".join(msgspec.json.decode(row.data, type=list[str])) for row in rows]

    async def keys(self) -> list[str]:
        async with self.database.reading() as session:
            return sorted((await session.exec(select(ReplyRow.key))).all())


@dataclass
class Lying:
    """Files as they lie at Telegram, by file_id; `faults` are raised before one is handed over."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[NotFetched] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def download(self, file_id: str, most: int) -> bytes:
        self.asked.append(file_id)
        if self.faults:
            raise self.faults.pop(0)
        if file_id not in self.files:
            raise NotFetched("gone", gone=True)
        return self.files[file_id]


@dataclass
class QuietBot:
    """One replica of the bot over the database of a house."""

    rooms: Rooms
    owed: Owed
    intake: Intake
    chats: Chats
    drafts: Drafts
    files: ChatFiles
    fetching: Fetching
    sleeping: Sleeping
    lying: Lying

    async def close(self) -> None:
        await self.rooms.database.close()


def replica(house: House, talk: Talk, lying: Lying | None = None, pool_size: int = 6) -> QuietBot:
    """Another replica of the bot: a pool of its own, nothing shared but the database."""
    database = Database(house.database.engine.url.render_as_string(hide_password=False), pool_size=pool_size)
    rooms = Rooms(
        database=database,
        clock=house.clock,
        keys=house.keys,
        limits=house.limits,
        region=house.region,
        handling=house.handling,
        queries=house.queries,
        attachments=house.attachments,
        advisor=house.advisor,
        near=house.near,
        pages=Pages(),
        filing_limit=house.filing_limit,
    )
    chats, drafts, files, owed = Chats(house.keys), Drafts(house.keys), ChatFiles(house.keys), Owed(database)
    lying = lying or Lying()
    wishes = Wishes(rooms, chats, drafts, files)
    return QuietBot(
        rooms,
        owed,
        Intake(rooms, chats, drafts, files, owed, wishes, talk, owed.vanish, owed.answer),
        chats,
        drafts,
        files,
        Fetching(database, house.clock, files, lying, house.attachments, house.handling, owed),
        Sleeping(database, house.clock, drafts, chats, owed, house.region),
        lying,
    )


def plain_talk(draft: Draft | None, sent: AnyInput, known: Known) -> Turn:
    """A conversation as short as can be: everything goes into the draft, a command of the same name is a wish."""
    if isinstance(sent, Commanded):
        now = Turn(draft, (Reply((f"/{sent.name}",)),), sent.name, sent.argument)  # type: ignore[arg-type]
        return msgspec.structs.replace(now, draft=None) if sent.name == "cancel" else now
    if isinstance(sent, Pressed):
        return Turn(draft, (), "file") if draft else Turn(None, (Reply(("Tombol lama.",)),))
    taken = heard(draft, sent)
    return Turn(taken.draft, () if taken.quiet else (Reply((f"Diterima: {taken.draft.text}",)),))


def wrote(update: int, text: str, chat: int = CITIZEN, **fields: object) -> Incoming:
    return _incoming(update, chat, Wrote(update, text, **fields))  # type: ignore[arg-type]


def commanded(update: int, name: str, argument: str = "", chat: int = CITIZEN) -> Incoming:
    return _incoming(update, chat, Commanded(update, name, argument))


def pressed(update: int, data: str = "kirim", chat: int = CITIZEN) -> Incoming:
    return _incoming(update, chat, Pressed(update, data, f"q{update}"))


def photo(update: int, name: str, album: str | None = None, caption: str = "", chat: int = CITIZEN) -> Incoming:
    file = NotedFile("photo", f"file-{name}", f"unique-{name}", "image/jpeg", 1000)
    return _incoming(update, chat, Sent(update, file, caption, album))


def document(update: int, name: str, media_type: str = "image/jpeg", chat: int = CITIZEN) -> Incoming:
    file = NotedFile("document", f"file-{name}", f"unique-{name}", media_type, 1000, name=f"{name}.jpg")
    return _incoming(update, chat, Sent(update, file))


def voice(update: int, name: str, chat: int = CITIZEN) -> Incoming:
    return _incoming(
        update, chat, Sent(update, NotedFile("voice", f"file-{name}", f"unique-{name}", "audio/ogg", 9, 12))
    )


def _incoming(update: int, chat: int, sent: AnyInput) -> Incoming:
    return Incoming(update, chat, chat, "private", AT, "id", input=sent)


Replicas = Callable[..., QuietBot]
