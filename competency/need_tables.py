"""Rows of needs and their ledger, and of what a region decides about learning."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row

_OPEN = text("status NOT IN ('rejected', 'closed')")
_STATUSES = "'new', 'reviewed', 'accepted', 'rejected', 'passed_on', 'scheduled', 'trained', 'evaluated', 'closed'"


class NeedEventRow(Row, table=True):
    """The ledger of needs: one row per fact, chained to the row before it of its need."""

    __tablename__ = "need_events"
    __table_args__ = (
        UniqueConstraint("need_id", "cause", "ordinal"),
        {"comment": "Append-only ledger of needs; a trigger refuses UPDATE, DELETE and TRUNCATE"},
    )

    need_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Counts from 1 within the need")
    type: str = Field(sa_type=Text)
    at: datetime
    actor: str = Field(sa_type=Text, description="Kind and id of who did it, never a name")
    cause: str = Field(sa_type=Text, description="Names the request, so that a repeat is recognised")
    ordinal: int = Field(sa_type=SmallInteger, description="Place of the event among those of its cause")
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    previous: bytes = Field(sa_type=LargeBinary, description="Hash of the row before it")
    hash: bytes = Field(sa_type=LargeBinary, description="SHA-256 over the previous hash and this row")


append_only(NeedEventRow.__table__)  # type: ignore[attr-defined]


class NeedRow(Row, table=True):
    """A need as it stands, folded from its ledger. It is of a competency in a unit, or in the whole region: there is no
    column for a person, nor may there ever be one."""

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        CheckConstraint("origin IN ('signal', 'inputs')", name="origin"),
        CheckConstraint("(status IN ('rejected', 'closed')) = (ended_at IS NOT NULL)", name="ended"),
        Index(
            "uq_needs_open_cell",
            "competency",
            text("COALESCE(unit, ''::text)"),
            text("COALESCE(topic, ''::text)"),
            unique=True,
            postgresql_where=_OPEN,
        ),
        Index("ix_needs_competency", "competency", "topic", "unit"),
        {"comment": "Needs as they stand, made anew from need_events at any time"},
    )

    need_id: UUID = Field(primary_key=True)
    version: int = Field(description="That of the newest event")
    head: bytes = Field(sa_type=LargeBinary, description="Hash of the newest event")
    code: str = Field(sa_type=Text, unique=True)
    competency: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)
    topic: str | None = Field(default=None, sa_type=Text)
    origin: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    priority: int = Field(sa_type=SmallInteger)
    opened_at: datetime
    changed_at: datetime
    owner: str | None = Field(default=None, sa_type=Text, description="Unit to which it was passed on")
    owner_due: datetime | None = None
    batch: UUID | None = Field(default=None, description="Training it is scheduled in")
    again_on: date | None = Field(default=None, description="When its verdict can be known")
    ended_at: datetime | None = None
    state: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, comment="All of it"))


class NeedWordsRow(Row, table=True):
    """What was written about a need, beside its ledger; erasing it blanks salt and content."""

    __tablename__ = "need_words"
    __table_args__ = (
        CheckConstraint("(salt IS NULL) = (content IS NULL)", name="whole"),
        {"comment": "Reasons and replies that the ledger of needs refers to by seal"},
    )

    need_id: UUID = Field(sa_column=Column(ForeignKey("needs.need_id"), primary_key=True))
    words_id: UUID = Field(primary_key=True)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    content: str | None = Field(default=None, sa_type=Text)


class NeedMailRow(Row, table=True):
    """A mail to the head of a unit about a need: that it may answer, or that the matter was passed on to it."""

    __tablename__ = "need_mails"
    __table_args__ = (
        CheckConstraint("purpose IN ('answer', 'owner', 'late')", name="purpose"),
        Index("ix_need_mails_due_at", "due_at"),
        {"comment": "Mails about needs that are still owed; gone once sent or given up"},
    )

    need_id: UUID = Field(primary_key=True, foreign_key="needs.need_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    purpose: str = Field(primary_key=True, sa_type=Text)
    until: datetime = Field(description="To which instant of the need it belongs; of another one it is not sent")
    due_at: datetime
    attempts: int = 0


class LearningDecisionRow(Row, table=True):
    """One version of something the region decided about learning: a competency of the dictionary, what topics and
    families point to, thresholds, lists, incentives, a year's plan. The newest version of a subject is in force."""

    __tablename__ = "learning_decisions"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('competency', 'mapping', 'thresholds', 'standard_answers', 'incentives', 'plan', 'trainings', "
            "'rubric')",
            name="kind",
        ),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("btrim(why) <> ''", name="why"),
        {"comment": "Decisions about learning, with who and why; a trigger refuses UPDATE, DELETE and TRUNCATE"},
    )

    kind: str = Field(sa_type=Text, primary_key=True)
    subject: str = Field(sa_type=Text, primary_key=True, description="Which one of its kind; empty where there is one")
    version: int = Field(primary_key=True)
    at: datetime
    actor: str = Field(sa_type=Text, description="Kind and id of who decided; system: the region's folder")
    why: str = Field(sa_type=Text)
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


append_only(LearningDecisionRow.__table__)  # type: ignore[attr-defined]
