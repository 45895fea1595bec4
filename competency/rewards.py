"""What the region gives officers for taking part in trainings and finishing them: never for a figure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_tables import SeatRow, TrainingRewardRow
from competency.decisions import Kind, newest
from competency.participation import rewarded_for
from foundation.database import Database, plainly

_SAID = {"took_part": "taking_part", "finished": "finishing"}
"""Where the decision says what is given."""
_OWN = """
SELECT t.name AS training, r.given_for, d.data, r.at
FROM training_rewards r JOIN batches b USING (batch_id)
JOIN training_materials m USING (material_id) JOIN trainings t USING (training_id)
JOIN learning_decisions d ON d.kind = $2 AND d.subject = '' AND d.version = r.decision
WHERE r.officer_id = $1 ORDER BY r.at DESC, t.name, r.given_for DESC
"""


class Reward(NamedTuple):
    """`words` are the region's own, as it had decided then."""

    training: str
    given_for: str
    words: str
    at: datetime


async def give(session: AsyncSession, seats: Iterable[SeatRow], now: datetime) -> None:
    """As far as the region decided to give something, in the caller's transaction."""
    found = await newest(session, Kind.INCENTIVES)
    if not found:
        return
    session.add_all(
        TrainingRewardRow(
            batch_id=seat.batch_id, officer_id=seat.officer_id, given_for=given_for, decision=found[0].version, at=now
        )
        for seat in seats
        for given_for in rewarded_for(seat.hours or 0, bool(seat.finished))
        if found[0].data.get(_SAID[given_for])
    )


async def rewards_of(database: Database, officer: UUID) -> list[Reward]:
    """One officer's, for their own page; the newest first."""
    async with database.reading() as session:
        rows = await plainly(session, _OWN, officer, str(Kind.INCENTIVES))
    return [Reward(row["training"], row["given_for"], row["data"][_SAID[row["given_for"]]], row["at"]) for row in rows]
