"""What the web does about chats: makes links for a case or an officer, uses up those of the form, ends such ties."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import KeyRing
from people.tables import ChatLinkRow, TelegramCaseRow
from people.telegram import Chats, Purpose, make_link, usable

CASE_LASTS = timedelta(hours=1)
OFFICER_LASTS = timedelta(minutes=15)
"""How long a link can be used."""
FILING_AT_ONCE = 2
"""Each holds a connection while the road asks the same pool for another: far fewer than the pool has."""


class ChatTies:
    """Every call is a transaction of its own, but for those that are given a session."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._chats = database, clock, Chats(keys)
        self._turn = asyncio.Semaphore(FILING_AT_ONCE)

    async def case_link(self, complaint_id: UUID) -> str:
        """A token that ties the chat that shows it first to a case, as its reporter's; for CASE_LASTS."""
        async with self._database.transaction() as session:
            return await make_link(session, "case", complaint_id, self._clock.now() + CASE_LASTS)

    async def told(self, complaint_id: UUID) -> bool:
        """Whether a chat that can be reached hears of the case as its reporter's."""
        async with self._database.reading() as session:
            return await self._chats.reporter_chats(session, complaint_id) > 0

    async def end(self, complaint_id: UUID) -> None:
        """No chat is the reporter's any more, and no link that was made makes one."""
        gone = delete(TelegramCaseRow).where(
            col(TelegramCaseRow.complaint_id) == complaint_id, col(TelegramCaseRow.role) == "reporter"
        )
        async with self._database.transaction() as session:
            await session.exec(gone)
            await _drop_links(session, "case", complaint_id)

    async def officer_link(self, officer: UUID) -> str:
        """A token that makes the chat that shows it first an officer's, for OFFICER_LASTS; none made before works."""
        async with self._database.transaction() as session:
            await _drop_links(session, "officer", officer)
            return await make_link(session, "officer", officer, self._clock.now() + OFFICER_LASTS)

    async def linked_since(self, officer: UUID) -> datetime | None:
        """Since when a chat that can be reached is this officer's; None where none is."""
        async with self._database.reading() as session:
            return await self._chats.officer_chat(session, officer)

    async def unlink(self, officer: UUID) -> None:
        """No chat is this officer's any more, and no link that was made makes one."""
        async with self._database.transaction() as session:
            await unlink(session, self._chats, officer)

    async def form_waits(self, token: str) -> bool:
        """Whether this is a link to the form that can still be used; asking does not use it."""
        found = select(ChatLinkRow.token).where(*usable(token, self._clock.now(), "form"))
        async with self._database.reading() as session:
            return (await session.exec(found)).first() is not None

    @asynccontextmanager
    async def filing(self) -> AsyncIterator[AsyncSession]:
        """The transaction in which a report is filed and the link it came by is used up."""
        async with self._turn, self._database.transaction() as session:
            yield session

    async def use_form(self, session: AsyncSession, token: str) -> UUID | None:
        """The chat that asked for the form by this link, which is used by that; None where it cannot be.

        The link is forgotten, not marked: when it was used would tell which report came by it.
        """
        used = delete(ChatLinkRow).where(*usable(token, self._clock.now(), "form")).returning(col(ChatLinkRow.subject))
        return (await session.exec(used)).scalars().first()

    async def tie(self, session: AsyncSession, chat_id: UUID | None, complaint_id: UUID) -> bool:
        """Tell the chat of the case from now on. Without a chat: whether one is told already, by the same form."""
        if chat_id is None or await self._chats.by_id(session, chat_id) is None:
            return await self._chats.reporter_chats(session, complaint_id) > 0
        await self._chats.follow(session, chat_id, complaint_id, "reporter", self._clock.now())
        return True


async def unlink(session: AsyncSession, chats: Chats, officer: UUID) -> None:
    """`ChatTies.unlink`, in the caller's transaction."""
    await chats.unlink_officer(session, officer)
    await _drop_links(session, "officer", officer)


async def _drop_links(session: AsyncSession, purpose: Purpose, subject: UUID) -> None:
    gone = delete(ChatLinkRow).where(col(ChatLinkRow.purpose) == purpose, col(ChatLinkRow.subject) == subject)
    await session.exec(gone)
