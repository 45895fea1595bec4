"""Needs and their ledger, and what a region decides about learning."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.append_only import append_only_statements


revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('need_events',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('ordinal', sa.SmallInteger(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('need_id', 'version', name=op.f('pk_need_events')),
    sa.UniqueConstraint('need_id', 'cause', 'ordinal', name=op.f('uq_need_events_need_id_cause_ordinal')),
    comment='Append-only ledger of needs; a trigger refuses UPDATE, DELETE and TRUNCATE'
    )
    op.create_table('needs',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.LargeBinary(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('competency', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('priority', sa.SmallInteger(), nullable=False),
    sa.Column('opened_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('owner_due', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('batch', sa.Uuid(), nullable=True),
    sa.Column('again_on', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('state', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='All of it'),
    sa.CheckConstraint("(status IN ('rejected', 'closed')) = (ended_at IS NOT NULL)", name=op.f('ck_needs_ended')),
    sa.CheckConstraint("origin IN ('signal', 'inputs')", name=op.f('ck_needs_origin')),
    sa.CheckConstraint("status IN ('new', 'reviewed', 'accepted', 'rejected', 'passed_on', 'scheduled', 'trained', 'evaluated', 'closed')", name=op.f('ck_needs_status')),
    sa.PrimaryKeyConstraint('need_id', name=op.f('pk_needs')),
    sa.UniqueConstraint('code', name=op.f('uq_needs_code')),
    comment='Needs as they stand, made anew from need_events at any time'
    )
    op.create_index('ix_needs_competency', 'needs', ['competency', 'topic', 'unit'], unique=False)
    op.create_index('uq_needs_open_cell', 'needs', ['competency', sa.text("COALESCE(unit, ''::text)"), sa.text("COALESCE(topic, ''::text)")], unique=True, postgresql_where=sa.text("status NOT IN ('rejected', 'closed')"))
    op.create_table('need_words',
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('words_id', sa.Uuid(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=True),
    sa.Column('content', sa.Text(), nullable=True),
    sa.CheckConstraint('(salt IS NULL) = (content IS NULL)', name=op.f('ck_need_words_whole')),
    sa.ForeignKeyConstraint(['need_id'], ['needs.need_id'], name=op.f('fk_need_words_need_id_needs')),
    sa.PrimaryKeyConstraint('need_id', 'words_id', name=op.f('pk_need_words')),
    comment='Reasons and replies that the ledger of needs refers to by seal'
    )
    op.create_table('learning_decisions',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("kind IN ('competency', 'mapping', 'thresholds', 'standard_answers', 'incentives', 'plan', 'trainings')", name=op.f('ck_learning_decisions_kind')),
    sa.CheckConstraint("btrim(why) <> ''", name=op.f('ck_learning_decisions_why')),
    sa.CheckConstraint('version > 0', name=op.f('ck_learning_decisions_version')),
    sa.PrimaryKeyConstraint('kind', 'subject', 'version', name=op.f('pk_learning_decisions')),
    comment='Decisions about learning, with who and why; a trigger refuses UPDATE, DELETE and TRUNCATE'
    )
    for table in ('need_events', 'learning_decisions'):
        for statement in append_only_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table('learning_decisions')
    op.drop_table('need_words')
    op.drop_table('needs')
    op.drop_table('need_events')
