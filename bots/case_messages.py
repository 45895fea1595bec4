"""Which messages of a chat belong to which case, so that a reply or an edit finds it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.tables import ChatMessageRow
from foundation.database import plainly
from people.tables import TelegramCaseRow

KEPT = timedelta(days=365)
_BELONG = (
    "INSERT INTO chat_messages (complaint_id, chat_id, message, at) SELECT $1, $2, message, $4 "
    "FROM unnest($3::bigint[]) AS told(message) ON CONFLICT DO NOTHING"
)


async def belong(
    within: AsyncSession | AsyncConnection, chat_id: UUID, complaint_id: UUID, messages: Iterable[int], now: datetime
) -> None:
    """These messages of the chat tell of this case; said twice it is said once."""
    if numbers := sorted(set(messages)):
        await plainly(within, _BELONG, complaint_id, chat_id, numbers, now)


async def case_of(session: AsyncSession, chat_id: UUID, message: int) -> UUID | None:
    """The case that a message of the chat belongs to and that is told of there still; of several the one told last."""
    followed = (col(TelegramCaseRow.complaint_id) == col(ChatMessageRow.complaint_id)) & (
        col(TelegramCaseRow.chat_id) == col(ChatMessageRow.chat_id)
    )
    found = (
        select(ChatMessageRow.complaint_id)
        .join(TelegramCaseRow, followed)
        .where(col(ChatMessageRow.chat_id) == chat_id, col(ChatMessageRow.message) == message)
    )
    return (await session.exec(found.order_by(col(ChatMessageRow.at).desc()).limit(1))).first()


async def forget_messages(session: AsyncSession, chat_id: UUID) -> None:
    """The chat is forgotten, and with it what its messages told of."""
    await session.exec(delete(ChatMessageRow).where(col(ChatMessageRow.chat_id) == chat_id))


async def sweep_messages(session: AsyncSession, now: datetime) -> int:
    """Forget those of long ago; returns how many."""
    return (await session.exec(delete(ChatMessageRow).where(col(ChatMessageRow.at) < now - KEPT))).rowcount
