"""Rows of completions from learning platforms, and of what participants answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row


class PlatformKeyRow(Row, table=True):
    """A key with which a learning platform sends statements; its secret is shown once and kept as a hash."""

    __tablename__ = "platform_keys"
    __table_args__ = ({"comment": "Keys of learning platforms for the xAPI endpoint"},)

    key_id: UUID = Field(primary_key=True, description="The name it signs in with")
    platform: str = Field(sa_type=Text)
    secret: bytes = Field(sa_type=LargeBinary, description="Keyed hash")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")
    revoked_at: datetime | None = None
    revoked_by: UUID | None = Field(default=None, foreign_key="officers.officer_id")


class CourseRow(Row, table=True):
    """A course on the region's learning platform, and the version of material that it teaches."""

    __tablename__ = "courses"
    __table_args__ = (
        UniqueConstraint("activity"),
        Index("ix_courses_material_id", "material_id"),
        {"comment": "Courses of learning platforms and the material they teach"},
    )

    course_id: UUID = Field(primary_key=True)
    activity: str = Field(sa_type=Text, description="Its IRI in statements")
    title: str = Field(sa_type=Text)
    link: str = Field(sa_type=Text, description="Where officers open it")
    material_id: UUID = Field(foreign_key="training_materials.material_id")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")


class CourseResultRow(Row, table=True):
    """What a platform told of somebody and a course: completion and score, and nothing else of the statement."""

    __tablename__ = "course_results"
    __table_args__ = (
        CheckConstraint("source IN ('xapi', 'csv')", name="source"),
        CheckConstraint("(source = 'xapi') = (key_id IS NOT NULL)", name="key"),
        CheckConstraint("scaled BETWEEN -1 AND 1", name="scaled"),
        CheckConstraint("(activity IS NULL) = (voids IS NOT NULL)", name="about"),
        CheckConstraint("voids IS NULL OR officer_id IS NULL", name="voids"),
        Index("ix_course_results_officer_id", "officer_id"),
        Index("ix_course_results_person", "person"),
        Index("ix_course_results_activity", "activity"),
        Index("ix_course_results_key_id", "key_id", "stored_at", "result_id"),
        Index("ix_course_results_voids", "voids"),
        {"comment": "Completions and scores from learning platforms; people by a keyed hash"},
    )

    result_id: UUID = Field(primary_key=True, description="The statement's id")
    source: str = Field(sa_type=Text)
    key_id: UUID | None = Field(default=None, foreign_key="platform_keys.key_id", description="None: from a CSV table")
    activity: str | None = Field(default=None, sa_type=Text)
    person: bytes = Field(sa_type=LargeBinary, description="Keyed hash of the address or account")
    officer_id: UUID | None = Field(default=None, foreign_key="officers.officer_id")
    verb: str = Field(sa_type=Text)
    completed: bool | None = None
    passed: bool | None = None
    scaled: float | None = Field(default=None, description="Score, -1 to 1")
    at: datetime
    stored_at: datetime
    said: bytes = Field(sa_type=LargeBinary, description="Keyed hash of the statement, to know it when it comes again")
    voids: UUID | None = Field(default=None, description="The statement that this one takes back")
    voided: bool = False


class ReactionTicketRow(Row, table=True):
    """A one-use code for the questionnaire of a batch. Handed out by chance; gone once used, so nothing points back."""

    __tablename__ = "reaction_tickets"
    __table_args__ = (
        Index("ix_reaction_tickets_batch_id", "batch_id"),
        {"comment": "Unused codes for the anonymous questionnaire after a batch; no code is tied to anybody"},
    )

    ticket: bytes = Field(primary_key=True, sa_type=LargeBinary, description="Keyed hash of the code")
    batch_id: UUID = Field(foreign_key="batches.batch_id")


class ReactionDrawRow(Row, table=True):
    """That somebody was handed a code on their own page, so that nobody draws twice; not when, and not which."""

    __tablename__ = "reaction_draws"
    __table_args__ = ({"comment": "Who was handed a code for the questionnaire on their own page"},)

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")


class ReactionCountRow(Row, table=True):
    """How many people gave one answer to one question after a batch. No row is one person's, and none has an instant.

    All counts of a batch are written with each answer, so that no transaction tells which of them grew.
    """

    __tablename__ = "reaction_counts"
    __table_args__ = (
        CheckConstraint("answer BETWEEN 1 AND 5", name="answer"),
        CheckConstraint("people >= 0", name="people"),
        {"comment": "Anonymous answers after a batch, as counts: no person, no code, no time"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    question: str = Field(primary_key=True, sa_type=Text)
    answer: int = Field(primary_key=True, sa_type=SmallInteger)
    people: int


class ReactionWordsRow(Row, table=True):
    """What one of them wrote besides. Those of a batch are written anew, in an order by chance, with each answer."""

    __tablename__ = "reaction_words"
    __table_args__ = (
        Index("ix_reaction_words_batch_id", "batch_id"),
        {"comment": "Words written after a batch, sealed and in no order"},
    )

    words_id: UUID = Field(primary_key=True, description="Random; says nothing of the time")
    batch_id: UUID = Field(foreign_key="batches.batch_id")
    words: bytes = Field(sa_type=LargeBinary, description="Sealed")


class MaterialTestRow(Row, table=True):
    """The questions before and after a training, as data of a version of its material."""

    __tablename__ = "material_tests"
    __table_args__ = (
        UniqueConstraint("material_id"),
        {"comment": "Questions of pre- and post-tests, one set a version of material"},
    )

    test_id: UUID = Field(primary_key=True)
    material_id: UUID = Field(foreign_key="training_materials.material_id")
    questions: list[dict[str, Any]] = Field(
        sa_column=Column(JSONB, nullable=False), description="ask, choices, right (place of the right choice)"
    )
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")


class TestScoreRow(Row, table=True):
    """How many questions somebody answered rightly; what they chose is not kept."""

    __tablename__ = "test_scores"
    __table_args__ = (
        CheckConstraint("moment IN ('before', 'after')", name="moment"),
        CheckConstraint('asked >= 1 AND "right" BETWEEN 0 AND asked', name="right"),
        Index("ix_test_scores_officer_id", "officer_id"),
        {"comment": "Scores of pre- and post-tests, read by the participant and the training body alone"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    moment: str = Field(primary_key=True, sa_type=Text)
    right: int = Field(sa_type=SmallInteger)
    asked: int = Field(sa_type=SmallInteger)
    at: datetime


class ActionPlanRow(Row, table=True):
    """What a participant wants to do differently at work. Read by them, by whom they ask, and by the training body."""

    __tablename__ = "action_plans"
    __table_args__ = (
        CheckConstraint("closes_on > opens_on", name="dates"),
        UniqueConstraint("batch_id", "officer_id"),
        Index("ix_action_plans_officer_id", "officer_id"),
        {"comment": "Action plans after a training, sealed"},
    )

    plan_id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(foreign_key="batches.batch_id")
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    plan: bytes = Field(sa_type=LargeBinary, description="Sealed")
    made_at: datetime
    opens_on: date = Field(description="From when others are asked what became of it: three months after the batch")
    closes_on: date = Field(description="The last day on which they may answer: six months after it")


class PlanAskingRow(Row, table=True):
    """That a superior or colleague is asked what became of a plan, and what they said."""

    __tablename__ = "plan_askings"
    __table_args__ = (
        CheckConstraint("role IN ('superior', 'colleague')", name="role"),
        CheckConstraint("done BETWEEN 1 AND 4", name="done"),
        CheckConstraint("(done IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_plan_askings_plan_id", "plan_id"),
        Index("ix_plan_askings_due_at", "due_at"),
        {"comment": "Who is asked what became of an action plan; addresses and words are sealed"},
    )

    ask_id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(foreign_key="action_plans.plan_id")
    role: str = Field(sa_type=Text)
    email: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed; blank once it is over")
    due_at: datetime | None = Field(default=None, description="When the next mail is due; none: no more mails")
    mailed: int = Field(default=0, sa_type=SmallInteger, description="Mails that were sent")
    attempts: int = Field(default=0, sa_type=SmallInteger)
    done: int | None = Field(default=None, sa_type=SmallInteger, description="1 not at all to 4 wholly")
    words: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")
    answered_at: datetime | None = None


class HoursExportRow(Row, table=True):
    """That hours were handed to the personnel system, with numbers in the civil service opened. Never changed."""

    __tablename__ = "hours_exports"
    __table_args__ = ({"comment": "Each time learning hours were exported: who, of which year, how many rows"},)

    export_id: UUID = Field(primary_key=True)
    at: datetime
    by: UUID = Field(foreign_key="officers.officer_id")
    year: int = Field(sa_type=SmallInteger)
    people: int
    left_out: int = Field(description="People without a number in the civil service here")


append_only(HoursExportRow.__table__)  # type: ignore[attr-defined]
