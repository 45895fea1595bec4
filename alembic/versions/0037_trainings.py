"""Trainings, their material and providers, batches, lots and seats."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('training_forms',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('klasikal', 'nonklasikal')", name=op.f('ck_training_forms_kind')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_training_forms')),
    comment="Forms of training, loaded from the region's folder"
    )
    op.create_table('officer_numbers',
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('nip', sa.LargeBinary(), nullable=False),
    sa.Column('nip_index', sa.LargeBinary(), nullable=False),
    sa.Column('set_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_officer_numbers_officer_id_officers')),
    sa.ForeignKeyConstraint(['set_by'], ['officers.officer_id'], name=op.f('fk_officer_numbers_set_by_officers')),
    sa.PrimaryKeyConstraint('officer_id', name=op.f('pk_officer_numbers')),
    sa.UniqueConstraint('nip_index', name=op.f('uq_officer_numbers_nip_index')),
    comment='Sealed NIP of officers, for hours handed to the personnel system'
    )
    op.create_table('providers',
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('contact', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('retired_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('bpsdm', 'lan', 'ministry', 'university', 'ngo', 'csr', 'own', 'other')", name=op.f('ck_providers_kind')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_providers_made_by_officers')),
    sa.PrimaryKeyConstraint('provider_id', name=op.f('pk_providers')),
    sa.UniqueConstraint('name', name=op.f('uq_providers_name')),
    comment='Providers of trainings; people to call there are sealed'
    )
    op.create_table('trainings',
    sa.Column('training_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('competency', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('retired_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint('cost >= 0', name=op.f('ck_trainings_cost')),
    sa.CheckConstraint('hours BETWEEN 1 AND 2000', name=op.f('ck_trainings_hours')),
    sa.CheckConstraint('level BETWEEN 1 AND 5', name=op.f('ck_trainings_level')),
    sa.ForeignKeyConstraint(['form'], ['training_forms.code'], name=op.f('fk_trainings_form_training_forms')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_trainings_made_by_officers')),
    sa.PrimaryKeyConstraint('training_id', name=op.f('pk_trainings')),
    comment='The catalogue of trainings'
    )
    op.create_index('ix_trainings_competency', 'trainings', ['competency'], unique=False)
    op.create_table('agreements',
    sa.Column('agreement_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_agreements_dates')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_agreements_made_by_officers')),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.provider_id'], name=op.f('fk_agreements_provider_id_providers')),
    sa.PrimaryKeyConstraint('agreement_id', name=op.f('pk_agreements')),
    comment='Agreements with providers (perjanjian kerja sama)'
    )
    op.create_index('ix_agreements_provider_id', 'agreements', ['provider_id'], unique=False)
    op.create_table('instructors',
    sa.Column('instructor_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('institution', sa.Text(), nullable=False),
    sa.Column('subjects', sa.Text(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_instructors_made_by_officers')),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.provider_id'], name=op.f('fk_instructors_provider_id_providers')),
    sa.PrimaryKeyConstraint('instructor_id', name=op.f('pk_instructors')),
    comment='Instructors; their names are sealed'
    )
    op.create_index('ix_instructors_provider_id', 'instructors', ['provider_id'], unique=False)
    op.create_table('training_materials',
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('training_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.CheckConstraint("version = 1 OR (changed <> '' AND why <> '')", name=op.f('ck_training_materials_told')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_training_materials_version')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_training_materials_made_by_officers')),
    sa.ForeignKeyConstraint(['training_id'], ['trainings.training_id'], name=op.f('fk_training_materials_training_id_trainings')),
    sa.PrimaryKeyConstraint('material_id', name=op.f('pk_training_materials')),
    sa.UniqueConstraint('training_id', 'version', name=op.f('uq_training_materials_training_id_version')),
    comment='Versions of training material'
    )
    op.create_table('batches',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('reply_by', sa.Date(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('closed_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.CheckConstraint("(status = 'held') = (closed_at IS NOT NULL)", name=op.f('ck_batches_closed')),
    sa.CheckConstraint("status IN ('planned', 'invited', 'held', 'cancelled')", name=op.f('ck_batches_status')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_batches_dates')),
    sa.CheckConstraint('seats >= 1', name=op.f('ck_batches_seats')),
    sa.ForeignKeyConstraint(['closed_by'], ['officers.officer_id'], name=op.f('fk_batches_closed_by_officers')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_batches_made_by_officers')),
    sa.ForeignKeyConstraint(['material_id'], ['training_materials.material_id'], name=op.f('fk_batches_material_id_training_materials')),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.provider_id'], name=op.f('fk_batches_provider_id_providers')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_batches')),
    sa.UniqueConstraint('code', name=op.f('uq_batches_code')),
    comment='Trainings that are or were held'
    )
    op.create_index('ix_batches_material_id', 'batches', ['material_id'], unique=False)
    op.create_index('ix_batches_starts_on', 'batches', ['starts_on'], unique=False)
    op.create_table('material_revisions',
    sa.Column('revision_id', sa.Uuid(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('officer_id', sa.Uuid(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('answer', sa.Uuid(), nullable=True),
    sa.CheckConstraint("source IN ('verdict', 'feedback', 'office')", name=op.f('ck_material_revisions_source')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_material_revisions_answered')),
    sa.ForeignKeyConstraint(['answer'], ['training_materials.material_id'], name=op.f('fk_material_revisions_answer_training_materials')),
    sa.ForeignKeyConstraint(['asked_by'], ['officers.officer_id'], name=op.f('fk_material_revisions_asked_by_officers')),
    sa.ForeignKeyConstraint(['material_id'], ['training_materials.material_id'], name=op.f('fk_material_revisions_material_id_training_materials')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_material_revisions_officer_id_officers')),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_material_revisions')),
    comment='Revisions of material that were asked for'
    )
    op.create_index('uq_material_revisions_open', 'material_revisions', ['material_id'], unique=True, postgresql_where=sa.text('answered_at IS NULL'))
    op.create_table('attendance',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('way', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("way IN ('qr', 'list')", name=op.f('ck_attendance_way')),
    sa.CheckConstraint('present = (reason IS NULL)', name=op.f('ck_attendance_reason')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_attendance_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_attendance_officer_id_officers')),
    sa.PrimaryKeyConstraint('batch_id', 'officer_id', 'day', name=op.f('pk_attendance')),
    comment='Attendance by day; an absence has a reason of a closed list'
    )
    op.create_table('batch_days',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('starts', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.CheckConstraint('ends > starts', name=op.f('ck_batch_days_times')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_batch_days_batch_id_batches')),
    sa.PrimaryKeyConstraint('batch_id', 'day', name=op.f('pk_batch_days')),
    comment='The days of a batch; attendance is taken on each'
    )
    op.create_table('batch_instructors',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('instructor_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_batch_instructors_batch_id_batches')),
    sa.ForeignKeyConstraint(['instructor_id'], ['instructors.instructor_id'], name=op.f('fk_batch_instructors_instructor_id_instructors')),
    sa.PrimaryKeyConstraint('batch_id', 'instructor_id', name=op.f('pk_batch_instructors')),
    comment='Who teaches in which batch'
    )
    op.create_table('certificates',
    sa.Column('certificate_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('issued_by', sa.Uuid(), nullable=False),
    sa.Column('revoked_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('revoked_why', sa.Text(), nullable=True),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_why IS NULL)', name=op.f('ck_certificates_revoked')),
    sa.CheckConstraint('hours >= 1', name=op.f('ck_certificates_hours')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_certificates_batch_id_batches')),
    sa.ForeignKeyConstraint(['issued_by'], ['officers.officer_id'], name=op.f('fk_certificates_issued_by_officers')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_certificates_officer_id_officers')),
    sa.PrimaryKeyConstraint('certificate_id', name=op.f('pk_certificates')),
    sa.UniqueConstraint('batch_id', 'officer_id', name=op.f('uq_certificates_batch_id_officer_id')),
    sa.UniqueConstraint('code', name=op.f('uq_certificates_code')),
    comment='Certificates of finished trainings, found by a code that cannot be guessed'
    )
    op.create_index('ix_certificates_officer_id', 'certificates', ['officer_id'], unique=False)
    op.create_table('conflict_checks',
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('permit', sa.Boolean(), nullable=False),
    sa.Column('complaint', sa.Boolean(), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(finding = 'none') = (NOT permit AND NOT complaint)", name=op.f('ck_conflict_checks_why')),
    sa.CheckConstraint("finding = 'none' OR reason <> ''", name=op.f('ck_conflict_checks_reason')),
    sa.CheckConstraint("finding IN ('none', 'managed', 'refused')", name=op.f('ck_conflict_checks_finding')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_conflict_checks_batch_id_batches')),
    sa.ForeignKeyConstraint(['by'], ['officers.officer_id'], name=op.f('fk_conflict_checks_by_officers')),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.provider_id'], name=op.f('fk_conflict_checks_provider_id_providers')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_conflict_checks_unit_units')),
    sa.PrimaryKeyConstraint('check_id', name=op.f('pk_conflict_checks')),
    comment='Checks for conflicts of interest between providers and the units they train'
    )
    op.create_index('ix_conflict_checks_batch_id', 'conflict_checks', ['batch_id'], unique=False)
    op.create_index('ix_conflict_checks_provider_id', 'conflict_checks', ['provider_id', 'unit'], unique=False)
    op.create_table('lots',
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('commitment', sa.Text(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('pool', postgresql.JSONB(), nullable=False),
    sa.Column('pool_digest', sa.Text(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('published_by', sa.Uuid(), nullable=False),
    sa.Column('witness', sa.Text(), nullable=True),
    sa.Column('seed', sa.Text(), nullable=True),
    sa.Column('drawn_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('drawn_by', sa.Uuid(), nullable=True),
    sa.Column('dropped_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('dropped_why', sa.Text(), nullable=True),
    sa.CheckConstraint('(drawn_at IS NULL) = (seed IS NULL)', name=op.f('ck_lots_drawn')),
    sa.CheckConstraint('drawn_at IS NULL OR dropped_at IS NULL', name=op.f('ck_lots_over')),
    sa.CheckConstraint('places >= 0', name=op.f('ck_lots_places')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_lots_batch_id_batches')),
    sa.ForeignKeyConstraint(['drawn_by'], ['officers.officer_id'], name=op.f('fk_lots_drawn_by_officers')),
    sa.ForeignKeyConstraint(['published_by'], ['officers.officer_id'], name=op.f('fk_lots_published_by_officers')),
    sa.PrimaryKeyConstraint('lot_id', name=op.f('pk_lots')),
    comment='Draws of who is trained first, each with all that is needed to repeat it'
    )
    op.create_index('uq_lots_standing', 'lots', ['batch_id'], unique=True, postgresql_where=sa.text('dropped_at IS NULL'))
    op.create_table('provider_ratings',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint('answers >= 1 AND points BETWEEN answers AND 5 * answers', name=op.f('ck_provider_ratings_points')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_provider_ratings_batch_id_batches')),
    sa.ForeignKeyConstraint(['provider_id'], ['providers.provider_id'], name=op.f('fk_provider_ratings_provider_id_providers')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_provider_ratings')),
    comment='Sums of the questionnaires after a batch, 1 to 5 points each'
    )
    op.create_index('ix_provider_ratings_provider_id', 'provider_ratings', ['provider_id'], unique=False)
    op.create_table('seats',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('invited_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('answered_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=True),
    sa.Column('followed_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('followed', sa.Text(), nullable=True),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('finished', sa.Boolean(), nullable=True),
    sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name=op.f('ck_seats_refusal')),
    sa.CheckConstraint("state IN ('proposed', 'invited', 'accepted', 'refused')", name=op.f('ck_seats_state')),
    sa.CheckConstraint('hours IS NULL OR hours >= 0', name=op.f('ck_seats_hours')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_seats_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_seats_officer_id_officers')),
    sa.ForeignKeyConstraint(['unit'], ['units.code'], name=op.f('fk_seats_unit_units')),
    sa.PrimaryKeyConstraint('batch_id', 'officer_id', name=op.f('pk_seats')),
    comment='Who is asked to a batch and takes part; never how anybody works'
    )
    op.create_index('ix_seats_officer_id', 'seats', ['officer_id'], unique=False)
    op.create_table('training_notices',
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('read_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('invitation', 'reminder', 'moved', 'cancelled', 'refused', 'certificate')", name=op.f('ck_training_notices_purpose')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_training_notices_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_training_notices_officer_id_officers')),
    sa.PrimaryKeyConstraint('notice_id', name=op.f('pk_training_notices')),
    comment='Invitations, reminders and news of trainings, by ids; addresses are found when a mail is sent'
    )
    op.create_index('ix_training_notices_due_at', 'training_notices', ['due_at'], unique=False, postgresql_where=sa.text('sent_at IS NULL'))
    op.create_index('ix_training_notices_officer_id', 'training_notices', ['officer_id'], unique=False)
    op.create_table('training_rewards',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('given_for', sa.Text(), nullable=False),
    sa.Column('decision', sa.Integer(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("given_for IN ('took_part', 'finished')", name=op.f('ck_training_rewards_given_for')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_training_rewards_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_training_rewards_officer_id_officers')),
    sa.PrimaryKeyConstraint('batch_id', 'officer_id', 'given_for', name=op.f('pk_training_rewards')),
    comment='What was given for taking part in trainings and finishing them'
    )
    op.create_index('ix_training_rewards_officer_id', 'training_rewards', ['officer_id'], unique=False)
    op.create_table('batch_needs',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('competency', sa.Text(), nullable=False),
    sa.Column('group', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('lot_id', sa.Uuid(), nullable=True),
    sa.Column('settled_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint('"group" IN (\'listed\', \'drawn\', \'waiting\', \'first\')', name=op.f('ck_batch_needs_group')),
    sa.CheckConstraint('("group" = \'first\') = (reason IS NOT NULL)', name=op.f('ck_batch_needs_reason')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_batch_needs_batch_id_batches')),
    sa.ForeignKeyConstraint(['lot_id'], ['lots.lot_id'], name=op.f('fk_batch_needs_lot_id_lots')),
    sa.PrimaryKeyConstraint('batch_id', 'need_id', name=op.f('pk_batch_needs')),
    comment='Which needs a batch serves, and which were kept waiting by lot'
    )
    op.create_index('ix_batch_needs_need_id', 'batch_needs', ['need_id'], unique=False)
    for table in ('training_materials', 'conflict_checks'):
        op.execute(f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()')
        op.execute(f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')


def downgrade() -> None:
    op.drop_table('batch_needs')
    op.drop_table('training_rewards')
    op.drop_table('training_notices')
    op.drop_table('seats')
    op.drop_table('provider_ratings')
    op.drop_table('lots')
    op.drop_table('conflict_checks')
    op.drop_table('certificates')
    op.drop_table('batch_instructors')
    op.drop_table('batch_days')
    op.drop_table('attendance')
    op.drop_table('material_revisions')
    op.drop_table('batches')
    op.drop_table('training_materials')
    op.drop_table('instructors')
    op.drop_table('agreements')
    op.drop_table('trainings')
    op.drop_table('providers')
    op.drop_table('officer_numbers')
    op.drop_table('training_forms')
