"""A lesson from what people decided: models fitted, judged on the newest weeks, and put in force if they are no worse.

The job of the night and `./tanggap routing train --from-history` do the same.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from complaints.region import Region
from foundation.clock import Clock
from foundation.database import Database
from foundation.writes import Write, write_all
from routing.advice import OUTSIDE
from routing.fitted import Labelled, TooLittle, UnknownFormat
from routing.fitting import taught
from routing.history import Past, owners_of, past_reports
from routing.lessons import Row, Task, Taught, held_from
from routing.models import Made, ModelBook, ModelSet
from routing.tables import RoutingLessonRow

Progress = Callable[[str, float], None]
Outcome = Literal["too_little", "worse", "kept", "replaced"]
BY = "system:lesson"
OWN_WEIGHT = 0.5
"""What a sentence that the region wrote weighs beside a report."""


class Lesson(msgspec.Struct, frozen=True):
    """What came of it: `version` is put in force if `replaced`. The figures are those on the weeks held out.

    kept: somebody chose the model in force and has not let go of it, or there was nothing new to learn. `worse` says
    in what it was (top1, ece, precision, fit); `held` names decisions that are not learnt from yet; `why` is a sentence
    where there was too little.
    """

    outcome: Outcome
    rows: int
    figures_new: Mapping[str, Any] = {}
    figures_old: Mapping[str, Any] = {}
    version: str | None = None
    worse: tuple[str, ...] = ()
    held: tuple[Mapping[str, Any], ...] = ()
    why: str = ""
    began_at: datetime | None = None
    by: str = BY


async def learn(
    database: Database,
    clock: Clock,
    region: Region,
    book: ModelBook,
    progress: Progress | None = None,
    by: str = BY,
) -> Lesson:
    """Learn from everything decided so far, and keep what came of it. Too little is an outcome, not a fault.

    Raises `routing.fitting.Failed` where the fitting itself was ended.
    """
    began = clock.now()
    lesson = await _learnt(database, began, region, book, progress or (lambda title, share: None), by)
    lesson = msgspec.structs.replace(lesson, began_at=began, by=by)
    await _note(database, lesson, began, clock.now())
    return lesson


async def _learnt(database: Database, now: datetime, region: Region, book: ModelBook, say: Progress, by: str) -> Lesson:
    use = await book.in_use()
    if use is not None and use.pinned:
        return Lesson("kept", 0, version=use.version, why="Somebody chose what is in force.")
    say("Reading", 0.0)
    past = await past_reports(database, region, progress=lambda share: say("Reading", share))
    owned = [one for one in past if one.owner is not None]
    least = region.routing.least_history
    if len(owned) < least:
        return Lesson("too_little", len(owned), why=f"{len(owned)} reports are decided; {least} are needed.")
    version = use.version if use else None
    begin = held_from([one.at for one in owned], await book.judged_from(version) if version else None)
    try:
        owner, topic = await _both(owned, past, begin, now, region, await _old(book, version, begin), say)
    except TooLittle as error:
        return Lesson("too_little", len(owned), why=str(error))
    new, old = _figures(owner, topic)
    held = tuple(msgspec.to_builtins(one) for one in owner.held)
    if owner.model is None or owner.twin is None:
        return Lesson("worse" if owner.worse else "kept", len(owned), new, old, version, owner.worse, held)
    models = await asyncio.to_thread(ModelSet.of, owner.model, topic.model if topic else None)
    told = {"outcome": "kept", "rows": len(owned), "figures_new": new, "figures_old": old, "held": held}
    if models.version != version:
        made = Made(
            models=models,
            twin=await asyncio.to_thread(ModelSet.of, owner.twin, topic.twin if topic else None),
            at=now,
            by=by,
            reports=len(owned) - sum(one.reports for one in owner.held),
            first_at=owned[0].at,
            last_at=owned[-1].at,
            judged_from=begin,
            figures=new,
        )
        if await book.install(made, version):
            told["outcome"] = "replaced"
    return msgspec.convert({**told, "version": models.version if told["outcome"] == "replaced" else version}, Lesson)


async def _old(book: ModelBook, version: str | None, begin: datetime) -> ModelSet | None:
    """The models in force as they can be judged fairly: as they are if they saw nothing of what is held out."""
    if version is None:
        return None
    last = await book.last_at(version)
    stored = await book.stored(version, twin=last is not None and last >= begin)
    try:
        return await asyncio.to_thread(ModelSet.from_bytes, stored) if stored else None
    except (
        UnknownFormat
    ):  # of another version of this program: it advises nobody, so that there is nothing to be worse than
        return None


async def _both(
    owned: Sequence[Past],
    past: Sequence[Past],
    begin: datetime,
    now: datetime,
    region: Region,
    old: ModelSet | None,
    say: Progress,
) -> tuple[Taught, Taught | None]:
    """Whose and what about are learnt side by side; where there is too little for topics, phrases tell them."""
    about = [one for one in past if one.topic is not None]
    owners = Task(
        rows=[Row(one.text, one.owner or "", one.reporter, one.at, one.by) for one in owned],
        seeds=owner_seeds(region),
        held_from=begin,
        now=now,
        precision=region.routing.precision,
        region=region,
        labels=owners_of(region),
        old=old.owner.to_bytes() if old else None,
    )
    topics = msgspec.structs.replace(
        owners,
        rows=[Row(one.text, one.topic or "", one.reporter, one.at, one.by) for one in about],
        seeds=topic_seeds(region),
        labels=frozenset(region.rules.topics),
        old=old.topic.to_bytes() if old and old.topic else None,
        phrases=False,
        by_itself=False,
    )
    learning = asyncio.ensure_future(taught(owners, say))
    beside = asyncio.ensure_future(_topics(topics, region.routing.least_history, old))
    try:
        return await learning, await beside
    finally:
        for task in (learning, beside):
            task.cancel()
        await asyncio.gather(learning, beside, return_exceptions=True)


async def _topics(task: Task, least: int, old: ModelSet | None) -> Taught | None:
    """The model of topics; where the new one is worse the old one stays with the new owners."""
    if len(task.rows) < least:
        return None
    try:
        found = await taught(task, lambda title, share: None)
    except TooLittle:
        return None
    if found.model is None and old is not None and old.topic is not None:
        kept = old.topic.to_bytes()
        return msgspec.structs.replace(found, model=kept, twin=kept)
    return found


def _figures(owner: Taught, topic: Taught | None) -> tuple[dict[str, Any], dict[str, Any]]:
    new, old = dict(owner.new), dict(owner.old)
    if topic is not None:
        new["topic"], old["topic"] = {**topic.new, "worse": topic.worse}, topic.old
    return new, old


def owner_seeds(region: Region) -> list[Labelled]:
    """What the region itself wrote about who answers what."""
    accepting = region.rules.accepting_units
    units = [(topic.unit, (*topic.phrases, *topic.examples)) for topic in region.topics if topic.unit in accepting]
    bodies = [(f"{OUTSIDE}{body.code}", body.phrases) for body in region.bodies]
    return [Labelled(said, label, weight=OWN_WEIGHT) for label, sentences in (*units, *bodies) for said in sentences]


def topic_seeds(region: Region) -> list[Labelled]:
    """What the region itself wrote about its topics."""
    topics = [topic for topic in region.topics if topic.code in region.rules.topics]
    return [Labelled(said, one.code, weight=OWN_WEIGHT) for one in topics for said in (*one.phrases, *one.examples)]


async def lessons(database: Database, most: int = 30, by: str | None = None) -> list[Lesson]:
    """The latest attempts to learn, newest first; `by` narrows them to those somebody asked for."""
    async with database.reading() as session:
        asked = select(RoutingLessonRow).order_by(col(RoutingLessonRow.lesson_id).desc()).limit(most)
        asked = asked.where(RoutingLessonRow.by == by) if by else asked
        rows = (await session.exec(asked)).all()
    return [msgspec.convert({**row.details, "began_at": row.began_at, "by": row.by}, Lesson) for row in rows]


async def _note(database: Database, lesson: Lesson, began: datetime, ended: datetime) -> None:
    details = msgspec.json.encode(msgspec.structs.replace(lesson, began_at=None)).decode()
    said = {"by": lesson.by, "outcome": lesson.outcome, "reports": lesson.rows, "details": details}
    async with database.transaction() as session:
        row = {"lesson_id": uuid7(), "began_at": began, "ended_at": ended, **said}
        await write_all(session, [Write(RoutingLessonRow, row)])
