"""Standing wishes to hear of new public complaints of an area or topic."""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alerts',
    sa.Column('alert_id', sa.Uuid(), nullable=False),
    sa.Column('area', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('email_index', sa.LargeBinary(), nullable=True),
    sa.Column('chat_id', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('expires_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('told_until', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('bounces', sa.Integer(), nullable=False),
    sa.CheckConstraint("language IN ('id', 'en')", name=op.f('ck_alerts_language')),
    sa.CheckConstraint('email IS NULL OR chat_id IS NULL', name=op.f('ck_alerts_one_way')),
    sa.CheckConstraint('told_until IS NULL OR email IS NOT NULL OR chat_id IS NOT NULL', name=op.f('ck_alerts_reachable')),
    sa.CheckConstraint('(told_until IS NULL) = (expires_at IS NOT NULL)', name=op.f('ck_alerts_confirmed')),
    sa.ForeignKeyConstraint(['chat_id'], ['telegram_chats.chat_id'], name=op.f('fk_alerts_chat_id_telegram_chats'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('alert_id', name=op.f('pk_alerts')),
    comment='Who hears of new public complaints, of where and what; kept only once confirmed, until stopped'
    )
    op.create_index('ix_alerts_due_at', 'alerts', ['due_at'], unique=False)
    op.create_index('uq_alerts_email', 'alerts', ['email_index', 'area', 'topic'], unique=True, postgresql_where=sa.text('email_index IS NOT NULL AND told_until IS NOT NULL'))
    op.create_index('uq_alerts_chat', 'alerts', ['chat_id', 'area', 'topic'], unique=True, postgresql_where=sa.text('chat_id IS NOT NULL'))
    op.drop_constraint(op.f('ck_chat_links_purpose'), 'chat_links', type_='check')
    op.create_check_constraint(op.f('ck_chat_links_purpose'), 'chat_links', "purpose IN ('case', 'officer', 'form', 'alert')")


def downgrade() -> None:
    op.execute("DELETE FROM chat_links WHERE purpose = 'alert'")
    op.drop_constraint(op.f('ck_chat_links_purpose'), 'chat_links', type_='check')
    op.create_check_constraint(op.f('ck_chat_links_purpose'), 'chat_links', "purpose IN ('case', 'officer', 'form')")
    op.drop_table('alerts')
