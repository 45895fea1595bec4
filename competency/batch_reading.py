"""Batches as they are read: with training, version, provider, days, needs and how many people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_tables import BatchDayRow, BatchInstructorRow, BatchNeedRow, BatchRow, SeatRow
from competency.conflicts import Check, Standing, standing
from competency.training_tables import ConflictCheckRow, ProviderRow, TrainingFormRow, TrainingMaterialRow, TrainingRow
from foundation.errors import NotFound
from foundation.language import mark as _

TRAINED = ("first", "drawn")
"""Groups of needs for which a batch is held."""
OVER = _("Pelatihan ini sudah selesai atau dibatalkan.")


class Day(msgspec.Struct, frozen=True):
    day: date
    starts: time
    ends: time


class BatchNeed(msgspec.Struct, frozen=True):
    """A need in a batch: `group` is listed, first, drawn or waiting."""

    need: UUID
    unit: str | None
    topic: str | None
    competency: str
    group: str
    reason: str | None


class Batch(msgspec.Struct, frozen=True):
    """A training held once. `hours` in JP; `people` counts seats by their state."""

    id: UUID
    code: str
    status: str
    training: UUID
    name: str
    form: str
    kind: str
    competency: str
    level: int
    hours: int
    material: UUID
    version: int
    provider: UUID
    provider_name: str
    provider_kind: str
    starts_on: date
    ends_on: date
    place: str
    link: str
    seats: int
    reply_by: date
    remark: str
    closed_at: datetime | None
    people: Mapping[str, int] = {}

    @property
    def open(self) -> bool:
        return self.status in ("planned", "invited")

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Whole(msgspec.Struct, frozen=True):
    """A batch with all that is on its page. `conflicts`: how its provider stands before the units it trains."""

    batch: Batch
    days: tuple[Day, ...]
    needs: tuple[BatchNeed, ...]
    conflicts: Standing
    instructors: tuple[UUID, ...]

    @property
    def trained(self) -> tuple[BatchNeed, ...]:
        return tuple(one for one in self.needs if one.group in TRAINED)

    @property
    def waiting(self) -> tuple[BatchNeed, ...]:
        return tuple(one for one in self.needs if one.group == "waiting")


async def kept(session: AsyncSession, batch_id: UUID) -> BatchRow:
    """The row, locked; raises NotFound."""
    row = await session.get(BatchRow, batch_id, with_for_update=True)
    if row is None:
        raise NotFound()
    return row


async def whole_of(session: AsyncSession, batch_id: UUID) -> Whole:
    """A batch as its page shows it; raises NotFound."""
    row = await session.get(BatchRow, batch_id)
    if row is None:
        raise NotFound()
    batch = (await batches_of(session, [row]))[0]
    needs = tuple(_need(one) for one in await needs_of(session, [batch_id]))
    days = select(BatchDayRow).where(col(BatchDayRow.batch_id) == batch_id).order_by(col(BatchDayRow.day))
    units = await units_of(session, batch_id, needs)
    checks = await _latest_checks(session, batch_id, row.provider_id)
    taught = select(BatchInstructorRow.instructor_id).where(col(BatchInstructorRow.batch_id) == batch_id)
    return Whole(
        batch,
        tuple(Day(one.day, one.starts, one.ends) for one in (await session.exec(days)).all()),
        needs,
        standing(batch.provider_kind, units, checks),
        tuple((await session.exec(taught)).all()),
    )


async def _latest_checks(session: AsyncSession, batch_id: UUID, provider_id: UUID) -> dict[str, Check]:
    """By unit, of this batch: what was found before another one may have changed since."""
    row = ConflictCheckRow
    of = select(row).where(col(row.batch_id) == batch_id, col(row.provider_id) == provider_id)
    found = (await session.exec(of.order_by(col(row.at), col(row.check_id)))).all()
    return {one.unit: Check(one.unit, one.permit, one.complaint, one.finding) for one in found}


async def units_of(session: AsyncSession, batch_id: UUID, needs: Sequence[BatchNeed]) -> set[str]:
    """Units a batch trains: those of its needs, but not of those that wait, and those of the people it asks."""
    asked = select(SeatRow.unit).where(col(SeatRow.batch_id) == batch_id).distinct()
    theirs = {one.unit for one in needs if one.unit is not None and one.group != "waiting"}
    return theirs | set((await session.exec(asked)).all())


async def needs_of(session: AsyncSession, batches: Sequence[UUID]) -> Sequence[BatchNeedRow]:
    row = BatchNeedRow
    of = select(row).where(col(row.batch_id).in_(batches))
    return (await session.exec(of.order_by(col(row.group), col(row.unit), col(row.topic), col(row.need_id)))).all()


async def batches_of(session: AsyncSession, rows: Sequence[BatchRow]) -> list[Batch]:
    """With training, version and provider, in the order of the rows."""
    materials = {row.material_id for row in rows}
    asked = (
        select(TrainingMaterialRow, TrainingRow, TrainingFormRow.kind)
        .join(TrainingRow, col(TrainingRow.training_id) == col(TrainingMaterialRow.training_id))
        .join(TrainingFormRow, col(TrainingFormRow.code) == col(TrainingRow.form))
        .where(col(TrainingMaterialRow.material_id).in_(materials))
    )
    known = {material.material_id: (material, of, kind) for material, of, kind in (await session.exec(asked)).all()}
    of_whom = select(ProviderRow).where(col(ProviderRow.provider_id).in_({row.provider_id for row in rows}))
    providers = {one.provider_id: one for one in (await session.exec(of_whom)).all()}
    people = await people_of(session, [row.batch_id for row in rows])
    return [
        _batch(row, *known[row.material_id], providers[row.provider_id], people.get(row.batch_id, {})) for row in rows
    ]


def _batch(
    row: BatchRow,
    material: TrainingMaterialRow,
    training: TrainingRow,
    kind: str,
    provider: ProviderRow,
    people: Mapping[str, int],
) -> Batch:
    same = ("code", "status", "starts_on", "ends_on", "place", "link", "seats", "reply_by", "remark", "closed_at")
    return Batch(
        id=row.batch_id,
        training=training.training_id,
        name=training.name,
        form=training.form,
        kind=kind,
        competency=training.competency,
        level=training.level,
        hours=training.hours,
        material=material.material_id,
        version=material.version,
        provider=provider.provider_id,
        provider_name=provider.name,
        provider_kind=provider.kind,
        people=people,
        **{name: getattr(row, name) for name in same},
    )


def _need(row: BatchNeedRow) -> BatchNeed:
    return BatchNeed(row.need_id, row.unit, row.topic, row.competency, row.group, row.reason)


async def people_of(session: AsyncSession, batches: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Seats by their state, of each batch."""
    row = SeatRow
    counted = (
        select(row.batch_id, row.state, func.count())
        .where(col(row.batch_id).in_(batches))
        .group_by(col(row.batch_id), col(row.state))
    )
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for batch, state, count in (await session.exec(counted)).all():
        found[batch][state] = count
    return found
