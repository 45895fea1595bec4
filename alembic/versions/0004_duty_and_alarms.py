"""The regional secretary and the on-call roster; urgent notices and uncertain deliveries; alarms, runs of jobs."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ROLES_BEFORE = "'coordinator', 'officer', 'head', 'supervisor', 'inspectorate', 'analyst', 'administrator'"
ROLES = "'coordinator', 'officer', 'head', 'supervisor', 'secretary', 'inspectorate', 'analyst', 'administrator'"

AUDIENCES_BEFORE = "'citizen', 'triage', 'unit', 'head', 'oversight'"
AUDIENCES = "'citizen', 'head', 'on_call', 'oversight', 'secretary', 'triage', 'unit'"


def upgrade() -> None:
    op.create_table('on_call',
    sa.Column('on_call_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('starts_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ends_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_on_call_times')),
    sa.CheckConstraint('place >= 1', name=op.f('ck_on_call_place')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_on_call_officer_id_officers')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_on_call_unit_units')),
    sa.PrimaryKeyConstraint('on_call_id', name=op.f('pk_on_call')),
    comment='The duty roster for danger to life, as timed rows'
    )
    op.create_index('ix_on_call_ends_at', 'on_call', ['ends_at'], unique=False)
    _check('posts', 'role', f'role IN ({ROLES})')
    op.add_column('notices', sa.Column('urgent', sa.Boolean(), nullable=True))
    _check('notices', 'audience', f'audience IN ({AUDIENCES})')
    op.add_column('deliveries', sa.Column('uncertain', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.create_index('ix_deliveries_uncertain', 'deliveries', ['uncertain'], unique=False, postgresql_where=sa.text('uncertain > 0'))
    _check('deliveries', 'outcome', "outcome IN ('sending', 'later', 'delivered', 'gave_up')")
    op.create_table('alarms',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('since', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('told', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_alarms')),
    comment='Alarms to administrators, one row a kind; raised again, the row begins anew'
    )
    op.create_table('job_runs',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('every', sa.Float(), nullable=False),
    sa.Column('started_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('finished_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('found', sa.Integer(), nullable=True),
    sa.Column('failed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_runs')),
    comment='When each job of the worker last ran'
    )


def downgrade() -> None:
    op.drop_table('job_runs')
    op.drop_table('alarms')
    op.execute("DELETE FROM deliveries WHERE outcome IN ('sending', 'later')")
    _check('deliveries', 'outcome', "outcome IN ('delivered', 'gave_up')")
    op.drop_index('ix_deliveries_uncertain', table_name='deliveries')
    op.drop_column('deliveries', 'uncertain')
    op.execute("DELETE FROM notices WHERE audience IN ('on_call', 'secretary')")
    _check('notices', 'audience', f'audience IN ({AUDIENCES_BEFORE})')
    op.drop_column('notices', 'urgent')
    op.execute("DELETE FROM posts WHERE role = 'secretary'")
    _check('posts', 'role', f'role IN ({ROLES_BEFORE})')
    op.drop_index('ix_on_call_ends_at', table_name='on_call')
    op.drop_table('on_call')


def _check(table: str, name: str, condition: str) -> None:
    """Let a table's check say something else."""
    full = op.f(f'ck_{table}_{name}')
    op.drop_constraint(full, table, type_='check')
    op.create_check_constraint(full, table, condition)
