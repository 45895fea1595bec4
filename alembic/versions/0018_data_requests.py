"""Requests of citizens about their own data, each with a clock of its own, and identity checks at the counter."""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('data_requests',
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('subject', sa.Uuid(), nullable=True),
    sa.Column('received_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('details', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('changed', sa.Text(), nullable=True),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("kind IN ('access', 'correction', 'erasure', 'restriction', 'withdrawal')", name=op.f('ck_data_requests_kind')),
    sa.CheckConstraint("way IN ('page', 'counter', 'letter')", name=op.f('ck_data_requests_way')),
    sa.CheckConstraint("outcome IN ('done', 'partly', 'refused')", name=op.f('ck_data_requests_outcome')),
    sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f('ck_data_requests_answered')),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_data_requests')),
    comment='Requests about personal data (UU 27/2022), each with a clock of its own'
    )
    op.create_index('ix_data_requests_due_at', 'data_requests', ['due_at'], unique=False, postgresql_where=sa.text('answered_at IS NULL'))
    op.create_index('ix_data_requests_answered_at', 'data_requests', ['answered_at'], unique=False)
    op.create_index(op.f('ix_data_requests_subject'), 'data_requests', ['subject'], unique=False)
    op.create_table('data_mails',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('mail_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('confirm', 'changed', 'removed', 'given', 'answered')", name=op.f('ck_data_mails_purpose')),
    sa.PrimaryKeyConstraint('complaint_id', 'mail_id', name=op.f('pk_data_mails')),
    comment="Mails about a citizen's own data; a new address is kept here until it is confirmed"
    )
    op.create_index('ix_data_mails_due_at', 'data_mails', ['due_at'], unique=False, postgresql_where=sa.text('sent_at IS NULL'))
    op.create_table('identity_checks',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'check_id', name=op.f('pk_identity_checks')),
    comment='Codes given at the counter: who, when, which case; of the person only the kind of document'
    )
    op.create_index('ix_identity_checks_at', 'identity_checks', ['at'], unique=False)
    op.execute('CREATE TRIGGER identity_checks_append_only BEFORE UPDATE OR DELETE ON identity_checks FOR EACH ROW EXECUTE FUNCTION refuse_change()')
    op.execute('CREATE TRIGGER identity_checks_no_truncate BEFORE TRUNCATE ON identity_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    op.drop_table('identity_checks')
    op.drop_table('data_mails')
    op.drop_table('data_requests')
