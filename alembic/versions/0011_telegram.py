"""The chat with the bot: people and their cases, drafts, files to fetch, replies owed."""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('telegram_chats',
    sa.Column('chat_id', sa.Uuid(), nullable=False),
    sa.Column('telegram', sa.LargeBinary(), nullable=True),
    sa.Column('telegram_index', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('created_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('dead_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('officer_id', sa.Uuid(), nullable=True),
    sa.Column('linked_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("language IN ('id', 'en')", name=op.f('ck_telegram_chats_language')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_telegram_chats_officer_id_officers')),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_telegram_chats')),
    sa.UniqueConstraint('telegram_index', name=op.f('uq_telegram_chats_telegram_index')),
    comment='Private chats with the bot; ids of people at Telegram are sealed'
    )
    op.create_index(op.f('ix_telegram_chats_officer_id'), 'telegram_chats', ['officer_id'], unique=False)
    op.create_table('telegram_cases',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('chat_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('since', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('reporter', 'follower')", name=op.f('ck_telegram_cases_role')),
    sa.PrimaryKeyConstraint('complaint_id', 'chat_id', name=op.f('pk_telegram_cases')),
    comment='Which case is told of in which chat'
    )
    op.create_index('ix_telegram_cases_chat_id', 'telegram_cases', ['chat_id'], unique=False)
    op.create_table('chat_links',
    sa.Column('token', sa.LargeBinary(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('subject', sa.Uuid(), nullable=False),
    sa.Column('expires_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('used_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('case', 'officer', 'form')", name=op.f('ck_chat_links_purpose')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_chat_links')),
    comment='One-use tokens between chat and web, by their hash'
    )
    op.create_table('telegram_updates',
    sa.Column('update_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('update_id', name=op.f('pk_telegram_updates')),
    comment='Updates already worked through, for some weeks'
    )
    op.create_index('ix_telegram_updates_at', 'telegram_updates', ['at'], unique=False)
    op.create_table('drafts',
    sa.Column('chat_id', sa.Uuid(), nullable=False),
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('reminded_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['chat_id'], ['telegram_chats.chat_id'], name=op.f('fk_drafts_chat_id_telegram_chats')),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_drafts')),
    comment='Half-told reports, one a chat; deleted when sent, cancelled or forgotten'
    )
    op.create_index('ix_drafts_changed_at', 'drafts', ['changed_at'], unique=False)
    op.create_table('chat_files',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('unique_id', sa.Text(), nullable=False),
    sa.Column('chat_id', sa.Uuid(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('filed', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('fetched_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('fault', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', 'unique_id', name=op.f('pk_chat_files')),
    comment='Files named in chats, fetched by the worker'
    )
    op.create_index('ix_chat_files_due_at', 'chat_files', ['due_at'], unique=False, postgresql_where=sa.text('due_at IS NOT NULL'))
    op.create_table('bot_replies',
    sa.Column('reply_id', sa.Uuid(), nullable=False),
    sa.Column('chat_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('started_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('message', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("state IN ('owed', 'sent', 'dead')", name=op.f('ck_bot_replies_state')),
    sa.ForeignKeyConstraint(['chat_id'], ['telegram_chats.chat_id'], name=op.f('fk_bot_replies_chat_id_telegram_chats')),
    sa.PrimaryKeyConstraint('reply_id', name=op.f('pk_bot_replies')),
    sa.UniqueConstraint('key', name=op.f('uq_bot_replies_key')),
    comment='Answers of the bot, owed in the transaction of what they answer'
    )
    op.create_index('ix_bot_replies_at', 'bot_replies', ['at'], unique=False)
    op.create_index('ix_bot_replies_owed', 'bot_replies', ['chat_id', 'reply_id'], unique=False, postgresql_where=sa.text("state = 'owed'"))
    op.create_table('bot_pace',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('next_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_bot_pace')),
    comment='Exact pacing over replicas; may be emptied at any time'
    )


def downgrade() -> None:
    op.drop_table('bot_pace')
    op.drop_table('bot_replies')
    op.drop_table('chat_files')
    op.drop_table('drafts')
    op.drop_table('telegram_updates')
    op.drop_table('chat_links')
    op.drop_table('telegram_cases')
    op.drop_table('telegram_chats')
