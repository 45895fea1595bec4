"""Who has a case open need not outlive a crash, and no page waits until the disk has it."""

from alembic import op


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('ALTER TABLE case_presences SET UNLOGGED')


def downgrade() -> None:
    op.execute('ALTER TABLE case_presences SET LOGGED')
