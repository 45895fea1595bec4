"""The dispatcher's statements: taking notices under a lease, marking deliveries, and what becomes of a notice."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from notices.tables import DeliveryRow, NoticeRow

Key = tuple[UUID, UUID]

_CLAIM = text(
    "UPDATE notices n SET locked_until = :until, attempts = n.attempts + 1 FROM ("
    "SELECT complaint_id, notice_id FROM notices WHERE sent_at IS NULL AND dead_at IS NULL AND due_at <= :now "
    "AND (locked_until IS NULL OR locked_until <= :now) ORDER BY due_at LIMIT :size FOR UPDATE SKIP LOCKED"
    ") d WHERE n.complaint_id = d.complaint_id AND n.notice_id = d.notice_id RETURNING n.complaint_id, n.notice_id"
)
_MARK = text(
    "INSERT INTO deliveries (complaint_id, notice_id, channel, recipient, outcome, reason, at) "
    "VALUES (:complaint_id, :notice_id, :channel, :recipient, :outcome, :reason, :at) "
    "ON CONFLICT (complaint_id, notice_id, channel, recipient) DO UPDATE "
    "SET outcome = excluded.outcome, reason = excluded.reason, at = excluded.at"
)
# Each holds on to the lease: a dispatcher that was too slow must not undo what its successor did.
_SENT = text(
    "UPDATE notices SET sent_at = :at, locked_until = NULL"
    " WHERE complaint_id = :complaint_id AND notice_id = :notice_id AND locked_until = :lease"
)
_LATER = text(
    "UPDATE notices SET due_at = :at, locked_until = NULL"
    " WHERE complaint_id = :complaint_id AND notice_id = :notice_id AND locked_until = :lease"
)
_DEAD = text(
    "UPDATE notices SET dead_at = :at, dead_reason = :reason, locked_until = NULL"
    " WHERE complaint_id = :complaint_id AND notice_id = :notice_id AND locked_until = :lease"
)
_UNTRIED = text(
    "UPDATE notices SET attempts = attempts - 1, locked_until = NULL"
    " WHERE complaint_id = :complaint_id AND notice_id = :notice_id AND locked_until = :lease"
)


async def claim(session: AsyncSession, now: datetime, until: datetime, size: int) -> list[NoticeRow]:
    """Take up to `size` due notices, leased until `until`; two dispatchers never take the same."""
    found = await session.exec(_CLAIM, params={"now": now, "until": until, "size": size})  # type: ignore[call-overload]
    keys: list[Key] = [(row[0], row[1]) for row in found]
    if not keys:
        return []
    key = tuple_(col(NoticeRow.complaint_id), col(NoticeRow.notice_id))
    rows = await session.exec(select(NoticeRow).where(key.in_(keys)).order_by(col(NoticeRow.due_at)))
    return list(rows.all())


async def delivered(session: AsyncSession, notices: Sequence[NoticeRow]) -> dict[Key, dict[tuple[str, str], str]]:
    """For each notice what is done already: (channel, recipient) to its outcome."""
    again = [(notice.complaint_id, notice.notice_id) for notice in notices if notice.attempts > 1]
    done: dict[Key, dict[tuple[str, str], str]] = {}
    if again:
        key = tuple_(col(DeliveryRow.complaint_id), col(DeliveryRow.notice_id))
        for row in (await session.exec(select(DeliveryRow).where(key.in_(again)))).all():
            done.setdefault((row.complaint_id, row.notice_id), {})[row.channel, row.recipient] = row.outcome
    return done


async def mark(
    session: AsyncSession, key: Key, channel: str, recipient: str, outcome: str, reason: str | None, at: datetime
) -> None:
    """Note that this recipient is done on this channel."""
    values = {"channel": channel, "recipient": recipient, "outcome": outcome, "reason": reason, "at": at}
    await session.exec(_MARK, params={"complaint_id": key[0], "notice_id": key[1], **values})  # type: ignore[call-overload]


async def sent(session: AsyncSession, keys: Iterable[Key], lease: datetime, at: datetime) -> None:
    """Nothing is left to send of these."""
    values = [{"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at} for key in sorted(keys)]
    if values:
        await (await session.connection()).execute(_SENT, values)


async def later(session: AsyncSession, key: Key, lease: datetime, at: datetime) -> None:
    await session.exec(_LATER, params={"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at})  # type: ignore[call-overload]


async def dead(session: AsyncSession, key: Key, lease: datetime, at: datetime, reason: str) -> None:
    values = {"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at, "reason": reason}
    await session.exec(_DEAD, params=values)  # type: ignore[call-overload]


async def untried(session: AsyncSession, key: Key, lease: datetime) -> None:
    """Give back what there was no time for; it costs no try."""
    await session.exec(_UNTRIED, params={"complaint_id": key[0], "notice_id": key[1], "lease": lease})  # type: ignore[call-overload]
