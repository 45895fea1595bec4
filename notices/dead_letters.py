"""Notices that were given up: shown to who runs the service, and tried again at their word."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.errors import NotFound
from notices.tables import NoticeRow


class DeadLetter(msgspec.Struct, frozen=True):
    """A notice given up at `dead_at` (UTC). It names no code, unit or person, so that it betrays no case."""

    complaint_id: UUID
    notice_id: UUID
    event: str
    audience: str
    attempts: int
    dead_at: datetime
    reason: str


_FORGET = text(
    "DELETE FROM deliveries WHERE complaint_id = :complaint_id AND notice_id = :notice_id AND outcome = 'gave_up'"
)
_RETRY = text(
    "UPDATE notices SET dead_at = NULL, dead_reason = NULL, attempts = 0, due_at = :at, locked_until = NULL "
    "WHERE complaint_id = :complaint_id AND notice_id = :notice_id AND dead_at IS NOT NULL RETURNING notice_id"
)


async def dead_letters(session: AsyncSession, limit: int = 100) -> list[DeadLetter]:
    """The latest first."""
    rows = await session.exec(
        select(NoticeRow)
        .where(col(NoticeRow.dead_at).is_not(None))
        .order_by(col(NoticeRow.dead_at).desc(), col(NoticeRow.notice_id))
        .limit(limit)
    )
    return [
        DeadLetter(row.complaint_id, row.notice_id, row.event, row.audience, row.attempts, row.dead_at, row.dead_reason)
        for row in rows
        if row.dead_at is not None and row.dead_reason is not None
    ]


async def retry(session: AsyncSession, complaint_id: UUID, notice_id: UUID, at: datetime) -> None:
    """Owe it again from `at` on, to those it never reached. Raises NotFound where it is not a dead letter."""
    key = {"complaint_id": complaint_id, "notice_id": notice_id}
    if (await session.exec(_RETRY, params={**key, "at": at})).first() is None:  # type: ignore[call-overload]
        raise NotFound()
    await session.exec(_FORGET, params=key)  # type: ignore[call-overload]


async def dead_count(session: AsyncSession) -> tuple[int, datetime | None]:
    """How many there are, and when the oldest was given up."""
    counted = select(func.count(), func.min(NoticeRow.dead_at)).where(col(NoticeRow.dead_at).is_not(None))
    count, oldest = (await session.exec(counted)).one()
    return count, oldest
