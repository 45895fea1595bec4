"""Rows of the catalogue of trainings, of their material, and of who gives and teaches them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row

PROVIDER_KINDS = ("bpsdm", "lan", "ministry", "university", "ngo", "csr", "own", "other")


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
        CheckConstraint(f"kind IN ({', '.join(repr(one) for one in PROVIDER_KINDS)})", name="kind"),
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
