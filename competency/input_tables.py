"""Rows of what officers, superiors, interviews, forums and read cases say about competencies."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.database import Row

_RECRUITMENT = "recruitment IN ('all', 'random', 'volunteers')"


class OfficerSurveyRow(Row, table=True):
    """A survey of officers about competencies: of themselves, or of those who work under them."""

    __tablename__ = "officer_surveys"
    __table_args__ = (
        CheckConstraint(_RECRUITMENT, name="recruitment"),
        CheckConstraint("least >= 5", name="least"),
        {"comment": "Surveys of officers; results are read only once they are closed"},
    )

    survey_id: UUID = Field(primary_key=True, description="Rises with time")
    title: str = Field(sa_type=Text)
    recruitment: str = Field(sa_type=Text)
    least: int = Field(sa_type=SmallInteger, description="No group of fewer answers is ever shown")
    closes_on: date = Field(description="The last day on which answers are taken")
    seed: str | None = Field(default=None, sa_type=Text, description="Of the draw, where officers were drawn by lot")
    made_by: UUID = Field(foreign_key="officers.officer_id")
    made_at: datetime
    closed_at: datetime | None = None


class SurveyItemRow(Row, table=True):
    """A competency a survey asks about, for the work on a topic or in general."""

    __tablename__ = "officer_survey_items"
    __table_args__ = ({"comment": "What each survey of officers asks"},)

    survey_id: UUID = Field(primary_key=True, foreign_key="officer_surveys.survey_id")
    competency: str = Field(primary_key=True, sa_type=Text)
    topic: str | None = Field(default=None, sa_type=Text)
    place: int = Field(sa_type=SmallInteger, description="In the order asked, from 1")


class SurveyTokenRow(Row, table=True):
    """One right to answer once. Whose it was is written nowhere, nor what was answered with it."""

    __tablename__ = "officer_survey_tokens"
    __table_args__ = (
        CheckConstraint("asked IN ('self', 'superior')", name="asked"),
        Index("ix_officer_survey_tokens_survey_id", "survey_id"),
        {"comment": "Hashes of secret links to surveys of officers; spent or not, and nothing else"},
    )

    token: bytes = Field(primary_key=True, sa_type=LargeBinary, description="SHA-256 of the link's secret")
    survey_id: UUID = Field(foreign_key="officer_surveys.survey_id")
    unit: str = Field(sa_type=Text)
    asked: str = Field(sa_type=Text, description="About oneself, or about those who work under one")
    spent: bool = False


class SurveyMailRow(Row, table=True):
    """An invitation that is owed. With it goes the last thing that says whose a link is."""

    __tablename__ = "officer_survey_mails"
    __table_args__ = (
        Index("ix_officer_survey_mails_due_at", "due_at"),
        {"comment": "Invitations to surveys of officers that are still to be sent; gone once sent"},
    )

    mail_id: UUID = Field(primary_key=True, description="Random: it tells no order")
    survey_id: UUID = Field(foreign_key="officer_surveys.survey_id")
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    secret: bytes = Field(sa_type=LargeBinary, description="Sealed")
    due_at: datetime
    attempts: int = 0


class LevelCountRow(Row, table=True):
    """How many people gave, or were given, one pair of levels. No row is one person's, and none has an instant."""

    __tablename__ = "level_counts"
    __table_args__ = (
        CheckConstraint("asked IN ('self', 'superior', 'assessed')", name="asked"),
        CheckConstraint(
            "needed BETWEEN 1 AND 5 AND now BETWEEN 1 AND 5 OR needed = 0 AND now = 0 AND asked <> 'assessed'",
            name="levels",
        ),
        CheckConstraint("people > 0", name="people"),
        Index("ix_level_counts_competency", "competency"),
        {"comment": "Levels (1 to 5) needed and held now, counted by survey or assessment, unit and competency"},
    )

    input_id: UUID = Field(primary_key=True, description="The survey, or the assessment")
    asked: str = Field(primary_key=True, sa_type=Text)
    unit: str = Field(primary_key=True, sa_type=Text, description="Empty where it is of no one unit")
    competency: str = Field(primary_key=True, sa_type=Text)
    needed: int = Field(primary_key=True, sa_type=SmallInteger, description="0: not part of their work")
    now: int = Field(primary_key=True, sa_type=SmallInteger)
    people: int


class AssessmentRow(Row, table=True):
    """Levels brought in from an assessment centre or a test, as a table without people."""

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint(_RECRUITMENT, name="recruitment"),
        {"comment": "Imported assessments; their rows are counts of people"},
    )

    assessment_id: UUID = Field(primary_key=True, description="Rises with time")
    title: str = Field(sa_type=Text)
    held_on: date
    recruitment: str = Field(sa_type=Text)
    digest: bytes = Field(sa_type=LargeBinary, unique=True, description="Of the table: the same is not taken twice")
    brought_by: UUID = Field(foreign_key="officers.officer_id")
    brought_at: datetime


class TalkRow(Row, table=True):
    """An interview, a forum or a musyawarah desa at which people said what officers should learn."""

    __tablename__ = "talks"
    __table_args__ = (
        CheckConstraint("kind IN ('interview', 'forum', 'village')", name="kind"),
        CheckConstraint(_RECRUITMENT, name="recruitment"),
        {"comment": "Interviews, forums and village meetings, without the name of anybody who spoke"},
    )

    talk_id: UUID = Field(primary_key=True, description="The form's key: sent twice, kept once")
    kind: str = Field(sa_type=Text)
    held_on: date
    place: str = Field(sa_type=Text, description="Village or building; where people live is not written")
    unit: str | None = Field(default=None, sa_type=Text, description="The unit that was spoken of")
    participants: dict[str, Any] = Field(
        sa_column=Column(JSONB, nullable=False), description="How many took part, by role"
    )
    recruitment: str = Field(sa_type=Text)
    recorded_by: UUID = Field(foreign_key="officers.officer_id")
    recorded_at: datetime


class TalkPointRow(Row, table=True):
    """One thing that was said, and which need it speaks for."""

    __tablename__ = "talk_points"
    __table_args__ = (
        CheckConstraint("direction IN ('need', 'none', 'neutral')", name="direction"),
        Index("ix_talk_points_competency", "competency"),
        {"comment": "Priorities of a talk in their order, as statements without names"},
    )

    talk_id: UUID = Field(primary_key=True, foreign_key="talks.talk_id")
    rank: int = Field(primary_key=True, sa_type=SmallInteger, description="1 mattered most to those who met")
    statement: str = Field(sa_type=Text)
    direction: str = Field(sa_type=Text, description="That there is a need, that there is none, or neither")
    competency: str | None = Field(default=None, sa_type=Text, description="None until the analyst has read it")
    topic: str | None = Field(default=None, sa_type=Text)


class TalkPhotoRow(Row, table=True):
    """A photo of the list of those who came: proof that a talk was held, opened by the analyst alone."""

    __tablename__ = "talk_photos"
    __table_args__ = ({"comment": "Photos of attendance lists, sealed; never public"},)

    talk_id: UUID = Field(primary_key=True, foreign_key="talks.talk_id")
    photo_id: UUID = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary, description="Sealed")


class CaseSampleRow(Row, table=True):
    """A random draw of closed cases for two people to read; with its seed anybody draws the same again."""

    __tablename__ = "case_samples"
    __table_args__ = (
        CheckConstraint("strata IN ('unit', 'need')", name="strata"),
        CheckConstraint("(strata = 'need') = (need_id IS NOT NULL)", name="of_a_need"),
        CheckConstraint("until > since", name="span"),
        {"comment": "Telaah berkas: random samples of closed cases, with seed and rubric"},
    )

    sample_id: UUID = Field(primary_key=True, description="Rises with time")
    strata: str = Field(sa_type=Text, description="So many of each unit, or those of one need")
    seed: str = Field(sa_type=Text)
    size: int = Field(sa_type=SmallInteger, description="Cases drawn of each unit, or of the need, at the most")
    since: date = Field(description="Closed on this day at the earliest")
    until: date = Field(description="Closed before this day")
    unit: str | None = Field(default=None, sa_type=Text)
    topic: str | None = Field(default=None, sa_type=Text)
    competency: str | None = Field(default=None, sa_type=Text)
    need_id: UUID | None = Field(default=None, index=True)
    signal_id: UUID | None = Field(
        default=None, foreign_key="signals.signal_id", description="Of several cells together, into which it looks"
    )
    rubric: list[Any] = Field(sa_column=Column(JSONB, nullable=False), description="What is asked of each case")
    rubric_version: int = Field(
        default=0, description="Of the decision it was drawn with; 0: the one that comes with the house"
    )
    drawn_by: UUID = Field(foreign_key="officers.officer_id")
    drawn_at: datetime


class SampledReadingRow(Row, table=True):
    """A closed case that was drawn to be read."""

    __tablename__ = "case_sample_cases"
    __table_args__ = (
        Index("ix_case_sample_cases_sample_id", "sample_id", "place"),
        {"comment": "Cases drawn for telaah berkas, in the order of the draw"},
    )

    complaint_id: UUID = Field(primary_key=True)
    sample_id: UUID = Field(primary_key=True)
    place: int = Field(sa_type=SmallInteger, description="From 1")
    unit: str = Field(sa_type=Text, description="Which had closed it; readers are not told")
    topic: str | None = Field(default=None, sa_type=Text)


class CaseReadingRow(Row, table=True):
    """What one reader found in one case; the third seat is for whoever settles what two did not agree on."""

    __tablename__ = "case_readings"
    __table_args__ = (
        CheckConstraint("seat BETWEEN 1 AND 3", name="seat"),
        CheckConstraint("(read_at IS NULL) = (answers IS NULL)", name="is_read"),
        Index("uq_case_readings_seat", "complaint_id", "sample_id", "seat", unique=True),
        Index("ix_case_readings_sample_id", "sample_id"),
        Index("ix_case_readings_reader", "reader"),
        {"comment": "Readings of drawn cases against the rubric, two or three of each"},
    )

    complaint_id: UUID = Field(primary_key=True)
    sample_id: UUID = Field(primary_key=True)
    reader: UUID = Field(primary_key=True)
    seat: int = Field(sa_type=SmallInteger)
    opened_at: datetime
    read_at: datetime | None = None
    answers: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSONB(none_as_null=True)), description="By criterion: yes, no or unclear"
    )
