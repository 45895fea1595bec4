"""Completions from learning platforms, and what participants answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hours_exports',
    sa.Column('export_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('left_out', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['officers.officer_id'], name=op.f('fk_hours_exports_by_officers')),
    sa.PrimaryKeyConstraint('export_id', name=op.f('pk_hours_exports')),
    comment='Each time learning hours were exported: who, of which year, how many rows'
    )
    op.create_table('platform_keys',
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('revoked_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_platform_keys_made_by_officers')),
    sa.ForeignKeyConstraint(['revoked_by'], ['officers.officer_id'], name=op.f('fk_platform_keys_revoked_by_officers')),
    sa.PrimaryKeyConstraint('key_id', name=op.f('pk_platform_keys')),
    comment='Keys of learning platforms for the xAPI endpoint'
    )
    op.create_table('course_results',
    sa.Column('result_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('key_id', sa.Uuid(), nullable=True),
    sa.Column('activity', sa.Text(), nullable=True),
    sa.Column('person', sa.LargeBinary(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=True),
    sa.Column('verb', sa.Text(), nullable=False),
    sa.Column('completed', sa.Boolean(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('scaled', sa.Float(), nullable=True),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('stored_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('said', sa.LargeBinary(), nullable=False),
    sa.Column('voids', sa.Uuid(), nullable=True),
    sa.Column('voided', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(source = 'xapi') = (key_id IS NOT NULL)", name=op.f('ck_course_results_key')),
    sa.CheckConstraint("source IN ('xapi', 'csv')", name=op.f('ck_course_results_source')),
    sa.CheckConstraint('(activity IS NULL) = (voids IS NOT NULL)', name=op.f('ck_course_results_about')),
    sa.CheckConstraint('scaled BETWEEN -1 AND 1', name=op.f('ck_course_results_scaled')),
    sa.CheckConstraint('voids IS NULL OR officer_id IS NULL', name=op.f('ck_course_results_voids')),
    sa.ForeignKeyConstraint(['key_id'], ['platform_keys.key_id'], name=op.f('fk_course_results_key_id_platform_keys')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_course_results_officer_id_officers')),
    sa.PrimaryKeyConstraint('result_id', name=op.f('pk_course_results')),
    comment='Completions and scores from learning platforms; people by a keyed hash'
    )
    op.create_index('ix_course_results_activity', 'course_results', ['activity'], unique=False)
    op.create_index('ix_course_results_key_id', 'course_results', ['key_id', 'stored_at', 'result_id'], unique=False)
    op.create_index('ix_course_results_officer_id', 'course_results', ['officer_id'], unique=False)
    op.create_index('ix_course_results_person', 'course_results', ['person'], unique=False)
    op.create_index('ix_course_results_voids', 'course_results', ['voids'], unique=False)
    op.create_table('courses',
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_courses_made_by_officers')),
    sa.ForeignKeyConstraint(['material_id'], ['training_materials.material_id'], name=op.f('fk_courses_material_id_training_materials')),
    sa.PrimaryKeyConstraint('course_id', name=op.f('pk_courses')),
    sa.UniqueConstraint('activity', name=op.f('uq_courses_activity')),
    comment='Courses of learning platforms and the material they teach'
    )
    op.create_index('ix_courses_material_id', 'courses', ['material_id'], unique=False)
    op.create_table('material_tests',
    sa.Column('test_id', sa.Uuid(), nullable=False),
    sa.Column('material_id', sa.Uuid(), nullable=False),
    sa.Column('questions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_material_tests_made_by_officers')),
    sa.ForeignKeyConstraint(['material_id'], ['training_materials.material_id'], name=op.f('fk_material_tests_material_id_training_materials')),
    sa.PrimaryKeyConstraint('test_id', name=op.f('pk_material_tests')),
    sa.UniqueConstraint('material_id', name=op.f('uq_material_tests_material_id')),
    comment='Questions of pre- and post-tests, one set a version of material'
    )
    op.create_table('action_plans',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('plan', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.CheckConstraint('closes_on > opens_on', name=op.f('ck_action_plans_dates')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_action_plans_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_action_plans_officer_id_officers')),
    sa.PrimaryKeyConstraint('plan_id', name=op.f('pk_action_plans')),
    sa.UniqueConstraint('batch_id', 'officer_id', name=op.f('uq_action_plans_batch_id_officer_id')),
    comment='Action plans after a training, sealed'
    )
    op.create_index('ix_action_plans_officer_id', 'action_plans', ['officer_id'], unique=False)
    op.create_table('reaction_counts',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.SmallInteger(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.CheckConstraint('answer BETWEEN 1 AND 5', name=op.f('ck_reaction_counts_answer')),
    sa.CheckConstraint('people >= 0', name=op.f('ck_reaction_counts_people')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_reaction_counts_batch_id_batches')),
    sa.PrimaryKeyConstraint('batch_id', 'question', 'answer', name=op.f('pk_reaction_counts')),
    comment='Anonymous answers after a batch, as counts: no person, no code, no time'
    )
    op.create_table('reaction_draws',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_reaction_draws_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_reaction_draws_officer_id_officers')),
    sa.PrimaryKeyConstraint('batch_id', 'officer_id', name=op.f('pk_reaction_draws')),
    comment='Who was handed a code for the questionnaire on their own page'
    )
    op.create_table('reaction_tickets',
    sa.Column('ticket', sa.LargeBinary(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_reaction_tickets_batch_id_batches')),
    sa.PrimaryKeyConstraint('ticket', name=op.f('pk_reaction_tickets')),
    comment='Unused codes for the anonymous questionnaire after a batch; no code is tied to anybody'
    )
    op.create_index('ix_reaction_tickets_batch_id', 'reaction_tickets', ['batch_id'], unique=False)
    op.create_table('reaction_words',
    sa.Column('words_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_reaction_words_batch_id_batches')),
    sa.PrimaryKeyConstraint('words_id', name=op.f('pk_reaction_words')),
    comment='Words written after a batch, sealed and in no order'
    )
    op.create_index('ix_reaction_words_batch_id', 'reaction_words', ['batch_id'], unique=False)
    op.create_table('test_scores',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('moment', sa.Text(), nullable=False),
    sa.Column('right', sa.SmallInteger(), nullable=False),
    sa.Column('asked', sa.SmallInteger(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("moment IN ('before', 'after')", name=op.f('ck_test_scores_moment')),
    sa.CheckConstraint('asked >= 1 AND "right" BETWEEN 0 AND asked', name=op.f('ck_test_scores_right')),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.batch_id'], name=op.f('fk_test_scores_batch_id_batches')),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_test_scores_officer_id_officers')),
    sa.PrimaryKeyConstraint('batch_id', 'officer_id', 'moment', name=op.f('pk_test_scores')),
    comment='Scores of pre- and post-tests, read by the participant and the training body alone'
    )
    op.create_index('ix_test_scores_officer_id', 'test_scores', ['officer_id'], unique=False)
    op.create_table('plan_askings',
    sa.Column('ask_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=True),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('mailed', sa.SmallInteger(), nullable=False),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('done', sa.SmallInteger(), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('superior', 'colleague')", name=op.f('ck_plan_askings_role')),
    sa.CheckConstraint('(done IS NULL) = (answered_at IS NULL)', name=op.f('ck_plan_askings_answered')),
    sa.CheckConstraint('done BETWEEN 1 AND 4', name=op.f('ck_plan_askings_done')),
    sa.ForeignKeyConstraint(['plan_id'], ['action_plans.plan_id'], name=op.f('fk_plan_askings_plan_id_action_plans')),
    sa.PrimaryKeyConstraint('ask_id', name=op.f('pk_plan_askings')),
    comment='Who is asked what became of an action plan; addresses and words are sealed'
    )
    op.create_index('ix_plan_askings_due_at', 'plan_askings', ['due_at'], unique=False)
    op.create_index('ix_plan_askings_plan_id', 'plan_askings', ['plan_id'], unique=False)
    op.execute("CREATE TRIGGER hours_exports_append_only BEFORE UPDATE OR DELETE ON hours_exports FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER hours_exports_no_truncate BEFORE TRUNCATE ON hours_exports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('plan_askings')
    op.drop_table('test_scores')
    op.drop_table('reaction_words')
    op.drop_table('reaction_tickets')
    op.drop_table('reaction_draws')
    op.drop_table('reaction_counts')
    op.drop_table('action_plans')
    op.drop_table('material_tests')
    op.drop_table('courses')
    op.drop_table('course_results')
    op.drop_table('platform_keys')
    op.drop_table('hours_exports')
