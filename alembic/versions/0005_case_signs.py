"""Signs by which a figure may have been gamed, case by case."""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_signs',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('fact', sa.Text(), nullable=False),
    sa.Column('seconds', sa.BigInteger(), nullable=True),
    sa.Column('template_share', sa.Float(), nullable=True),
    sa.Column('by_staff', sa.Boolean(), nullable=False),
    sa.Column('from_office', sa.Boolean(), nullable=False),
    sa.CheckConstraint("fact IN ('forwarded', 'paused', 'resolved')", name=op.f('ck_case_signs_fact')),
    sa.PrimaryKeyConstraint('complaint_id', 'version', name=op.f('pk_case_signs')),
    comment='Facts of each case that are shown beside its figures'
    )


def downgrade() -> None:
    op.drop_table('case_signs')
