"""Links by which bodies outside answer, and questions between units."""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

AUDIENCES_BEFORE = "'assignee', 'citizen', 'followers', 'head', 'mentioned', 'on_call', 'oversight', 'secretary', 'triage', 'unit'"
AUDIENCES = "'asked', " + AUDIENCES_BEFORE
SENDINGS = """
    INSERT INTO outside_sendings (complaint_id, number, body, sent_at, received_at, answered_at, reminded)
    SELECT e.complaint_id, row_number() OVER (PARTITION BY e.complaint_id ORDER BY e.version), e.data ->> 'body', e.at,
        a.first, a.first, 0
    FROM complaint_events e LEFT JOIN LATERAL (
        SELECT min(x.at) AS first FROM complaint_events x
        WHERE x.complaint_id = e.complaint_id AND x.type = 'outside.answered' AND x.version > e.version
    ) a ON true WHERE e.type = 'complaint.forwarded_out'
"""
"""What was sent out before sendings were counted, each of them once: nothing came back from outside until now."""

OUTSIDE = "status = 'forwarded_out' AND body IS NOT NULL AND closed_at IS NOT NULL"


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    op.create_table(
        'outside_sendings',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('sent_at', when, nullable=False),
        sa.Column('received_at', when, nullable=True),
        sa.Column('asked_at', when, nullable=True),
        sa.Column('answered_at', when, nullable=True),
        sa.Column('declined_at', when, nullable=True),
        sa.Column('reminded', sa.Integer(), nullable=False),
        sa.Column('reminded_at', when, nullable=True),
        sa.PrimaryKeyConstraint('complaint_id', 'number', name=op.f('pk_outside_sendings')),
        comment='Each time a case was sent to a body outside: when it had it, answered, declined, was reminded',
    )
    op.create_index('ix_outside_sendings_body_sent_at', 'outside_sendings', ['body', 'sent_at'])
    op.create_table(
        'outside_links',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('link_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('token', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', when, nullable=False),
        sa.Column('made_by', sa.Text(), nullable=False),
        sa.Column('expires_at', when, nullable=False),
        sa.Column('seen_at', when, nullable=True),
        sa.Column('used_at', when, nullable=True),
        sa.Column('revoked_at', when, nullable=True),
        sa.PrimaryKeyConstraint('complaint_id', 'link_id', name=op.f('pk_outside_links')),
        comment='Links for bodies outside: each for one case, until a date, and only until it is taken back',
    )
    op.create_index('ix_outside_links_token', 'outside_links', ['token'])
    op.create_table(
        'outside_letters',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('round', sa.Integer(), nullable=False),
        sa.Column('link_id', sa.Uuid(), nullable=False),
        sa.Column('due_at', when, nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('sent_at', when, nullable=True),
        sa.Column('failed_at', when, nullable=True),
        sa.PrimaryKeyConstraint('complaint_id', 'number', 'round', name=op.f('pk_outside_letters')),
        comment="Mails to bodies outside, once each; addresses stand in the region's folder",
    )
    op.create_table(
        'unit_asks',
        sa.Column('complaint_id', sa.Uuid(), nullable=False),
        sa.Column('ask_id', sa.Uuid(), nullable=False),
        sa.Column('unit', sa.Text(), nullable=False),
        sa.Column('by_unit', sa.Text(), nullable=False),
        sa.Column('asked_at', when, nullable=False),
        sa.Column('due', when, nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('next_at', when, nullable=True),
        sa.Column('answered_at', when, nullable=True),
        sa.Column('ended_at', when, nullable=True),
        sa.PrimaryKeyConstraint('complaint_id', 'ask_id', name=op.f('pk_unit_asks')),
        comment='What units ask each other about cases, each with a date of its own',
    )
    op.create_index('ix_unit_asks_unit_due', 'unit_asks', ['unit', 'due'], postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index('ix_unit_asks_unit_asked_at', 'unit_asks', ['unit', 'asked_at'])
    op.create_index('ix_unit_asks_next_at', 'unit_asks', ['next_at'], postgresql_where=sa.text('next_at IS NOT NULL'))
    for name, before in (('ix_complaints_outside', []), ('ix_complaints_outside_body', ['body'])):
        columns = [*before, sa.text('(answered_outside_at IS NOT NULL)'), 'closed_at', 'complaint_id']
        held = ['answered_outside_at', 'restricted']
        op.create_index(name, 'complaints', columns, postgresql_include=held, postgresql_where=sa.text(OUTSIDE))
    _told(AUDIENCES, "'unit', 'head', 'asked'")
    op.execute(SENDINGS)


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE audience = 'asked'")
    _told(AUDIENCES_BEFORE, "'unit', 'head'")
    op.drop_index('ix_complaints_outside_body', table_name='complaints')
    op.drop_index('ix_complaints_outside', table_name='complaints')
    for table in ('unit_asks', 'outside_letters', 'outside_links', 'outside_sendings'):
        op.drop_table(table)


def _told(audiences: str, of_a_unit: str) -> None:
    """Let the outbox know other audiences, and which of them are the people of one unit."""
    for name, rule in (('audience', f'audience IN ({audiences})'), ('unit', f'(unit IS NOT NULL) = (audience IN ({of_a_unit}))')):
        full = op.f(f'ck_notices_{name}')
        op.drop_constraint(full, 'notices')
        op.create_check_constraint(full, 'notices', rule)
