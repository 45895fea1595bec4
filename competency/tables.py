"""Rows of what complaints show about competencies, and of the signals read from it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row


class EvidenceRow(Row, table=True):
    """What a complaint shows of the unit that has it; projected from the log, may be emptied and rebuilt.

    A complaint is charged to the unit that has it, and only with what was done there: what another unit did before is
    forgotten here. Reports of wrongdoing, and what never came to a unit or was not for one to answer, have no row.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_received_at", "received_at"),
        {"comment": "What each complaint shows of how it was handled; holds no word, name or place"},
    )

    complaint_id: UUID = Field(primary_key=True)
    unit: str = Field(sa_type=Text, description="To which it is charged")
    topic: str | None = Field(default=None, sa_type=Text)
    area: str | None = Field(default=None, sa_type=Text)
    channel: str = Field(sa_type=Text)
    received_at: datetime
    severity: int = Field(description="0 light, 1 middling, 2 heavy: promised within 5, 14 or more working days")
    first_days: int | None = Field(default=None, description="Working days promised for the first reply")
    first_due: datetime | None = Field(default=None, description="Empty while its clock stands still")
    first_missed: bool = Field(description="A date of it passed, also one before the one it has now")
    replied_at: datetime | None = Field(default=None, description="The first word of a person")
    days: int | None = Field(default=None, description="Working days promised for the whole")
    due: datetime | None = Field(default=None, description="Of the first answer; empty while its clock stands still")
    missed: bool
    closed_at: datetime | None = Field(default=None, description="The first time the unit said that it is done")
    template: bool = Field(description="That answer says next to nothing but what earlier ones said")
    reopened_at: datetime | None = Field(default=None, description="The first time it was said not to be done")
    asked: int = Field(description="How often the reporter was asked something")
    asked_again_at: datetime | None = Field(default=None, description="The second time")
    passed: int = Field(description="How often it was handed on after a unit had it")
    passed_again_at: datetime | None = Field(default=None, description="The second time")
    refused: bool = Field(description="The unit that has it had sent it back as none of its own")
    rating: int | None = Field(default=None, description="1 to 5")
    rated_at: datetime | None = None
    people: list[str] = Field(
        sa_column=Column(JSONB, nullable=False),
        description="Ids of officers who worked on it in that unit; only ever counted, never shown",
    )


class EvidenceBesideRow(Row, table=True):
    """What the log does not tell of a complaint and its erasure must not take away: decided once, then kept.

    `reporter` is a random number that complaints of one person share. It is made from contacts while they are there
    and follows from nothing: once the contacts are erased, it leads nowhere.
    """

    __tablename__ = "evidence_beside"
    __table_args__ = ({"comment": "Which complaints came from the same person, and which told of trouble told before"},)

    complaint_id: UUID = Field(primary_key=True)
    reporter: UUID = Field(description="Drawn at random; leads to nobody")
    repeated: bool = Field(description="The same topic at the same place had been told of within 90 days before")


class StaffingRow(Row, table=True):
    """How many people a unit had in a month for complaints, and how much time; the row of a month added last counts."""

    __tablename__ = "staffing"
    __table_args__ = (
        CheckConstraint("month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name="month"),
        CheckConstraint("officers >= 0 AND capacity_hours >= 0 AND leave_hours >= 0", name="amounts"),
        CheckConstraint("leave_hours <= capacity_hours", name="leave"),
        CheckConstraint("source IN ('entered', 'imported')", name="source"),
        Index("ix_staffing_unit_month", "unit", "month"),
        {"comment": "People and hours of each unit and month; rows are only added"},
    )

    staffing_id: UUID = Field(primary_key=True, description="Rises with time")
    unit: str = Field(sa_type=Text)
    month: str = Field(sa_type=Text, description="As 2026-10")
    officers: float = Field(description="Full-time equivalents that handle complaints")
    capacity_hours: float = Field(description="Hours they have for complaints in that month when nobody is away")
    leave_hours: float = Field(description="Hours of those that fell away by leave and the like")
    source: str = Field(sa_type=Text)
    written_by: str = Field(sa_type=Text, description="As the log names people")
    written_at: datetime


class SignalReportRow(Row, table=True):
    """A month's look at all evidence: by what rules it was made, and what its list promises."""

    __tablename__ = "signal_reports"
    __table_args__ = (
        UniqueConstraint("data_as_of", "number"),
        CheckConstraint("period_from <= period_until AND period_until <= data_as_of", name="period"),
        CheckConstraint("claimed BETWEEN 0 AND 1 AND judged BETWEEN 0 AND complaints", name="shares"),
        {"comment": "Each reading of signals: period, rules, a digest of what was read, and what the list promises"},
    )

    report_id: UUID = Field(primary_key=True, description="Rises with time")
    period_from: date
    period_until: date
    data_as_of: date = Field(description="What happened later was not known")
    number: int = Field(description="Counts from 1: the same day may be read anew when late data came")
    made_at: datetime
    made_by: str = Field(sa_type=Text, description="As the log names people; system for the monthly reading")
    method: str = Field(sa_type=Text, description="Version of the method")
    policy: str = Field(sa_type=Text, description="Version of what the region decided about signals")
    parameters: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    data_hash: str = Field(sa_type=Text, description="SHA-256 of all that was read, in hex")
    strong: int = Field(description="How long the list of strong signals is")
    claimed: float = Field(description="The share of them that is expected to be wrong")
    complaints: int
    judged: int = Field(description="Of those, in cells large enough to be judged alone")
    steps: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_column=Column(JSONB, nullable=False),
        description="Of each step in which more is looked at together: complaints, strong signals, what it claims",
    )
    staffed: bool = Field(description="Whether it was known who was on duty")
    matters: list[dict[str, Any]] = Field(
        sa_column=Column(JSONB, nullable=False), description="What no training mends, for whoever owns it"
    )


class SignalRow(Row, table=True):
    """A signal as a report found it. Its numbers are frozen; the next report's is another row with the same code."""

    __tablename__ = "signals"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("family IN ('teknis', 'komunikasi', 'wewenang')", name="family"),
        CheckConstraint("strength IN ('kuat', 'pantau')", name="strength"),
        CheckConstraint("(ended_at IS NULL) = (ended_for IS NULL)", name="ended"),
        CheckConstraint("ended_for IN ('superseded', 'gone', 'expired')", name="ended_for"),
        CheckConstraint("span IN ('cell', 'longer', 'family', 'kind', 'both')", name="span"),
        Index("ix_signals_unit", "unit"),
        Index("ix_signals_report_id", "report_id"),
        {"comment": "Signals with the numbers they had when they were found"},
    )

    signal_id: UUID = Field(primary_key=True, description="Rises with time; one for each version")
    code: str = Field(sa_type=Text, description="SIN-2026-10-0001: the same for all versions of a signal")
    version: int = Field(description="Counts from 1")
    report_id: UUID = Field(foreign_key="signal_reports.report_id")
    span: str = Field(default="cell", sa_type=Text, description="What was looked at together for it")
    unit: str = Field(sa_type=Text, description="Or the kind of units")
    topic: str | None = Field(default=None, sa_type=Text, description="Or the family of topics; empty: the whole unit")
    units: list[str] = Field(
        default_factory=list,
        sa_column=Column(JSONB, nullable=False),
        description="Whose complaints it was read from; their heads may see it",
    )
    topics: list[str] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False), description="On which they were"
    )
    family: str = Field(sa_type=Text)
    label: str = Field(sa_type=Text, description="What its pattern speaks for")
    strength: str = Field(sa_type=Text)
    numbers: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    made_at: datetime
    expires_on: date = Field(description="From then on it says nothing any more, unless a later report finds it again")
    ended_at: datetime | None = None
    ended_for: str | None = Field(default=None, sa_type=Text)


class SignalCaseRow(Row, table=True):
    """A complaint that stands behind a signal: drawn at random, or one of those that surprise most."""

    __tablename__ = "signal_cases"
    __table_args__ = (
        CheckConstraint("kind IN ('random', 'strongest')", name="kind"),
        Index("ix_signal_cases_signal_id", "signal_id"),
        {"comment": "Complaints by which a signal can be looked into"},
    )

    complaint_id: UUID = Field(primary_key=True)
    signal_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True, sa_type=Text)
    place: int = Field(description="Counts from 1")


class SignalOpeningRow(Row, table=True):
    """That somebody opened a signal; its unit may see by whom."""

    __tablename__ = "signal_openings"
    __table_args__ = (
        Index("ix_signal_openings_signal_id", "signal_id", "at"),
        {"comment": "Who opened which signal, and when; rows are only added"},
    )

    opening_id: UUID = Field(primary_key=True, description="Rises with time")
    signal_id: UUID = Field(foreign_key="signals.signal_id")
    officer_id: UUID
    at: datetime


class SignalCaseOpeningRow(Row, table=True):
    """That somebody opened a complaint from a signal's page."""

    __tablename__ = "signal_case_openings"
    __table_args__ = (
        Index("ix_signal_case_openings_signal_id", "signal_id", "at"),
        {"comment": "Who opened which complaint behind which signal, and when; rows are only added"},
    )

    complaint_id: UUID = Field(primary_key=True)
    opening_id: UUID = Field(primary_key=True, description="Rises with time")
    signal_id: UUID
    officer_id: UUID
    at: datetime


class SignalReplyRow(Row, table=True):
    """What a unit answers to a signal about it."""

    __tablename__ = "signal_replies"
    __table_args__ = (
        Index("ix_signal_replies_code", "code"),
        {"comment": "Answers of units to signals about them; rows are only added"},
    )

    reply_id: UUID = Field(primary_key=True, description="Rises with time")
    signal_id: UUID = Field(foreign_key="signals.signal_id", description="The version that was read")
    code: str = Field(sa_type=Text, description="Of the signal in all its versions")
    words: bytes = Field(sa_type=LargeBinary, description="Sealed")
    officer_id: UUID
    at: datetime


class SignalMailRow(Row, table=True):
    """A mail that tells an officer of a new reading; gone once it was sent or given up."""

    __tablename__ = "signal_mails"
    __table_args__ = ({"comment": "Mails about readings of signals that are still owed; they name no unit"},)

    report_id: UUID = Field(primary_key=True, foreign_key="signal_reports.report_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    whole: bool = Field(description="Told as one who sees all units; else as the head of one")
    found: int = Field(description="How many signals there are for the reader to look at")
    others: int = Field(description="Of those, how many no training mends")
    attempts: int = 0
    due_at: datetime


append_only(StaffingRow.__table__)  # type: ignore[attr-defined]
append_only(SignalOpeningRow.__table__)  # type: ignore[attr-defined]
append_only(SignalCaseOpeningRow.__table__)  # type: ignore[attr-defined]
append_only(SignalReplyRow.__table__)  # type: ignore[attr-defined]
