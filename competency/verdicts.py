"""Verdicts on versions of training material as they are kept: added, never changed, each with its figures frozen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.changes import Cell, Group
from competency.effects import Effect
from competency.evaluation import Judgement
from competency.feedback import Feedback, feedback_on
from competency.need_events import Verdict
from competency.verdict_tables import VerdictRow
from foundation.clock import Clock
from foundation.database import Database, plainly
from foundation.errors import NotFound

METHOD = "2"
"""Raised whenever the way of reckoning changes."""
LOOKS = 3
"""How often the same batches are looked at: once, and at most twice again."""


class Figures(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a verdict was reached by. Of cells that were in no lot only the number is kept."""

    effect: Effect | None = None
    cells: tuple[Cell, ...] = ()
    others: int = 0
    left_out: dict[str, int] = {}
    unmeasured: int = 0
    """Needs of which complaints tell nothing."""


class Material(NamedTuple):
    """A version of a training's material, and the training it belongs to."""

    id: UUID
    training: UUID
    name: str
    version: int
    competency: str
    form: str
    form_name: str
    providers: tuple[str, ...]
    """Who gave the batches that were held with it."""


class StoredVerdict(NamedTuple):
    id: UUID
    material: UUID
    number: int
    look: int
    verdict: Verdict
    indicates: bool
    reason: str
    months: int
    batches: tuple[UUID, ...]
    figures: Figures
    data_as_of: date
    due_on: date | None
    method: str
    made_at: datetime
    made_by: str


class Judged(NamedTuple):
    """A version of a material and what is said of it now; None before the first look."""

    material: Material
    verdict: StoredVerdict | None


_MATERIALS = """
SELECT m.material_id, m.training_id, t.name, m.version, t.competency, t.form, f.name AS form_name,
    array_agg(DISTINCT p.name ORDER BY p.name) AS providers
FROM training_materials m JOIN trainings t USING (training_id) JOIN training_forms f ON f.code = t.form
JOIN batches b USING (material_id) JOIN providers p USING (provider_id)
WHERE b.status = 'held' AND ($1::uuid IS NULL OR m.material_id = $1)
GROUP BY m.material_id, t.training_id, f.code ORDER BY t.name, m.version DESC
"""


class Verdicts:
    """What pages read of verdicts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def all(self) -> list[Judged]:
        """Every version with which a batch was held, with its last verdict; by name."""
        async with self._database.reading() as session:
            materials = [_material(row) for row in await plainly(session, _MATERIALS, None)]
            last = {one.material: one for one in await _latest(session)}
        return [Judged(one, last.get(one.id)) for one in materials]

    async def of(self, material: UUID) -> tuple[Material, list[StoredVerdict]]:
        """All verdicts on a version, the newest first. Raises NotFound where no batch was held with it."""
        row = VerdictRow
        query = select(row).where(col(row.material_id) == material).order_by(col(row.number).desc())
        async with self._database.reading() as session:
            found = [_material(one) for one in await plainly(session, _MATERIALS, material)]
            if not found:
                raise NotFound
            return found[0], [stored(one) for one in (await session.exec(query)).all()]

    async def feedback(self, material: UUID, today: date) -> Feedback:
        """What participants, and those they work with, answered about a version."""
        async with self._database.reading() as session:
            return await feedback_on(session, material, today)


async def _latest(session: AsyncSession) -> list[StoredVerdict]:
    row = VerdictRow
    last = select(row).ext(distinct_on(col(row.material_id)))
    query = last.order_by(col(row.material_id), col(row.number).desc())
    return [stored(one) for one in (await session.exec(query)).all()]


async def latest_of(session: AsyncSession, material: UUID) -> StoredVerdict | None:
    """The last verdict on a version; None before the first look."""
    row = VerdictRow
    query = select(row).where(col(row.material_id) == material).order_by(col(row.number).desc()).limit(1)
    found = (await session.exec(query)).first()
    return stored(found) if found else None


def figures_of(judgement: Judgement, cells: Sequence[Cell], unmeasured: int) -> Figures:
    own = tuple(one for one in cells if one.group is not Group.OTHER)
    left_out = {str(cause): many for cause, many in judgement.left_out.items()}
    return Figures(judgement.effect, own, len(cells) - len(own), left_out, unmeasured)


def packed(figures: Figures) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(figures)
    return found


def stored(row: VerdictRow) -> StoredVerdict:
    """A row as what it tells."""
    own = {
        name: getattr(row, name) for name in StoredVerdict._fields[2:] if name not in ("verdict", "batches", "figures")
    }
    return StoredVerdict(
        id=row.verdict_id,
        material=row.material_id,
        verdict=Verdict(row.verdict),
        batches=tuple(UUID(one) for one in row.batches),
        figures=msgspec.convert(row.figures, Figures),
        **own,
    )


def _material(row: Any) -> Material:
    return Material(
        row["material_id"],
        row["training_id"],
        row["name"],
        row["version"],
        row["competency"],
        row["form"],
        row["form_name"],
        tuple(row["providers"]),
    )
