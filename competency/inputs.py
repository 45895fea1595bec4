"""What was found out about a competency other than by complaints: surveys, assessments, talks and read cases.

Of what several units said or showed together, each of them may count half: it was not heard of that unit alone.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, or_, true
from sqlalchemy import select as pick
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.case_samples import read_cases
from competency.input_tables import (
    AssessmentRow,
    CaseSampleRow,
    LevelCountRow,
    OfficerSurveyRow,
    SurveyItemRow,
    TalkPointRow,
    TalkRow,
)
from competency.level_counts import LEAST, Levels, levels, together
from competency.level_rows import ByUnit, counts_of, shown
from competency.merging import Kind, Says, Source, Weight
from competency.reading_rules import CONFIRMS, Criterion, Verdict, confirmation, lacks, settled, verdict

HEARD_FOR = timedelta(days=730)
"""What is older says nothing of today."""
_ASKED = {
    "self": (Kind.SURVEY, "pegawai"),
    "superior": (Kind.SUPERIOR, "atasan"),
    "assessed": (Kind.ASSESSMENT, "pegawai"),
}
_TALKS = {"interview": Kind.INTERVIEW, "forum": Kind.FORUM, "village": Kind.VILLAGE}
_VOLUNTEERS = "volunteers"


async def sources(
    session: AsyncSession, competency: str, unit: str | None, topic: str | None, today: date | None = None
) -> list[Source]:
    """All that speaks of a competency in a unit (None: the region) at the work on a topic (None: any), by date.

    With `today`, only what was heard in the two years before it. Nothing of fewer people than may be shown.
    """
    found = [
        *await _measured(session, competency, unit, topic),
        *await _said(session, competency, unit, topic),
        *await _read(session, competency, unit, topic),
    ]
    since = today - HEARD_FOR if today else date.min
    return sorted((one for one in found if one.on >= since), key=lambda one: (one.on, one.kind, one.ref))


async def _measured(session: AsyncSession, competency: str, unit: str | None, topic: str | None) -> list[Source]:
    survey, item, assessment, count = OfficerSurveyRow, SurveyItemRow, AssessmentRow, LevelCountRow
    about = or_(col(item.topic).is_(None), col(item.topic) == topic) if topic else true()
    surveys: Any = (
        pick(col(survey.survey_id), col(survey.closed_at), col(survey.recruitment), col(survey.least))
        .join(item, col(item.survey_id) == col(survey.survey_id))
        .where(col(item.competency) == competency, about, col(survey.closed_at).is_not(None))
    )
    counted = select(count.input_id).where(count.competency == competency, count.asked == "assessed")
    tables: Any = pick(col(assessment.assessment_id), col(assessment.held_on), col(assessment.recruitment)).where(
        col(assessment.assessment_id).in_(counted)
    )
    known: dict[UUID, tuple[date, str, int]] = {
        one: (_day(closed), how, least) for one, closed, how, least in (await session.exec(surveys)).all() if closed
    }
    known |= {one: (held, how, LEAST) for one, held, how in (await session.exec(tables)).all()}
    found = []
    for (input_id, asked, code), by_unit in (await counts_of(session, list(known))).items():
        if code == competency:
            on, how, least = known[input_id]
            found += _levels(input_id, asked, by_unit, unit, on, least, half=how == _VOLUNTEERS)
    return found


def _levels(
    input_id: UUID, asked: str, by_unit: ByUnit, unit: str | None, on: date, least: int, *, half: bool
) -> list[Source]:
    kind, role = _ASKED[asked]
    groups = shown(by_unit, least)
    if unit is None:
        whole = levels(together(list(by_unit.values())), least) if groups else None
        return [_level(kind, role, on, whole, role, input_id, half=half)] if whole else []
    return [
        _level(kind, role, on, one.levels, f"{role}:{unit}", input_id, half=half or len(one.units) > 1)
        for one in groups
        if unit in one.units
    ]


def _level(kind: Kind, role: str, on: date, said: Levels, who: str, input_id: UUID, *, half: bool) -> Source:
    weight = Weight.HALF if half else Weight.FULL
    return Source(
        kind,
        on,
        Says.NEUTRAL,  # what measured levels say follows from them
        said.people,
        weight,
        ref=str(input_id),
        who=who,
        role=role,
        needed=said.needed,
        now=said.now,
        interval90=said.interval,
    )


async def _said(session: AsyncSession, competency: str, unit: str | None, topic: str | None) -> list[Source]:
    talk, point = TalkRow, TalkPointRow
    asked = (
        select(talk, point)
        .join(point, col(point.talk_id) == col(talk.talk_id))
        .where(point.competency == competency, *_heard_of(unit, topic))
        .order_by(col(talk.talk_id), col(point.rank))
    )
    return [_voice(one, said) for one, said in (await session.exec(asked)).all()]


def _heard_of(unit: str | None, topic: str | None) -> list[ColumnElement[bool]]:
    """What was said of no unit speaks for one only on the topic that was named."""
    talk, point = TalkRow, TalkPointRow
    rules: list[ColumnElement[bool]] = []
    if topic is not None:
        rules.append(or_(col(point.topic).is_(None), col(point.topic) == topic))
    if unit is not None:
        of_none = col(talk.unit).is_(None) & (col(point.topic) == topic) if topic is not None else None
        named = col(talk.unit) == unit
        rules.append(named if of_none is None else or_(named, of_none))
    return rules


def _voice(talk: TalkRow, point: TalkPointRow) -> Source:
    roles = sorted(role for role, number in talk.participants.items() if number)
    role = roles[0] if len(roles) == 1 else ""
    own = role in ("pegawai", "atasan") and talk.unit is not None
    return Source(
        _TALKS[talk.kind],
        talk.held_on,
        Says(point.direction),
        sum(talk.participants.values()),
        ref=str(talk.talk_id),
        who=f"{role}:{talk.unit}" if own else "",
        role=role,
        statement=point.statement,
    )


async def _read(session: AsyncSession, competency: str, unit: str | None, topic: str | None) -> list[Source]:
    rows = (await session.exec(select(CaseSampleRow).order_by(col(CaseSampleRow.sample_id)))).all()
    found = await read_cases(session, [row.sample_id for row in rows], unit, topic)
    said = []
    for row in rows:
        cases = found.get(row.sample_id, ())
        if row.strata == "need":
            mine = (row.competency, row.unit, row.topic) == (competency, unit, topic)
            told = confirmation(_answer(one.readings, CONFIRMS) for one in cases) if mine else None
        else:
            criteria = msgspec.convert(row.rubric, tuple[Criterion, ...])
            told = verdict(lacks(competency, criteria, one.readings) for one in cases)
        if told is not None and told.judged:
            said.append(_cases(row, told))
    return said


def _answer(readings: Iterable[Mapping[str, str]], code: str) -> str | None:
    return settled([reading[code] for reading in readings if code in reading])


def _cases(row: CaseSampleRow, told: Verdict) -> Source:
    return Source(Kind.CASE_READING, _day(row.drawn_at), told.says, told.judged, ref=str(row.sample_id), who="cases")


def _day(moment: datetime) -> date:
    """By UTC: what it is held against is two years away."""
    return moment.date()
