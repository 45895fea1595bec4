"""How sure the router has to be, as somebody set it on the page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('routing_settings',
    sa.Column('setting_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('setting_id', name=op.f('pk_routing_settings')),
    comment='How sure the router has to be, as set on the page; rows are only added'
    )


def downgrade() -> None:
    op.drop_table('routing_settings')
