"""Cases that went on by themselves, that others follow, and that were answered outside."""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('complaints', sa.Column('unread', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('complaints', sa.Column('answered_outside_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column('complaints', sa.Column('joined', sa.Integer(), nullable=False, server_default='0'))
    op.alter_column('complaints', 'unread', server_default=None)
    op.alter_column('complaints', 'joined', server_default=None)
    op.create_table('followers',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('follower_id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', 'follower_id', name=op.f('pk_followers')),
    comment="Contacts of those who follow another's complaint; removed when they stop"
    )


def downgrade() -> None:
    op.drop_table('followers')
    op.drop_column('complaints', 'joined')
    op.drop_column('complaints', 'answered_outside_at')
    op.drop_column('complaints', 'unread')
