"""Standard replies and templates of office papers."""

import sqlalchemy as sa
from alembic import op


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('standard_replies',
    sa.Column('reply_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.Column('written_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint('version > 0', name=op.f('ck_standard_replies_version')),
    sa.PrimaryKeyConstraint('reply_id', 'version', name=op.f('pk_standard_replies')),
    comment='Replies with fields, as dated versions; rows are only added'
    )
    op.create_table('reply_uses',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('words_id', sa.Uuid(), nullable=False),
    sa.Column('reply_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('move', sa.Text(), nullable=False),
    sa.Column('used_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'words_id', name=op.f('pk_reply_uses')),
    comment='Which version of which standard reply was sent in a case'
    )
    op.create_index('ix_reply_uses_reply_id', 'reply_uses', ['reply_id', 'version'], unique=False)
    op.create_table('paper_settings',
    sa.Column('setting_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('pattern', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('letterhead', sa.Text(), nullable=False),
    sa.Column('docx', sa.LargeBinary(), nullable=True),
    sa.Column('docx_name', sa.Text(), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.Column('written_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('lembar_disposisi', 'nota_dinas', 'surat_pengantar', 'surat_jawaban', 'letterhead')", name=op.f('ck_paper_settings_kind')),
    sa.PrimaryKeyConstraint('setting_id', name=op.f('pk_paper_settings')),
    comment='Templates, number patterns and archive codes of office papers; rows are only added'
    )
    op.create_index('ix_paper_settings_kind', 'paper_settings', ['kind', 'setting_id'], unique=False)
    op.create_table('paper_numbers',
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('unit', 'year', name=op.f('pk_paper_numbers')),
    comment='Running numbers of office papers, by unit and year'
    )
    for table in ('standard_replies', 'paper_settings'):
        op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()')
        op.execute(f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    for table in ('paper_numbers', 'paper_settings', 'reply_uses', 'standard_replies'):
        op.drop_table(table)
