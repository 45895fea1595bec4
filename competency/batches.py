"""Trainings that are held: planned for accepted needs, moved, cancelled, and read by those who work with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.conflicts import Standing, standing
from competency.need_book import Needs
from competency.needs import Need, Unschedule
from competency.providers import latest_checks
from competency.training_notices import owe_all
from competency.training_tables import (
    BatchDayRow,
    BatchInstructorRow,
    BatchNeedRow,
    BatchRow,
    ConflictCheckRow,
    ProviderRow,
    SeatRow,
    TrainingFormRow,
    TrainingMaterialRow,
    TrainingRow,
)
from competency.trainings import is_address
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor

LONGEST = timedelta(days=366)
MOST_SEATS = 1000
FINDINGS = ("none", "managed", "refused")
TRAINED = ("first", "drawn")
"""Groups of needs for which a batch is held."""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('batches'))")
_OVER = _("Pelatihan ini sudah selesai atau dibatalkan.")
_BEGUN = _("Undangan atau undian sudah berjalan, sehingga daftarnya tidak dapat diubah lagi.")


class Draft(msgspec.Struct, frozen=True):
    """What somebody writes of a batch; times are by the clock on the wall, on each of its days."""

    provider: UUID | None
    starts_on: date | None
    ends_on: date | None
    starts: time | None
    ends: time | None
    seats: int | None
    reply_by: date | None
    place: str = ""
    link: str = ""


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


class Batches:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, needs: Needs) -> None:
        self._database, self._clock, self._needs = database, clock, needs

    async def all(self, since: date, unit: str = "") -> list[Batch]:
        """Those that end on `since` or later, by date; of one unit where it is named: with people of it."""
        row = BatchRow
        chosen = select(row).where(col(row.ends_on) >= since).order_by(col(row.starts_on), col(row.code))
        if unit:
            theirs = select(SeatRow.batch_id).where(col(SeatRow.unit) == unit)
            chosen = chosen.where(col(row.batch_id).in_(theirs))
        async with self._database.reading() as session:
            return await batches_of(session, (await session.exec(chosen)).all())

    async def of_training(self, training_id: UUID) -> list[Batch]:
        """All of one entry of the catalogue, the newest first."""
        of = select(TrainingMaterialRow.material_id).where(col(TrainingMaterialRow.training_id) == training_id)
        return await self._chosen(col(BatchRow.material_id).in_(of))

    async def of_provider(self, provider_id: UUID) -> list[Batch]:
        return await self._chosen(col(BatchRow.provider_id) == provider_id)

    async def _chosen(self, which: object) -> list[Batch]:
        chosen = select(BatchRow).where(which).order_by(col(BatchRow.starts_on).desc())  # type: ignore[arg-type]
        async with self._database.reading() as session:
            return await batches_of(session, (await session.exec(chosen)).all())

    async def one(self, batch_id: UUID) -> Whole:
        """Raises NotFound."""
        async with self._database.reading() as session:
            return await whole_of(session, batch_id)

    async def plan(self, material_id: UUID, draft: Draft, working: Sequence[date], by: Actor, topic: str = "") -> UUID:
        """A batch for all accepted needs of the training's competency, or those on one topic; raises Invalid.

        `working`: the working days from its first to its last. All needs are listed, so that nobody is left out by
        choice: whom there is no place for is decided by lot.
        """
        if by.person is None:
            raise NotAllowed()
        needs = await self._needs.accepted(await self._competency(material_id), topic or None)
        async with self._database.transaction() as session:
            await session.exec(_LOCK)  # type: ignore[call-overload]
            await self._check(session, draft, None)
            code = await self._code(session)
            now = self._clock.now()
            row = BatchRow(
                batch_id=uuid7(),
                code=code,
                material_id=material_id,
                status="planned",
                made_at=now,
                made_by=by.person,
                remark="",
                **_told(draft),
            )
            session.add(row)
            await session.flush()
            session.add_all(_days(row.batch_id, draft, working, await _kind(session, material_id)))
            session.add_all(_listed(row.batch_id, need) for need in needs)
        return row.batch_id

    async def relist(self, batch_id: UUID) -> int:
        """Take in needs accepted since; how many are listed. Raises Refused once a lot was published."""
        whole = await self.one(batch_id)
        needs = await self._needs.accepted(whole.batch.competency)
        topics = {one.topic for one in whole.needs}
        if whole.needs and None not in topics and len(topics) == 1:
            needs = [one for one in needs if one.topic in topics]
        async with self._database.transaction() as session:
            row = await kept(session, batch_id)
            listed = (await session.exec(select(BatchNeedRow).where(col(BatchNeedRow.batch_id) == batch_id))).all()
            if row.status != "planned" or any(one.group != "listed" for one in listed):
                raise Refused(_BEGUN)
            wanted = {one.id: one for one in needs}
            for one in listed:
                if one.need_id not in wanted:
                    await session.delete(one)
            known = {one.need_id for one in listed}
            session.add_all(_listed(batch_id, need) for need in needs if need.id not in known)
        return len(wanted)

    async def move(self, batch_id: UUID, draft: Draft, working: Sequence[date]) -> None:
        """Other days, another place or provider; who was asked is told. Raises Invalid, Refused or NotFound.

        Once people were there, days stay as they were.
        """
        async with self._database.transaction() as session:
            row = await kept(session, batch_id)
            if row.status not in ("planned", "invited"):
                raise Refused(_OVER)
            await self._check(session, draft, row)
            material = await _kind(session, row.material_id)
            seen = (row.starts_on, row.ends_on, row.place, row.link)
            for name, value in _told(draft).items():
                setattr(row, name, value)
            for day in (await session.exec(select(BatchDayRow).where(col(BatchDayRow.batch_id) == batch_id))).all():
                await session.delete(day)
            await session.flush()
            session.add_all(_days(batch_id, draft, working, material))
            if row.status == "invited" and seen != (row.starts_on, row.ends_on, row.place, row.link):
                await owe_all(session, batch_id, "moved", self._clock.now())

    async def cancel(self, batch_id: UUID, why: str, by: Actor) -> None:
        """Call it off: needs that were to be trained wait again, and who was asked is told. Raises Invalid, Refused."""
        if not why:
            raise Invalid(fields={"why": _("Tulis alasannya.")})
        async with self._database.transaction() as session:
            row = await kept(session, batch_id)
            if row.status not in ("planned", "invited"):
                raise Refused(_OVER)
            if row.status == "invited":
                await owe_all(session, batch_id, "cancelled", self._clock.now())
            row.status, row.remark = "cancelled", why[:2000]
            for need in await needs_of(session, [batch_id]):
                if need.group in TRAINED:
                    await self._needs.within(session, need.need_id, by, Unschedule(batch_id), f"cancelled:{batch_id}")

    async def check_conflict(
        self, batch_id: UUID, unit: str, permit: bool, complaint: bool, finding: str, reason: str, by: UUID
    ) -> None:
        """Write down what was found about the provider before a unit; raises Invalid, Refused or NotFound."""
        clear = not permit and not complaint
        faults = {}
        if finding not in FINDINGS or (finding == "none") != clear:
            faults["finding"] = _(
                "Pilih putusannya: bila ada izin atau aduan, putuskan boleh atau tidak boleh melatih."
            )
        if not clear and not reason:
            faults["reason"] = _("Tulis alasannya.")
        if faults:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            row = await kept(session, batch_id)
            if row.status not in ("planned", "invited"):
                raise Refused(_OVER)
            session.add(
                ConflictCheckRow(
                    check_id=uuid7(),
                    batch_id=batch_id,
                    provider_id=row.provider_id,
                    unit=unit,
                    permit=permit,
                    complaint=complaint,
                    finding=finding,
                    reason=reason[:2000],
                    at=self._clock.now(),
                    by=by,
                )
            )

    async def teach(self, batch_id: UUID, instructor_id: UUID, teaches: bool) -> None:
        """Put an instructor into a batch, or take one out."""
        key = {"batch_id": batch_id, "instructor_id": instructor_id}
        async with self._database.transaction() as session:
            await kept(session, batch_id)
            there = await session.get(BatchInstructorRow, key)
            if teaches and there is None:
                session.add(BatchInstructorRow(batch_id=batch_id, instructor_id=instructor_id))
            elif not teaches and there is not None:
                await session.delete(there)

    async def _competency(self, material_id: UUID) -> str:
        of = (
            select(TrainingRow.competency)
            .join(TrainingMaterialRow, col(TrainingMaterialRow.training_id) == col(TrainingRow.training_id))
            .where(col(TrainingMaterialRow.material_id) == material_id)
        )
        async with self._database.reading() as session:
            found = (await session.exec(of)).first()
        if found is None:
            raise NotFound()
        return found

    async def _check(self, session: AsyncSession, draft: Draft, row: BatchRow | None) -> None:
        faults = _faults(draft, self._clock.now().date() if row is None else None)
        provider = await session.get(ProviderRow, draft.provider) if draft.provider else None
        if provider is None or (provider.retired_at is not None and (row is None or row.provider_id != draft.provider)):
            faults["provider"] = _("Pilih penyelenggaranya.")
        if row is not None and draft.seats is not None and draft.seats < await _asked(session, row.batch_id):
            faults["seats"] = _("Lebih banyak orang sudah diundang daripada kursi ini.")
        if faults:
            raise Invalid(fields=faults)

    async def _code(self, session: AsyncSession) -> str:
        year = self._clock.now().year
        like = col(BatchRow.code).like(f"PLT-{year}-%")
        last = (await session.exec(select(func.count()).select_from(BatchRow).where(like))).one()
        return f"PLT-{year}-{last + 1:04d}"


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
    checks = await latest_checks(session, batch_id, row.provider_id)
    taught = select(BatchInstructorRow.instructor_id).where(col(BatchInstructorRow.batch_id) == batch_id)
    return Whole(
        batch,
        tuple(Day(one.day, one.starts, one.ends) for one in (await session.exec(days)).all()),
        needs,
        standing(batch.provider_kind, units, checks),
        tuple((await session.exec(taught)).all()),
    )


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
    people = await _people(session, [row.batch_id for row in rows])
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


def _listed(batch_id: UUID, need: Need) -> BatchNeedRow:
    told = {"unit": need.unit, "topic": need.topic, "competency": need.competency}
    return BatchNeedRow(batch_id=batch_id, need_id=need.id, group="listed", **told)  # type: ignore[arg-type]


def _days(batch_id: UUID, draft: Draft, working: Sequence[date], kind: str) -> list[BatchDayRow]:
    """The days on which people are there. What is not held in a class is noted once, on its last day."""
    assert draft.ends_on is not None
    days = list(working) or [draft.ends_on]
    if kind != "klasikal":
        days = [draft.ends_on]
    times = {"starts": draft.starts, "ends": draft.ends}
    return [BatchDayRow(batch_id=batch_id, day=day, **times) for day in days]  # type: ignore[arg-type]


def _told(draft: Draft) -> dict[str, Any]:
    same = ("starts_on", "ends_on", "place", "link", "seats", "reply_by")
    return {"provider_id": draft.provider, **{name: getattr(draft, name) for name in same}}


def _faults(draft: Draft, today: date | None) -> dict[str, str]:
    """`today` of None: it may lie in the past already."""
    faults = {
        "starts_on": "" if draft.starts_on else _("Tulis tanggal mulainya."),
        "ends_on": "" if draft.ends_on else _("Tulis tanggal berakhirnya."),
        "starts": "" if draft.starts else _("Tulis jam mulainya."),
        "ends": "" if draft.ends else _("Tulis jam selesainya."),
        "reply_by": "" if draft.reply_by else _("Tulis sampai kapan undangan dijawab."),
        "seats": "" if draft.seats and 1 <= draft.seats <= MOST_SEATS else _("Tulis jumlah kursi, dari 1 sampai 1000."),
        "place": "" if draft.place or draft.link else _("Tulis tempatnya, atau tautannya bila daring."),
        "link": "" if not draft.link or is_address(draft.link) else _("Tulis alamat lengkap yang diawali https://."),
    }
    if draft.starts and draft.ends and draft.ends <= draft.starts:
        faults["ends"] = _("Jam selesai sesudah jam mulai.")
    if draft.starts_on and draft.ends_on and not timedelta() <= draft.ends_on - draft.starts_on <= LONGEST:
        faults["ends_on"] = _("Berakhir pada atau sesudah hari mulai, paling lama satu tahun.")
    if draft.starts_on and draft.reply_by and draft.reply_by > draft.starts_on:
        faults["reply_by"] = _("Undangan dijawab sebelum pelatihan mulai.")
    if today and draft.starts_on and draft.starts_on < today:
        faults["starts_on"] = _("Pelatihan baru mulai hari ini atau sesudahnya.")
    return {name: sentence for name, sentence in faults.items() if sentence}


async def _kind(session: AsyncSession, material_id: UUID) -> str:
    of = (
        select(TrainingFormRow.kind)
        .join(TrainingRow, col(TrainingRow.form) == col(TrainingFormRow.code))
        .join(TrainingMaterialRow, col(TrainingMaterialRow.training_id) == col(TrainingRow.training_id))
        .where(col(TrainingMaterialRow.material_id) == material_id)
    )
    return (await session.exec(of)).one()


async def _people(session: AsyncSession, batches: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
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


async def _asked(session: AsyncSession, batch_id: UUID) -> int:
    people = (await _people(session, [batch_id])).get(batch_id, {})
    return people.get("invited", 0) + people.get("accepted", 0)
