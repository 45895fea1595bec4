"""Figures everybody may read, and the counts of months they are made from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('figure_months',
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('counted_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('still_open', sa.Integer(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_figure_months')),
    comment='Counts and durations of each month, from which public figures are made'
    )
    op.create_table('public_figures',
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('computed_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('period', name=op.f('pk_public_figures')),
    comment='Published figures, a document a period'
    )


def downgrade() -> None:
    op.drop_table('public_figures')
    op.drop_table('figure_months')
