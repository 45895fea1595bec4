"""Holds the roots of the days against the log, and each against the one before."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.day_roots import BLOCK, blocks_of, seal_of
from complaints.tables import DayRootRow
from foundation import merkle
from foundation.ledger import GENESIS

_REWRITTEN = text(
    "SELECT l.day, coalesce(c.code, ''), l.complaint_id, l.version, e.hash IS NULL FROM day_leaves AS l "
    "LEFT JOIN complaint_events AS e ON e.complaint_id = l.complaint_id AND e.version = l.version "
    "LEFT JOIN complaints AS c ON c.complaint_id = l.complaint_id "
    "WHERE e.hash IS DISTINCT FROM l.hash ORDER BY l.day, l.complaint_id, l.version"
)
_LEAVES = text("SELECT count(*) FROM day_leaves")
_GONE = "it is gone, though the root of {day} holds it"
_OTHER = "it is not what the root of {day} holds: it was rewritten afterwards"


class DayFault(msgspec.Struct, frozen=True):
    """What does not hold: of one event, or of the day's root as a whole, which names no complaint."""

    day: date
    reason: str
    code: str = ""
    complaint_id: UUID | None = None
    version: int = 0


class Days(msgspec.Struct, frozen=True):
    """How many days have a root, how many events stand in one, and what does not hold."""

    days: int
    leaves: int
    faults: tuple[DayFault, ...]


async def day_faults(session: AsyncSession) -> Days:
    """Walk every day's tree as it is kept now."""
    faults: list[DayFault] = []
    before: DayRootRow | None = None
    rows = (await session.exec(select(DayRootRow).order_by(col(DayRootRow.day)))).all()
    for row in rows:
        faults += [DayFault(row.day, reason) for reason in await _day_reasons(session, row, before)]
        before = row
    for day, code, complaint_id, version, gone in await session.exec(_REWRITTEN):  # type: ignore[call-overload]
        faults.append(DayFault(day, (_GONE if gone else _OTHER).format(day=day), code, complaint_id, version))
    leaves = (await session.exec(_LEAVES)).one()[0]  # type: ignore[call-overload]
    return Days(len(rows), leaves, tuple(faults))


async def _day_reasons(session: AsyncSession, row: DayRootRow, before: DayRootRow | None) -> list[str]:
    reasons = []
    if before is not None and before.day + timedelta(days=1) != row.day:
        reasons.append(f"the days between it and {before.day} have none")
    if row.previous != (before.seal if before is not None else GENESIS):
        reasons.append("it is not chained to the day before")
    if row.seal != seal_of(row.previous, row.day, row.root):
        reasons.append("its seal does not match")
    blocks = [block async for block in blocks_of(session, row.day, row.size, row.salt)]
    whole = all(len(block) == BLOCK for block in blocks)
    tops = [merkle.root(block) for block in blocks] if whole else []
    if not whole or b"".join(tops) != row.blocks or merkle.root(tops) != row.root:
        reasons.append("the events kept for it do not lead to it")
    return reasons
