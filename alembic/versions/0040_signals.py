"""What a signal was read from where too few complain, what each step judged, and files drawn from behind a signal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('signal_reports', sa.Column('steps', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute(
        "UPDATE signal_reports SET steps = jsonb_build_array(jsonb_build_object("
        "'span', 'cell', 'complaints', judged, 'strong', strong, 'claimed', claimed))"
    )
    op.alter_column('signal_reports', 'steps', nullable=False)
    op.add_column('signals', sa.Column('span', sa.Text(), nullable=False, server_default='cell'))
    op.alter_column('signals', 'span', server_default=None)
    op.create_check_constraint(
        op.f('ck_signals_span'), 'signals', "span IN ('cell', 'longer', 'family', 'kind', 'both')"
    )
    for name in ('units', 'topics'):
        op.add_column('signals', sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute(
        "UPDATE signals SET units = jsonb_build_array(unit), "
        "topics = CASE WHEN topic IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(topic) END"
    )
    for name in ('units', 'topics'):
        op.alter_column('signals', name, nullable=False)
    op.add_column('case_samples', sa.Column('signal_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f('fk_case_samples_signal_id_signals'), 'case_samples', 'signals', ['signal_id'], ['signal_id']
    )


def downgrade() -> None:
    op.drop_constraint(op.f('fk_case_samples_signal_id_signals'), 'case_samples')
    op.drop_column('case_samples', 'signal_id')
    for name in ('topics', 'units', 'span'):
        op.drop_column('signals', name)
    op.drop_column('signal_reports', 'steps')
