"""Reports on demand and by schedule, and tables brought in from elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_schedules",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("working_day", sa.SmallInteger(), nullable=False),
        sa.Column("recipients", JSONB(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_report_schedules"),
        sa.ForeignKeyConstraint(["made_by"], ["officers.officer_id"], name="fk_report_schedules_made_by_officers"),
        sa.CheckConstraint("working_day BETWEEN 1 AND 15", name="working_day"),
        comment="Monthly reports by e-mail: on which working day, of which unit, to whom",
    )
    op.create_table(
        "report_jobs",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column(
            "asked_at",
            sa.DateTime(timezone=True),
            nullable=False,
        ),
        sa.Column(
            "period",
            sa.Text(),
            nullable=False,
        ),
        sa.Column("unit", sa.Text()),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("schedule_id", sa.Uuid()),
        sa.Column("progress", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("result", JSONB(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("job_id", name="pk_report_jobs"),
        sa.ForeignKeyConstraint(["asked_by"], ["officers.officer_id"], name="fk_report_jobs_asked_by_officers"),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["report_schedules.schedule_id"], name="fk_report_jobs_schedule_id_report_schedules"
        ),
        sa.CheckConstraint("kind IN ('report', 'evidence', 'exchange', 'import')", name="kind"),
        sa.CheckConstraint("state IN ('preview', 'waiting', 'done', 'failed')", name="state"),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        comment="Reports, evidence files, exports and imports: who asked, how far they are, until when they are kept",
    )
    op.create_index("ix_report_jobs_asked_by_asked_at", "report_jobs", ["asked_by", "asked_at"])
    op.create_index(
        "ix_report_jobs_waiting", "report_jobs", ["asked_at"], postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "uq_report_jobs_schedule",
        "report_jobs",
        ["schedule_id", "asked_by", "period"],
        unique=True,
        postgresql_where=sa.text("schedule_id IS NOT NULL"),
    )
    op.create_table(
        "report_files",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "name", name="pk_report_files"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["report_jobs.job_id"], name="fk_report_files_job_id_report_jobs", ondelete="CASCADE"
        ),
        comment="Files of jobs; gone with them",
    )
    op.create_table(
        "report_file_cases",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", "job_id", name="pk_report_file_cases"),
        comment="Cases whose words stand in files of jobs; gone with the job",
    )
    op.create_index("ix_report_file_cases_job_id", "report_file_cases", ["job_id"])


def downgrade() -> None:
    op.drop_table("report_file_cases")
    op.drop_table("report_files")
    op.drop_table("report_jobs")
    op.drop_table("report_schedules")
