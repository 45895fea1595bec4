"""Invitations, second factors, single sign-on."""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column('officers', 'password', existing_type=sa.Text(), nullable=True)
    op.add_column('officers', sa.Column('signed_in_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column('sessions', sa.Column('stage', sa.Text(), nullable=False, server_default='full'))
    op.add_column('sessions', sa.Column('browser', sa.Text(), nullable=False, server_default=''))
    op.add_column('sessions', sa.Column('proved_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.alter_column('sessions', 'stage', server_default=None)
    op.alter_column('sessions', 'browser', server_default=None)
    op.create_table('second_factors',
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('since', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_second_factors_officer_id_officers')),
    sa.PrimaryKeyConstraint('officer_id', name=op.f('pk_second_factors')),
    comment='Secrets of authenticator apps, sealed'
    )
    op.create_table('recovery_codes',
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.LargeBinary(), nullable=False),
    sa.Column('used_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_recovery_codes_officer_id_officers')),
    sa.PrimaryKeyConstraint('officer_id', 'code', name=op.f('pk_recovery_codes')),
    comment='Recovery codes, by their keyed hash'
    )
    op.create_table('account_links',
    sa.Column('link_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('used_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f('ck_account_links_purpose')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_account_links_officer_id_officers')),
    sa.PrimaryKeyConstraint('link_id', name=op.f('pk_account_links')),
    comment='Invitations and resets; only whoever holds the keys can make their addresses'
    )
    op.create_index('ix_account_links_officer_id', 'account_links', ['officer_id'], unique=False)
    op.create_table('account_mails',
    sa.Column('mail_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=True),
    sa.Column('link_id', sa.Uuid(), nullable=True),
    sa.Column('wanted', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.CheckConstraint('(officer_id IS NULL) = (wanted IS NOT NULL)', name=op.f('ck_account_mails_whose')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_account_mails_officer_id_officers')),
    sa.PrimaryKeyConstraint('mail_id', name=op.f('pk_account_mails')),
    comment="Mails about officers' accounts that are still to be sent"
    )
    op.create_index('ix_account_mails_due_at', 'account_mails', ['due_at'], unique=False)
    op.create_table('account_changes',
    sa.Column('change_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('before', sa.LargeBinary(), nullable=True),
    sa.Column('after', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('change_id', name=op.f('pk_account_changes')),
    comment='Every change of accounts, roles and second factors: who, when, before and after'
    )
    op.create_index('ix_account_changes_officer_id', 'account_changes', ['officer_id', 'change_id'], unique=False)
    op.execute('CREATE TRIGGER account_changes_append_only BEFORE UPDATE OR DELETE ON account_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()')
    op.execute('CREATE TRIGGER account_changes_no_truncate BEFORE TRUNCATE ON account_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')
    op.create_table('outside_identities',
    sa.Column('subject', sa.LargeBinary(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('linked_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_outside_identities_officer_id_officers')),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_outside_identities')),
    comment='Accounts at a provider of single sign-on, by blind index'
    )
    op.create_index('ix_outside_identities_officer_id', 'outside_identities', ['officer_id'], unique=False)
    op.create_table('sign_ons',
    sa.Column('state', sa.LargeBinary(), nullable=False),
    sa.Column('browser', sa.LargeBinary(), nullable=False),
    sa.Column('nonce', sa.Text(), nullable=False),
    sa.Column('verifier', sa.LargeBinary(), nullable=False),
    sa.Column('onward', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('state', name=op.f('pk_sign_ons')),
    comment='Single sign-ons that have begun, each answered once'
    )
    op.create_index('ix_sign_ons_expires_at', 'sign_ons', ['expires_at'], unique=False)


def downgrade() -> None:
    for table in ('sign_ons', 'outside_identities', 'account_changes', 'account_mails', 'account_links',
                  'recovery_codes', 'second_factors'):
        op.drop_table(table)
    for column in ('proved_at', 'browser', 'stage'):
        op.drop_column('sessions', column)
    op.drop_column('officers', 'signed_in_at')
    # An account that was never given a password cannot be signed in to, and this is no hash of any.
    op.execute("UPDATE officers SET password = '-' WHERE password IS NULL")
    op.alter_column('officers', 'password', existing_type=sa.Text(), nullable=False)
