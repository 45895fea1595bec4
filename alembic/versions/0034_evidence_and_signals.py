"""What complaints show about competencies, and the signals read from it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

APPEND_ONLY = ('staffing', 'signal_openings', 'signal_case_openings', 'signal_replies')


def upgrade() -> None:
    op.create_table('evidence',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('received_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('severity', sa.Integer(), nullable=False),
    sa.Column('first_days', sa.Integer(), nullable=True),
    sa.Column('first_due', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('first_missed', sa.Boolean(), nullable=False),
    sa.Column('replied_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('due', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('missed', sa.Boolean(), nullable=False),
    sa.Column('closed_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('template', sa.Boolean(), nullable=False),
    sa.Column('reopened_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('asked_again_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('passed', sa.Integer(), nullable=False),
    sa.Column('passed_again_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('refused', sa.Boolean(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.Column('rated_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('people', postgresql.JSONB(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_evidence')),
    comment='What each complaint shows of how it was handled; holds no word, name or place'
    )
    op.create_index('ix_evidence_received_at', 'evidence', ['received_at'], unique=False)
    op.create_table('evidence_beside',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('reporter', sa.Uuid(), nullable=False),
    sa.Column('repeated', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_evidence_beside')),
    comment='Which complaints came from the same person, and which told of trouble told before'
    )
    op.create_table('staffing',
    sa.Column('staffing_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('officers', sa.Float(), nullable=False),
    sa.Column('capacity_hours', sa.Float(), nullable=False),
    sa.Column('leave_hours', sa.Float(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.Column('written_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name=op.f('ck_staffing_month')),
    sa.CheckConstraint("source IN ('entered', 'imported')", name=op.f('ck_staffing_source')),
    sa.CheckConstraint('leave_hours <= capacity_hours', name=op.f('ck_staffing_leave')),
    sa.CheckConstraint('officers >= 0 AND capacity_hours >= 0 AND leave_hours >= 0', name=op.f('ck_staffing_amounts')),
    sa.PrimaryKeyConstraint('staffing_id', name=op.f('pk_staffing')),
    comment='People and hours of each unit and month; rows are only added'
    )
    op.create_index('ix_staffing_unit_month', 'staffing', ['unit', 'month'], unique=False)
    op.create_table('signal_reports',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=False),
    sa.Column('period_until', sa.Date(), nullable=False),
    sa.Column('data_as_of', sa.Date(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('policy', sa.Text(), nullable=False),
    sa.Column('parameters', postgresql.JSONB(), nullable=False),
    sa.Column('data_hash', sa.Text(), nullable=False),
    sa.Column('strong', sa.Integer(), nullable=False),
    sa.Column('claimed', sa.Float(), nullable=False),
    sa.Column('complaints', sa.Integer(), nullable=False),
    sa.Column('judged', sa.Integer(), nullable=False),
    sa.Column('staffed', sa.Boolean(), nullable=False),
    sa.Column('matters', postgresql.JSONB(), nullable=False),
    sa.CheckConstraint('claimed BETWEEN 0 AND 1 AND judged BETWEEN 0 AND complaints', name=op.f('ck_signal_reports_shares')),
    sa.CheckConstraint('period_from <= period_until AND period_until <= data_as_of', name=op.f('ck_signal_reports_period')),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_signal_reports')),
    sa.UniqueConstraint('data_as_of', 'number', name=op.f('uq_signal_reports_data_as_of_number')),
    comment='Each reading of signals: period, rules, a digest of what was read, and what the list promises'
    )
    op.create_table('signals',
    sa.Column('signal_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('strength', sa.Text(), nullable=False),
    sa.Column('numbers', postgresql.JSONB(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_for', sa.Text(), nullable=True),
    sa.CheckConstraint("ended_for IN ('superseded', 'gone', 'expired')", name=op.f('ck_signals_ended_for')),
    sa.CheckConstraint("family IN ('teknis', 'komunikasi', 'wewenang')", name=op.f('ck_signals_family')),
    sa.CheckConstraint("strength IN ('kuat', 'pantau')", name=op.f('ck_signals_strength')),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_for IS NULL)', name=op.f('ck_signals_ended')),
    sa.ForeignKeyConstraint(['report_id'], ['signal_reports.report_id'], name=op.f('fk_signals_report_id_signal_reports')),
    sa.PrimaryKeyConstraint('signal_id', name=op.f('pk_signals')),
    sa.UniqueConstraint('code', 'version', name=op.f('uq_signals_code_version')),
    comment='Signals with the numbers they had when they were found'
    )
    op.create_index('ix_signals_report_id', 'signals', ['report_id'], unique=False)
    op.create_index('ix_signals_unit', 'signals', ['unit'], unique=False)
    op.create_table('signal_cases',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('signal_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('random', 'strongest')", name=op.f('ck_signal_cases_kind')),
    sa.PrimaryKeyConstraint('complaint_id', 'signal_id', 'kind', name=op.f('pk_signal_cases')),
    comment='Complaints by which a signal can be looked into'
    )
    op.create_index('ix_signal_cases_signal_id', 'signal_cases', ['signal_id'], unique=False)
    op.create_table('signal_openings',
    sa.Column('opening_id', sa.Uuid(), nullable=False),
    sa.Column('signal_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['signal_id'], ['signals.signal_id'], name=op.f('fk_signal_openings_signal_id_signals')),
    sa.PrimaryKeyConstraint('opening_id', name=op.f('pk_signal_openings')),
    comment='Who opened which signal, and when; rows are only added'
    )
    op.create_index('ix_signal_openings_signal_id', 'signal_openings', ['signal_id', 'at'], unique=False)
    op.create_table('signal_case_openings',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('opening_id', sa.Uuid(), nullable=False),
    sa.Column('signal_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'opening_id', name=op.f('pk_signal_case_openings')),
    comment='Who opened which complaint behind which signal, and when; rows are only added'
    )
    op.create_index('ix_signal_case_openings_signal_id', 'signal_case_openings', ['signal_id', 'at'], unique=False)
    op.create_table('signal_replies',
    sa.Column('reply_id', sa.Uuid(), nullable=False),
    sa.Column('signal_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['signal_id'], ['signals.signal_id'], name=op.f('fk_signal_replies_signal_id_signals')),
    sa.PrimaryKeyConstraint('reply_id', name=op.f('pk_signal_replies')),
    comment='Answers of units to signals about them; rows are only added'
    )
    op.create_index('ix_signal_replies_code', 'signal_replies', ['code'], unique=False)
    op.create_table('signal_mails',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('whole', sa.Boolean(), nullable=False),
    sa.Column('found', sa.Integer(), nullable=False),
    sa.Column('others', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_signal_mails_officer_id_officers')),
    sa.ForeignKeyConstraint(['report_id'], ['signal_reports.report_id'], name=op.f('fk_signal_mails_report_id_signal_reports')),
    sa.PrimaryKeyConstraint('report_id', 'officer_id', name=op.f('pk_signal_mails')),
    comment='Mails about readings of signals that are still owed; they name no unit'
    )
    for table in APPEND_ONLY:
        op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()')
        op.execute(f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    for table in ('signal_mails', 'signal_replies', 'signal_case_openings', 'signal_openings', 'signal_cases', 'signals', 'signal_reports', 'staffing', 'evidence_beside', 'evidence'):
        op.drop_table(table)
