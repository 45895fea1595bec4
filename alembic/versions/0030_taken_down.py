"""Reports taken down for somebody else."""

import sqlalchemy as sa
from alembic import op


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    op.create_table(
        'case_pins',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('wrong', sa.Integer(), nullable=False),
        sa.Column('made_at', when, nullable=False),
        sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_case_pins')),
        comment='PINs of reporters without telephone and e-mail, as keyed hashes; gone on erasure',
    )
    op.create_table(
        'filing_drafts',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('form_key', sa.Uuid(), nullable=False),
        sa.Column('officer_id', sa.Uuid(), nullable=False),
        sa.Column('typed', sa.LargeBinary(), nullable=False),
        sa.Column('saved_at', when, nullable=False),
        sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_filing_drafts')),
        comment='What officers began to write down for somebody; gone once it is sent or old',
    )
    op.create_index('ix_filing_drafts_officer_id_saved_at', 'filing_drafts', ['officer_id', 'saved_at'])
    op.create_index('ix_filing_drafts_saved_at', 'filing_drafts', ['saved_at'])
    op.create_table(
        'group_imports',
        sa.Column('import_id', sa.Uuid(), nullable=False),
        sa.Column('officer_id', sa.Uuid(), nullable=False),
        sa.Column('chat', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', when, nullable=False),
        sa.PrimaryKeyConstraint('import_id', name=op.f('pk_group_imports')),
        comment='Exported group chats while somebody chooses from them; gone after a day at the latest',
    )
    op.create_index('ix_group_imports_made_at', 'group_imports', ['made_at'])
    op.create_table(
        'group_files',
        sa.Column('import_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('import_id', 'name', name=op.f('pk_group_files')),
        comment='Pictures of exported group chats, gone together with them',
    )
    op.create_table(
        'group_messages',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('complaint_id', 'digest', name=op.f('pk_group_messages')),
        comment='Keyed hashes of messages that were filed; gone when the words of their case are erased',
    )
    op.create_index('ix_group_messages_digest', 'group_messages', ['digest'])


def downgrade() -> None:
    for table in ('group_messages', 'group_files', 'group_imports', 'filing_drafts', 'case_pins'):
        op.drop_table(table)
