"""What everybody may read and what is late at work, by unit: for telling a group without telling on anybody."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlmodel import col, select

from complaints.tables import ComplaintRow
from complaints.visibility import published
from foundation.clock import Clock
from foundation.database import Database
from sla.desk_rows import WORK
from sla.tables import DeskRow

MOST = 100
"""Cases that are named; a longer message nobody reads."""


class LateCase(msgspec.Struct, frozen=True):
    """A published case whose earliest promise ran out at `due`, a UTC instant."""

    code: str
    unit: str
    due: datetime


class LatePublished:
    """Reading alone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, units: Collection[str], areas: Collection[str] = ()) -> list[LateCase]:
        """Those of these units, the longest late first, at most MOST; `areas` narrow it where there are some."""
        row: Any = DeskRow
        asked: Any = (
            select(ComplaintRow.code, row.unit, row.due)
            .join(ComplaintRow, col(ComplaintRow.complaint_id) == row.complaint_id)
            .where(row.unit.in_(sorted(units)), row.presses <= WORK, row.due < self._clock.now(), published())
        )
        if areas:
            asked = asked.where(row.area.in_(sorted(areas)))
        async with self._database.reading() as session:
            found = (await session.exec(asked.order_by(row.due, row.complaint_id).limit(MOST))).all()
        return [LateCase(code, unit, due) for code, unit, due in found]
