"""Completions from learning platforms: statements taken in, given back, taken back; and what a CSV table told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4, uuid5

from sqlalchemy import exists
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.course_tables import CourseResultRow, CourseRow
from competency.learners import officers_by_mark, person_hash
from competency.statements import Told
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotAllowed, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing
from foundation.writes import table_of

UNTIED_DAYS = 90
"""Results of activities that nobody tied to a training are kept so long, and then forgotten."""
MOST_FOUND = 100
_SAME_ID = _("Pernyataan lain sudah tersimpan dengan id ini.")
_NOT_OURS = _("Hanya platform yang mengirim pernyataan itu yang boleh membatalkannya.")
_FROM_CSV = UUID("6f7f2d5e-6a0c-4c8e-9d4b-53c6f0d2a3b1")


class Kept(NamedTuple):
    """A statement as it is kept. `person` is a keyed hash; `voids` the statement that it takes back."""

    id: UUID
    person: bytes
    verb: str
    activity: str | None
    completed: bool | None
    passed: bool | None
    scaled: float | None
    at: datetime
    stored_at: datetime
    voids: UUID | None


class Wanted(NamedTuple):
    """Filters of a question for statements; instants are those of storing."""

    person: str | None = None
    verb: str | None = None
    activity: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    limit: int = MOST_FOUND
    start: int = 0


class Line(NamedTuple):
    """A row of a CSV table whose officer is known."""

    officer: UUID
    at: datetime
    completed: bool | None
    scaled: float | None


class Completions:
    """Of each platform its own; a platform is known by its key."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def receive(self, key: UUID, several: Sequence[Told]) -> list[UUID]:
        """Keep what tells of courses, all or nothing; the ids of all. What comes again unchanged changes nothing.

        Raises Refused where an id stands for another statement, NotAllowed where a statement of another platform is
        to be voided.
        """
        ids = [one.id or uuid4() for one in several]
        try:
            await self._receive(key, ids, several)
        except IntegrityError as error:  # the same statement came twice at once
            raise Refused(_SAME_ID) from error
        return ids

    async def _receive(self, key: UUID, ids: Sequence[UUID], several: Sequence[Told]) -> None:
        now = self._clock.now()
        async with self._database.transaction() as session:
            owners = await officers_by_mark(session, self._keys)
            known = await self._known(session, ids)
            for result_id, one in zip(ids, several, strict=True):
                said = self._keys.mac("course_results.said", one.fingerprint)
                if result_id in known:
                    if known[result_id] != (key, said):
                        raise Refused(_SAME_ID)
                    continue
                if one.voids is None and not one.ends:
                    continue  # of a page looked at nothing is kept
                row = self._row(key, result_id, one, said, owners, now)
                row.voided = one.voids is None and await self._was_voided(session, key, result_id)
                session.add(row)
                await session.flush()
                if one.voids is not None:
                    await self._void(session, key, one.voids)
            await self._forget_untied(session, now)

    async def one(self, key: UUID, result_id: UUID, *, voided: bool = False) -> Kept | None:
        """A statement of this platform that holds, or, asked for that way, one that was taken back."""
        async with self._database.reading() as session:
            row = await session.get(CourseResultRow, result_id)
        return _kept(row) if row is not None and row.key_id == key and row.voided is voided else None

    async def find(self, key: UUID, wanted: Wanted) -> tuple[list[Kept], bool]:
        """Statements of this platform that hold, newest first unless ascending; whether there are more."""
        table, stored = CourseResultRow, col(CourseResultRow.stored_at)
        asked = select(table).where(col(table.key_id) == key, col(table.voided).is_(False))
        told = {col(table.verb): wanted.verb, col(table.activity): wanted.activity}
        asked = asked.where(*(column == value for column, value in told.items() if value is not None))
        if wanted.person is not None:
            asked = asked.where(col(table.person) == person_hash(self._keys, wanted.person))
        if wanted.since is not None:
            asked = asked.where(stored > wanted.since)
        if wanted.until is not None:
            asked = asked.where(stored <= wanted.until)
        order = (stored, col(table.result_id)) if wanted.ascending else (stored.desc(), col(table.result_id).desc())
        limit = min(wanted.limit or MOST_FOUND, MOST_FOUND)
        asked = asked.order_by(*order).offset(wanted.start).limit(limit + 1)
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        return [_kept(row) for row in rows[:limit]], len(rows) > limit

    async def whose(self, marks: Iterable[str]) -> dict[str, UUID]:
        """The officers among those who are named by address or number, as `statements` names them."""
        async with self._database.reading() as session:
            owners = await officers_by_mark(session, self._keys)
        hashed = {mark: person_hash(self._keys, mark) for mark in marks}
        return {mark: owners[person] for mark, person in hashed.items() if person in owners}

    async def keep_lines(self, course_id: UUID, lines: Sequence[Line]) -> int:
        """What a CSV table told of a course; the same table again changes what it says, and adds nothing."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            course = (await session.exec(select(CourseRow).where(col(CourseRow.course_id) == course_id))).one()
            for line in lines:
                result_id = uuid5(_FROM_CSV, f"{course_id} {line.officer}")
                row = await session.get(CourseResultRow, result_id, with_for_update=True)
                if row is None:
                    row = self._line_row(result_id, course.activity, line, now)
                    session.add(row)
                row.completed = line.completed if line.completed is not None else row.completed
                row.scaled = line.scaled if line.scaled is not None else row.scaled
                row.at = min(row.at, line.at) if line.completed is None else line.at
        return len(lines)

    def _line_row(self, result_id: UUID, activity: str, line: Line, now: datetime) -> CourseResultRow:
        return CourseResultRow(
            result_id=result_id,
            source="csv",
            activity=activity,
            person=person_hash(self._keys, f"officer:{line.officer}"),
            officer_id=line.officer,
            verb="http://adlnet.gov/expapi/verbs/completed",
            at=line.at,
            stored_at=now,
            said=self._keys.mac("course_results.said", result_id.bytes),
        )

    def _row(
        self, key: UUID, result_id: UUID, one: Told, said: bytes, owners: Mapping[bytes, UUID], now: datetime
    ) -> CourseResultRow:
        person = person_hash(self._keys, one.person or "")
        return CourseResultRow(
            result_id=result_id,
            source="xapi",
            key_id=key,
            activity=None if one.voids else one.activity,
            person=person,
            officer_id=None if one.voids else owners.get(person),
            verb=one.verb,
            completed=one.completed,
            passed=one.passed,
            scaled=one.scaled,
            at=one.at or now,
            stored_at=now,
            said=said,
            voids=one.voids,
        )

    async def _known(self, session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, tuple[UUID | None, bytes]]:
        found = select(CourseResultRow).where(col(CourseResultRow.result_id).in_(ids))
        return {row.result_id: (row.key_id, row.said) for row in (await session.exec(found)).all()}

    async def _was_voided(self, session: AsyncSession, key: UUID, result_id: UUID) -> bool:
        """Whether it was taken back before it came."""
        mine = col(CourseResultRow.voids) == result_id, col(CourseResultRow.key_id) == key
        return (await session.exec(select(CourseResultRow.result_id).where(*mine).limit(1))).first() is not None

    async def _void(self, session: AsyncSession, key: UUID, result_id: UUID) -> None:
        """Take a statement back; one that takes another back cannot be."""
        row = await session.get(CourseResultRow, result_id, with_for_update=True)
        if row is not None and row.key_id != key:
            raise NotAllowed(_NOT_OURS)
        if row is not None and row.voids is None:
            row.voided = True

    async def _forget_untied(self, session: AsyncSession, now: datetime) -> None:
        tied = exists().where(col(CourseRow.activity) == col(CourseResultRow.activity))
        old = col(CourseResultRow.stored_at) < now - timedelta(days=UNTIED_DAYS)
        await session.exec(delete(CourseResultRow).where(old, col(CourseResultRow.activity).is_not(None), ~tied))


def _kept(row: CourseResultRow) -> Kept:
    return Kept(
        row.result_id,
        row.person,
        row.verb,
        row.activity,
        row.completed,
        row.passed,
        row.scaled,
        row.at,
        row.stored_at,
        row.voids,
    )


async def belong(session: AsyncSession, keys: KeyRing) -> None:
    """Give results to officers whose address or number became known since they came."""
    owners = await officers_by_mark(session, keys)
    if not owners:
        return
    table = table_of(CourseResultRow)
    lost = select(CourseResultRow.person).where(
        col(CourseResultRow.officer_id).is_(None), col(CourseResultRow.voids).is_(None)
    )
    for person in set((await session.exec(lost.distinct())).all()) & set(owners):
        mine = col(CourseResultRow.person) == person, col(CourseResultRow.officer_id).is_(None)
        await session.exec(update(table).where(*mine).values(officer_id=owners[person]))
