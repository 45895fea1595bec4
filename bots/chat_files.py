"""Files named in chats: noted in the transaction of their message, fetched, cleaned and attached by the worker."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec
from sqlalchemy import Update
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.draft import Noted
from bots.inputs import NotedFile
from bots.owing import Owing
from bots.replies import Reply
from bots.tables import ChatFileRow
from complaints import commands as c
from complaints import images
from complaints.attachments import Attachments
from complaints.handling import Handling
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database, plainly
from foundation.errors import Invalid, NotFound, ServiceError
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from people.actor import Actor

LARGEST = 20_000_000
"""Bytes; what is larger Telegram does not hand to a bot."""
LEASE = timedelta(minutes=3)
"""How long a worker may take with a file before another one tries."""
TRIES = 8
WAITS = (5, 30, 120, 600, 1800, 3600, 3600)
"""Seconds from each failed try to the next."""
AT_ONCE = 20
_PLACE = "chat_files.data"
_NOTE = (
    "INSERT INTO chat_files (complaint_id, unique_id, chat_id, data, filed, due_at, attempts) "
    "VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT DO NOTHING"
)
_FILED = (
    "UPDATE chat_files SET filed = true, due_at = $2, attempts = 0 WHERE complaint_id = $1 AND NOT filed RETURNING 1"
)
_log = logging.getLogger(__name__)

_FAILED = _("Satu berkas untuk aduan Anda tidak dapat kami simpan. {why} Silakan kirim sekali lagi di sini.")
_NOT_FETCHED = _("Berkas itu tidak dapat kami ambil dari Telegram.")
_TELLS_PLACE = _(
    "Foto yang Anda kirim sebagai berkas menyimpan tempat pengambilannya. "
    "Bila kejadiannya di sana, pilih tempat foto saat kami menanyakan tempatnya."
)


class Kept(msgspec.Struct, frozen=True):
    """What is known of a file: the message it came in, how to fetch it, and, once looked at, where it was taken."""

    noted: Noted
    place: tuple[float, float] | None = None


class NotFetched(Exception):
    """A file could not be brought over. `gone`: trying again is of no use. The reason names no address."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class Source(Protocol):
    """Where files lie: the Bot API."""

    async def download(self, file_id: str, most: int) -> bytes:
        """The bytes of a file, `most` at the most; raises NotFetched."""


class ChatFiles:
    """Notes files; every call works within the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def note(
        self,
        session: AsyncSession,
        chat_id: UUID,
        complaint_id: UUID,
        files: Iterable[Noted],
        now: datetime,
        *,
        filed: bool = False,
    ) -> None:
        """Note files of a draft, or, `filed`, of its complaint; one that is noted already is left as it is.

        Of a draft only pictures sent as documents are fetched at once: for the place where they were taken.
        """
        for one in files:
            due = now if filed or may_tell_its_place(one.file) else None
            data = self.sealed(Kept(one))
            await plainly(session, _NOTE, complaint_id, one.file.unique, chat_id, data, filed, due)

    async def unknown(self, session: AsyncSession, complaint_id: UUID, files: Iterable[Noted]) -> tuple[Noted, ...]:
        """Those of these files that were not noted for the complaint before."""
        wanted = tuple(files)
        found = select(ChatFileRow.unique_id).where(
            col(ChatFileRow.complaint_id) == complaint_id,
            col(ChatFileRow.unique_id).in_([one.file.unique for one in wanted]),
        )
        known = set((await session.exec(found)).all()) if wanted else set()
        return tuple(one for one in wanted if one.file.unique not in known)

    async def leave_out(self, session: AsyncSession, complaint_id: UUID, unique: Iterable[str]) -> None:
        """Files of a draft that were taken out of it."""
        gone = delete(ChatFileRow).where(
            col(ChatFileRow.complaint_id) == complaint_id,
            col(ChatFileRow.unique_id).in_(sorted(unique)),
            col(ChatFileRow.filed).is_(False),
        )
        await session.exec(gone)

    async def filed(self, session: AsyncSession, complaint_id: UUID, now: datetime) -> int:
        """The complaint exists: its files are to be fetched and attached. Returns how many."""
        return len(await plainly(session, _FILED, complaint_id, now))

    async def came_with(self, session: AsyncSession, chat_id: UUID, album: str, ids: Iterable[UUID]) -> UUID | None:
        """Of these complaints the one that was filed from this chat with a file of this album."""
        found = select(ChatFileRow).where(
            col(ChatFileRow.complaint_id).in_(list(ids)), col(ChatFileRow.chat_id) == chat_id
        )
        for row in (await session.exec(found)).all():
            kept = self.opened(row)
            if kept is not None and kept.noted.album == album:
                return row.complaint_id
        return None

    async def taken_at(self, session: AsyncSession, complaint_id: UUID) -> tuple[float, float] | None:
        """Where the first picture of a draft that tells it was taken, WGS 84 degrees."""
        found = select(ChatFileRow).where(
            col(ChatFileRow.complaint_id) == complaint_id, col(ChatFileRow.fetched_at).is_not(None)
        )
        for row in (await session.exec(found)).all():
            kept = self.opened(row)
            if kept is not None and kept.place is not None:
                return kept.place
        return None

    def sealed(self, kept: Kept) -> bytes:
        return self._keys.seal(msgspec.json.encode(kept).decode(), _PLACE)

    def opened(self, row: ChatFileRow) -> Kept | None:
        try:
            return msgspec.json.decode(self._keys.open(row.data, _PLACE), type=Kept)
        except CannotOpen:
            return None


class Fetching:
    """Brings files over from Telegram, a few at a time, each once whatever is cut off on the way."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        files: ChatFiles,
        source: Source,
        attachments: Attachments,
        handling: Handling,
        owing: Owing,
    ) -> None:
        self._database, self._clock, self._files, self._source = database, clock, files, source
        self._attachments, self._handling, self._owing = attachments, handling, owing

    async def run(self) -> int:
        """Work on all files that are due; returns how many there were."""
        worked = 0
        while rows := await self._claimed():
            for row in rows:
                await self._work(row)
            worked += len(rows)
        return worked

    async def _claimed(self) -> list[ChatFileRow]:
        """Due rows, put off by a lease: no lock is held while a file is brought over."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            due = select(ChatFileRow).where(col(ChatFileRow.due_at) <= now).order_by(col(ChatFileRow.due_at))
            rows = list((await session.exec(due.limit(AT_ONCE).with_for_update(skip_locked=True))).all())
            for row in rows:
                row.attempts += 1
                row.due_at = now + LEASE
        return rows

    async def _work(self, row: ChatFileRow) -> None:
        kept = self._files.opened(row)
        if kept is None:
            await self._give_up(row, "sealed", "")
            return
        try:
            data = await self._source.download(kept.noted.file.file_id, LARGEST)
        except NotFetched as error:
            await self._failed(row, gone=error.gone)
            return
        if row.filed:
            await self._attach(row, kept.noted.file, data)
        else:
            await self._note_place(row, kept, data)

    async def _attach(self, row: ChatFileRow, noted: NotedFile, data: bytes) -> None:
        if await self._erased(row.complaint_id):
            await self._finish(row, fault="erased")
            return
        actor = Actor(kind="citizen", holds=row.complaint_id)
        try:
            file = await self._attachments.keep(row.complaint_id, data, noted.name)
            order = c.Order(row.complaint_id, c.Attach(file), f"telegram:file:{row.unique_id}")
            await self._handling.handle(order, actor)
        except (Invalid, NotFound) as error:
            await self._give_up(row, "refused", error.sentence)
            return
        except ServiceError as error:
            # The case may have changed under us; or it is over, which no waiting mends.
            if row.attempts < TRIES:
                await self._failed(row, gone=False)
            else:
                await self._give_up(row, "refused", error.sentence)
            return
        await self._finish(row, fetched_at=self._clock.now())

    async def _erased(self, complaint_id: UUID) -> bool:
        """Whether its reporter took everything back meanwhile: nothing of theirs may come in behind it."""
        async with self._database.reading() as session:
            found = select(ComplaintRow.erased).where(ComplaintRow.complaint_id == complaint_id)
            return (await session.exec(found)).first() is not False

    async def _finish(self, row: ChatFileRow, **values: object) -> None:
        async with self._database.transaction() as session:
            await session.exec(_this(row).values(due_at=None, **values))

    async def _note_place(self, row: ChatFileRow, kept: Kept, data: bytes) -> None:
        """Where it was taken, for the conversation to offer; the picture itself is kept nowhere before it is sent."""
        place = images.taken_at(data)
        async with self._database.transaction() as session:
            drafted = _this(row).where(col(ChatFileRow.filed).is_(False))
            sealed = self._files.sealed(msgspec.structs.replace(kept, place=place))
            noted = drafted.values(due_at=None, fetched_at=self._clock.now(), data=sealed)
            found = (await session.exec(noted)).rowcount
            if found and place is not None:
                key = f"place:{row.complaint_id}:{row.unique_id}"
                await self._owing.owe(session, row.chat_id, key, Reply((_TELLS_PLACE,)))
        await self._owing.send_now(row.chat_id)

    async def _failed(self, row: ChatFileRow, *, gone: bool) -> None:
        if gone or row.attempts >= TRIES:
            await self._give_up(row, "gone" if gone else "tries", _NOT_FETCHED)
            return
        wait = timedelta(seconds=WAITS[min(row.attempts, len(WAITS)) - 1])
        async with self._database.transaction() as session:
            await session.exec(_this(row).values(due_at=self._clock.now() + wait))

    async def _give_up(self, row: ChatFileRow, fault: str, why: str | Sentence) -> None:
        """Whoever sent the file is told, so that nothing is lost without a word."""
        _log.warning("a file from a chat was given up: %s", fault)
        async with self._database.transaction() as session:
            await session.exec(_this(row).values(due_at=None, fault=fault))
            if row.filed:
                reason = why if isinstance(why, Sentence) or not why else Sentence(why)
                key = f"file:{row.complaint_id}:{row.unique_id}"
                await self._owing.owe(session, row.chat_id, key, Reply((Sentence(_FAILED, why=reason),)))
        await self._owing.send_now(row.chat_id)


def _this(row: ChatFileRow) -> Update:
    return update(ChatFileRow).where(
        col(ChatFileRow.complaint_id) == row.complaint_id, col(ChatFileRow.unique_id) == row.unique_id
    )


def may_tell_its_place(file: NotedFile) -> bool:
    """Whether it is a picture as the camera wrote it, and not as the app sends photos."""
    return file.kind == "document" and file.media_type.startswith("image/") and file.size <= LARGEST
