"""What administrators set, and who changed what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('own_settings',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'code', name=op.f('pk_own_settings')),
    comment="What was set on pages and differs from the region's folder; loading the folder leaves it alone"
    )
    op.create_table('setting_changes',
    sa.Column('change_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('change_id', name=op.f('pk_setting_changes')),
    comment='Every change of what administrators set: who, when, before and after; a trigger refuses UPDATE, DELETE and TRUNCATE'
    )
    op.create_table('last_done',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('good', sa.Boolean(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_last_done')),
    comment='When the last backup was made and the log last verified, with the result'
    )
    op.create_index('ix_setting_changes_kind', 'setting_changes', ['kind', 'code', 'change_id'], unique=False)
    op.execute('CREATE TRIGGER setting_changes_append_only BEFORE UPDATE OR DELETE ON setting_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()')
    op.execute('CREATE TRIGGER setting_changes_no_truncate BEFORE TRUNCATE ON setting_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    op.drop_table('setting_changes')
    op.drop_table('own_settings')
    op.drop_table('last_done')
