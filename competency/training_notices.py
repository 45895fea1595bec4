"""Words to officers about trainings that are owed: noted beside what they tell of, mailed by the worker."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_tables import BatchRow, SeatRow, TrainingNoticeRow
from competency.training_tables import TrainingMaterialRow, TrainingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.writes import table_of

MOST = 20
"""Of so many an officer reads on their page, the newest."""


class Note(msgspec.Struct, frozen=True):
    """A line on an officer's page."""

    batch: UUID
    training: str
    purpose: str
    at: datetime
    unread: bool


def owe(session: AsyncSession, batch_id: UUID, officers: Iterable[UUID], purpose: str, now: datetime) -> None:
    """In the caller's transaction."""
    told = {"batch_id": batch_id, "purpose": purpose, "made_at": now, "due_at": now}
    session.add_all(TrainingNoticeRow(notice_id=uuid7(), officer_id=one, **told) for one in officers)  # type: ignore[arg-type]


async def owe_all(session: AsyncSession, batch_id: UUID, purpose: str, now: datetime) -> None:
    """Owe it to all who were asked and did not refuse."""
    asked = select(SeatRow.officer_id).where(
        col(SeatRow.batch_id) == batch_id, col(SeatRow.state).in_(("invited", "accepted"))
    )
    owe(session, batch_id, (await session.exec(asked)).all(), purpose, now)


class TrainingNotes:
    """What one officer is told about trainings."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, officer: UUID) -> Sequence[Note]:
        """The newest first."""
        row = TrainingNoticeRow
        chosen = (
            select(row, TrainingRow.name)
            .join(BatchRow, col(BatchRow.batch_id) == col(row.batch_id))
            .join(TrainingMaterialRow, col(TrainingMaterialRow.material_id) == col(BatchRow.material_id))
            .join(TrainingRow, col(TrainingRow.training_id) == col(TrainingMaterialRow.training_id))
            .where(col(row.officer_id) == officer)
            .order_by(col(row.made_at).desc(), col(row.notice_id).desc())
            .limit(MOST)
        )
        async with self._database.reading() as session:
            return [
                Note(note.batch_id, name, note.purpose, note.made_at, note.read_at is None)
                for note, name in (await session.exec(chosen)).all()
            ]

    async def unread(self, officer: UUID) -> int:
        row = TrainingNoticeRow
        counted = select(func.count()).where(col(row.officer_id) == officer, col(row.read_at).is_(None))
        async with self._database.reading() as session:
            return int((await session.exec(counted)).one())

    async def read(self, officer: UUID, batch_id: UUID | None = None, until: datetime | None = None) -> None:
        """They read all of it, all about one batch, or what there was until an instant."""
        row = TrainingNoticeRow
        change = update(table_of(row)).where(col(row.officer_id) == officer, col(row.read_at).is_(None))
        if batch_id is not None:
            change = change.where(col(row.batch_id) == batch_id)
        if until is not None:
            change = change.where(col(row.made_at) <= until)
        async with self._database.transaction() as session:
            await session.exec(change.values(read_at=self._clock.now()))
