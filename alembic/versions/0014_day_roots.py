"""Each day's root, and which event stands where in it."""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('day_roots',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('root', sa.LargeBinary(), nullable=False),
    sa.Column('seal', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('blocks', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_day_roots')),
    comment="The root of each day's events; a trigger refuses UPDATE, DELETE and TRUNCATE"
    )
    op.create_table('day_leaves',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'version', name=op.f('pk_day_leaves')),
    comment="Every event's place in the root of a day; a trigger refuses UPDATE, DELETE and TRUNCATE"
    )
    op.create_index('ix_day_leaves_day_place', 'day_leaves', ['day', 'place'], unique=False)
    op.create_index('ix_day_leaves_hash', 'day_leaves', ['hash'], unique=False, postgresql_using='hash')
    for table in ('day_leaves', 'day_roots'):
        # refuse_change() itself is there since the first migration.
        op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} '
                   'FOR EACH ROW EXECUTE FUNCTION refuse_change()')
        op.execute(f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} '
                   'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    op.drop_table('day_leaves')
    op.drop_table('day_roots')
