"""On-call roster, alarms to administrators."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ROLES_BEFORE = "'coordinator', 'officer', 'head', 'supervisor', 'inspectorate', 'analyst', 'administrator'"
ROLES = "'coordinator', 'officer', 'head', 'supervisor', 'secretary', 'inspectorate', 'analyst', 'administrator'"


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


def downgrade() -> None:
    op.execute("DELETE FROM posts WHERE role = 'secretary'")
    _check('posts', 'role', f'role IN ({ROLES_BEFORE})')
    op.drop_index('ix_on_call_ends_at', table_name='on_call')
    op.drop_table('on_call')


def _check(table: str, name: str, condition: str) -> None:
    """Let a table's check say something else."""
    full = op.f(f'ck_{table}_{name}')
    op.drop_constraint(full, table, type_='check')
    op.create_check_constraint(full, table, condition)
