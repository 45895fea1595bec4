"""Figures for those who oversee, forecasts kept to be held against what happened, and what a unit can carry."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

APPEND_ONLY = ('unit_capacities', 'chart_steps')

TO_ROLES = "unit IS NULL AND audience <> 'citizen' AND audience <> 'followers'"
TO_CALL = '''
UPDATE notices n SET to_call = true FROM contacts c WHERE c.complaint_id = n.complaint_id AND n.audience = 'citizen'
AND n.sent_at IS NOT NULL AND c.phone IS NOT NULL AND (c.email IS NULL OR c.email_stopped_at IS NOT NULL)
AND NOT EXISTS (SELECT FROM phone_calls p WHERE p.complaint_id = n.complaint_id AND p.version >= n.version)
'''

OPEN_TO_ALL = (
    "visibility <> 'confidential' AND restricted IS false AND sensitive IS false AND erased IS false "
    "AND unread IS false AND status IN ('closed', 'disputed', 'forwarded', 'forwarded_out', "
    "'in_process', 'pledged', 'resolved', 'waiting_citizen')"
)


def upgrade() -> None:
    op.create_table('oversight_months',
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('counted_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('seen_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('still_open', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_oversight_months')),
    comment='Cases of each month without names or words, from which figures are made'
    )
    op.create_table('time_months',
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('counted_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'stage', name=op.f('pk_time_months')),
    comment='Durations, promises and signs of each month, from which figures of time are made'
    )
    op.create_table('oversight_pages',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('computed_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('data', postgresql.JSONB(), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'name', name=op.f('pk_oversight_pages')),
    comment='Figures for those who oversee, a document a field of view and page'
    )
    op.create_table('passed_on',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('seconds', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'unit', name=op.f('pk_passed_on')),
    comment='Units that held a case before the one that has it now'
    )
    op.create_index('ix_passed_on_unit', 'passed_on', ['unit'], unique=False)
    op.create_table('late_forecasts',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('until', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('probability', sa.Float(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=True),
    sa.CheckConstraint('probability BETWEEN 0 AND 1', name=op.f('ck_late_forecasts_probability')),
    sa.PrimaryKeyConstraint('complaint_id', 'made_on', name=op.f('pk_late_forecasts')),
    comment='Forecasts of lateness, kept so that they can be held against what happened'
    )
    op.create_index('ix_late_forecasts_made_on', 'late_forecasts', ['made_on'], unique=False)
    op.create_table('unit_capacities',
    sa.Column('capacity_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('officers', sa.Float(), nullable=False),
    sa.Column('cases_week', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.Column('written_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint('officers >= 0 AND cases_week BETWEEN 0 AND 100000', name=op.f('ck_unit_capacities_amounts')),
    sa.PrimaryKeyConstraint('capacity_id', name=op.f('pk_unit_capacities')),
    comment='Officers and cases a week a unit can finish, as dated rows; rows are only added'
    )
    op.create_index(op.f('ix_unit_capacities_unit'), 'unit_capacities', ['unit'], unique=False)
    op.create_table('chart_steps',
    sa.Column('step_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.Column('written_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("month ~ '^[0-9]{4}-[0-9]{2}$'", name=op.f('ck_chart_steps_month')),
    sa.PrimaryKeyConstraint('step_id', name=op.f('pk_chart_steps')),
    comment='Known changes of a process, from which its limits are computed anew; rows are only added'
    )
    op.create_index(op.f('ix_chart_steps_unit'), 'chart_steps', ['unit'], unique=False)
    for table in APPEND_ONLY:
        op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()')
        op.execute(f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')
    op.create_index('ix_clocks_called', 'clocks', ['next_at', 'complaint_id'], unique=False, postgresql_where=sa.text("stage = 'acknowledge' AND next_at IS NOT NULL"))
    op.create_index('ix_clocks_running', 'clocks', ['complaint_id', 'stage'], unique=False, postgresql_include=['due', 'warn_at', 'missed', 'stopped_at'], postgresql_where=sa.text('ended IS false'))
    op.drop_index('ix_complaints_status_received_at', table_name='complaints')
    op.create_index('ix_complaints_status_received_at', 'complaints', ['status', 'received_at'], unique=False, postgresql_include=['restricted'])
    op.create_index('ix_complaints_changed_at', 'complaints', ['changed_at'], unique=False)
    op.drop_index('ix_complaints_open_changed_at', table_name='complaints')
    op.add_column('notices', sa.Column('to_call', sa.Boolean(), nullable=True))
    op.execute(TO_CALL)
    op.create_index('ix_notices_roles', 'notices', ['audience', 'created_at'], unique=False, postgresql_where=sa.text(TO_ROLES))
    op.create_index('ix_notices_to_call', 'notices', ['complaint_id', 'version'], unique=False, postgresql_where=sa.text('to_call IS true'))


def downgrade() -> None:
    op.create_index('ix_complaints_open_changed_at', 'complaints', ['changed_at'], unique=False, postgresql_where=sa.text(OPEN_TO_ALL))
    op.drop_index('ix_complaints_changed_at', table_name='complaints')
    op.drop_index('ix_notices_to_call', table_name='notices')
    op.drop_index('ix_notices_roles', table_name='notices')
    op.drop_column('notices', 'to_call')
    op.drop_index('ix_complaints_status_received_at', table_name='complaints')
    op.create_index('ix_complaints_status_received_at', 'complaints', ['status', 'received_at'], unique=False)
    op.drop_index('ix_clocks_running', table_name='clocks')
    op.drop_index('ix_clocks_called', table_name='clocks')
    for table in ('chart_steps', 'unit_capacities', 'late_forecasts', 'passed_on', 'oversight_pages', 'time_months', 'oversight_months'):
        op.drop_table(table)
