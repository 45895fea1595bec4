"""Every version of the calendar, kept whole; rows of a person over those of the region and the country."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

WEAKER = """
DELETE FROM {table} AS weak USING {table} AS strong WHERE {place} AND strong.unit = weak.unit
AND array_position(ARRAY['national', 'region', 'person'], strong.origin)
    > array_position(ARRAY['national', 'region', 'person'], weak.origin)
"""

KEEP_THE_VERSION_IN_FORCE = """
INSERT INTO calendar_versions (version, changed_at, changed_by, reason, days, hours)
SELECT version, changed_at, 'region', '',
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('day', day, 'kind', kind, 'name', name, 'source', source, 'unit', unit,
            'estimated', estimated, 'hours', hours, 'origin', origin) ORDER BY day, unit)
        FROM calendar_days), '[]'),
    coalesce((
        SELECT jsonb_agg(entry) FROM (
            SELECT jsonb_build_object('starts_on', starts_on, 'week', jsonb_agg(hours ORDER BY weekday), 'name', name,
                'source', source, 'ends_on', ends_on, 'unit', unit, 'estimated', estimated, 'cancelled', cancelled,
                'origin', origin) AS entry
            FROM office_hours GROUP BY unit, starts_on, ends_on, name, source, estimated, cancelled, origin
            ORDER BY starts_on, unit) AS entries), '[]')
FROM calendar_version
"""


def upgrade() -> None:
    op.drop_constraint(op.f('ck_calendar_days_kind'), 'calendar_days')
    op.create_check_constraint(op.f('ck_calendar_days_kind'), 'calendar_days', "kind IN ('holiday', 'cuti_bersama', 'regional', 'working', 'half', 'ordinary')")
    op.drop_constraint(op.f('pk_calendar_days'), 'calendar_days')
    op.create_primary_key(op.f('pk_calendar_days'), 'calendar_days', ['day', 'unit', 'origin'])
    op.drop_constraint(op.f('pk_office_hours'), 'office_hours')
    op.create_primary_key(op.f('pk_office_hours'), 'office_hours', ['unit', 'starts_on', 'weekday', 'origin'])
    op.create_check_constraint(op.f('ck_office_hours_origin'), 'office_hours', "origin IN ('region', 'person')")
    op.add_column('office_hours', sa.Column('name', sa.Text(), nullable=False, server_default='Jam kerja'))
    op.add_column('office_hours', sa.Column('source', sa.Text(), nullable=False, server_default='calendar.toml'))
    op.add_column('office_hours', sa.Column('estimated', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('office_hours', sa.Column('cancelled', sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in ('name', 'source', 'estimated', 'cancelled'):
        op.alter_column('office_hours', column, server_default=None)
    op.create_table('calendar_versions',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('days', postgresql.JSONB(), nullable=False),
    sa.Column('hours', postgresql.JSONB(), nullable=False),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_calendar_versions')),
    comment='Every version of the calendar, kept whole'
    )
    op.execute(KEEP_THE_VERSION_IN_FORCE)


def downgrade() -> None:
    op.drop_table('calendar_versions')
    # Without layers a place holds one row; what can no longer be said goes.
    op.execute("UPDATE calendar_days SET kind = 'working' WHERE kind = 'ordinary' AND extract(isodow FROM day) < 6")
    op.execute("DELETE FROM calendar_days WHERE kind = 'ordinary'")
    op.execute(WEAKER.format(table='calendar_days', place='strong.day = weak.day'))
    op.execute(WEAKER.format(table='office_hours', place='strong.starts_on = weak.starts_on AND strong.weekday = weak.weekday'))
    op.execute("DELETE FROM office_hours WHERE cancelled")
    for column in ('cancelled', 'estimated', 'source', 'name'):
        op.drop_column('office_hours', column)
    op.drop_constraint(op.f('ck_office_hours_origin'), 'office_hours')
    op.drop_constraint(op.f('pk_office_hours'), 'office_hours')
    op.create_primary_key(op.f('pk_office_hours'), 'office_hours', ['unit', 'starts_on', 'weekday'])
    op.drop_constraint(op.f('pk_calendar_days'), 'calendar_days')
    op.create_primary_key(op.f('pk_calendar_days'), 'calendar_days', ['day', 'unit'])
    op.drop_constraint(op.f('ck_calendar_days_kind'), 'calendar_days')
    op.create_check_constraint(op.f('ck_calendar_days_kind'), 'calendar_days', "kind IN ('holiday', 'cuti_bersama', 'regional', 'working', 'half')")
