"""Requests of citizens about their own data, each with a clock of its own, and identity checks at the counter."""

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
