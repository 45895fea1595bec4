"""Drafts in the database: one a chat, sealed whole; reminded of after a day, deleted after some."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.draft import Draft, Step
from bots.owing import Owing
from bots.replies import Reply
from bots.tables import ChatFileRow, DraftRow
from complaints.commands import filing_id
from complaints.region import RegionBook
from foundation.clock import Clock
from foundation.database import Database, plainly
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from people.telegram import Chats

REMINDED_AFTER = timedelta(days=1)
_PLACE = "drafts.data"
_LOAD = "SELECT data FROM drafts WHERE chat_id = $1"
_SAVE = (
    "INSERT INTO drafts (chat_id, draft_id, data, changed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (chat_id) DO UPDATE "
    "SET draft_id = excluded.draft_id, data = excluded.data, changed_at = excluded.changed_at, reminded_at = NULL"
)
_PAGE = 100
_ASLEEP = _(
    "Laporan Anda kemarin belum terkirim. Tulis apa saja untuk melanjutkannya, atau /batal untuk membuangnya. "
    "Bila dibiarkan, kami menghapusnya {days} hari lagi."
)


class Drafts:
    """Every call but `sweep` works within the caller's transaction, which holds the chat."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def load(self, within: AsyncSession | AsyncConnection, chat_id: UUID) -> Draft | None:
        """The draft of a chat. One that cannot be opened, its key being gone, is as if it were not there."""
        rows = await plainly(within, _LOAD, chat_id)
        if not rows:
            return None
        try:
            return msgspec.json.decode(self._keys.open(rows[0]["data"], _PLACE), type=Draft)
        except CannotOpen:
            return None

    async def save(self, session: AsyncSession, chat_id: UUID, draft: Draft, now: datetime) -> None:
        """Keep it; whoever was reminded of it is reminded again if it falls asleep once more."""
        sealed = self._keys.seal(msgspec.json.encode(draft).decode(), _PLACE)
        await plainly(session, _SAVE, chat_id, draft.id, sealed, now)

    async def delete(self, session: AsyncSession, chat_id: UUID) -> None:
        await plainly(session, "DELETE FROM drafts WHERE chat_id = $1", chat_id)

    async def drop(self, session: AsyncSession, chat_id: UUID, draft_id: UUID) -> None:
        """The draft will never be sent: neither it nor the files it named are kept."""
        await self.delete(session, chat_id)
        unfiled = delete(ChatFileRow).where(
            col(ChatFileRow.complaint_id) == filing_id(draft_id), col(ChatFileRow.filed).is_(False)
        )
        await session.exec(unfiled)


class Sleeping:
    """Looks after drafts to which nobody adds any more."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        drafts: Drafts,
        chats: Chats,
        owing: Owing,
        region: RegionBook,
    ) -> None:
        self._database, self._clock, self._drafts, self._chats = database, clock, drafts, chats
        self._owing, self._region = owing, region

    async def sweep(self) -> int:
        """Remind once of those that sleep for a day, delete those nobody came back to; returns how many of both."""
        now, kept = self._clock.now(), timedelta(days=(await self._region.current()).drafts_days)
        asleep = col(DraftRow.changed_at) <= now - REMINDED_AFTER
        due = or_(col(DraftRow.changed_at) <= now - kept, asleep & col(DraftRow.reminded_at).is_(None))
        done, seen = 0, UUID(int=0)
        while True:
            async with self._database.reading() as session:
                page = select(DraftRow.chat_id).where(due, col(DraftRow.chat_id) > seen).order_by(col(DraftRow.chat_id))
                ids = (await session.exec(page.limit(_PAGE))).all()
            if not ids:
                return done
            seen = ids[-1]
            for chat_id in ids:
                done += await self._look(chat_id, now, kept)

    async def _look(self, chat_id: UUID, now: datetime, kept: timedelta) -> bool:
        """One draft in a transaction of its own; a chat that somebody is speaking in is left alone."""
        async with self._database.transaction() as session:
            chat = await self._chats.by_id(session, chat_id, lock=True)
            row = (await session.exec(select(DraftRow).where(col(DraftRow.chat_id) == chat_id))).first()
            if chat is None or row is None:
                return False
            if row.changed_at <= now - kept:
                await self._drafts.drop(session, chat_id, row.draft_id)
                return True
            if row.reminded_at is not None or row.changed_at > now - REMINDED_AFTER:
                return False
            changed = update(DraftRow).where(col(DraftRow.chat_id) == chat_id).values(reminded_at=now)
            await session.exec(changed)
            draft = await self._drafts.load(session, chat_id)
            # Of what is not for a chat nothing is left there to go on with.
            if chat.alive and draft is not None and draft.step is not Step.SEALED:
                key = f"asleep:{row.draft_id}:{int(row.changed_at.timestamp())}"
                # Rounded up: what is said to be there tomorrow is.
                left = ceil((row.changed_at + kept - now) / timedelta(days=1))
                await self._owing.owe(session, chat_id, key, Reply((Sentence(_ASLEEP, days=left),)))
            return True
