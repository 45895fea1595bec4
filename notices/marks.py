"""Marks of deliveries: that a message is about to be handed over, and what became of it. Written many at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.database import Database
from foundation.shared_commits import SharedCommits
from notices.tables import DeliveryRow, NoticeRow

Key = tuple[UUID, UUID]
Result = Literal["sending", "later", "delivered", "gave_up"]

# An intent that meets an intent: whoever had it before sent, or not, and could not say which.
_MARK = (
    "INSERT INTO deliveries (complaint_id, notice_id, channel, recipient, outcome, reason, at) "
    "SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[]) "
    "ON CONFLICT (complaint_id, notice_id, channel, recipient) DO UPDATE "
    "SET outcome = excluded.outcome, reason = excluded.reason, at = excluded.at, uncertain = deliveries.uncertain "
    "+ (deliveries.outcome = 'sending' AND excluded.outcome = 'sending')::int"
)


class Mark(NamedTuple):
    """What became of a notice for one recipient on one channel."""

    complaint_id: UUID
    notice_id: UUID
    channel: str
    recipient: str
    outcome: Result
    reason: str | None
    at: datetime


class Marks:
    """Marks noted at the same time share a statement and a commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shared: SharedCommits[Mark, None] = SharedCommits(self._write)

    async def note(self, mark: Mark) -> None:
        """Durable when it returns."""
        await self._shared.join(mark)

    async def _write(self, page: Sequence[Mark]) -> Sequence[None]:
        # In the order of the key: two dispatchers never wait for each other in a circle.
        columns = [list(column) for column in zip(*sorted(page, key=lambda mark: mark[:4]), strict=True)]
        async with self._database.at_once() as connection:
            await connection.exec_driver_sql(_MARK, tuple(columns))
        return [None] * len(page)


async def marked(session: AsyncSession, notices: Sequence[NoticeRow]) -> dict[Key, dict[tuple[str, str], str]]:
    """For each notice tried before what is known of it: (channel, recipient) to the outcome."""
    again = [(notice.complaint_id, notice.notice_id) for notice in notices if notice.attempts > 1]
    known: dict[Key, dict[tuple[str, str], str]] = {}
    if again:
        key = tuple_(col(DeliveryRow.complaint_id), col(DeliveryRow.notice_id))
        for row in (await session.exec(select(DeliveryRow).where(key.in_(again)))).all():
            known.setdefault((row.complaint_id, row.notice_id), {})[row.channel, row.recipient] = row.outcome
    return known


async def possibly_twice(session: AsyncSession) -> int:
    """How many messages were sent again though an earlier sending may have succeeded: a dispatcher was cut off."""
    counted = select(func.coalesce(func.sum(DeliveryRow.uncertain), 0)).where(col(DeliveryRow.uncertain) > 0)
    return int((await session.exec(counted)).one())
