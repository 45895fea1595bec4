"""Whether trainings worked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.append_only import append_only_statements


revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('verdicts',
    sa.Column('verdict_id', sa.Uuid(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('look', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('indicates', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('batches', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('data_as_of', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.CheckConstraint("verdict IN ('effective', 'ineffective', 'unknown')", name=op.f('ck_verdicts_verdict')),
    sa.CheckConstraint(
        "reason IN ('judged', 'too_early', 'too_few', 'not_measured', 'not_compared', 'uncertain')",
        name=op.f('ck_verdicts_reason'),
    ),
    sa.CheckConstraint("(reason = 'judged') = (verdict <> 'unknown')", name=op.f('ck_verdicts_judged')),
    sa.CheckConstraint("due_on IS NULL OR verdict = 'unknown'", name=op.f('ck_verdicts_due_on')),
    sa.CheckConstraint('number >= 1 AND look BETWEEN 1 AND 3 AND months >= 0', name=op.f('ck_verdicts_counts')),
    sa.ForeignKeyConstraint(['material_id'], ['training_materials.material_id'], name=op.f('fk_verdicts_material_id_training_materials')),
    sa.PrimaryKeyConstraint('verdict_id', name=op.f('pk_verdicts')),
    sa.UniqueConstraint('material_id', 'number', name=op.f('uq_verdicts_material_id_number')),
    comment='Verdicts on versions of training material; a trigger refuses UPDATE, DELETE and TRUNCATE'
    )
    for statement in append_only_statements('verdicts'):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('verdicts')
