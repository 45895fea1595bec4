"""Whether lots still are what was published and drawn, and what was made of needs is what they say."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_tables import BatchNeedRow, BatchRow, LotRow
from competency.lots import Drawn, Entry, TooMany, draw, pool_digest

_POOL = "its pool is not the one that was published"
_SEED = "its seed draws nobody from its pool"


class Fault(NamedTuple):
    """`batch` is the code of the batch whose lot does not hold."""

    batch: str
    reason: str


async def faults(session: AsyncSession) -> list[Fault]:
    """What does not hold of lots that stand. That seed and secret belong together is looked at where keys are, on the
    page of the lot."""
    lots = (
        select(LotRow, BatchRow.code)
        .join(BatchRow, col(BatchRow.batch_id) == col(LotRow.batch_id))
        .where(col(LotRow.dropped_at).is_(None))
        .order_by(col(BatchRow.code))
    )
    found = []
    for lot, code in (await session.exec(lots)).all():
        needs = (await session.exec(select(BatchNeedRow).where(col(BatchNeedRow.batch_id) == lot.batch_id))).all()
        reason = _wrong(lot, {one.need_id: one for one in needs})
        found += [Fault(code, reason)] if reason else []
    return found


def _wrong(lot: LotRow, needs: Mapping[UUID, BatchNeedRow]) -> str:
    pool: Sequence[Entry] = msgspec.convert(lot.pool, list[Entry])
    if pool_digest(pool) != lot.pool_digest:
        return _POOL
    if lot.seed is None:
        return ""
    try:
        drawn = draw(pool, lot.places, lot.seed)
    except TooMany:
        return _SEED
    kept = {UUID(one.need): needs.get(UUID(one.need)) for one in pool}
    # A need that had ended when it was drawn stays listed: it is trained by nobody and compared with nobody.
    wrong = sorted(str(one) for one, row in kept.items() if row and row.group not in ("listed", _group(drawn, one)))
    lost = sorted(str(one) for one, row in kept.items() if row is None)
    return f"need {(wrong or lost)[0]} is not where the draw put it" if wrong or lost else ""


def _group(drawn: Drawn, need: UUID) -> str:
    name = str(need)
    return "first" if name in drawn.first else "drawn" if name in drawn.drawn else "waiting"
