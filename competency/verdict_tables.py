"""Rows of whether trainings worked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row

REASONS = ("judged", "too_early", "too_few", "not_measured", "not_compared", "uncertain")
"""Why it is so: a bar was reached; half a year is not over; too few cells or complaints; complaints tell nothing of
this competency; nobody to compare with; all that is known leaves both possible."""


class VerdictRow(Row, table=True):
    """A verdict on a version of material, with the figures it was reached by. A later look is another row."""

    __tablename__ = "verdicts"
    __table_args__ = (
        CheckConstraint("verdict IN ('effective', 'ineffective', 'unknown')", name="verdict"),
        CheckConstraint(f"reason IN ({', '.join(repr(one) for one in REASONS)})", name="reason"),
        CheckConstraint("(reason = 'judged') = (verdict <> 'unknown')", name="judged"),
        CheckConstraint("due_on IS NULL OR verdict = 'unknown'", name="due_on"),
        CheckConstraint("number >= 1 AND look BETWEEN 1 AND 3 AND months >= 0", name="counts"),
        UniqueConstraint("material_id", "number"),
        {"comment": "Verdicts on versions of training material; a trigger refuses UPDATE, DELETE and TRUNCATE"},
    )

    verdict_id: UUID = Field(primary_key=True)
    material_id: UUID = Field(foreign_key="training_materials.material_id")
    number: int = Field(description="Counts from 1 for each version of material")
    look: int = Field(description="How often these batches have been looked at, this time included; at most 3")
    verdict: str = Field(sa_type=Text)
    indicates: bool = Field(description="Less than a verdict: too few waited for a fair comparison")
    reason: str = Field(sa_type=Text)
    months: int = Field(description="Full months after the transition, of the batch with fewest")
    batches: list[str] = Field(sa_column=Column(JSONB, nullable=False), description="Ids of those that count")
    figures: dict[str, Any] = Field(
        sa_column=Column(JSONB, nullable=False),
        description="Effect, intervals, cells trained and waiting, what was left out",
    )
    data_as_of: date = Field(description="What happened later was not known")
    due_on: date | None = Field(default=None, description="When it is looked at again")
    method: str = Field(sa_type=Text, description="Version of the method")
    made_at: datetime
    made_by: str = Field(sa_type=Text, description="As the log names people; system for the daily look")


append_only(VerdictRow.__table__)  # type: ignore[attr-defined]
