"""Hours of learning (JP of 45 minutes): one officer's for their own page, and all of a year for the personnel system.

A batch counts in the year of its last day, a course of a learning platform in that of its completion; a course of a
training that earned hours in a batch in the same year counts once.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.completions import belong
from competency.course_tables import CourseResultRow, CourseRow, HoursExportRow
from competency.officer_numbers import OfficerNumbers
from competency.training_tables import OfficerNumberRow
from foundation.clock import Clock
from foundation.database import Database, plainly
from foundation.sealing import KeyRing

_HELD = """
SELECT s.officer_id, t.training_id, t.name, f.name AS form, b.ends_on, s.hours
FROM seats s JOIN batches b USING (batch_id)
JOIN training_materials m USING (material_id) JOIN trainings t USING (training_id)
JOIN training_forms f ON f.code = t.form
WHERE s.hours > 0 AND b.ends_on BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR s.officer_id = $3)
"""
_DONE = """
SELECT r.officer_id, t.training_id, t.name, f.name AS form, t.hours, min(r.at) AS at
FROM course_results r JOIN courses c USING (activity)
JOIN training_materials m USING (material_id) JOIN trainings t USING (training_id)
JOIN training_forms f ON f.code = t.form
WHERE r.officer_id IS NOT NULL AND r.completed AND NOT r.voided AND ($3::uuid IS NULL OR r.officer_id = $3)
GROUP BY r.officer_id, t.training_id, t.name, f.name, t.hours
HAVING min(r.at) >= $1 AND min(r.at) < $2
"""
"""A course completed again in another year earns nothing again."""


class Learnt(NamedTuple):
    """A training that earned hours. No score, no attendance, nothing about anybody's work."""

    officer: UUID
    training: str
    form: str
    on: date
    hours: int


class Line(NamedTuple):
    """A row for the personnel system. `nip` is opened for it alone."""

    nip: str
    training: str
    form: str
    on: date
    hours: int


class Export(NamedTuple):
    """When hours of a year were handed out, by whom; `left_out` people had no number here."""

    at: datetime
    by: UUID
    year: int
    people: int
    left_out: int


class LearningHours:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, zone: ZoneInfo) -> None:
        self._database, self._clock, self._keys, self._zone = database, clock, keys, zone

    async def own(self, officer: UUID, year: int) -> list[Learnt]:
        """One officer's, the newest first; results that waited for their address are theirs from now on."""
        async with self._database.transaction() as session:
            await belong(session, self._keys)
        async with self._database.reading() as session:
            return await self._learnt(session, year, officer)

    async def courses(self, officer: UUID) -> list[tuple[str, str, bool]]:
        """Courses that are offered: title, address, and whether this officer completed it."""
        done = select(CourseResultRow.activity).where(
            *(col(CourseResultRow.officer_id) == officer, col(CourseResultRow.voided).is_(False)),
            col(CourseResultRow.completed).is_(True),
        )
        async with self._database.reading() as session:
            mine = set((await session.exec(done)).all())
            rows = (await session.exec(select(CourseRow).order_by(col(CourseRow.title)))).all()
        return [(row.title, row.link, row.activity in mine) for row in rows]

    async def numbered(self, officer: UUID) -> bool:
        """Whether their number in the civil service is known, without which their hours are not handed on."""
        async with self._database.reading() as session:
            return await session.get(OfficerNumberRow, officer) is not None

    async def export(self, by: UUID, year: int) -> list[Line]:
        """All hours of a year with numbers in the civil service opened; written down that it was done.

        Whoever has no number here is left out, and counted.
        """
        async with self._database.transaction() as session:
            await belong(session, self._keys)
            learnt = await self._learnt(session, year)
        people = {one.officer for one in learnt}
        numbers = await OfficerNumbers(self._database, self._clock, self._keys).of(people)
        lines = [Line(numbers[one.officer], *one[1:]) for one in learnt if one.officer in numbers]
        async with self._database.transaction() as session:
            row = HoursExportRow(
                export_id=uuid7(),
                at=self._clock.now(),
                by=by,
                year=year,
                people=len(numbers),
                left_out=len(people - set(numbers)),
            )
            session.add(row)
        return sorted(lines)

    async def exports(self) -> list[Export]:
        """The latest, newest first."""
        chosen = select(HoursExportRow).order_by(col(HoursExportRow.at).desc()).limit(20)
        async with self._database.reading() as session:
            rows: Sequence[HoursExportRow] = (await session.exec(chosen)).all()
        return [Export(row.at, row.by, row.year, row.people, row.left_out) for row in rows]

    async def _learnt(self, session: AsyncSession, year: int, officer: UUID | None = None) -> list[Learnt]:
        first, last = date(year, 1, 1), date(year, 12, 31)
        held = await plainly(session, _HELD, first, last, officer)
        counted = {(row["officer_id"], row["training_id"]) for row in held}
        found = [Learnt(row["officer_id"], row["name"], row["form"], row["ends_on"], row["hours"]) for row in held]
        done = await plainly(session, _DONE, self._midnight(first), self._midnight(date(year + 1, 1, 1)), officer)
        for row in done:
            if (row["officer_id"], row["training_id"]) not in counted:
                on = row["at"].astimezone(self._zone).date()
                found.append(Learnt(row["officer_id"], row["name"], row["form"], on, row["hours"]))
        return sorted(found, key=lambda one: (one.on, one.training), reverse=True)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)
