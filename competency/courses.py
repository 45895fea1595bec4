"""Courses on the region's learning platforms: which material each teaches, and what came in about it."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func
from sqlmodel import col, delete, select
from uuid_utils.compat import uuid7

from competency.course_tables import CourseResultRow, CourseRow
from competency.training_tables import TrainingMaterialRow, TrainingRow
from competency.trainings import is_address
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _

LONGEST = 200
MOST_UNTIED = 30


class Course(NamedTuple):
    """A course and the version of material that it teaches. `completed` counts people who completed it, `unknown`
    results of people who are nobody here."""

    id: UUID
    activity: str
    title: str
    link: str
    training: UUID
    training_name: str
    version: int
    completed: int
    unknown: int


class Untied(NamedTuple):
    """An activity a platform told of that is nobody's course yet."""

    activity: str
    results: int


class Courses:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def all(self) -> list[Course]:
        """By title."""
        result = CourseResultRow
        told = (
            select(result.activity, func.count(func.distinct(result.officer_id)), func.count())
            .where(col(result.voided).is_(False), col(result.activity).is_not(None))
            .group_by(col(result.activity))
        )
        chosen = (
            select(CourseRow, TrainingRow, TrainingMaterialRow.version)
            .join(TrainingMaterialRow, col(TrainingMaterialRow.material_id) == col(CourseRow.material_id))
            .join(TrainingRow, col(TrainingRow.training_id) == col(TrainingMaterialRow.training_id))
            .order_by(col(CourseRow.title), col(CourseRow.course_id))
        )
        async with self._database.reading() as session:
            found = (await session.exec(chosen)).all()
            done = {
                one: people for one, people, _all in await session.exec(told.where(col(result.completed).is_(True)))
            }
            lost = {one: every for one, _p, every in await session.exec(told.where(col(result.officer_id).is_(None)))}
        return [
            Course(
                *(row.course_id, row.activity, row.title, row.link, training.training_id, training.name, version),
                *(done.get(row.activity, 0), lost.get(row.activity, 0)),
            )
            for row, training, version in found
        ]

    async def untied(self) -> list[Untied]:
        """Activities that were told of and belong to no course, the most frequent first."""
        result = CourseResultRow
        known = exists().where(col(CourseRow.activity) == col(result.activity))
        counted = func.count()
        chosen = (
            select(result.activity, counted)
            .where(col(result.activity).is_not(None), col(result.voided).is_(False), ~known)
            .group_by(col(result.activity))
            .order_by(counted.desc(), col(result.activity))
            .limit(MOST_UNTIED)
        )
        async with self._database.reading() as session:
            return [Untied(activity or "", count) for activity, count in (await session.exec(chosen)).all()]

    async def tie(self, by: UUID, activity: str, title: str, link: str, material_id: UUID | None) -> UUID:
        """A course that teaches this version of material. Its IRI in statements may be left to the link.

        Raises Invalid, naming the fields.
        """
        activity, title, link = activity.strip() or link.strip(), " ".join(title.split()), link.strip()
        row = CourseRow(
            course_id=uuid7(),
            activity=activity,
            title=title,
            link=link,
            material_id=material_id or UUID(int=0),
            made_at=self._clock.now(),
            made_by=by,
        )
        async with self._database.transaction() as session:
            material = await session.get(TrainingMaterialRow, row.material_id)
            taken = (await session.exec(select(CourseRow).where(col(CourseRow.activity) == activity))).first()
            faults = {
                "title": "" if 0 < len(title) <= LONGEST else _("Tulis nama kursusnya, paling panjang 200 huruf."),
                "link": "" if is_address(link) and len(link) <= 2000 else _("Tulis alamat kursus, diawali https://."),
                "material": "" if material is not None else _("Pilih pelatihannya."),
                "activity": _("Kursus ini sudah terdaftar.") if taken else "",
            }
            if not faults["activity"] and not (":" in activity and len(activity) <= 2000):
                faults["activity"] = _("Tulis IRI kursus seperti yang dikirim platform.")
            if any(faults.values()):
                raise Invalid(fields={name: words for name, words in faults.items() if words})
            session.add(row)
        return row.course_id

    async def untie(self, course_id: UUID) -> None:
        """It is no course of ours any more; what came in about it is kept a while. Raises NotFound."""
        async with self._database.transaction() as session:
            gone = await session.exec(delete(CourseRow).where(col(CourseRow.course_id) == course_id))
            if not gone.rowcount:
                raise NotFound()
