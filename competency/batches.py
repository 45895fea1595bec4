"""Trainings that are held: planned for accepted needs, moved, cancelled, and read by those who work with them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_drafts import Draft, days_of, faults_of
from competency.batch_reading import OVER, TRAINED, Batch, Whole, batches_of, kept, needs_of, people_of, whole_of
from competency.batch_tables import BatchDayRow, BatchInstructorRow, BatchNeedRow, BatchRow, SeatRow
from competency.need_book import Needs
from competency.needs import Need, Unschedule
from competency.training_notices import owe_all
from competency.training_tables import ProviderRow, TrainingFormRow, TrainingMaterialRow, TrainingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('batches'))")
_BEGUN = _("Undangan atau undian sudah berjalan, sehingga daftarnya tidak dapat diubah lagi.")


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
                **draft.told(),
            )
            session.add(row)
            await session.flush()
            session.add_all(days_of(row.batch_id, draft, working, await _kind(session, material_id)))
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
                raise Refused(OVER)
            await self._check(session, draft, row)
            material = await _kind(session, row.material_id)
            seen = (row.starts_on, row.ends_on, row.place, row.link)
            for name, value in draft.told().items():
                setattr(row, name, value)
            for day in (await session.exec(select(BatchDayRow).where(col(BatchDayRow.batch_id) == batch_id))).all():
                await session.delete(day)
            await session.flush()
            session.add_all(days_of(batch_id, draft, working, material))
            if row.status == "invited" and seen != (row.starts_on, row.ends_on, row.place, row.link):
                await owe_all(session, batch_id, "moved", self._clock.now())

    async def cancel(self, batch_id: UUID, why: str, by: Actor) -> None:
        """Call it off: needs that were to be trained wait again, and who was asked is told. Raises Invalid, Refused."""
        if not why:
            raise Invalid(fields={"why": _("Tulis alasannya.")})
        async with self._database.transaction() as session:
            row = await kept(session, batch_id)
            if row.status not in ("planned", "invited"):
                raise Refused(OVER)
            if row.status == "invited":
                await owe_all(session, batch_id, "cancelled", self._clock.now())
            row.status, row.remark = "cancelled", why[:2000]
            for need in await needs_of(session, [batch_id]):
                if need.group in TRAINED:
                    await self._needs.within(session, need.need_id, by, Unschedule(batch_id), f"cancelled:{batch_id}")

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
        faults = faults_of(draft, self._clock.now().date() if row is None else None)
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


def _listed(batch_id: UUID, need: Need) -> BatchNeedRow:
    told = {"unit": need.unit, "topic": need.topic, "competency": need.competency}
    return BatchNeedRow(batch_id=batch_id, need_id=need.id, group="listed", **told)  # type: ignore[arg-type]


async def _kind(session: AsyncSession, material_id: UUID) -> str:
    of = (
        select(TrainingFormRow.kind)
        .join(TrainingRow, col(TrainingRow.form) == col(TrainingFormRow.code))
        .join(TrainingMaterialRow, col(TrainingMaterialRow.training_id) == col(TrainingRow.training_id))
        .where(col(TrainingMaterialRow.material_id) == material_id)
    )
    return (await session.exec(of)).one()


async def _asked(session: AsyncSession, batch_id: UUID) -> int:
    people = (await people_of(session, [batch_id])).get(batch_id, {})
    return people.get("invited", 0) + people.get("accepted", 0)
