"""Mails about needs, and the rubric of telaah berkas as a decision of the region."""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

_BEFORE = "'competency', 'mapping', 'thresholds', 'standard_answers', 'incentives', 'plan', 'trainings'"


def upgrade() -> None:
    op.create_table('need_mails',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('until', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.CheckConstraint("purpose IN ('answer', 'owner', 'late')", name=op.f('ck_need_mails_purpose')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.need_id'], name=op.f('fk_need_mails_need_id_needs')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_need_mails_officer_id_officers')),
    sa.PrimaryKeyConstraint('need_id', 'officer_id', 'purpose', name=op.f('pk_need_mails')),
    comment='Mails about needs that are still owed; gone once sent or given up'
    )
    op.create_index('ix_need_mails_due_at', 'need_mails', ['due_at'], unique=False)
    # Rows as they are made anew from the ledger.
    op.execute("""UPDATE needs SET state = state || '{"halves": []}'""")
    op.drop_constraint(op.f('ck_learning_decisions_kind'), 'learning_decisions', type_='check')
    op.create_check_constraint(op.f('ck_learning_decisions_kind'), 'learning_decisions', f"kind IN ({_BEFORE}, 'rubric')")
    op.add_column('case_samples', sa.Column('rubric_version', sa.Integer(), server_default='0', nullable=False))
    op.alter_column('case_samples', 'rubric_version', server_default=None)


def downgrade() -> None:
    op.drop_column('case_samples', 'rubric_version')
    op.drop_constraint(op.f('ck_learning_decisions_kind'), 'learning_decisions', type_='check')
    op.create_check_constraint(op.f('ck_learning_decisions_kind'), 'learning_decisions', f"kind IN ({_BEFORE})")
    op.drop_index('ix_need_mails_due_at', table_name='need_mails')
    op.drop_table('need_mails')
