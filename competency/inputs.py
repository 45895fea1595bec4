"""What was found out about a competency other than by complaints: surveys, assessments, talks and read cases.

Of what several units said or showed together, each of them may count half: it was not heard of that unit alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select as pick
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.case_samples import Read, read_cases
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
from competency.level_rows import ByUnit, Group, counts_of, shown
from competency.merging import Kind, Says, Source, Weight
from competency.reading_rules import CONFIRMS, Criterion, confirmation, lacks, settled, verdict

HEARD_FOR = timedelta(days=730)
"""What is older says nothing of today."""
_ASKED = {
    "self": (Kind.SURVEY, "pegawai"),
    "superior": (Kind.SUPERIOR, "atasan"),
    "assessed": (Kind.ASSESSMENT, "pegawai"),
}
_TALKS = {"interview": Kind.INTERVIEW, "forum": Kind.FORUM, "village": Kind.VILLAGE}
_VOLUNTEERS = "volunteers"
_Said = tuple[TalkRow, TalkPointRow]


About = Callable[[str, str | None, str | None], list[Source]]
"""What speaks of a competency in a unit (None: the region) at the work on a topic (None: any), by date."""


async def sources(
    session: AsyncSession, competency: str, unit: str | None, topic: str | None, today: date | None = None
) -> list[Source]:
    """All that speaks of one competency somewhere."""
    return (await gathered(session, today, competency))(competency, unit, topic)


async def gathered(session: AsyncSession, today: date | None = None, competency: str | None = None) -> About:
    """Read all that was found out, of one competency or of all, with as many queries for many needs as for one.

    With `today`, only what was heard in the two years before it. Nothing of fewer people than may be shown.
    """
    since = today - HEARD_FOR if today else date.min
    measured = await _measured(session, since, competency)
    said = await _said(session, since, competency)
    read = await _read(session, since)

    def about(competency: str, unit: str | None, topic: str | None) -> list[Source]:
        found = [one for each in measured.get(competency, ()) for one in each.sources(unit, topic)]
        found += [_voice(one, point) for one, point in said.get(competency, ()) if _heard_of(one, point, unit, topic)]
        found += [one for each in read for one in each.sources(competency, unit, topic)]
        return sorted(found, key=lambda one: (one.on, one.kind, one.ref))

    return about


async def spoken_of(session: AsyncSession, today: date) -> set[tuple[str, str]]:
    """Competencies and units of which people said in the two years before that there is a need, or of which levels were
    measured."""
    talk, point, count = TalkRow, TalkPointRow, LevelCountRow
    said = (
        select(point.competency, talk.unit)
        .join(talk, col(talk.talk_id) == col(point.talk_id))
        .where(
            *(point.direction == Says.NEED, col(point.competency).is_not(None), col(talk.unit).is_not(None)),
            col(talk.held_on) >= today - HEARD_FOR,
        )
        .distinct()
    )
    counted = select(count.competency, count.unit).where(count.unit != "").distinct()
    return {
        (code, unit) for asked in (said, counted) for code, unit in (await session.exec(asked)).all() if code and unit
    }


@dataclass(frozen=True)
class _Measured:
    """One way of asking about one competency in one survey or assessment."""

    input_id: UUID
    asked: str
    on: date
    recruitment: str
    least: int
    topic: str | None
    by_unit: ByUnit

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return shown(self.by_unit, self.least)

    @cached_property
    def whole(self) -> Levels | None:
        return levels(together(list(self.by_unit.values())), self.least) if self.groups else None

    def sources(self, unit: str | None, topic: str | None) -> list[Source]:
        kind, role = _ASKED[self.asked]
        half = self.recruitment == _VOLUNTEERS
        if topic is not None and self.topic not in (None, topic):
            return []
        if unit is None:
            return [_level(kind, role, self, self.whole, role, half=half)] if self.whole else []
        return [
            _level(kind, role, self, one.levels, f"{role}:{unit}", half=half or len(one.units) > 1)
            for one in self.groups
            if unit in one.units
        ]


async def _measured(session: AsyncSession, since: date, competency: str | None) -> dict[str, list[_Measured]]:
    """By competency."""
    survey, item, assessment = OfficerSurveyRow, SurveyItemRow, AssessmentRow
    surveys: Any = (
        pick(
            *(col(survey.survey_id), col(survey.closed_at), col(survey.recruitment), col(survey.least)),
            *(col(item.competency), col(item.topic)),
        )
        .join(item, col(item.survey_id) == col(survey.survey_id))
        .where(col(survey.closed_at).is_not(None))
    )
    tables: Any = pick(col(assessment.assessment_id), col(assessment.held_on), col(assessment.recruitment))
    known: dict[UUID, tuple[date, str, int]] = {}
    topics: dict[tuple[UUID, str], str | None] = {}
    for one, closed, how, least, code, topic in (await session.exec(surveys)).all():
        if _day(closed) >= since and competency in (None, code):
            known[one], topics[one, code] = (_day(closed), how, least), topic
    known |= {one: (on, how, LEAST) for one, on, how in (await session.exec(tables)).all() if on >= since}
    found: dict[str, list[_Measured]] = {}
    for (input_id, asked, code), by_unit in (await counts_of(session, list(known), competency)).items():
        topic = topics.get((input_id, code))
        found.setdefault(code, []).append(_Measured(input_id, asked, *known[input_id], topic, by_unit))
    return found


def _level(kind: Kind, role: str, found: _Measured, said: Levels, who: str, *, half: bool) -> Source:
    weight = Weight.HALF if half else Weight.FULL
    return Source(
        kind,
        found.on,
        Says.NEUTRAL,  # what measured levels say follows from them
        said.people,
        weight,
        ref=str(found.input_id),
        who=who,
        role=role,
        needed=said.needed,
        now=said.now,
        interval90=said.interval,
    )


async def _said(session: AsyncSession, since: date, competency: str | None) -> dict[str, list[_Said]]:
    """By competency."""
    talk, point = TalkRow, TalkPointRow
    of_it = point.competency == competency if competency else col(point.competency).is_not(None)
    asked = (
        select(talk, point)
        .join(point, col(point.talk_id) == col(talk.talk_id))
        .where(of_it, col(talk.held_on) >= since)
        .order_by(col(talk.talk_id), col(point.rank))
    )
    found: dict[str, list[_Said]] = {}
    for one, point_said in (await session.exec(asked)).all():
        found.setdefault(point_said.competency or "", []).append((one, point_said))
    return found


def _heard_of(talk: TalkRow, point: TalkPointRow, unit: str | None, topic: str | None) -> bool:
    """What was said of no unit speaks for one only on the topic that was named."""
    if topic is not None and point.topic not in (None, topic):
        return False
    if unit is None or talk.unit == unit:
        return True
    return talk.unit is None and topic is not None and point.topic == topic


def _voice(talk: TalkRow, point: TalkPointRow) -> Source:
    """Officers alone are those whose levels are measured too. Others are known by what it was, its day and place: what
    was written down twice was said once."""
    roles = sorted(role for role, number in talk.participants.items() if number)
    own = "pegawai" if "pegawai" in roles else "atasan"
    officers = bool(roles) and {*roles} <= {"pegawai", "atasan"}
    return Source(
        _TALKS[talk.kind],
        talk.held_on,
        Says(point.direction),
        sum(talk.participants.values()),
        ref=str(talk.talk_id),
        who=(f"{own}:{talk.unit}" if talk.unit else own) if officers else _meeting(talk),
        role=roles[0] if len(roles) == 1 else "",
        statement=point.statement,
    )


def _meeting(talk: TalkRow) -> str:
    return f"{talk.kind} {talk.held_on} {talk.place.casefold()}"


@dataclass(frozen=True)
class _Sample:
    """A draw of telaah berkas with what was read."""

    row: CaseSampleRow
    cases: tuple[Read, ...]

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return msgspec.convert(self.row.rubric, tuple[Criterion, ...])

    def sources(self, competency: str, unit: str | None, topic: str | None) -> list[Source]:
        row = self.row
        of_need = row.strata == "need"
        if of_need and (row.competency, row.unit, row.topic) != (competency, unit, topic):
            return []
        if not of_need and not any(one.speaks_of(competency) for one in self.criteria):
            return []
        cases = [one for one in self.cases if unit in (None, one.unit) and topic in (None, one.topic)]
        if of_need:
            told = confirmation(_answer(one.readings, CONFIRMS) for one in cases)
        else:
            told = verdict(lacks(competency, self.criteria, one.readings) for one in cases)
        if not told.judged:
            return []
        on, ref = _day(row.drawn_at), str(row.sample_id)
        return [Source(Kind.CASE_READING, on, told.says, told.judged, ref=ref, who="cases", showed=told.failing)]


async def _read(session: AsyncSession, since: date) -> list[_Sample]:
    rows = (await session.exec(select(CaseSampleRow).order_by(col(CaseSampleRow.sample_id)))).all()
    rows = [row for row in rows if _day(row.drawn_at) >= since]
    found = await read_cases(session, [row.sample_id for row in rows])
    return [_Sample(row, found.get(row.sample_id, ())) for row in rows]


def _answer(readings: Iterable[Mapping[str, str]], code: str) -> str | None:
    return settled([reading[code] for reading in readings if code in reading])


def _day(moment: datetime) -> date:
    """By UTC: what it is held against is two years away."""
    return moment.date()
