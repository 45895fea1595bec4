"""What lists, search and map of a million complaints need to stay quick."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

OPEN_TO_ALL = (
    "visibility <> 'confidential' AND restricted IS false AND sensitive IS false AND erased IS false "
    "AND unread IS false AND status IN ('closed', 'disputed', 'forwarded', 'forwarded_out', "
    "'in_process', 'pledged', 'resolved', 'waiting_citizen')"
)
FACETS = "(ARRAY['t'::text || topic, 'a'::text || area, 'u'::text || unit, 's'::text || status, 'k'::text || kind])"


def upgrade() -> None:
    op.create_table('published_counts',
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('every', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('area', 'topic', name=op.f('pk_published_counts')),
    comment="Published complaints by area and topic, all and still open; '' where not known"
    )
    op.create_index('ix_complaints_open_newest', 'complaints', ['received_at', 'complaint_id'], unique=False,
        postgresql_include=['joined', 'topic', 'area', 'unit', 'kind', 'status'], postgresql_where=sa.text(OPEN_TO_ALL))
    op.create_index('ix_complaints_open_joined', 'complaints', ['joined', 'received_at', 'complaint_id'], unique=False,
        postgresql_include=['topic', 'area', 'unit', 'kind', 'status'], postgresql_where=sa.text(OPEN_TO_ALL))
    op.create_index('ix_complaints_open_facets', 'complaints', [sa.text(FACETS)], unique=False,
        postgresql_using='gin', postgresql_where=sa.text(OPEN_TO_ALL))
    op.create_index('ix_complaints_open_ids', 'complaints', ['complaint_id'], unique=False,
        postgresql_include=['received_at', 'joined', 'topic', 'area', 'unit', 'kind', 'status'],
        postgresql_where=sa.text(OPEN_TO_ALL))
    op.create_index('ix_complaints_open_changed_at', 'complaints', ['changed_at'], unique=False,
        postgresql_where=sa.text(OPEN_TO_ALL))
    op.create_index('ix_external_references_value', 'external_references', ['value'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_external_references_value', table_name='external_references')
    op.drop_index('ix_complaints_open_ids', table_name='complaints')
    op.drop_index('ix_complaints_open_changed_at', table_name='complaints')
    op.drop_index('ix_complaints_open_facets', table_name='complaints', postgresql_using='gin')
    op.drop_index('ix_complaints_open_joined', table_name='complaints')
    op.drop_index('ix_complaints_open_newest', table_name='complaints')
    op.drop_table('published_counts')
