"""Addresses that accounts had, so that whoever reads mail there learns of it."""

import sqlalchemy as sa
from alembic import op


revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('earlier_emails',
    sa.Column('earlier_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('until', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_earlier_emails_officer_id_officers')),
    sa.PrimaryKeyConstraint('earlier_id', name=op.f('pk_earlier_emails')),
    comment='Addresses that accounts had until lately'
    )
    op.create_index('ix_earlier_emails_officer_id', 'earlier_emails', ['officer_id'], unique=False)
    op.add_column('account_mails', sa.Column('address', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('account_mails', 'address')
    op.drop_table('earlier_emails')
