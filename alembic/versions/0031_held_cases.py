"""What officers have in hand."""

import sqlalchemy as sa
from alembic import op


revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = sa.text('taken_by IS NOT NULL AND closed_at IS NULL')
    op.create_index('ix_complaints_held', 'complaints', ['taken_by', 'received_at'], postgresql_where=held)


def downgrade() -> None:
    op.drop_index('ix_complaints_held', table_name='complaints')
