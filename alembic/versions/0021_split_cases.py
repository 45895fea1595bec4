"""Cases made of one report that told of several matters."""

from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

STATUSES_BEFORE = (
    "status IN ('submitted', 'returned', 'forwarded', 'in_process', 'waiting_citizen', 'pledged', 'resolved', "
    "'disputed', 'closed', 'forwarded_out', 'archived', 'duplicate')"
)
STATUSES = STATUSES_BEFORE[:-1] + ", 'split')"


def _statuses(condition: str) -> None:
    op.drop_constraint(op.f('ck_complaints_status'), 'complaints', type_='check')
    op.create_check_constraint(op.f('ck_complaints_status'), 'complaints', condition)


def upgrade() -> None:
    _statuses(STATUSES)


def downgrade() -> None:
    _statuses(STATUSES_BEFORE)
