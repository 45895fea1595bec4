"""Revisions of training material that were asked for: who asked and why, who sees to it by when, what answered it."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from competency import trainings
from competency.training_tables import MaterialRevisionRow, TrainingMaterialRow
from foundation.clock import Clock
from foundation.database import Database, plainly
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor, Role

DAYS = 60
"""Until a revision is due, where nobody says otherwise."""
LONGEST = 2000
"""Characters of why."""

_ANALYSTS = """
SELECT DISTINCT o.officer_id, o.name FROM officers o JOIN posts p USING (officer_id)
WHERE p.role = $1 AND p.starts_on <= $2 AND (p.ends_on IS NULL OR p.ends_on >= $2) AND o.disabled_at IS NULL
ORDER BY o.name
"""


class Revision(NamedTuple):
    """`why` of one that a verdict asked for is that verdict's id; `changed` is what the answering version tells."""

    id: UUID
    source: str
    why: str
    asked_at: datetime
    asked_by: UUID | None
    officer: UUID | None
    due_on: date
    answered_at: datetime | None
    answer_version: int | None
    changed: str


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

    async def candidates(self, today: date) -> dict[UUID, str]:
        """Who may be asked to see to a revision, by name: the analysts of the day."""
        async with self._database.reading() as session:
            rows = await plainly(session, _ANALYSTS, str(Role.ANALYST), today)
        return {row["officer_id"]: row["name"] for row in rows}

    async def ask(
        self, material: UUID, by: Actor, why: str, due_on: date, today: date, officer: UUID | None = None
    ) -> None:
        """By hand. Raises NotAllowed, Invalid naming the fields, and Refused where one is open or it is superseded."""
        _may(by)
        faults = _late(due_on, today)
        if not why.strip() or len(why) > LONGEST:
            faults["why"] = _("Tulis alasannya, paling banyak 2.000 huruf.")
        if faults:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            now = self._clock.now()
            asked = await trainings.ask_revision(
                session, material, "office", why.strip(), due_on, now, by.person, officer
            )
        if asked is None:
            raise Refused(_("Revisinya sudah diminta, atau sudah ada versi yang lebih baru."))

    async def assign(self, revision: UUID, by: Actor, officer: UUID | None, due_on: date, today: date) -> None:
        """Say who sees to it and by when. Raises NotAllowed, NotFound, Invalid, and Refused once it is answered."""
        _may(by)
        faults = _late(due_on, today)
        if faults:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            row = await session.get(MaterialRevisionRow, revision, with_for_update=True)
            if row is None:
                raise NotFound
            if row.answered_at is not None:
                raise Refused(_("Revisi ini sudah dijawab dengan versi baru."))
            row.officer_id, row.due_on = officer, due_on
            session.add(row)


def _may(by: Actor) -> None:
    if by.person is None or not by.holds_role(Role.ANALYST):
        raise NotAllowed


def _late(due_on: date, today: date) -> dict[str, str]:
    return {} if due_on > today else {"due_on": _("Pilih tanggal yang akan datang.")}


def _revision(row: MaterialRevisionRow, answer: TrainingMaterialRow | None) -> Revision:
    return Revision(
        row.revision_id,
        row.source,
        row.why,
        row.asked_at,
        row.asked_by,
        row.officer_id,
        row.due_on,
        row.answered_at,
        answer.version if answer else None,
        answer.changed if answer else "",
    )
