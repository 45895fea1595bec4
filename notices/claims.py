"""The dispatcher's statements: taking notices under a lease, and what becomes of each."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from notices.marks import Key
from notices.tables import NoticeRow

_CLAIM = text(
    "UPDATE notices n SET locked_until = :until, attempts = n.attempts + 1 FROM ("
    "SELECT complaint_id, notice_id FROM notices WHERE sent_at IS NULL AND dead_at IS NULL AND due_at <= :now "
    "AND (locked_until IS NULL OR locked_until <= :now) ORDER BY due_at LIMIT :size FOR UPDATE SKIP LOCKED"
    ") d WHERE n.complaint_id = d.complaint_id AND n.notice_id = d.notice_id RETURNING n.complaint_id, n.notice_id"
)
# Each holds on to the lease: a dispatcher that was too slow must not undo what its successor did.
_SENT = text(
    "UPDATE notices SET sent_at = :at, locked_until = NULL, to_call = CASE WHEN audience = 'citizen' AND EXISTS ("
    "SELECT FROM contacts c WHERE c.complaint_id = notices.complaint_id AND c.phone IS NOT NULL "
    "AND (c.email IS NULL OR c.email_stopped_at IS NOT NULL)) THEN true END"
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
_POSTPONED = text(
    "UPDATE notices SET due_at = :at, attempts = attempts - 1, locked_until = NULL"
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


async def sent(session: AsyncSession, keys: Iterable[Key], lease: datetime, at: datetime) -> None:
    """Nothing is left to send of these."""
    values = [{"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at} for key in sorted(keys)]
    if values:
        await (await session.connection()).execute(_SENT, values)


async def postponed(session: AsyncSession, until: Mapping[Key, datetime], lease: datetime) -> None:
    """Leave each alone until its time; it costs no try."""
    values = [
        {"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at} for key, at in sorted(until.items())
    ]
    if values:
        await (await session.connection()).execute(_POSTPONED, values)


async def later(session: AsyncSession, key: Key, lease: datetime, at: datetime) -> None:
    await session.exec(_LATER, params={"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at})  # type: ignore[call-overload]


async def dead(session: AsyncSession, key: Key, lease: datetime, at: datetime, reason: str) -> None:
    values = {"complaint_id": key[0], "notice_id": key[1], "lease": lease, "at": at, "reason": reason}
    await session.exec(_DEAD, params=values)  # type: ignore[call-overload]


async def untried(session: AsyncSession, key: Key, lease: datetime) -> None:
    """Give back what there was no time for; it costs no try."""
    await session.exec(_UNTRIED, params={"complaint_id": key[0], "notice_id": key[1], "lease": lease})  # type: ignore[call-overload]
