"""Asking for open promises to be computed anew, and how often each clock stood still."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_STOPS = (
    "(SELECT count(*) FROM complaint_events e WHERE e.complaint_id = clocks.complaint_id "
    "AND e.data ->> 'stage' = clocks.stage "
    "AND (e.type = 'promise.paused' OR (e.type = 'promise.resumed' AND jsonb_exists(e.data, 'stopped_at'))) "
    "AND e.version > coalesce((SELECT max(g.version) FROM complaint_events g WHERE g.complaint_id = e.complaint_id "
    "AND g.type = 'promise.given' AND g.data ->> 'stage' = clocks.stage), 0))"
)


def upgrade() -> None:
    op.create_table('recalculations',
    sa.Column('recalculation_id', sa.Uuid(), nullable=False),
    sa.Column('calendar', sa.Integer(), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.Column('later_too', sa.Boolean(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('finished_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('recalculation_id', name=op.f('pk_recalculations')),
    comment='Each time open promises had to be computed anew; unfinished ones are gone on with'
    )
    op.add_column('clocks', sa.Column('stops', sa.Integer(), nullable=True))
    op.execute(f'UPDATE clocks SET stops = {_STOPS}')
    op.alter_column('clocks', 'stops', nullable=False)


def downgrade() -> None:
    op.drop_column('clocks', 'stops')
    op.drop_table('recalculations')
