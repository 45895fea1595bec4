"""The first tables, and the triggers that keep ledgers append-only."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attachments',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('attachment_id', sa.Uuid(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('key', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', 'attachment_id', name=op.f('pk_attachments')),
    comment='Photos and documents of complaints'
    )
    op.create_table('calendar_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('estimated', sa.Boolean(), nullable=False),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('holiday', 'cuti_bersama', 'regional', 'working', 'half')", name=op.f('ck_calendar_days_kind')),
    sa.CheckConstraint("origin IN ('national', 'region', 'person')", name=op.f('ck_calendar_days_origin')),
    sa.PrimaryKeyConstraint('day', 'unit', name=op.f('pk_calendar_days')),
    comment='Holidays, cuti bersama, regional days off, working Saturdays and half days'
    )
    op.create_table('calendar_version',
    sa.Column('one', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('one', name=op.f('ck_calendar_version_one')),
    sa.PrimaryKeyConstraint('one', name=op.f('pk_calendar_version')),
    comment='One row; grows whenever a date or hour changes'
    )
    op.create_table('clocks',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('given_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('counted_from', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('warn_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('met_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('missed', sa.Boolean(), nullable=False),
    sa.Column('warned', sa.Boolean(), nullable=False),
    sa.Column('ended', sa.Boolean(), nullable=False),
    sa.CheckConstraint("stage IN ('verify', 'first_response', 'completion', 'silent_close')", name=op.f('ck_clocks_stage')),
    sa.PrimaryKeyConstraint('complaint_id', 'stage', name=op.f('pk_clocks')),
    comment='Promises of each complaint and what became of them'
    )
    op.create_index('ix_clocks_to_miss', 'clocks', ['due', 'complaint_id', 'stage'], unique=False, postgresql_where=sa.text('NOT missed AND NOT ended'))
    op.create_index('ix_clocks_to_warn', 'clocks', ['warn_at', 'complaint_id', 'stage', 'due'], unique=False, postgresql_where=sa.text('NOT warned AND NOT ended'))
    op.create_table('complaint_events',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('ordinal', sa.SmallInteger(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'version', name=op.f('pk_complaint_events')),
    sa.UniqueConstraint('complaint_id', 'cause', 'ordinal', name=op.f('uq_complaint_events_complaint_id_cause_ordinal')),
    comment='Append-only log of complaints; a trigger refuses UPDATE, DELETE and TRUNCATE'
    )
    op.create_table('complaint_words',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('words_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=True),
    sa.Column('content', sa.Text(), nullable=True),
    sa.Column('search', postgresql.TSVECTOR(), sa.Computed("ts_delete(to_tsvector('indonesian'::regconfig, COALESCE(content, ''::text)), ARRAY['yang'::text, 'dan'::text, 'di'::text, 'ke'::text, 'dari'::text, 'ini'::text, 'itu'::text, 'untuk'::text, 'dengan'::text, 'pada'::text, 'adalah'::text, 'sudah'::text, 'tidak'::text, 'akan'::text, 'mohon'::text, 'tolong'::text, 'agar'::text, 'saya'::text, 'kami'::text, 'yg'::text, 'dgn'::text, 'utk'::text, 'sdh'::text, 'tdk'::text, 'juga'::text, 'oleh'::text, 'karena'::text, 'atau'::text])", persisted=True), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', 'words_id', name=op.f('pk_complaint_words')),
    comment='What the log refers to by seal and must be able to forget'
    )
    op.create_index('ix_complaint_words_search', 'complaint_words', ['search'], unique=False, postgresql_using='gin')
    op.create_table('complaints',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('person_version', sa.Integer(), nullable=False),
    sa.Column('head', sa.LargeBinary(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('visibility', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('received_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('filed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('about_unit', sa.Text(), nullable=True),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('sensitive', sa.Boolean(), nullable=False),
    sa.Column('has_contact', sa.Boolean(), nullable=False),
    sa.Column('taken_by', sa.Uuid(), nullable=True),
    sa.Column('suggested_unit', sa.Text(), nullable=True),
    sa.Column('suggested_topic', sa.Text(), nullable=True),
    sa.Column('suggested_share', sa.Float(), nullable=True),
    sa.Column('duplicate_of', sa.Uuid(), nullable=True),
    sa.Column('first_response_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('resolved_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('closed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('closed_ground', sa.Text(), nullable=True),
    sa.Column('disputes', sa.Integer(), nullable=False),
    sa.Column('sent_back', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('erased', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('pengaduan_berkadar_pengawasan', 'pengaduan_tidak_berkadar_pengawasan', 'aspirasi', 'permintaan_informasi')", name=op.f('ck_complaints_kind')),
    sa.CheckConstraint("status IN ('submitted', 'returned', 'forwarded', 'in_process', 'waiting_citizen', 'resolved', 'disputed', 'closed', 'forwarded_out', 'archived', 'duplicate')", name=op.f('ck_complaints_status')),
    sa.CheckConstraint("visibility IN ('public', 'anonymous', 'confidential')", name=op.f('ck_complaints_visibility')),
    sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_complaints')),
    comment='Current state of each complaint'
    )
    op.create_index('ix_complaints_status_received_at', 'complaints', ['status', 'received_at'], unique=False)
    op.create_index('ix_complaints_unit_resolved_at', 'complaints', ['unit', 'resolved_at'], unique=False, postgresql_where=sa.text('resolved_at IS NOT NULL'))
    op.create_index('ix_complaints_unit_status', 'complaints', ['unit', 'status'], unique=False)
    op.create_table('contacts',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=True),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('email_index', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_contacts')),
    comment='The only names and contacts of citizens'
    )
    op.create_index(op.f('ix_contacts_email_index'), 'contacts', ['email_index'], unique=False)
    op.create_index(op.f('ix_contacts_phone_index'), 'contacts', ['phone_index'], unique=False)
    op.create_table('counters',
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('window_start', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', 'window_start', name=op.f('pk_counters')),
    comment='Exact rate limits shared by all replicas',
    prefixes=['UNLOGGED']
    )
    op.create_table('deliveries',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("outcome IN ('delivered', 'gave_up')", name=op.f('ck_deliveries_outcome')),
    sa.PrimaryKeyConstraint('complaint_id', 'notice_id', 'channel', 'recipient', name=op.f('pk_deliveries')),
    comment='Marks of what was delivered, by ids only'
    )
    op.create_table('external_references',
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('system', 'value', name=op.f('pk_external_references')),
    comment='Looked up by system and value; the exception to the key rule'
    )
    op.create_index(op.f('ix_external_references_complaint_id'), 'external_references', ['complaint_id'], unique=False)
    op.create_table('notices',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('promised', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('not_for', sa.Uuid(), nullable=True),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('locked_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('dead_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('dead_reason', sa.Text(), nullable=True),
    sa.CheckConstraint("(unit IS NOT NULL) = (audience IN ('unit', 'head'))", name=op.f('ck_notices_unit')),
    sa.CheckConstraint("audience IN ('citizen', 'triage', 'unit', 'head', 'oversight')", name=op.f('ck_notices_audience')),
    sa.CheckConstraint('dead_at IS NULL OR dead_reason IS NOT NULL', name=op.f('ck_notices_dead')),
    sa.PrimaryKeyConstraint('complaint_id', 'notice_id', name=op.f('pk_notices')),
    comment='Who is to be told what, by ids and codes only. Owed once per event, delivered at least once'
    )
    op.create_index('ix_notices_audience_unit_created_at', 'notices', ['audience', 'unit', 'created_at'], unique=False)
    op.create_index('ix_notices_dead', 'notices', ['dead_at'], unique=False, postgresql_where=sa.text('dead_at IS NOT NULL'))
    op.create_index('ix_notices_waiting', 'notices', ['due_at'], unique=False, postgresql_where=sa.text('sent_at IS NULL AND dead_at IS NULL'))
    op.create_table('office_hours',
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('weekday', sa.SmallInteger(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('hours', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_office_hours_dates')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_office_hours_weekday')),
    sa.PrimaryKeyConstraint('unit', 'starts_on', 'weekday', name=op.f('pk_office_hours')),
    comment='Office hours by weekday and date'
    )
    op.create_table('officers',
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('username', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('password', sa.Text(), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('disabled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('officer_id', name=op.f('pk_officers')),
    sa.UniqueConstraint('username', name=op.f('uq_officers_username')),
    comment='Accounts of civil servants'
    )
    op.create_table('promise_rules',
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('counted_from', sa.Text(), nullable=False),
    sa.Column('regulation', sa.Text(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.CheckConstraint("counted_from IN ('filing', 'resolution')", name=op.f('ck_promise_rules_counted_from')),
    sa.CheckConstraint("level IN ('national', 'regional')", name=op.f('ck_promise_rules_level')),
    sa.CheckConstraint("stage IN ('verify', 'first_response', 'completion', 'silent_close')", name=op.f('ck_promise_rules_stage')),
    sa.CheckConstraint('days BETWEEN 1 AND 366', name=op.f('ck_promise_rules_days')),
    sa.PrimaryKeyConstraint('stage', 'kind', 'unit', 'level', 'effective_from', name=op.f('pk_promise_rules')),
    comment='Promises by stage, kind and unit, as dated rows'
    )
    op.create_table('regions',
    sa.Column('one', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('loaded_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint('one', name=op.f('ck_regions_one')),
    sa.PrimaryKeyConstraint('one', name=op.f('pk_regions')),
    comment="Units, topics, areas, bodies and conflicts as loaded from the region's folder"
    )
    op.create_table('seedings',
    sa.Column('size', sa.Text(), nullable=False),
    sa.Column('started_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('finished_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('size', name=op.f('pk_seedings')),
    comment='Invented complaints put into this installation'
    )
    op.create_table('tickets',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('complaint_id', sa.Uuid(), nullable=True),
    sa.Column('issued_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_tickets')),
    comment='Looked up by code; the exception to the key rule'
    )
    op.create_table('units',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('parent', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('short', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('duty', sa.Text(), nullable=False),
    sa.Column('accepts', sa.Boolean(), nullable=False),
    sa.Column('timezone', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['parent'], ['units.code'], name=op.f('fk_units_parent_units')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_units')),
    comment="The tree of units, loaded from the region's folder"
    )
    op.create_table('notice_read_marks',
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('read_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_notice_read_marks_officer_id_officers')),
    sa.PrimaryKeyConstraint('officer_id', name=op.f('pk_notice_read_marks')),
    comment='One instant an officer'
    )
    op.create_table('posts',
    sa.Column('post_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint("role IN ('coordinator', 'officer', 'head', 'supervisor', 'inspectorate', 'analyst', 'administrator')", name=op.f('ck_posts_role')),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_posts_dates')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_posts_officer_id_officers')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_posts_unit_units')),
    sa.PrimaryKeyConstraint('post_id', name=op.f('pk_posts')),
    sa.UniqueConstraint('officer_id', 'role', 'unit', 'starts_on', name=op.f('uq_posts_officer_id_role_unit_starts_on')),
    comment='Who holds which post, as dated rows'
    )
    op.create_index(op.f('ix_posts_officer_id'), 'posts', ['officer_id'], unique=False)
    op.create_table('sessions',
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('started_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('seen_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ends_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_sessions_officer_id_officers')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sessions')),
    comment='Signed-in browsers'
    )
    op.create_index('ix_sessions_officer_id', 'sessions', ['officer_id'], unique=False)
    op.execute("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$")
    op.execute('CREATE TRIGGER complaint_events_append_only BEFORE UPDATE OR DELETE ON complaint_events FOR EACH ROW EXECUTE FUNCTION refuse_change()')
    op.execute('CREATE TRIGGER complaint_events_no_truncate BEFORE TRUNCATE ON complaint_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    op.drop_index('ix_sessions_officer_id', table_name='sessions')
    op.drop_table('sessions')
    op.drop_index(op.f('ix_posts_officer_id'), table_name='posts')
    op.drop_table('posts')
    op.drop_table('notice_read_marks')
    op.drop_table('units')
    op.drop_table('tickets')
    op.drop_table('seedings')
    op.drop_table('regions')
    op.drop_table('promise_rules')
    op.drop_table('officers')
    op.drop_table('office_hours')
    op.drop_index('ix_notices_waiting', table_name='notices', postgresql_where=sa.text('sent_at IS NULL AND dead_at IS NULL'))
    op.drop_index('ix_notices_dead', table_name='notices', postgresql_where=sa.text('dead_at IS NOT NULL'))
    op.drop_index('ix_notices_audience_unit_created_at', table_name='notices')
    op.drop_table('notices')
    op.drop_index(op.f('ix_external_references_complaint_id'), table_name='external_references')
    op.drop_table('external_references')
    op.drop_table('deliveries')
    op.drop_table('counters')
    op.drop_index(op.f('ix_contacts_phone_index'), table_name='contacts')
    op.drop_index(op.f('ix_contacts_email_index'), table_name='contacts')
    op.drop_table('contacts')
    op.drop_index('ix_complaints_unit_status', table_name='complaints')
    op.drop_index('ix_complaints_unit_resolved_at', table_name='complaints', postgresql_where=sa.text('resolved_at IS NOT NULL'))
    op.drop_index('ix_complaints_status_received_at', table_name='complaints')
    op.drop_table('complaints')
    op.drop_index('ix_complaint_words_search', table_name='complaint_words', postgresql_using='gin')
    op.drop_table('complaint_words')
    op.drop_table('complaint_events')
    op.drop_index('ix_clocks_to_warn', table_name='clocks', postgresql_where=sa.text('NOT warned AND NOT ended'))
    op.drop_index('ix_clocks_to_miss', table_name='clocks', postgresql_where=sa.text('NOT missed AND NOT ended'))
    op.drop_table('clocks')
    op.drop_table('calendar_version')
    op.drop_table('calendar_days')
    op.drop_table('attachments')
    op.execute("DROP FUNCTION refuse_change()")
