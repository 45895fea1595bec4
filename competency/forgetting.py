"""Forgets how participants did, and what they planned, when the region keeps it no longer.

Hours, certificates, attendance and verdicts stay: they tell what was held and whether it helped, not how well anybody
answered.
"""

from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from competency.batch_tables import BatchRow
from competency.course_tables import ActionPlanRow, PlanAskingRow, TestScoreRow
from complaints.region import RegionBook
from complaints.retention import kept_since
from foundation.clock import Clock
from foundation.database import Database


class LearningRetention:
    """Off while the region names no months."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def run(self) -> int:
        """Of trainings whose last day is long enough ago; how many scores and plans went."""
        months = (await self._region.current()).retention.learning_months
        if months is None:
            return 0
        return await self._forget(kept_since(self._clock.now(), months).date())

    async def _forget(self, until: date) -> int:
        over = select(BatchRow.batch_id).where(col(BatchRow.ends_on) < until)
        plans = select(ActionPlanRow.plan_id).where(col(ActionPlanRow.batch_id).in_(over))
        async with self._database.transaction() as session:
            await session.exec(delete(PlanAskingRow).where(col(PlanAskingRow.plan_id).in_(plans)))
            gone = await session.exec(delete(ActionPlanRow).where(col(ActionPlanRow.batch_id).in_(over)))
            scores = await session.exec(delete(TestScoreRow).where(col(TestScoreRow.batch_id).in_(over)))
        return int(gone.rowcount + scores.rowcount)
