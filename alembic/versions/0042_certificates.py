"""Certificates are revoked and issued again by somebody; checks note how many complaints name a provider."""

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

_BEFORE = "'invitation', 'reminder', 'moved', 'cancelled', 'refused', 'certificate'"


def upgrade() -> None:
    op.add_column('certificates', sa.Column('issued_why', sa.Text(), nullable=True))
    op.add_column('certificates', sa.Column('replaces', sa.Uuid(), nullable=True))
    op.add_column('certificates', sa.Column('revoked_by', sa.Uuid(), nullable=True))
    op.execute("UPDATE certificates SET revoked_by = issued_by WHERE revoked_at IS NOT NULL")
    op.create_foreign_key(op.f('fk_certificates_replaces_certificates'), 'certificates', 'certificates', ['replaces'], ['certificate_id'])
    op.create_foreign_key(op.f('fk_certificates_revoked_by_officers'), 'certificates', 'officers', ['revoked_by'], ['officer_id'])
    op.drop_constraint(op.f('ck_certificates_revoked'), 'certificates', type_='check')
    op.create_check_constraint(op.f('ck_certificates_revoked'), 'certificates', '(revoked_at IS NULL) = (revoked_why IS NULL) AND (revoked_at IS NULL) = (revoked_by IS NULL)')
    op.create_check_constraint(op.f('ck_certificates_replaces'), 'certificates', '(replaces IS NULL) = (issued_why IS NULL)')
    op.drop_constraint(op.f('uq_certificates_batch_id_officer_id'), 'certificates', type_='unique')
    op.create_unique_constraint(op.f('uq_certificates_replaces'), 'certificates', ['replaces'])
    op.create_index('uq_certificates_standing', 'certificates', ['batch_id', 'officer_id'], unique=True, postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_index('ix_certificates_batch_id', 'certificates', ['batch_id'], unique=False)
    op.drop_constraint(op.f('ck_training_notices_purpose'), 'training_notices', type_='check')
    op.create_check_constraint(op.f('ck_training_notices_purpose'), 'training_notices', f"purpose IN ({_BEFORE}, 'revoked')")
    op.add_column('conflict_checks', sa.Column('named', sa.Integer(), server_default='0', nullable=False))
    op.alter_column('conflict_checks', 'named', server_default=None)


def downgrade() -> None:
    op.drop_column('conflict_checks', 'named')
    op.execute("DELETE FROM training_notices WHERE purpose = 'revoked'")
    op.drop_constraint(op.f('ck_training_notices_purpose'), 'training_notices', type_='check')
    op.create_check_constraint(op.f('ck_training_notices_purpose'), 'training_notices', f"purpose IN ({_BEFORE})")
    op.drop_index('ix_certificates_batch_id', table_name='certificates')
    op.drop_index('uq_certificates_standing', table_name='certificates')
    op.drop_constraint(op.f('uq_certificates_replaces'), 'certificates', type_='unique')
    op.drop_constraint(op.f('ck_certificates_replaces'), 'certificates', type_='check')
    op.drop_constraint(op.f('fk_certificates_replaces_certificates'), 'certificates', type_='foreignkey')
    op.execute("DELETE FROM certificates one USING certificates other WHERE one.revoked_at IS NOT NULL AND other.batch_id = one.batch_id AND other.officer_id = one.officer_id AND other.certificate_id > one.certificate_id")
    op.create_unique_constraint(op.f('uq_certificates_batch_id_officer_id'), 'certificates', ['batch_id', 'officer_id'])
    op.drop_constraint(op.f('ck_certificates_revoked'), 'certificates', type_='check')
    op.create_check_constraint(op.f('ck_certificates_revoked'), 'certificates', '(revoked_at IS NULL) = (revoked_why IS NULL)')
    op.drop_constraint(op.f('fk_certificates_revoked_by_officers'), 'certificates', type_='foreignkey')
    op.drop_column('certificates', 'revoked_by')
    op.drop_column('certificates', 'replaces')
    op.drop_column('certificates', 'issued_why')
