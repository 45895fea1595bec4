"""What we said about a report that must not stay in the chat: it is forgotten, and its messages are to vanish too."""

from uuid import UUID

import msgspec
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.reply_outbox import PLACE
from bots.stored_replies import read
from bots.tables import ReplyRow
from foundation.sealing import CannotOpen, KeyRing


async def unsaid(session: AsyncSession, keys: KeyRing, chat_id: UUID, draft_id: UUID) -> tuple[int, ...]:
    """Forget all that was said in a chat since a draft was begun, but what tells of a case; numbers of its messages.

    A draft's id and those of replies tell when they were made. What is owed still is not said any more.
    """
    since = select(ReplyRow).where(col(ReplyRow.chat_id) == chat_id, col(ReplyRow.reply_id) > draft_id)
    rows = [row for row in (await session.exec(since)).all() if not _of_case(keys, row)]
    if rows:
        await session.exec(delete(ReplyRow).where(col(ReplyRow.reply_id).in_([row.reply_id for row in rows])))
    return tuple(sorted({row.message for row in rows if row.message}))


def _of_case(keys: KeyRing, row: ReplyRow) -> bool:
    try:
        return read(keys.open(row.data, PLACE))[0].about is not None
    except (CannotOpen, msgspec.DecodeError):
        return False
