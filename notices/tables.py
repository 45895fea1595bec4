"""Rows of notices: the outbox, what of it was delivered to whom, how far each officer has read, and alarms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.database import Row
from notices.rules import Audience

_STORED = ", ".join(sorted(repr(str(audience)) for audience in Audience if audience is not Audience.HOLDER))


_TO_ROLES = "unit IS NULL AND audience <> 'citizen' AND audience <> 'followers'"
"""What is told to all who hold a role, wherever."""


class NoticeRow(Row, table=True):
    """The outbox: that an audience is to be told of an event. People, words and addresses are found when it is sent."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(f"audience IN ({_STORED})", name="audience"),
        CheckConstraint("(unit IS NOT NULL) = (audience IN ('unit', 'head', 'asked'))", name="unit"),
        CheckConstraint("(person IS NOT NULL) = (audience = 'mentioned')", name="person"),
        CheckConstraint("dead_at IS NULL OR dead_reason IS NOT NULL", name="dead"),
        Index("ix_notices_waiting", "due_at", postgresql_where=text("sent_at IS NULL AND dead_at IS NULL")),
        Index("ix_notices_dead", "dead_at", postgresql_where=text("dead_at IS NOT NULL")),
        Index("ix_notices_to_call", "complaint_id", "version", postgresql_where=text("to_call IS true")),
        Index("ix_notices_audience_unit_created_at", "audience", "unit", "created_at"),
        Index("ix_notices_roles", "audience", "created_at", postgresql_where=text(_TO_ROLES)),
        Index("ix_notices_person_created_at", "person", "created_at", postgresql_where=text("person IS NOT NULL")),
        {"comment": "Who is to be told what, by ids and codes only. Owed once per event, delivered at least once"},
    )

    complaint_id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(primary_key=True, description="Follows from complaint, version and audience")
    event: str = Field(sa_type=Text, description="Dotted name of the event told of")
    version: int = Field(description="The event's place in the log of its complaint")
    stage: str | None = Field(default=None, sa_type=Text, description="The promise an event about a deadline is about")
    promised: datetime | None = Field(default=None, description="When that promise is or was due")
    audience: str = Field(sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text, description="Whose officers or head are told")
    not_for: UUID | None = Field(default=None, description="The officer who acted, who is not told")
    person: UUID | None = Field(default=None, description="The one officer it is for, who was mentioned")
    created_at: datetime
    due_at: datetime = Field(description="Not to be sent before")
    locked_until: datetime | None = Field(default=None, description="Lease of the dispatcher that is sending it")
    attempts: int
    urgent: bool | None = Field(default=None, description="Goes out at any hour; NULL means no")
    sent_at: datetime | None = Field(default=None, description="When nothing was left to send")
    to_call: bool | None = Field(
        default=None, description="Its reporter had only a telephone when it went out, and nobody has called yet"
    )
    dead_at: datetime | None = Field(default=None, description="When it was given up")
    dead_reason: str | None = Field(default=None, sa_type=Text, description="Kind of failure; never an address")


class DeliveryRow(Row, table=True):
    """What became of one notice for one recipient on one channel, so that a retry leaves out whom it reached.

    `sending` is written before a message is handed over. A retry that finds it does not know whether it went out.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("outcome IN ('sending', 'later', 'delivered', 'gave_up')", name="outcome"),
        Index("ix_deliveries_uncertain", "uncertain", postgresql_where=text("uncertain > 0")),
        {"comment": "Marks of what was delivered, by ids only"},
    )

    complaint_id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(primary_key=True)
    channel: str = Field(primary_key=True, sa_type=Text)
    recipient: str = Field(primary_key=True, sa_type=Text, description="citizen, or officer: and the officer's id")
    outcome: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    at: datetime
    uncertain: int = Field(
        default=0,
        sa_column_kwargs={"server_default": text("0")},
        description="Times it was sent again though an earlier sending may have succeeded",
    )


class ReadMarkRow(Row, table=True):
    """How far an officer has read the notices on the page."""

    __tablename__ = "notice_read_marks"
    __table_args__ = ({"comment": "One instant an officer"},)

    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    read_until: datetime


class AlarmRow(Row, table=True):
    """Something the administrators have to see to, as long as it lasts."""

    __tablename__ = "alarms"
    __table_args__ = ({"comment": "Alarms to administrators, one row a kind; raised again, the row begins anew"},)

    name: str = Field(primary_key=True, sa_type=Text, description="Kind of alarm")
    since: datetime = Field(description="When it was raised")
    facts: dict[str, Any] = Field(sa_type=JSONB, description="Dates and numbers that its sentence mentions")
    told: list[str] = Field(sa_type=JSONB, description="Ids of officers who got the e-mail of this raising")
    told_at: datetime | None = Field(default=None, description="When nobody was left to tell")
    ended_at: datetime | None = None


class PhoneCallRow(Row, table=True):
    """News that somebody of the office told a reporter who left only a telephone number."""

    __tablename__ = "phone_calls"
    __table_args__ = ({"comment": "How far reporters who left only a number were told, by whom and when"},)

    complaint_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="The last event of which they were told")
    officer_id: UUID
    at: datetime


class LinkRequestRow(Row, table=True):
    """Somebody lost the codes of their cases and asks for them at an address. Gone once it was answered."""

    __tablename__ = "link_requests"
    __table_args__ = (Index("ix_link_requests_asked_at", "asked_at"), {"comment": "Lost codes asked for by e-mail"})

    request_id: UUID = Field(primary_key=True)
    email: bytes = Field(sa_type=LargeBinary, description="Sealed")
    language: str = Field(sa_type=Text)
    asked_at: datetime
    attempts: int = 0
    due_at: datetime
