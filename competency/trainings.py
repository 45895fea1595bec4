"""The catalogue of trainings and the versions of their material."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_tables import BatchRow
from competency.decisions import Decision, Decisions, Kind
from competency.training_rules import Form, TrainingRules
from competency.training_seed import forms_of, known_forms, rules_of
from competency.training_tables import MaterialRevisionRow, TrainingMaterialRow, TrainingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import Actor

LEVELS = range(1, 6)
MOST_HOURS = 2000
LONGEST = 4000
"""Signs of what is written about a training or its material."""
_ADDRESS = _("Tulis alamat lengkap yang diawali https:// atau http://.")


class Draft(msgspec.Struct, frozen=True):
    """What somebody writes of a training. `hours` in JP of 45 minutes, `cost` in rupiah a person."""

    name: str
    form: str
    competency: str
    level: int | None
    hours: int | None
    cost: int | None
    link: str = ""
    about: str = ""


class Revision(msgspec.Struct, frozen=True):
    """That a version is to be revised; `answered_at` is empty while nobody did."""

    id: UUID
    version: int
    source: str
    why: str
    asked_at: datetime
    due_on: date
    officer: UUID | None
    answered_at: datetime | None


class Material(msgspec.Struct, frozen=True):
    id: UUID
    version: int
    changed: str
    why: str
    link: str
    made_at: datetime
    batches: int = 0
    """Held with this very version."""


class Training(msgspec.Struct, frozen=True):
    """An entry of the catalogue; of its materials the newest first."""

    id: UUID
    name: str
    form: Form
    competency: str
    level: int
    hours: int
    cost: int
    link: str
    about: str
    retired: bool
    materials: tuple[Material, ...]
    revisions: tuple[Revision, ...] = ()

    @property
    def material(self) -> Material:
        """The version in use."""
        return self.materials[0]

    @property
    def open_revision(self) -> Revision | None:
        return next((one for one in self.revisions if one.answered_at is None), None)


class Catalogue:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def forms(self) -> Sequence[Form]:
        async with self._database.reading() as session:
            return await forms_of(session)

    async def rules(self) -> tuple[TrainingRules, int]:
        """Those in force, and the version of the decision."""
        async with self._database.reading() as session:
            return await rules_of(session)

    async def set_rules(self, rules: TrainingRules, seen: int, by: Actor, why: str) -> Decision:
        """Decide other rules; raises Invalid, NotAllowed or Stale."""
        if rules.faults():
            raise Invalid(fields={"rules": _("Angka di luar batas, atau daftar alasan kosong.")})
        return await Decisions(self._database, self._clock).decide(Kind.TRAININGS, "", rules, seen, by, why)

    async def all(self, competency: str = "", retired: bool = False) -> list[Training]:
        """Entries by name; those that are offered no more only where `retired`."""
        chosen = select(TrainingRow).order_by(col(TrainingRow.name), col(TrainingRow.training_id))
        if competency:
            chosen = chosen.where(col(TrainingRow.competency) == competency)
        if not retired:
            chosen = chosen.where(col(TrainingRow.retired_at).is_(None))
        async with self._database.reading() as session:
            return await _whole(session, (await session.exec(chosen)).all())

    async def one(self, training_id: UUID) -> Training:
        """Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(TrainingRow, training_id)
            if row is None:
                raise NotFound()
            return (await _whole(session, [row]))[0]

    async def of_material(self, material_id: UUID) -> Training:
        """The training a version belongs to; raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(TrainingMaterialRow, material_id)
        if row is None:
            raise NotFound()
        return await self.one(row.training_id)

    async def add(self, draft: Draft, by: UUID) -> UUID:
        """Put a training into the catalogue, with the first version of its material; raises Invalid."""
        values, now = await self._checked(draft), self._clock.now()
        row = TrainingRow(training_id=uuid7(), made_at=now, made_by=by, **values)
        async with self._database.transaction() as session:
            session.add(row)
            await session.flush()
            said: dict[str, Any] = {"version": 1, "changed": "", "why": "", "link": ""}
            session.add(
                TrainingMaterialRow(material_id=uuid7(), training_id=row.training_id, made_at=now, made_by=by, **said)
            )
        return row.training_id

    async def edit(self, training_id: UUID, draft: Draft) -> None:
        """Set an entry right; raises Invalid or NotFound. What was held keeps the version it was held with."""
        values = await self._checked(draft)
        async with self._database.transaction() as session:
            row = await _kept(session, training_id)
            for name, value in values.items():
                setattr(row, name, value)

    async def retire(self, training_id: UUID, retired: bool) -> None:
        """Offer it no more, or again."""
        async with self._database.transaction() as session:
            row = await _kept(session, training_id)
            row.retired_at = self._clock.now() if retired else None

    async def revise(self, training_id: UUID, changed: str, why: str, link: str, by: UUID) -> UUID:
        """A new version of the material; it answers what was asked of the versions before. Raises Invalid."""
        faults = {name: _("Tulis bagian ini.") for name, said in (("changed", changed), ("why", why)) if not said}
        if link and not is_address(link):
            faults["link"] = _ADDRESS
        if faults:
            raise Invalid(fields=faults)
        now = self._clock.now()
        async with self._database.transaction() as session:
            await _kept(session, training_id)
            held = await _materials(session, [training_id])
            told: dict[str, Any] = {"changed": changed[:LONGEST], "why": why[:LONGEST], "link": link}
            made = TrainingMaterialRow(
                material_id=uuid7(),
                training_id=training_id,
                version=held[0].version + 1,
                made_at=now,
                made_by=by,
                **told,
            )
            session.add(made)
            await session.flush()
            for asked in await _revisions(session, [one.material_id for one in held]):
                if asked.answered_at is None:
                    asked.answered_at, asked.answer = now, made.material_id
        return made.material_id

    async def ask_revision(
        self,
        material_id: UUID,
        source: str,
        why: str,
        due_on: date,
        by: UUID | None = None,
        officer: UUID | None = None,
    ) -> UUID | None:
        """Ask that a version be revised; None where that was asked already, or a newer version is in use."""
        async with self._database.transaction() as session:
            return await ask_revision(session, material_id, source, why, due_on, self._clock.now(), by, officer)

    async def _checked(self, draft: Draft) -> dict[str, Any]:
        async with self._database.reading() as session:
            forms = {one.code for one in await forms_of(session)}
        faults = _faults(draft, forms)
        if faults:
            raise Invalid(fields=faults)
        return msgspec.structs.asdict(draft)


async def ask_revision(
    session: AsyncSession,
    material_id: UUID,
    source: str,
    why: str,
    due_on: date,
    at: datetime,
    by: UUID | None = None,
    officer: UUID | None = None,
) -> UUID | None:
    """The same in the caller's transaction, for a verdict or for what participants answered."""
    row = await session.get(TrainingMaterialRow, material_id)
    if row is None:
        raise NotFound()
    await _kept(session, row.training_id)
    newest = (await _materials(session, [row.training_id]))[0]
    if newest.material_id != material_id:
        return None
    if any(one.answered_at is None for one in await _revisions(session, [material_id])):
        return None
    told: dict[str, Any] = {"source": source, "why": why[:LONGEST], "due_on": due_on, "officer_id": officer}
    made = MaterialRevisionRow(revision_id=uuid7(), material_id=material_id, asked_at=at, asked_by=by, **told)
    session.add(made)
    return made.revision_id


def is_address(written: str) -> bool:
    """Whether something can be opened by a browser."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(written) <= 500


def _faults(draft: Draft, forms: set[str]) -> dict[str, str]:
    wrong = {
        "name": _("Tulis nama pelatihannya.") if not draft.name or len(draft.name) > 200 else "",
        "form": "" if draft.form in forms else _("Pilih bentuknya."),
        "competency": "" if draft.competency else _("Pilih kompetensinya."),
        "level": "" if draft.level in LEVELS else _("Pilih jenjang 1 sampai 5."),
        "hours": ""
        if draft.hours is not None and 1 <= draft.hours <= MOST_HOURS
        else _("Tulis jumlah JP, dari 1 sampai 2000. Satu JP adalah 45 menit."),
        "cost": "" if draft.cost is not None and draft.cost >= 0 else _("Tulis biaya per orang dalam rupiah, atau 0."),
        "link": "" if not draft.link or is_address(draft.link) else _ADDRESS,
        "about": "" if len(draft.about) <= LONGEST else _("Uraiannya terlalu panjang."),
    }
    return {name: sentence for name, sentence in wrong.items() if sentence}


async def _kept(session: AsyncSession, training_id: UUID) -> TrainingRow:
    """The entry, locked: versions are counted under it."""
    row = await session.get(TrainingRow, training_id, with_for_update=True)
    if row is None:
        raise NotFound()
    return row


async def _materials(session: AsyncSession, trainings: Sequence[UUID]) -> Sequence[TrainingMaterialRow]:
    """The newest first."""
    of = select(TrainingMaterialRow).where(col(TrainingMaterialRow.training_id).in_(trainings))
    return (await session.exec(of.order_by(col(TrainingMaterialRow.version).desc()))).all()


async def _revisions(session: AsyncSession, materials: Sequence[UUID]) -> Sequence[MaterialRevisionRow]:
    of = select(MaterialRevisionRow).where(col(MaterialRevisionRow.material_id).in_(materials))
    return (await session.exec(of.order_by(col(MaterialRevisionRow.asked_at).desc()))).all()


async def _held(session: AsyncSession, materials: Sequence[UUID]) -> dict[UUID, int]:
    counted = (
        select(BatchRow.material_id, func.count())
        .where(col(BatchRow.material_id).in_(materials), col(BatchRow.status) == "held")
        .group_by(col(BatchRow.material_id))
    )
    return dict((await session.exec(counted)).all())


async def _whole(session: AsyncSession, rows: Sequence[TrainingRow]) -> list[Training]:
    forms = await known_forms(session)
    materials = await _materials(session, [row.training_id for row in rows])
    ids = [one.material_id for one in materials]
    held, revisions = await _held(session, ids), await _revisions(session, ids)
    version = {one.material_id: one.version for one in materials}
    return [
        _training(
            row,
            forms,
            [_material(one, held) for one in materials if one.training_id == row.training_id],
            [
                _revision(one, version)
                for one in revisions
                if any(of.material_id == one.material_id and of.training_id == row.training_id for of in materials)
            ],
        )
        for row in rows
    ]


def _training(
    row: TrainingRow, forms: Mapping[str, Form], materials: Sequence[Material], revisions: Sequence[Revision]
) -> Training:
    told = {name: getattr(row, name) for name in ("name", "competency", "level", "hours", "cost", "link", "about")}
    return Training(
        id=row.training_id,
        form=forms[row.form],
        retired=row.retired_at is not None,
        materials=tuple(materials),
        revisions=tuple(revisions),
        **told,
    )


def _material(row: TrainingMaterialRow, held: Mapping[UUID, int]) -> Material:
    return Material(
        row.material_id, row.version, row.changed, row.why, row.link, row.made_at, held.get(row.material_id, 0)
    )


def _revision(row: MaterialRevisionRow, version: Mapping[UUID, int]) -> Revision:
    told = (row.source, row.why, row.asked_at, row.due_on, row.officer_id, row.answered_at)
    return Revision(row.revision_id, version[row.material_id], *told)
