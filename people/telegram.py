"""Chats with the bot: found by blind index, registered once, forgotten; the cases they follow; links used once."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.database import plainly
from foundation.language import LANGUAGES, SOURCE_LANGUAGE
from foundation.sealing import KeyRing
from foundation.writes import Write
from people.tables import ChatLinkRow, OfficerRow, TelegramCaseRow, TelegramChatRow

_PLACE = "telegram_chats.telegram"
_FIND = (
    "SELECT chat_id, language, dead_at IS NULL AS alive, officer_id AS officer FROM telegram_chats "
    "WHERE telegram_index = $1"
)
_HOLD = f"{_FIND} FOR NO KEY UPDATE"

_REGISTER = (
    "INSERT INTO telegram_chats (chat_id, telegram, telegram_index, language, created_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
)
_FOLLOW = (
    "INSERT INTO telegram_cases (complaint_id, chat_id, role, since) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (complaint_id, chat_id) DO NOTHING"
)
_REPORTED = _FOLLOW.replace("NOTHING", "UPDATE SET role = excluded.role")

_ALIVE = col(TelegramChatRow.dead_at).is_(None), col(TelegramChatRow.telegram).is_not(None)

Purpose = Literal["case", "officer", "form", "alert"]
"""What a link does: ties a chat to a case, an officer or an alert, or leads from a chat to the web form."""
CaseRole = Literal["reporter", "follower"]


class Chat(NamedTuple):
    """A chat as everybody but the sender of messages may know it."""

    id: UUID
    language: str
    alive: bool
    officer: UUID | None


class ChatCase(NamedTuple):
    """A case that is told of in a chat."""

    complaint_id: UUID
    role: CaseRole
    since: datetime


class Redeemed(NamedTuple):
    """What a link was for: the complaint, the officer or the chat."""

    purpose: Purpose
    subject: UUID


class Chats:
    """People's ids at Telegram are sealed; every call works within the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def held(self, session: AsyncSession, telegram: int, language: str, now: datetime) -> Chat:
        """The chat with this id at Telegram, registered if it is new, and locked until the transaction ends.

        `language` is what the sender's app says (en-GB); only a new chat takes it.
        """
        found = await self._locked(session, telegram)
        if found is None:
            sealed, index = self._keys.seal(str(telegram), _PLACE), self._index(telegram)
            await plainly(session, _REGISTER, uuid7(), sealed, index, spoken(language), now)
            found = await self._locked(session, telegram)
            assert found is not None
        return found

    async def find(self, within: AsyncSession | AsyncConnection, telegram: int) -> Chat | None:
        """The chat with this id at Telegram, not locked."""
        return _found(await plainly(within, _FIND, self._index(telegram)))

    async def by_id(self, session: AsyncSession, chat_id: UUID, *, lock: bool = False) -> Chat | None:
        """The chat of our own number; `lock`: only where nobody else holds it, and then until the end."""
        found = select(TelegramChatRow).where(col(TelegramChatRow.chat_id) == chat_id)
        row = (await session.exec(found.with_for_update(skip_locked=True, key_share=True) if lock else found)).first()
        return _chat(row) if row else None

    async def reached(self, session: AsyncSession, chat_id: UUID) -> tuple[int, str] | None:
        """The id at Telegram, to write there, and in which language; None where the chat is dead or was forgotten."""
        found = select(TelegramChatRow.telegram, TelegramChatRow.language).where(
            col(TelegramChatRow.chat_id) == chat_id, col(TelegramChatRow.dead_at).is_(None)
        )
        row = (await session.exec(found)).first()
        return (self.opened(row[0]), row[1]) if row and row[0] else None

    def opened(self, sealed: bytes) -> int:
        """The id at Telegram in a row's sealed one; raises CannotOpen where its key is gone."""
        return int(self._keys.open(sealed, _PLACE))

    async def speak(self, session: AsyncSession, chat_id: UUID, language: str) -> None:
        """Use this language from now on."""
        await self._set(session, chat_id, language=spoken(language))

    async def died(self, session: AsyncSession, chat_id: UUID, now: datetime) -> None:
        """The bot was blocked there: nothing is sent any more."""
        await self._set(session, chat_id, dead_at=func.coalesce(col(TelegramChatRow.dead_at), now))

    async def revived(self, session: AsyncSession, chat_id: UUID) -> None:
        await self._set(session, chat_id, dead_at=None)

    async def forget(self, session: AsyncSession, chat_id: UUID) -> None:
        """Take away the chat with its cases and links. Rows of other rooms that name it have to be gone."""
        await self.forget_cases(session, chat_id)
        await session.exec(delete(TelegramChatRow).where(col(TelegramChatRow.chat_id) == chat_id))

    async def forget_cases(self, session: AsyncSession, chat_id: UUID) -> None:
        """The chat follows nothing and links of it lead nowhere."""
        await session.exec(delete(TelegramCaseRow).where(col(TelegramCaseRow.chat_id) == chat_id))
        await session.exec(delete(ChatLinkRow).where(col(ChatLinkRow.subject) == chat_id))

    async def follow(
        self, session: AsyncSession, chat_id: UUID, complaint_id: UUID, role: CaseRole, now: datetime
    ) -> None:
        """Tell of this case in this chat. Who told it stays who told it; a follower may turn out to have told it."""
        statement = _REPORTED if role == "reporter" else _FOLLOW
        await plainly(session, statement, complaint_id, chat_id, role, now)

    async def unfollow(self, session: AsyncSession, chat_id: UUID, complaint_id: UUID) -> None:
        gone = delete(TelegramCaseRow).where(
            col(TelegramCaseRow.complaint_id) == complaint_id, col(TelegramCaseRow.chat_id) == chat_id
        )
        await session.exec(gone)

    async def cases_of(self, session: AsyncSession, chat_id: UUID) -> list[ChatCase]:
        """What is told of in a chat, newest first."""
        found = select(TelegramCaseRow).where(col(TelegramCaseRow.chat_id) == chat_id)
        rows = (await session.exec(found.order_by(col(TelegramCaseRow.since).desc()))).all()
        return [
            ChatCase(row.complaint_id, "reporter" if row.role == "reporter" else "follower", row.since) for row in rows
        ]

    async def chats_of(self, session: AsyncSession, ids: Sequence[UUID]) -> list[tuple[UUID, UUID, CaseRole]]:
        """Complaint, chat and role of all living chats in which these complaints are told of."""
        found = (
            select(TelegramCaseRow.complaint_id, TelegramCaseRow.chat_id, TelegramCaseRow.role)
            .join(TelegramChatRow, col(TelegramChatRow.chat_id) == col(TelegramCaseRow.chat_id))
            .where(
                col(TelegramCaseRow.complaint_id).in_(ids),
                *_ALIVE,
            )
            .order_by(col(TelegramCaseRow.complaint_id), col(TelegramCaseRow.chat_id))
        )
        rows = (await session.exec(found)).all()
        return [(complaint, chat, "reporter" if role == "reporter" else "follower") for complaint, chat, role in rows]

    async def reporter_chats(self, session: AsyncSession, complaint_id: UUID) -> int:
        """In how many living chats whoever filed a complaint hears of it."""
        told = await self.chats_of(session, [complaint_id])
        return sum(role == "reporter" for _complaint, _chat, role in told)

    async def officers_chats(self, session: AsyncSession) -> dict[UUID, UUID]:
        """The living chats that officers have linked, by officer."""
        found = select(TelegramChatRow.officer_id, TelegramChatRow.chat_id).where(
            col(TelegramChatRow.officer_id).is_not(None), *_ALIVE
        )
        return {officer: chat for officer, chat in (await session.exec(found)).all() if officer}

    async def officer_chat(self, session: AsyncSession, officer: UUID) -> datetime | None:
        """Since when an officer has a linked chat that is alive; None where they have none."""
        found = select(TelegramChatRow.linked_at).where(col(TelegramChatRow.officer_id) == officer, *_ALIVE)
        return (await session.exec(found)).first()

    async def link_officer(self, session: AsyncSession, chat_id: UUID, officer: UUID, now: datetime) -> None:
        """The chat is this officer's; another one of theirs no longer is."""
        await self.unlink_officer(session, officer)
        await self._set(session, chat_id, officer_id=officer, linked_at=now)

    async def unlink_officer(self, session: AsyncSession, officer: UUID) -> None:
        changed = update(TelegramChatRow).where(col(TelegramChatRow.officer_id) == officer)
        await session.exec(changed.values(officer_id=None, linked_at=None))

    async def _set(self, session: AsyncSession, chat_id: UUID, **values: object) -> None:
        await session.exec(update(TelegramChatRow).where(col(TelegramChatRow.chat_id) == chat_id).values(**values))

    async def _locked(self, session: AsyncSession, telegram: int) -> Chat | None:
        return _found(await plainly(session, _HOLD, self._index(telegram)))

    def _index(self, telegram: int) -> bytes:
        return self._keys.blind(str(telegram), _PLACE)


def has_chat() -> ColumnElement[bool]:
    """Of officers in SQL: whether they have linked a chat that is alive."""
    return (
        select(TelegramChatRow.chat_id)
        .where(col(TelegramChatRow.officer_id) == OfficerRow.officer_id, *_ALIVE)
        .exists()
    )


def follower_of(complaint_id: UUID, chat_id: UUID) -> UUID:
    """Whom somebody who joined a case in a chat is counted as among its followers."""
    return uuid5(complaint_id, f"telegram:{chat_id}")


async def chats_kept(session: AsyncSession, ids: Sequence[UUID]) -> list[Write]:
    """The rows that tell in which chats whoever filed these complaints hears of them."""
    theirs = select(TelegramCaseRow).where(
        col(TelegramCaseRow.complaint_id).in_(ids), col(TelegramCaseRow.role) == "reporter"
    )
    return [Write(TelegramCaseRow, row.model_dump()) for row in (await session.exec(theirs)).all()]


async def joined_in_chats(session: AsyncSession) -> set[UUID]:
    """Complaints that somebody follows in a chat who did not tell them."""
    found = select(TelegramCaseRow.complaint_id).where(col(TelegramCaseRow.role) == "follower").distinct()
    return set((await session.exec(found)).all())


async def forget_joined(session: AsyncSession, ids: Sequence[UUID]) -> int:
    """Take away who follows these in a chat without having told them; returns how many did."""
    gone = delete(TelegramCaseRow).where(
        col(TelegramCaseRow.complaint_id).in_(ids), col(TelegramCaseRow.role) == "follower"
    )
    return (await session.exec(gone)).rowcount


async def make_link(
    session: AsyncSession, purpose: Purpose, subject: UUID, expires_at: datetime, size: int = 24
) -> str:
    """A token of `size` random bytes in letters, digits, - and _, used once before `expires_at`; its hash is kept."""
    token = secrets.token_urlsafe(size)
    row = ChatLinkRow(token=token_hash(token), purpose=purpose, subject=subject, expires_at=expires_at)
    session.add(row)
    await session.flush()
    return token


async def redeem(session: AsyncSession, token: str, now: datetime, *purposes: Purpose) -> Redeemed | None:
    """What an unused link of one of these purposes was for, which is used by that; None for any other.

    Of two who redeem it at the same moment the second waits for the first, and gets nothing if that one commits.
    """
    used = (
        update(ChatLinkRow)
        .where(*usable(token, now, *purposes))
        .values(used_at=now)
        .returning(col(ChatLinkRow.purpose), col(ChatLinkRow.subject))
    )
    found = (await session.exec(used)).first()
    return Redeemed(found[0], found[1]) if found else None


def usable(token: str, now: datetime, *purposes: Purpose) -> tuple[ColumnElement[bool], ...]:
    """That a row is this link, of one of these purposes, and that it can still be used."""
    return (
        col(ChatLinkRow.token) == token_hash(token),
        col(ChatLinkRow.purpose).in_(purposes),
        col(ChatLinkRow.used_at).is_(None),
        col(ChatLinkRow.expires_at) > now,
    )


async def case_of_link(session: AsyncSession, token: str) -> UUID | None:
    """The complaint that a link leads or led to, used or not; None for any other link. It gives no right to it."""
    found = select(ChatLinkRow.subject).where(
        col(ChatLinkRow.token) == token_hash(token), col(ChatLinkRow.purpose) == "case"
    )
    return (await session.exec(found)).first()


async def sweep_links(session: AsyncSession, now: datetime) -> int:
    """Forget links that have expired; returns how many."""
    return (await session.exec(delete(ChatLinkRow).where(col(ChatLinkRow.expires_at) <= now))).rowcount


def spoken(language: str) -> str:
    """The language we speak to somebody whose app says this."""
    first = language.replace("_", "-").partition("-")[0].lower()
    return first if first in LANGUAGES else SOURCE_LANGUAGE


def token_hash(token: str) -> bytes:
    """What is kept of a link's token."""
    return sha256(token.encode("utf-8", "replace")).digest()


def _found(rows: Sequence[Mapping[str, Any]]) -> Chat | None:
    return Chat(rows[0]["chat_id"], rows[0]["language"], rows[0]["alive"], rows[0]["officer"]) if rows else None


def _chat(row: TelegramChatRow) -> Chat:
    return Chat(row.chat_id, row.language, row.dead_at is None, row.officer_id)
