"""Rows of promises: the dated rules, and one clock for each promise of each complaint."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlmodel import Field

from complaints.kinds import Stage
from foundation.database import Row

_STAGES = "stage IN (" + ", ".join(repr(str(stage)) for stage in Stage) + ")"
_TO_WARN = text("NOT warned AND NOT ended")
_TO_MISS = text("NOT missed AND NOT ended")


class PolicyRow(Row, table=True):
    """One rule of what is promised. A rule in force is never edited: a new number is a row with a later date."""

    __tablename__ = "promise_rules"
    __table_args__ = (
        CheckConstraint(_STAGES, name="stage"),
        CheckConstraint("days BETWEEN 1 AND 366", name="days"),
        CheckConstraint("level IN ('national', 'regional')", name="level"),
        CheckConstraint("counted_from IN ('filing', 'resolution')", name="counted_from"),
        {"comment": "Promises by stage, kind and unit, as dated rows"},
    )

    stage: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text, description="A kind, or * for all")
    unit: str = Field(primary_key=True, sa_type=Text, description="A unit, or * for all; a unit can only tighten")
    level: str = Field(primary_key=True, sa_type=Text, description="A regional rule can only tighten a national one")
    effective_from: date = Field(primary_key=True, description="Local date from which new promises follow it")
    days: int = Field(description="Working days")
    counted_from: str = Field(sa_type=Text)
    regulation: str = Field(sa_type=Text)
    confirmed: bool = Field(description="Whether the number was seen in an official source")
    note: str = Field(sa_type=Text)


class ClockRow(Row, table=True):
    """How one promise of a complaint stands; projected from the log, may be emptied and rebuilt.

    The two partial indexes hold only what the watch still has to find, in the order in which it reads them.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        CheckConstraint(_STAGES, name="stage"),
        Index("ix_clocks_to_warn", "warn_at", "complaint_id", "stage", "due", postgresql_where=_TO_WARN),
        Index("ix_clocks_to_miss", "due", "complaint_id", "stage", postgresql_where=_TO_MISS),
        {"comment": "Promises of each complaint and what became of them"},
    )

    complaint_id: UUID = Field(primary_key=True)
    stage: str = Field(primary_key=True, sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text, description="Who has the case now; empty while in triage")
    kind: str = Field(sa_type=Text)
    restricted: bool = Field(description="On the oversight road: only those who handle it may know that it exists")
    given_at: datetime
    counted_from: datetime
    due: datetime
    warn_at: datetime = Field(description="When a warning falls due")
    days: int = Field(description="Working days promised")
    met_at: datetime | None = None
    missed: bool = Field(description="The log says that it was not kept in time")
    warned: bool
    ended: bool = Field(description="No longer waited for")


class CaseSignRow(Row, table=True):
    """A fact of a case by which figures may have been flattered; projected from the log, may be emptied and rebuilt.

    Most cases have two rows, for being forwarded and being resolved. What makes such a fact a sign worth a look is
    said in `sla/signs.py`.
    """

    __tablename__ = "case_signs"
    __table_args__ = (
        CheckConstraint("fact IN ('forwarded', 'paused', 'resolved')", name="fact"),
        {"comment": "Facts of each case that are shown beside its figures"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Of the event that tells it")
    fact: str = Field(sa_type=Text)
    seconds: int | None = Field(
        default=None,
        sa_type=BigInteger,
        description="Resolved: since it was filed, by the clock. Paused: of the promise's own time, unspent",
    )
    template_share: float | None = Field(default=None, description="How much of an answer repeats earlier ones")
    by_staff: bool = Field(default=False, description="Somebody in the office wrote the report down")
    from_office: bool = Field(default=False, description="The report was sent from a network of the government")
