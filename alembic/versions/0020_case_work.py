"""Notes, drafts and who else has a case open."""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

AUDIENCES_BEFORE = "'citizen', 'followers', 'head', 'on_call', 'oversight', 'secretary', 'triage', 'unit'"
AUDIENCES = "'assignee', 'citizen', 'followers', 'head', 'mentioned', 'on_call', 'oversight', 'secretary', 'triage', 'unit'"


def upgrade() -> None:
    op.create_index('ix_complaints_unit_received_at', 'complaints', ['unit', 'received_at'])
    op.add_column('notices', sa.Column('person', sa.Uuid(), nullable=True))
    _audience(AUDIENCES)
    op.create_check_constraint(op.f('ck_notices_person'), 'notices', "(person IS NOT NULL) = (audience = 'mentioned')")
    op.create_index('ix_notices_person_created_at', 'notices', ['person', 'created_at'], postgresql_where=sa.text('person IS NOT NULL'))
    op.create_table(
        'reply_drafts',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('officer_id', sa.Uuid(), nullable=False),
        sa.Column('move', sa.Text(), nullable=False),
        sa.Column('unit', sa.Text(), nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('typed', sa.LargeBinary(), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('complaint_id', 'officer_id', 'move', name=op.f('pk_reply_drafts')),
        comment='What officers typed and did not send yet; gone once it is sent, erased or old',
    )
    op.create_index('ix_reply_drafts_saved_at', 'reply_drafts', ['saved_at'])
    op.create_table(
        'case_presences',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('officer_id', sa.Uuid(), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('writing', sa.Text(), nullable=True),
        sa.Column('writing_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('complaint_id', 'officer_id', name=op.f('pk_case_presences')),
        comment='Who has a case open now; swept after a day',
    )
    op.create_index('ix_case_presences_seen_at', 'case_presences', ['seen_at'])


def downgrade() -> None:
    op.drop_index('ix_complaints_unit_received_at', table_name='complaints')
    op.drop_table('case_presences')
    op.drop_table('reply_drafts')
    op.execute("DELETE FROM notices WHERE audience = 'mentioned'")
    op.drop_index('ix_notices_person_created_at', table_name='notices')
    op.drop_constraint(op.f('ck_notices_person'), 'notices')
    _audience(AUDIENCES_BEFORE)
    op.drop_column('notices', 'person')


def _audience(allowed: str) -> None:
    """Let the outbox know other audiences."""
    full = op.f('ck_notices_audience')
    op.drop_constraint(full, 'notices')
    op.create_check_constraint(full, 'notices', f'audience IN ({allowed})')
