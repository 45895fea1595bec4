"""Revisions of training material: who asked for one and why, by when it is due, who sees to it, what answered it."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.training_tables import MaterialRevisionRow, TrainingMaterialRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor, Role

DAYS = 60
"""Until a revision is due, where nobody says otherwise."""
LONGEST = 2000
"""Characters of why."""


class Revision(NamedTuple):
    """`changed` is what the version that answered it says of itself."""

    id: UUID
    material: UUID
    source: str
    why: str
    asked_at: datetime
    asked_by: UUID | None
    officer: UUID | None
    due_on: date
    answered_at: datetime | None
    answer: UUID | None
    answer_version: int | None
    changed: str


async def ask_for(
    session: AsyncSession,
    material: UUID,
    source: str,
    why: str,
    by: UUID | None,
    officer: UUID | None,
    due_on: date,
    at: datetime,
) -> bool:
    """Ask for a revision, within the caller's transaction; False where one is asked for already.

    `source` is verdict (`why` is the verdict's id then), feedback or office.
    """
    row = MaterialRevisionRow
    open_ = select(row).where(col(row.material_id) == material, col(row.answered_at).is_(None)).with_for_update()
    if (await session.exec(open_)).first() is not None:
        return False
    session.add(
        MaterialRevisionRow(
            revision_id=uuid7(),
            material_id=material,
            source=source,
            why=why,
            asked_at=at,
            asked_by=by,
            officer_id=officer,
            due_on=due_on,
        )
    )
    await session.flush()
    return True


class Revisions:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, material: UUID) -> list[Revision]:
        """Those of a version, the newest first."""
        row, answer = MaterialRevisionRow, TrainingMaterialRow
        query = (
            select(row, answer)
            .join(answer, col(answer.material_id) == col(row.answer), isouter=True)
            .where(col(row.material_id) == material)
            .order_by(col(row.revision_id).desc())
        )
        async with self._database.reading() as session:
            return [_revision(one, by) for one, by in (await session.exec(query)).all()]

    async def ask(self, material: UUID, by: Actor, why: str, due_on: date, officer: UUID | None) -> None:
        """By hand. Raises NotAllowed, Invalid naming the fields, and Refused where one is open already."""
        faults = {}
        if not why.strip() or len(why) > LONGEST:
            faults["why"] = _("Tulis alasannya, paling banyak 2.000 huruf.")
        if due_on <= self._clock.now().date():
            faults["due_on"] = _("Pilih tanggal yang akan datang.")
        _may(by)
        if faults:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            now = self._clock.now()
            asked = await ask_for(session, material, "office", why.strip(), by.person, officer, due_on, now)
        if not asked:
            raise Refused(_("Revisi materi ini sudah diminta. Ubah yang sudah ada."))

    async def assign(self, revision: UUID, by: Actor, officer: UUID | None, due_on: date) -> None:
        """Say who sees to it and by when. Raises NotAllowed, NotFound, and Refused once it is answered."""
        _may(by)
        async with self._database.transaction() as session:
            row = await _open(session, revision)
            row.officer_id, row.due_on = officer, due_on
            session.add(row)

    async def answer(self, revision: UUID, by: Actor, material: UUID) -> None:
        """A newer version of the same training answers it. Raises NotAllowed, NotFound, Refused or Invalid."""
        _may(by)
        async with self._database.transaction() as session:
            row = await _open(session, revision)
            old = await session.get(TrainingMaterialRow, row.material_id)
            new = await session.get(TrainingMaterialRow, material)
            if old is None or new is None or new.training_id != old.training_id or new.version <= old.version:
                raise Invalid(fields={"material": _("Pilih versi yang lebih baru dari pelatihan yang sama.")})
            row.answer, row.answered_at = material, self._clock.now()
            session.add(row)


async def _open(session: AsyncSession, revision: UUID) -> MaterialRevisionRow:
    row = await session.get(MaterialRevisionRow, revision, with_for_update=True)
    if row is None:
        raise NotFound
    if row.answered_at is not None:
        raise Refused(_("Revisi ini sudah dijawab dengan versi baru."))
    return row


def _may(by: Actor) -> None:
    if by.person is None or not by.holds_role(Role.ANALYST):
        raise NotAllowed


def _revision(row: MaterialRevisionRow, answer: TrainingMaterialRow | None) -> Revision:
    return Revision(
        row.revision_id,
        row.material_id,
        row.source,
        row.why,
        row.asked_at,
        row.asked_by,
        row.officer_id,
        row.due_on,
        row.answered_at,
        row.answer,
        answer.version if answer else None,
        answer.changed if answer else "",
    )
