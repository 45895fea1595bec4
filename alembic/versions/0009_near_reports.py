"""Finding reports that tell of the same."""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

LATITUDE = """(substring(content, '"latitude":(-?[0-9.e-]+)')::double precision)"""
LONGITUDE = """(substring(content, '"longitude":(-?[0-9.e-]+)')::double precision)"""

AUDIENCES_BEFORE = "'citizen', 'head', 'on_call', 'oversight', 'secretary', 'triage', 'unit'"
AUDIENCES = "'citizen', 'followers', 'head', 'on_call', 'oversight', 'secretary', 'triage', 'unit'"


def upgrade() -> None:
    op.create_index('ix_complaints_received_at', 'complaints', ['received_at'], unique=False)
    op.create_index('ix_complaints_area_received_at', 'complaints', ['area', 'received_at'], unique=False)
    op.create_index(
        'ix_complaints_duplicate_of', 'complaints', ['duplicate_of'], unique=False,
        postgresql_where=sa.text('duplicate_of IS NOT NULL'),
    )
    op.create_index(
        'ix_complaint_words_spot', 'complaint_words', [sa.text(LATITUDE), sa.text(LONGITUDE)], unique=False,
        postgresql_where=sa.text("kind = 'place'"),
    )
    op.add_column('followers', sa.Column('email_index', sa.LargeBinary(), nullable=True))
    op.create_unique_constraint(
        op.f('uq_followers_complaint_id_email_index'), 'followers', ['complaint_id', 'email_index']
    )
    _audience(AUDIENCES)


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE audience = 'followers'")
    _audience(AUDIENCES_BEFORE)
    op.drop_constraint(op.f('uq_followers_complaint_id_email_index'), 'followers', type_='unique')
    op.drop_column('followers', 'email_index')
    op.drop_index('ix_complaint_words_spot', table_name='complaint_words')
    op.drop_index('ix_complaints_duplicate_of', table_name='complaints')
    op.drop_index('ix_complaints_area_received_at', table_name='complaints')
    op.drop_index('ix_complaints_received_at', table_name='complaints')


def _audience(allowed: str) -> None:
    """Let the outbox know other audiences."""
    full = op.f('ck_notices_audience')
    op.drop_constraint(full, 'notices', type_='check')
    op.create_check_constraint(full, 'notices', f'audience IN ({allowed})')
