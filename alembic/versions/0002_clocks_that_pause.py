"""Clocks that pause, warn by steps and climb a ladder; pledges; priority; rules by topic, priority and hours."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

STAGES_BEFORE = "stage IN ('verify', 'first_response', 'completion', 'silent_close')"
STAGES = (
    "stage IN ('verify', 'first_response', 'next_update', 'completion', 'silent_close', 'supplement', 'pledge', "
    "'objection', 'unit', 'reroute', 'acknowledge')"
)
FACTS = (
    "counted_from IN ('filing', 'forwarding', 'answer', 'return', 'update', 'sent_back', 'resolution', 'dispute', "
    "'pledge', 'danger')"
)
KINDS_BEFORE = (
    "kind IN ('pengaduan_berkadar_pengawasan', 'pengaduan_tidak_berkadar_pengawasan', 'aspirasi', "
    "'permintaan_informasi')"
)
KINDS = KINDS_BEFORE[:-1] + ", 'permohonan_informasi_publik')"
STATUSES_BEFORE = (
    "status IN ('submitted', 'returned', 'forwarded', 'in_process', 'waiting_citizen', 'resolved', 'disputed', "
    "'closed', 'forwarded_out', 'archived', 'duplicate')"
)
STATUSES = STATUSES_BEFORE.replace("'resolved', ", "'pledged', 'resolved', ")
REASONS = "stopped_for IN ('waiting_citizen', 'waiting_letter', 'answered', 'pledged')"
KEY_BEFORE = ['stage', 'kind', 'unit', 'level', 'effective_from']
KEY = ['stage', 'kind', 'unit', 'level', 'topic', 'priority', 'effective_from']


def _check(table, name, condition):
    op.drop_constraint(op.f(f'ck_{table}_{name}'), table, type_='check')
    op.create_check_constraint(op.f(f'ck_{table}_{name}'), table, condition)


def _add(table, *columns):
    """Columns without a value of their own: filled once for what is there, then without a default."""
    for column, value in columns:
        op.add_column(table, column)
        if value is not None:
            op.execute(f'UPDATE {table} SET {column.name} = {value}')
            op.alter_column(table, column.name, nullable=False)


def upgrade() -> None:
    _check('complaints', 'kind', KINDS)
    _check('complaints', 'status', STATUSES)
    _add(
        'complaints',
        (sa.Column('priority', sa.Text()), "'normal'"),
        (sa.Column('pledged_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True), None),
        (sa.Column('pledged_on', sa.Date(), nullable=True), None),
    )
    op.create_check_constraint(
        op.f('ck_complaints_priority'), 'complaints', "priority IN ('normal', 'urgent', 'danger')"
    )
    op.create_index(
        'ix_complaints_pledged_on', 'complaints', ['pledged_on'], postgresql_where=sa.text('pledged_on IS NOT NULL')
    )

    _check('promise_rules', 'stage', STAGES)
    _check('promise_rules', 'counted_from', FACTS)
    op.drop_constraint(op.f('ck_promise_rules_days'), 'promise_rules', type_='check')
    _add(
        'promise_rules',
        (sa.Column('topic', sa.Text()), "'*'"),
        (sa.Column('priority', sa.Text()), "'*'"),
        (sa.Column('minutes', sa.Integer()), '0'),
        (sa.Column('every_day', sa.Boolean()), 'false'),
        (sa.Column('warn', sa.Text()), "'0.8'"),
        (sa.Column('extension', sa.Integer()), '0'),
        (sa.Column('origin', sa.Text()), "'region'"),
        (sa.Column('written_by', sa.Text()), "'region'"),
        (sa.Column('written_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True), None),
    )
    op.create_check_constraint(op.f('ck_promise_rules_origin'), 'promise_rules', "origin IN ('region', 'person')")
    op.create_check_constraint(
        op.f('ck_promise_rules_length'),
        'promise_rules',
        '(days BETWEEN 1 AND 366) <> (minutes > 0) AND days >= 0 AND minutes >= 0',
    )
    op.drop_constraint(op.f('pk_promise_rules'), 'promise_rules', type_='primary')
    op.create_primary_key(op.f('pk_promise_rules'), 'promise_rules', KEY)

    op.drop_index('ix_clocks_to_miss', table_name='clocks', postgresql_where=sa.text('NOT missed AND NOT ended'))
    op.drop_index('ix_clocks_to_warn', table_name='clocks', postgresql_where=sa.text('NOT warned AND NOT ended'))
    _check('clocks', 'stage', STAGES)
    _add(
        'clocks',
        (sa.Column('next_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True), None),
        (sa.Column('minutes', sa.Integer()), '0'),
        (sa.Column('every_day', sa.Boolean()), 'false'),
        (sa.Column('broken', sa.Boolean()), 'false'),
        (sa.Column('stopped_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True), None),
        (sa.Column('stopped_for', sa.Text(), nullable=True), None),
        (sa.Column('calendar', sa.Text()), _CALENDAR),
        (sa.Column('rung', sa.Integer()), '0'),
    )
    op.execute(
        'UPDATE clocks SET next_at = CASE WHEN warned THEN due ELSE least(warn_at, due) END '
        'WHERE NOT ended AND NOT missed'
    )
    op.drop_column('clocks', 'warned')
    op.create_check_constraint(op.f('ck_clocks_stopped_for'), 'clocks', REASONS)
    op.create_index(
        'ix_clocks_next',
        'clocks',
        ['next_at', 'complaint_id', 'stage'],
        postgresql_where=sa.text('next_at IS NOT NULL'),
    )


_CALENDAR = (
    "coalesce((SELECT e.data ->> 'calendar' FROM complaint_events e WHERE e.complaint_id = clocks.complaint_id "
    "AND e.type IN ('promise.given', 'promise.moved') AND e.data ->> 'stage' = clocks.stage "
    "ORDER BY e.version DESC LIMIT 1), '')"
)


def downgrade() -> None:
    op.drop_index('ix_clocks_next', table_name='clocks', postgresql_where=sa.text('next_at IS NOT NULL'))
    op.drop_constraint(op.f('ck_clocks_stopped_for'), 'clocks', type_='check')
    _add('clocks', (sa.Column('warned', sa.Boolean()), 'coalesce(next_at >= due, true)'))
    for name in ('next_at', 'minutes', 'every_day', 'broken', 'stopped_at', 'stopped_for', 'calendar', 'rung'):
        op.drop_column('clocks', name)
    _check('clocks', 'stage', STAGES_BEFORE)
    op.create_index(
        'ix_clocks_to_warn',
        'clocks',
        ['warn_at', 'complaint_id', 'stage', 'due'],
        postgresql_where=sa.text('NOT warned AND NOT ended'),
    )
    op.create_index(
        'ix_clocks_to_miss',
        'clocks',
        ['due', 'complaint_id', 'stage'],
        postgresql_where=sa.text('NOT missed AND NOT ended'),
    )

    op.drop_constraint(op.f('pk_promise_rules'), 'promise_rules', type_='primary')
    op.create_primary_key(op.f('pk_promise_rules'), 'promise_rules', KEY_BEFORE)
    op.drop_constraint(op.f('ck_promise_rules_length'), 'promise_rules', type_='check')
    op.drop_constraint(op.f('ck_promise_rules_origin'), 'promise_rules', type_='check')
    names = ('topic', 'priority', 'minutes', 'every_day', 'warn', 'extension', 'origin', 'written_by', 'written_at')
    for name in names:
        op.drop_column('promise_rules', name)
    op.create_check_constraint(op.f('ck_promise_rules_days'), 'promise_rules', 'days BETWEEN 1 AND 366')
    _check('promise_rules', 'counted_from', "counted_from IN ('filing', 'resolution')")
    _check('promise_rules', 'stage', STAGES_BEFORE)

    op.drop_index('ix_complaints_pledged_on', table_name='complaints', postgresql_where=sa.text('pledged_on IS NOT NULL'))
    op.drop_constraint(op.f('ck_complaints_priority'), 'complaints', type_='check')
    for name in ('priority', 'pledged_at', 'pledged_on'):
        op.drop_column('complaints', name)
    _check('complaints', 'status', STATUSES_BEFORE)
    _check('complaints', 'kind', KINDS_BEFORE)
