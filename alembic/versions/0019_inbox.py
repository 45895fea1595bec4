"""Saved views of the inbox, and the cases that lie on the desks of units."""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ON_DESK = 'presses IS NOT NULL'
AT_WORK = 'presses <= 2 AND due IS NOT NULL'
UNTAKEN = 'presses <= 2 AND taken_by IS NULL'
SPOKEN_TO = 'presses <= 2 AND spoken_to IS TRUE'
PROPOSED = 'presses <= 2 AND proposed_by IS NOT NULL'
IN_TRIAGE = "status IN ('disputed', 'returned', 'submitted')"
URGENCY = [sa.text("(priority <> 'danger')"), sa.text("(priority = 'normal')")]

# What is there already, as the projection would tell it; `rebuild` makes the same rows from the log.
FILL = """
INSERT INTO desk_cases (complaint_id, version, changed_at, event, actor, unit, status, received_at, restricted, about_unit, topic,
    area, priority, taken_by, spoken_to, presses, due, near_at, stopped)
SELECT c.complaint_id, c.version, last.at, told.type, told.actor, c.unit, c.status,
    c.received_at, c.restricted, c.about_unit, c.topic,
    c.area, c.priority, c.taken_by, coalesce(said.version > coalesce(acted.version, 0), false),
    CASE WHEN c.status NOT IN ('forwarded', 'in_process', 'waiting_citizen', 'disputed', 'pledged', 'resolved') THEN NULL
        WHEN c.status IN ('pledged', 'resolved') THEN 3
        WHEN c.priority = 'danger' THEN 0
        WHEN c.status = 'disputed' OR coalesce(owed.missed, false) THEN 1
        ELSE 2 END,
    owed.due, owed.near_at, coalesce(owed.stopped, false)
FROM complaints c
CROSS JOIN LATERAL (SELECT at, cause FROM complaint_events e WHERE e.complaint_id = c.complaint_id
    ORDER BY version DESC LIMIT 1) last
CROSS JOIN LATERAL (SELECT type, actor FROM complaint_events e WHERE e.complaint_id = c.complaint_id
    AND e.cause = last.cause ORDER BY type IN ('promise.given', 'promise.moved', 'promise.paused', 'promise.resumed',
        'routing.suggested'), version DESC LIMIT 1) told
LEFT JOIN LATERAL (SELECT max(version) AS version FROM complaint_events e WHERE e.complaint_id = c.complaint_id
    AND actor LIKE 'citizen%' AND (type IN ('complaint.supplemented', 'question.answered', 'complaint.disputed',
        'transcript.judged') OR (type = 'attachment.added' AND coalesce(data->>'of', 'report') <> 'covered'))) said ON true
LEFT JOIN LATERAL (SELECT max(version) AS version FROM complaint_events e WHERE e.complaint_id = c.complaint_id
    AND actor LIKE 'officer%' AND type NOT IN ('complaint.joined', 'photo.reviewed')
    AND NOT (type = 'attachment.added' AND coalesce(data->>'of', 'report') = 'covered')) acted ON true
LEFT JOIN LATERAL (SELECT bool_or(missed) AS missed, bool_or(stopped_at IS NOT NULL AND NOT missed) AS stopped,
        min(due) FILTER (WHERE stopped_at IS NULL OR missed) AS due,
        min(warn_at) FILTER (WHERE stopped_at IS NULL OR missed) AS near_at
    FROM clocks k WHERE k.complaint_id = c.complaint_id AND NOT ended AND stage IN ('verify', 'first_response', 'next_update', 'completion',
        'objection')) owed
    ON true
WHERE c.unit IS NOT NULL OR c.status IN ('submitted', 'returned')
"""

GONE = """
INSERT INTO desk_cases (complaint_id, version, changed_at, event, actor, status, restricted, priority, spoken_to, stopped)
SELECT c.complaint_id, c.version, last.at, told.type, told.actor, '', true, '', false, false
FROM complaints c
CROSS JOIN LATERAL (SELECT at, cause FROM complaint_events e WHERE e.complaint_id = c.complaint_id
    ORDER BY version DESC LIMIT 1) last
CROSS JOIN LATERAL (SELECT type, actor FROM complaint_events e WHERE e.complaint_id = c.complaint_id
    AND e.cause = last.cause ORDER BY type IN ('promise.given', 'promise.moved', 'promise.paused', 'promise.resumed',
        'routing.suggested'), version DESC LIMIT 1) told
WHERE c.unit IS NULL AND c.status NOT IN ('submitted', 'returned')
"""


def upgrade() -> None:
    op.create_table('desk_cases',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('received_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('about_unit', sa.Text(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('priority', sa.Text(), nullable=False),
    sa.Column('taken_by', sa.Uuid(), nullable=True),
    sa.Column('spoken_to', sa.Boolean(), nullable=False),
    sa.Column('proposed_by', sa.Uuid(), nullable=True),
    sa.Column('presses', sa.SmallInteger(), nullable=True),
    sa.Column('due', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('near_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('stopped', sa.Boolean(), nullable=False),
    sa.CheckConstraint('presses BETWEEN 0 AND 3', name=op.f('ck_desk_cases_presses')),
    sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_desk_cases')),
    comment='Cases on the desks of units and of triage, by how pressing they are'
    )
    op.execute(FILL)
    op.execute(GONE)
    op.create_index('ix_desk_cases_unit', 'desk_cases', ['unit', 'presses', 'due', 'complaint_id'], postgresql_include=['status', 'topic', 'area', 'priority', 'near_at', 'stopped', 'restricted', 'about_unit'], postgresql_where=sa.text(ON_DESK))
    op.create_index('ix_desk_cases_spoken_to', 'desk_cases', ['unit', 'presses', 'due', 'complaint_id'], postgresql_where=sa.text(SPOKEN_TO))
    op.create_index('ix_desk_cases_proposed', 'desk_cases', ['unit', 'presses', 'due', 'complaint_id'], postgresql_where=sa.text(PROPOSED))
    op.create_index('ix_desk_cases_status', 'desk_cases', ['unit', 'status', 'presses', 'due', 'complaint_id'], postgresql_where=sa.text(ON_DESK))
    op.create_index('ix_desk_cases_taken_by', 'desk_cases', ['taken_by', 'presses', 'due', 'complaint_id'], postgresql_where=sa.text(ON_DESK))
    op.create_index('ix_desk_cases_untaken', 'desk_cases', ['unit', 'presses', 'due', 'complaint_id'], postgresql_include=['restricted', 'about_unit'], postgresql_where=sa.text(UNTAKEN))
    op.create_index('ix_desk_cases_triage', 'desk_cases', ['status', *URGENCY, 'due', 'received_at', 'complaint_id'], postgresql_include=['near_at', 'stopped', 'restricted'], postgresql_where=sa.text(IN_TRIAGE))
    op.create_index('ix_desk_cases_due', 'desk_cases', ['unit', 'due'], postgresql_where=sa.text(AT_WORK))
    op.create_index('ix_desk_cases_changed_at', 'desk_cases', ['changed_at'])
    op.create_table('saved_views',
    sa.Column('view_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('is_first', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint('(officer_id IS NULL) <> (unit IS NULL)', name=op.f('ck_saved_views_whose')),
    sa.ForeignKeyConstraint(['created_by'], ['officers.officer_id'], name=op.f('fk_saved_views_created_by_officers')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_saved_views_officer_id_officers')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_saved_views_unit_units')),
    sa.PrimaryKeyConstraint('view_id', name=op.f('pk_saved_views')),
    comment='Named filters of the inbox'
    )
    op.create_index('ix_saved_views_officer_id', 'saved_views', ['officer_id'])
    op.create_index('ix_saved_views_unit', 'saved_views', ['unit'])
    op.create_index('uq_saved_views_first', 'saved_views', ['officer_id', 'unit'], unique=True, postgresql_nulls_not_distinct=True, postgresql_where=sa.text('is_first'))


def downgrade() -> None:
    op.drop_table('saved_views')
    op.drop_table('desk_cases')
