"""Rows of routing: what was advised and decided about each report, the models fitted to it, and which is in force."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.database import Row

FACTS = ("suggested", "forwarded", "forwarded_out", "sent_back", "taken", "reclassified", "archived", "duplicate")


class RoutingFactRow(Row, table=True):
    """Something advised or decided about whose a report is; projected from the log, may be emptied and rebuilt.

    A label is an owner as `routing/advice.py` writes it. What follows from a report's rows is said in
    `routing/outcomes.py`.
    """

    __tablename__ = "routing_facts"
    __table_args__ = (
        CheckConstraint("fact IN (" + ", ".join(repr(fact) for fact in FACTS) + ")", name="fact"),
        Index("ix_routing_facts_decided", "at", postgresql_where=text("by_person AND fact <> 'taken'")),
        Index("ix_routing_facts_suggested", "at", postgresql_where=text("fact = 'suggested'")),
        {"comment": "What was advised and what people decided about each report"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Of the event that tells it")
    fact: str = Field(sa_type=Text)
    at: datetime
    actor: str = Field(sa_type=Text, description="As in the log: kind and id, never a name")
    by_person: bool
    label: str | None = Field(default=None, sa_type=Text, description="The owner advised, decided or refused")
    topic: str | None = Field(default=None, sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    ground: str | None = Field(default=None, sa_type=Text, description="Why it was forwarded or archived")
    method: str | None = Field(default=None, sa_type=Text, description="Model and version that advised")
    share: float | None = Field(default=None, description="How sure the advice was, 0 to 1")
    sure: bool = Field(default=False, description="Sure enough to go on by itself")
    checked: bool = Field(default=False, description="Left to a person all the same, as a sample")
    same_as: UUID | None = Field(default=None, description="The report of which it is a duplicate")


class RoutingModelRow(Row, table=True):
    """A fitted model; its bytes hold n-grams and numbers, never a sentence, and are given up once it is old."""

    __tablename__ = "routing_models"
    __table_args__ = ({"comment": "Every model ever put in force, as long as log entries may name it"},)

    version: str = Field(primary_key=True, sa_type=Text)
    made_at: datetime
    made_by: str = Field(sa_type=Text, description="As in the log of complaints")
    reports: int = Field(description="How many reports it was fitted to")
    first_at: datetime = Field(description="When the earliest of them was decided")
    last_at: datetime = Field(description="When the latest of them was decided")
    judged_from: datetime = Field(description="Reports decided from then on were held out when it was judged")
    method: str = Field(sa_type=Text)
    figures: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    model: bytes | None = Field(default=None, sa_type=LargeBinary)
    twin: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="The same without what was held out, against which to judge"
    )


class RoutingUseRow(Row, table=True):
    """From when a model is in force; the row that came last tells which is now."""

    __tablename__ = "routing_uses"
    __table_args__ = ({"comment": "Which model was in force from when, and who said so"},)

    use_id: UUID = Field(primary_key=True, description="Rises with time")
    version: str | None = Field(default=None, sa_type=Text, description="Empty: no model, the region's phrases alone")
    since: datetime
    by: str = Field(sa_type=Text, description="As in the log of complaints; system for the nightly lesson")
    pinned: bool = Field(description="Chosen by a person: the nightly lesson does not replace it")


class RoutingLessonRow(Row, table=True):
    """What came of an attempt to learn."""

    __tablename__ = "routing_lessons"
    __table_args__ = ({"comment": "Each attempt to learn from what people decided, and what came of it"},)

    lesson_id: UUID = Field(primary_key=True, description="Rises with time")
    began_at: datetime
    ended_at: datetime
    by: str = Field(sa_type=Text, description="As in the log of complaints; system for the nightly lesson")
    outcome: str = Field(sa_type=Text, description="too_little, worse, kept or replaced")
    reports: int
    details: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
