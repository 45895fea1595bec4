"""What people decided about each report, and the models fitted to it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('routing_facts',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('fact', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('by_person', sa.Boolean(), nullable=False),
    sa.Column('label', sa.Text(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('ground', sa.Text(), nullable=True),
    sa.Column('method', sa.Text(), nullable=True),
    sa.Column('share', sa.Float(), nullable=True),
    sa.Column('sure', sa.Boolean(), nullable=False),
    sa.Column('checked', sa.Boolean(), nullable=False),
    sa.Column('same_as', sa.Uuid(), nullable=True),
    sa.CheckConstraint("fact IN ('suggested', 'forwarded', 'forwarded_out', 'sent_back', 'taken', 'reclassified', 'archived', 'duplicate')", name=op.f('ck_routing_facts_fact')),
    sa.PrimaryKeyConstraint('complaint_id', 'version', name=op.f('pk_routing_facts')),
    comment='What was advised and what people decided about each report'
    )
    op.create_index('ix_routing_facts_decided', 'routing_facts', ['at'], postgresql_where=sa.text("by_person AND fact <> 'taken'"))
    op.create_index('ix_routing_facts_suggested', 'routing_facts', ['at'], postgresql_where=sa.text("fact = 'suggested'"))
    op.create_table('routing_models',
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.Column('first_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('last_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('judged_from', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('model', sa.LargeBinary(), nullable=True),
    sa.Column('twin', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_routing_models')),
    comment='Every model ever put in force, as long as log entries may name it'
    )
    op.create_table('routing_uses',
    sa.Column('use_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Text(), nullable=True),
    sa.Column('since', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('use_id', name=op.f('pk_routing_uses')),
    comment='Which model was in force from when, and who said so'
    )
    op.create_table('routing_lessons',
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('began_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('ended_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('lesson_id', name=op.f('pk_routing_lessons')),
    comment='Each attempt to learn from what people decided, and what came of it'
    )


def downgrade() -> None:
    op.drop_table('routing_lessons')
    op.drop_table('routing_uses')
    op.drop_table('routing_models')
    op.drop_index('ix_routing_facts_suggested', table_name='routing_facts')
    op.drop_index('ix_routing_facts_decided', table_name='routing_facts')
    op.drop_table('routing_facts')
