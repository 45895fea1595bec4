"""Cases made of one report that told of several matters; reports a program may have sent, to be listed."""

import sqlalchemy as sa
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
    op.add_column('complaints', sa.Column('suspicion', sa.Text(), nullable=True))
    op.execute(
        "UPDATE complaints c SET suspicion = e.data->>'suspicion' FROM complaint_events e "
        "WHERE e.complaint_id = c.complaint_id AND e.type = 'complaint.filed' AND e.data ? 'suspicion'"
    )
    op.create_index(
        'ix_complaints_suspicion_status',
        'complaints',
        ['status'],
        postgresql_where=sa.text('suspicion IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_complaints_suspicion_status', table_name='complaints')
    op.drop_column('complaints', 'suspicion')
    _statuses(STATUSES_BEFORE)
