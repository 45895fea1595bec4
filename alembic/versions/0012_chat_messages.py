"""Which messages of a chat belong to which case."""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_messages',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('chat_id', sa.Uuid(), nullable=False),
    sa.Column('message', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'chat_id', 'message', name=op.f('pk_chat_messages')),
    comment='To which case a reply or an edit belongs; numbers only'
    )
    op.create_index('ix_chat_messages_chat_id_message', 'chat_messages', ['chat_id', 'message'], unique=False)
    op.create_index('ix_chat_messages_at', 'chat_messages', ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('chat_messages')
