"""Rows of trainings, their material and providers, batches, lots and seats."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row

PROVIDER_KINDS = ("bpsdm", "lan", "ministry", "university", "ngo", "csr", "own", "other")

BATCH_STATES = ("planned", "invited", "held", "cancelled")
GROUPS = ("listed", "drawn", "waiting", "first")
SEAT_STATES = ("proposed", "invited", "accepted", "refused")
PURPOSES = ("invitation", "reminder", "moved", "cancelled", "refused", "certificate", "revoked")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in values)})"


class TrainingFormRow(Row, table=True):
    """A form of developing competency, as the region's folder lists them."""

    __tablename__ = "training_forms"
    __table_args__ = (
        CheckConstraint("kind IN ('klasikal', 'nonklasikal')", name="kind"),
        {"comment": "Forms of training, loaded from the region's folder"},
    )

    code: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    name_en: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text, description="In a class with a curriculum, or at work and elsewhere")
    place: int = Field(description="Order in which the region lists them")
    retired: bool = Field(description="Left the folder: offered no more, known to what bears it")


class ProviderRow(Row, table=True):
    """Who gives trainings. Whom to call there is sealed."""

    __tablename__ = "providers"
    __table_args__ = (
        CheckConstraint(_one_of("kind", PROVIDER_KINDS), name="kind"),
        UniqueConstraint("name"),
        {"comment": "Providers of trainings; people to call there are sealed"},
    )

    provider_id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text)
    contact: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed: name, telephone, e-mail")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")
    retired_at: datetime | None = None


class AgreementRow(Row, table=True):
    """What was agreed with a provider, and for how long."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_agreements_provider_id", "provider_id"),
        {"comment": "Agreements with providers (perjanjian kerja sama)"},
    )

    agreement_id: UUID = Field(primary_key=True)
    provider_id: UUID = Field(foreign_key="providers.provider_id")
    number: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text)
    starts_on: date
    ends_on: date
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")


class TrainingRow(Row, table=True):
    """An entry of the catalogue: what can be learnt, how, to which level and at what cost."""

    __tablename__ = "trainings"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        CheckConstraint("hours BETWEEN 1 AND 2000", name="hours"),
        CheckConstraint("cost >= 0", name="cost"),
        Index("ix_trainings_competency", "competency"),
        {"comment": "The catalogue of trainings"},
    )

    training_id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    form: str = Field(sa_type=Text, foreign_key="training_forms.code")
    competency: str = Field(sa_type=Text, description="Code of the dictionary")
    level: int = Field(description="That it leads to, 1 to 5")
    hours: int = Field(description="JP of 45 minutes")
    cost: int = Field(sa_type=BigInteger, description="Rupiah a person; 0: nothing")
    link: str = Field(sa_type=Text, description="Of the course on the region's learning platform; may be empty")
    about: str = Field(sa_type=Text)
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")
    retired_at: datetime | None = None


class TrainingMaterialRow(Row, table=True):
    """A version of a training's material, with what is new in it and why. Never changed: verdicts are about it."""

    __tablename__ = "training_materials"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("version = 1 OR (changed <> '' AND why <> '')", name="told"),
        UniqueConstraint("training_id", "version"),
        {"comment": "Versions of training material"},
    )

    material_id: UUID = Field(primary_key=True)
    training_id: UUID = Field(foreign_key="trainings.training_id")
    version: int
    changed: str = Field(sa_type=Text, description="What is new in it; empty only for the first")
    why: str = Field(sa_type=Text)
    link: str = Field(sa_type=Text, description="Where it can be read; may be empty")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")


class MaterialRevisionRow(Row, table=True):
    """That a version of material is to be revised: who asks, why, by when, and the version that answers."""

    __tablename__ = "material_revisions"
    __table_args__ = (
        CheckConstraint("source IN ('verdict', 'feedback', 'office')", name="source"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("uq_material_revisions_open", "material_id", unique=True, postgresql_where=text("answered_at IS NULL")),
        {"comment": "Revisions of material that were asked for"},
    )

    revision_id: UUID = Field(primary_key=True)
    material_id: UUID = Field(foreign_key="training_materials.material_id", description="The version to be revised")
    source: str = Field(sa_type=Text, description="A verdict, what participants answered, or the office itself")
    why: str = Field(sa_type=Text)
    asked_at: datetime
    asked_by: UUID | None = Field(default=None, foreign_key="officers.officer_id", description="None: the program")
    officer_id: UUID | None = Field(default=None, foreign_key="officers.officer_id", description="Who is to see to it")
    due_on: date
    answered_at: datetime | None = None
    answer: UUID | None = Field(default=None, foreign_key="training_materials.material_id")


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


class InstructorRow(Row, table=True):
    """Somebody who teaches (narasumber), of ours or of another institution."""

    __tablename__ = "instructors"
    __table_args__ = (
        Index("ix_instructors_provider_id", "provider_id"),
        {"comment": "Instructors; their names are sealed"},
    )

    instructor_id: UUID = Field(primary_key=True)
    name: bytes = Field(sa_type=LargeBinary, description="Sealed")
    institution: str = Field(sa_type=Text)
    subjects: str = Field(sa_type=Text)
    provider_id: UUID | None = Field(default=None, foreign_key="providers.provider_id")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")


class BatchInstructorRow(Row, table=True):
    """That somebody teaches in a batch."""

    __tablename__ = "batch_instructors"
    __table_args__ = ({"comment": "Who teaches in which batch"},)

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    instructor_id: UUID = Field(primary_key=True, foreign_key="instructors.instructor_id")


class ProviderRatingRow(Row, table=True):
    """What all participants of a batch together said of it; kept only where enough of them answered."""

    __tablename__ = "provider_ratings"
    __table_args__ = (
        CheckConstraint("answers >= 1 AND points BETWEEN answers AND 5 * answers", name="points"),
        Index("ix_provider_ratings_provider_id", "provider_id"),
        {"comment": "Sums of the questionnaires after a batch, 1 to 5 points each"},
    )

    batch_id: UUID = Field(primary_key=True, foreign_key="batches.batch_id")
    provider_id: UUID = Field(foreign_key="providers.provider_id")
    answers: int
    points: int
    at: datetime


class ConflictCheckRow(Row, table=True):
    """That somebody looked whether a provider wants something of a unit it would train. Never changed."""

    __tablename__ = "conflict_checks"
    __table_args__ = (
        CheckConstraint("finding IN ('none', 'managed', 'refused')", name="finding"),
        CheckConstraint("(finding = 'none') = (NOT permit AND NOT complaint)", name="why"),
        CheckConstraint("finding = 'none' OR reason <> ''", name="reason"),
        Index("ix_conflict_checks_provider_id", "provider_id", "unit"),
        Index("ix_conflict_checks_batch_id", "batch_id"),
        {"comment": "Checks for conflicts of interest between providers and the units they train"},
    )

    check_id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(foreign_key="batches.batch_id")
    provider_id: UUID = Field(foreign_key="providers.provider_id")
    unit: str = Field(sa_type=Text, foreign_key="units.code")
    permit: bool = Field(description="It holds or asks for a permit of this unit")
    complaint: bool = Field(description="A complaint about it is open before this unit")
    named: int = Field(description="Open complaints before this unit in which its name occurred, of those one may read")
    finding: str = Field(sa_type=Text, description="managed: it may train, for the reason; refused: it may not")
    reason: str = Field(sa_type=Text)
    at: datetime
    by: UUID = Field(foreign_key="officers.officer_id")


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


class OfficerNumberRow(Row, table=True):
    """An officer's number in the civil service (NIP), for papers of the personnel system. Sealed, found blindly."""

    __tablename__ = "officer_numbers"
    __table_args__ = (
        UniqueConstraint("nip_index"),
        {"comment": "Sealed NIP of officers, for hours handed to the personnel system"},
    )

    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    nip: bytes = Field(sa_type=LargeBinary, description="Sealed; 18 digits")
    nip_index: bytes = Field(sa_type=LargeBinary)
    set_at: datetime
    set_by: UUID = Field(foreign_key="officers.officer_id")


append_only(TrainingMaterialRow.__table__)  # type: ignore[attr-defined]
append_only(ConflictCheckRow.__table__)  # type: ignore[attr-defined]
