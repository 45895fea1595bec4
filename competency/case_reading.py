"""Telaah berkas: drawn cases are read by two people of other units, and by a third where those two differ.

Nobody reads what they could not read anyway (`complaints/visibility.py`), nor anything of their own unit.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.case_samples import Sample, may_be_drawn, sample_of
from competency.input_tables import CaseReadingRow, CaseSampleRow, SampledReadingRow
from competency.reading_rules import ANSWERS, disputed
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see, published
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import Actor, Role

UNFINISHED = timedelta(days=14)
"""After so long a case that somebody began to read is given to somebody else."""
_HANDLERS = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)


class Reading(NamedTuple):
    """A case somebody is reading; `unit` is for masking, not for showing."""

    sample: Sample
    complaint_id: UUID
    seat: int


class CaseReadings:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def waiting(self, actor: Actor) -> int:
        """How many cases there are for this officer to read now."""
        async with self._database.reading() as session:
            return len(await self._free(session, actor))

    async def take(self, actor: Actor) -> Reading | None:
        """The case this officer has begun and not finished, or the next one; None where there is none."""
        assert actor.person is not None
        mine = (
            select(CaseReadingRow)
            .where(CaseReadingRow.reader == actor.person, col(CaseReadingRow.read_at).is_(None))
            .order_by(col(CaseReadingRow.opened_at))
        )
        async with self._database.transaction() as session:
            for begun in (await session.exec(mine)).all():
                if await self._readable(session, actor, begun.complaint_id):
                    return await _reading(session, begun)
            for sample_id, complaint_id in await self._free(session, actor):
                key = complaint_id, sample_id
                # Two who take at once wait for each other here, and the second counts seats anew.
                await session.get(SampledReadingRow, key, with_for_update=True)
                taken = await self._live(session, sample_id, complaint_id)
                if actor.person in {one.reader for one in taken} or not _seat_free(taken):
                    continue
                seat = next(number for number in (1, 2, 3) if number not in {one.seat for one in taken})
                row = CaseReadingRow(
                    complaint_id=complaint_id,
                    sample_id=sample_id,
                    reader=actor.person,
                    seat=seat,
                    opened_at=self._clock.now(),
                )
                session.add(row)
                await session.flush()
                return await _reading(session, row)
        return None

    async def begun(self, actor: Actor, sample_id: UUID, complaint_id: UUID) -> Reading:
        """A case that this officer took and may still read; raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(CaseReadingRow, (complaint_id, sample_id, actor.person))
            if row is None or row.read_at is not None or not await self._readable(session, actor, complaint_id):
                raise NotFound()
            return await _reading(session, row)

    async def finish(self, actor: Actor, reading: Reading, answers: Mapping[str, str]) -> None:
        """Keep what was found; raises Invalid where a question was left, NotFound where it was given to another."""
        questions = reading.sample.questions
        left = {code: _("Pilih jawabannya.") for code in questions if answers.get(code) not in ANSWERS}
        if left:
            raise Invalid(fields=left)
        async with self._database.transaction() as session:
            key = reading.complaint_id, reading.sample.id, actor.person
            row = await session.get(CaseReadingRow, key, with_for_update=True)
            if row is None or row.read_at is not None:
                raise NotFound()
            row.read_at, row.answers = self._clock.now(), {code: answers[code] for code in questions}
            session.add(row)

    async def _free(self, session: AsyncSession, actor: Actor) -> list[tuple[UUID, UUID]]:
        """Sample and case with a seat free for this officer, older samples first, in the order drawn."""
        drawn = SampledReadingRow
        asked = (
            select(drawn.sample_id, drawn.complaint_id)
            .join(ComplaintRow, col(ComplaintRow.complaint_id) == col(drawn.complaint_id))
            .where(_readable_by(actor), col(drawn.unit).not_in(_own(actor)))
            .order_by(col(drawn.sample_id), col(drawn.place))
        )
        pairs = list((await session.exec(asked)).all())
        rows: dict[tuple[UUID, UUID], list[CaseReadingRow]] = {}
        samples = {sample for sample, _case in pairs}
        for row in (await session.exec(select(CaseReadingRow).where(col(CaseReadingRow.sample_id).in_(samples)))).all():
            if self._counts(row):
                rows.setdefault((row.sample_id, row.complaint_id), []).append(row)
        return [
            pair
            for pair in pairs
            if actor.person not in {row.reader for row in rows.get(pair, ())} and _seat_free(rows.get(pair, ()))
        ]

    async def _live(self, session: AsyncSession, sample_id: UUID, complaint_id: UUID) -> list[CaseReadingRow]:
        """Readings of a drawn case; of those begun too long ago the seat is given up."""
        row = CaseReadingRow
        this = and_(col(row.complaint_id) == complaint_id, col(row.sample_id) == sample_id)
        old = col(row.read_at).is_(None), col(row.opened_at) < self._clock.now() - UNFINISHED
        await session.exec(delete(row).where(this, *old))
        return list((await session.exec(select(row).where(this))).all())

    def _counts(self, row: CaseReadingRow) -> bool:
        return row.read_at is not None or row.opened_at >= self._clock.now() - UNFINISHED

    async def _readable(self, session: AsyncSession, actor: Actor, complaint_id: UUID) -> bool:
        found = select(ComplaintRow.complaint_id).where(ComplaintRow.complaint_id == complaint_id, _readable_by(actor))
        return (await session.exec(found)).first() is not None


def _seat_free(readings: Sequence[CaseReadingRow]) -> bool:
    """Two read; a third only once both are done and differ."""
    if len(readings) < 2:
        return True
    done = [row.answers for row in sorted(readings, key=lambda row: row.seat) if row.answers is not None]
    return len(readings) == 2 and len(done) == 2 and disputed(done)


def _own(actor: Actor) -> list[str]:
    return sorted(actor.own_units | actor.reach(*_HANDLERS))


def _readable_by(actor: Actor) -> ColumnElement[bool]:
    """What this officer may read by their posts, or what everybody may read; never what became secret meanwhile."""
    return and_(may_be_drawn(), or_(may_see(actor, Sight.WORDS), published()))


async def _reading(session: AsyncSession, row: CaseReadingRow) -> Reading:
    sample = await session.get(CaseSampleRow, row.sample_id)
    assert sample is not None
    return Reading(sample_of(sample), row.complaint_id, row.seat)
