"""Rows of people: units, officers, posts, sessions, and the contact a citizen left with a complaint."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from foundation.database import Row
from people.actor import Role


class UnitRow(Row, table=True):
    """A unit of the government; codes are the region's own and never reused."""

    __tablename__ = "units"
    __table_args__ = ({"comment": "The tree of units, loaded from the region's folder"},)

    code: str = Field(primary_key=True, sa_type=Text)
    parent: str | None = Field(default=None, sa_type=Text, foreign_key="units.code")
    name: str = Field(sa_type=Text)
    short: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    duty: str = Field(sa_type=Text)
    accepts: bool = Field(description="May be given complaints; a closed unit accepts none")
    timezone: str = Field(sa_type=Text, description="IANA name; Indonesia has three zones")
    place: int = Field(description="Order in which the region lists its units")


class OfficerRow(Row, table=True):
    """Somebody who signs in."""

    __tablename__ = "officers"
    __table_args__ = (UniqueConstraint("username"), {"comment": "Accounts of civil servants"})

    officer_id: UUID = Field(primary_key=True)
    username: str = Field(sa_type=Text, description="Lower-case")
    name: str = Field(sa_type=Text)
    email: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")
    password: str = Field(sa_type=Text, description="argon2id")
    created_at: datetime
    disabled_at: datetime | None = None


class PostRow(Row, table=True):
    """A role in a unit, for a time."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("role IN (" + ", ".join(repr(str(role)) for role in Role) + ")", name="role"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        UniqueConstraint("officer_id", "role", "unit", "starts_on"),
        {"comment": "Who holds which post, as dated rows"},
    )

    post_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(foreign_key="officers.officer_id", index=True)
    role: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text, foreign_key="units.code")
    starts_on: date
    ends_on: date | None = None


class OnCallRow(Row, table=True):
    """Somebody to be called at any hour when a life is in danger, for a time."""

    __tablename__ = "on_call"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("place >= 1", name="place"),
        Index("ix_on_call_ends_at", "ends_at"),
        {"comment": "The duty roster for danger to life, as timed rows"},
    )

    on_call_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    place: int = Field(description="Order in which they are called, from 1")
    starts_at: datetime
    ends_at: datetime = Field(description="On duty until just before")
    unit: str | None = Field(
        default=None,
        sa_type=Text,
        foreign_key="units.code",
        description="Only for what this unit or those below handle",
    )


class SessionRow(Row, table=True):
    """A sign-in that can be revoked; the cookie holds the token, the row its hash."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_officer_id", "officer_id"), {"comment": "Signed-in browsers"})

    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    started_at: datetime
    seen_at: datetime
    ends_at: datetime


class ContactRow(Row, table=True):
    """How to reach who filed a complaint. Sealed; found by blind index; blanked by erasure."""

    __tablename__ = "contacts"
    __table_args__ = ({"comment": "The only names and contacts of citizens"},)

    complaint_id: UUID = Field(primary_key=True)
    name: bytes | None = Field(default=None, sa_type=LargeBinary)
    email: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone: bytes | None = Field(default=None, sa_type=LargeBinary)
    email_index: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)
    phone_index: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)


class FollowerRow(Row, table=True):
    """How to reach somebody who follows a complaint because they have the same to tell. Sealed."""

    __tablename__ = "followers"
    __table_args__ = (
        UniqueConstraint("complaint_id", "email_index"),
        {"comment": "Contacts of those who follow another's complaint; removed when they stop"},
    )

    complaint_id: UUID = Field(primary_key=True)
    follower_id: UUID = Field(primary_key=True)
    email: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone: bytes | None = Field(default=None, sa_type=LargeBinary)
    email_index: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="Blind, so that one address follows a case once"
    )
