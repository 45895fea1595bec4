"""Rows of trainings that are held: batches, lots, seats, attendance, certificates and what is told of them."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.database import Row

BATCH_STATES = ("planned", "invited", "held", "cancelled")
GROUPS = ("listed", "drawn", "waiting", "first")
SEAT_STATES = ("proposed", "invited", "accepted", "refused")
PURPOSES = ("invitation", "reminder", "moved", "cancelled", "refused", "certificate", "revoked")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in values)})"


class BatchRow(Row, table=True):
    """A training that is held once: which version of the material, by whom, where, for how many."""

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint(_one_of("status", BATCH_STATES), name="status"),
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("(status = 'held') = (closed_at IS NOT NULL)", name="closed"),
        UniqueConstraint("code"),
        Index("ix_batches_material_id", "material_id"),
        Index("ix_batches_starts_on", "starts_on"),
        {"comment": "Trainings that are or were held"},
    )

    batch_id: UUID = Field(primary_key=True)
    code: str = Field(sa_type=Text, description="As people say it: PLT-2026-0003")
    material_id: UUID = Field(foreign_key="training_materials.material_id")
    provider_id: UUID = Field(foreign_key="providers.provider_id")
    status: str = Field(sa_type=Text)
    starts_on: date
    ends_on: date
    place: str = Field(sa_type=Text, description="Where people meet; may be empty where there is a link")
    link: str = Field(sa_type=Text, description="Where it is held on the net; may be empty")
    seats: int = Field(description="People")
    reply_by: date = Field(description="Until when who is invited is asked to answer")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")
    closed_at: datetime | None = None
    closed_by: UUID | None = Field(default=None, foreign_key="officers.officer_id")
    remark: str = Field(sa_type=Text, description="Why it was cancelled, or what is to be known of it")


class BatchDayRow(Row, table=True):
    """A day of a batch, by the clock on the wall of the region."""

    __tablename__ = "batch_days"
    __table_args__ = (
        CheckConstraint("ends > starts", name="times"),
        {"comment": "The days of a batch; attendance is taken on each"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    day: date = Field(primary_key=True)
    starts: time
    ends: time


class LotRow(Row, table=True):
    """A draw of who is trained first. The pool and a digest of the secret are published before it, the seed after.

    Seed = SHA-256(secret || what a witness said at the draw): neither who runs this nor the witness can choose it.
    """

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places"),
        CheckConstraint("(drawn_at IS NULL) = (seed IS NULL)", name="drawn"),
        CheckConstraint("drawn_at IS NULL OR dropped_at IS NULL", name="over"),
        Index("uq_lots_standing", "batch_id", unique=True, postgresql_where=text("dropped_at IS NULL")),
        {"comment": "Draws of who is trained first, each with all that is needed to repeat it"},
    )

    lot_id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(foreign_key="batches.batch_id")
    commitment: str = Field(sa_type=Text, description="SHA-256 of the secret, published before the draw; hex")
    secret: bytes = Field(sa_type=LargeBinary, description="Sealed; nobody reads it before the draw")
    pool: list[dict[str, Any]] = Field(
        sa_column=Column(JSONB, nullable=False), description="Needs with their stratum and what lets them go first"
    )
    pool_digest: str = Field(sa_type=Text, description="SHA-256 of the pool as its canonical JSON; hex")
    places: int = Field(description="How many needs are trained, those that go first included")
    wanted: int = Field(description="How many could have been, before some were kept waiting for comparison")
    published_at: datetime
    published_by: UUID = Field(foreign_key="officers.officer_id")
    witness: str | None = Field(default=None, sa_type=Text, description="A number or words said at the draw; no name")
    seed: str | None = Field(default=None, sa_type=Text, description="Hex")
    drawn_at: datetime | None = None
    drawn_by: UUID | None = Field(default=None, foreign_key="officers.officer_id")
    dropped_at: datetime | None = Field(default=None, description="Given up before it was drawn; it stays to be seen")
    dropped_why: str | None = Field(default=None, sa_type=Text)


class BatchNeedRow(Row, table=True):
    """A need for which a batch is held, or which waits for the next one. Needs are rebuilt from their ledger, so
    no foreign key binds them; unit, topic and competency are repeated as they were."""

    __tablename__ = "batch_needs"
    __table_args__ = (
        CheckConstraint(_one_of('"group"', GROUPS), name="group"),
        CheckConstraint("(\"group\" = 'first') = (reason IS NOT NULL)", name="reason"),
        Index("ix_batch_needs_need_id", "need_id"),
        {"comment": "Which needs a batch serves, and which were kept waiting by lot"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    need_id: UUID = Field(primary_key=True)
    unit: str | None = Field(default=None, sa_type=Text)
    topic: str | None = Field(default=None, sa_type=Text)
    competency: str = Field(sa_type=Text)
    group: str = Field(sa_type=Text, description="listed: no draw yet; first: trained without one, see reason")
    reason: str | None = Field(default=None, sa_type=Text, description="safety, ethics, waited, or enough places")
    lot_id: UUID | None = Field(default=None, foreign_key="lots.lot_id")
    settled_at: datetime | None = Field(default=None, description="When it was drawn, kept waiting or put first")


class SeatRow(Row, table=True):
    """An officer's seat in a batch, from the proposal to the hours that were earned."""

    __tablename__ = "seats"
    __table_args__ = (
        CheckConstraint(_one_of("state", SEAT_STATES), name="state"),
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refusal"),
        CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        Index("ix_seats_officer_id", "officer_id"),
        {"comment": "Who is asked to a batch and takes part; never how anybody works"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    need_id: UUID | None = Field(default=None, description="The need of whose unit they are; none: asked besides")
    unit: str = Field(sa_type=Text, foreign_key="units.code", description="Theirs when they were asked")
    state: str = Field(sa_type=Text)
    invited_at: datetime | None = None
    answered_at: datetime | None = None
    refusal: str | None = Field(default=None, sa_type=Text, description="Code of a closed list")
    followed_at: datetime | None = Field(default=None, description="When somebody saw to the refusal")
    followed: str | None = Field(default=None, sa_type=Text, description="Code: what was agreed")
    hours: int | None = Field(default=None, description="JP earned; none until the batch is closed")
    finished: bool | None = Field(default=None, description="Was there often enough; none until the batch is closed")


class AttendanceRow(Row, table=True):
    """Whether an officer was there on a day."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("way IN ('qr', 'list')", name="way"),
        CheckConstraint("present = (reason IS NULL)", name="reason"),
        {"comment": "Attendance by day; an absence has a reason of a closed list"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    day: date = Field(primary_key=True)
    present: bool
    reason: str | None = Field(default=None, sa_type=Text)
    way: str = Field(sa_type=Text, description="By their own phone, or from the list on paper")
    at: datetime


class BatchInstructorRow(Row, table=True):
    """That somebody teaches in a batch."""

    __tablename__ = "batch_instructors"
    __table_args__ = ({"comment": "Who teaches in which batch"},)

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    instructor_id: UUID = Field(primary_key=True, foreign_key="instructors.instructor_id")


class CertificateRow(Row, table=True):
    """That somebody finished a training; whoever has the paper can check its code."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("hours >= 1", name="hours"),
        CheckConstraint(
            "(revoked_at IS NULL) = (revoked_why IS NULL) AND (revoked_at IS NULL) = (revoked_by IS NULL)",
            name="revoked",
        ),
        CheckConstraint("(replaces IS NULL) = (issued_why IS NULL)", name="replaces"),
        UniqueConstraint("code"),
        UniqueConstraint("replaces"),
        Index(
            "uq_certificates_standing",
            "batch_id",
            "officer_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_certificates_batch_id", "batch_id"),
        Index("ix_certificates_officer_id", "officer_id"),
        {"comment": "Certificates of finished trainings, found by a code that cannot be guessed"},
    )

    certificate_id: UUID = Field(primary_key=True)
    code: str = Field(sa_type=Text, description="10 random characters and one that checks them")
    batch_id: UUID = Field(foreign_key="batches.batch_id")
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    hours: int = Field(description="JP of 45 minutes")
    issued_at: datetime
    issued_by: UUID = Field(foreign_key="officers.officer_id")
    issued_why: str | None = Field(default=None, sa_type=Text, description="Why another one was issued again")
    replaces: UUID | None = Field(
        default=None, foreign_key="certificates.certificate_id", description="The revoked one it stands for"
    )
    revoked_at: datetime | None = None
    revoked_why: str | None = Field(default=None, sa_type=Text)
    revoked_by: UUID | None = Field(default=None, foreign_key="officers.officer_id")


class TrainingRewardRow(Row, table=True):
    """What the region gives for taking part or finishing, as it had decided then. Nothing is given for a figure."""

    __tablename__ = "training_rewards"
    __table_args__ = (
        CheckConstraint("given_for IN ('took_part', 'finished')", name="given_for"),
        Index("ix_training_rewards_officer_id", "officer_id"),
        {"comment": "What was given for taking part in trainings and finishing them"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    given_for: str = Field(primary_key=True, sa_type=Text)
    decision: int = Field(description="Version of the region's decision about incentives, which says what it is")
    at: datetime


class TrainingNoticeRow(Row, table=True):
    """A word to an officer about a training: a mail that is owed, and a line on their page. Ids only."""

    __tablename__ = "training_notices"
    __table_args__ = (
        CheckConstraint(_one_of("purpose", PURPOSES), name="purpose"),
        Index("ix_training_notices_due_at", "due_at", postgresql_where=text("sent_at IS NULL")),
        Index("ix_training_notices_officer_id", "officer_id"),
        {"comment": "Invitations, reminders and news of trainings, by ids; addresses are found when a mail is sent"},
    )

    notice_id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(foreign_key="batches.batch_id")
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    purpose: str = Field(sa_type=Text)
    made_at: datetime
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, description="When a mail was handed over, or given up")
    read_at: datetime | None = Field(default=None, description="When they read it on the page")
