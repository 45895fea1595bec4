"""Acting heads and leave, as dated rows."""

import sqlalchemy as sa
from alembic import op


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('delegations',
    sa.Column('delegation_id', sa.Uuid(), nullable=False),
    sa.Column('capacity', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('principal', sa.Uuid(), nullable=True),
    sa.Column('deputy', sa.Uuid(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint("capacity IN ('plt', 'plh', 'leave')", name=op.f('ck_delegations_capacity')),
    sa.CheckConstraint("role IN ('coordinator', 'officer', 'head', 'supervisor', 'secretary', 'inspectorate', 'analyst', 'administrator')", name=op.f('ck_delegations_role')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_delegations_dates')),
    sa.CheckConstraint("(capacity = 'plt') = (principal IS NULL)", name=op.f('ck_delegations_vacant')),
    sa.CheckConstraint("deputy IS NOT NULL OR capacity = 'leave'", name=op.f('ck_delegations_deputy')),
    sa.CheckConstraint('deputy <> principal', name=op.f('ck_delegations_other')),
    sa.ForeignKeyConstraint(['deputy'], ['officers.officer_id'], name=op.f('fk_delegations_deputy_officers')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_delegations_made_by_officers')),
    sa.ForeignKeyConstraint(['principal'], ['officers.officer_id'], name=op.f('fk_delegations_principal_officers')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_delegations_unit_units')),
    sa.PrimaryKeyConstraint('delegation_id', name=op.f('pk_delegations')),
    comment='Acting heads, stand-ins and leave, as dated rows that are never changed'
    )
    op.create_index('ix_delegations_deputy', 'delegations', ['deputy', 'ends_on'], unique=False)
    op.create_index('ix_delegations_principal', 'delegations', ['principal', 'ends_on'], unique=False)
    op.create_index('ix_delegations_unit', 'delegations', ['unit', 'ends_on'], unique=False)
    op.create_table('delegation_ends',
    sa.Column('end_id', sa.Uuid(), nullable=False),
    sa.Column('delegation_id', sa.Uuid(), nullable=False),
    sa.Column('ended_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint("why IN ('ended', 'post', 'account', 'filled')", name=op.f('ck_delegation_ends_why')),
    sa.ForeignKeyConstraint(['delegation_id'], ['delegations.delegation_id'], name=op.f('fk_delegation_ends_delegation_id_delegations')),
    sa.PrimaryKeyConstraint('end_id', name=op.f('pk_delegation_ends')),
    comment='Delegations that ended early: when, by whom, why'
    )
    op.create_index('ix_delegation_ends_delegation_id', 'delegation_ends', ['delegation_id'], unique=False)
    for table in ('delegations', 'delegation_ends'):
        op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()')
        op.execute(f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    op.drop_table('delegation_ends')
    op.drop_table('delegations')
