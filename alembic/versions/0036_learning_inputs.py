"""What officers, superiors, interviews, forums and read cases say about competencies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('officer_surveys',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('recruitment', sa.Text(), nullable=False),
    sa.Column('least', sa.SmallInteger(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('closed_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("recruitment IN ('all', 'random', 'volunteers')", name=op.f('ck_officer_surveys_recruitment')),
    sa.CheckConstraint('least >= 5', name=op.f('ck_officer_surveys_least')),
    sa.ForeignKeyConstraint(['made_by'], ['officers.officer_id'], name=op.f('fk_officer_surveys_made_by_officers')),
    sa.PrimaryKeyConstraint('survey_id', name=op.f('pk_officer_surveys')),
    comment='Surveys of officers; results are read only once they are closed'
    )
    op.create_table('officer_survey_items',
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('competency', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['officer_surveys.survey_id'], name=op.f('fk_officer_survey_items_survey_id_officer_surveys')),
    sa.PrimaryKeyConstraint('survey_id', 'competency', name=op.f('pk_officer_survey_items')),
    comment='What each survey of officers asks'
    )
    op.create_table('officer_survey_tokens',
    sa.Column('token', sa.LargeBinary(), nullable=False),
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('spent', sa.Boolean(), nullable=False),
    sa.CheckConstraint("asked IN ('self', 'superior')", name=op.f('ck_officer_survey_tokens_asked')),
    sa.ForeignKeyConstraint(['survey_id'], ['officer_surveys.survey_id'], name=op.f('fk_officer_survey_tokens_survey_id_officer_surveys')),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_officer_survey_tokens')),
    comment='Hashes of secret links to surveys of officers; spent or not, and nothing else'
    )
    op.create_index('ix_officer_survey_tokens_survey_id', 'officer_survey_tokens', ['survey_id'], unique=False)
    op.create_table('officer_survey_mails',
    sa.Column('mail_id', sa.Uuid(), nullable=False),
    sa.Column('survey_id', sa.Uuid(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.officer_id'], name=op.f('fk_officer_survey_mails_officer_id_officers')),
    sa.ForeignKeyConstraint(['survey_id'], ['officer_surveys.survey_id'], name=op.f('fk_officer_survey_mails_survey_id_officer_surveys')),
    sa.PrimaryKeyConstraint('mail_id', name=op.f('pk_officer_survey_mails')),
    comment='Invitations to surveys of officers that are still to be sent; gone once sent'
    )
    op.create_index('ix_officer_survey_mails_due_at', 'officer_survey_mails', ['due_at'], unique=False)
    op.create_table('level_counts',
    sa.Column('input_id', sa.Uuid(), nullable=False),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('competency', sa.Text(), nullable=False),
    sa.Column('needed', sa.SmallInteger(), nullable=False),
    sa.Column('now', sa.SmallInteger(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.CheckConstraint("asked IN ('self', 'superior', 'assessed')", name=op.f('ck_level_counts_asked')),
    sa.CheckConstraint("needed BETWEEN 1 AND 5 AND now BETWEEN 1 AND 5 OR needed = 0 AND now = 0 AND asked <> 'assessed'", name=op.f('ck_level_counts_levels')),
    sa.CheckConstraint('people > 0', name=op.f('ck_level_counts_people')),
    sa.PrimaryKeyConstraint('input_id', 'asked', 'unit', 'competency', 'needed', 'now', name=op.f('pk_level_counts')),
    comment='Levels (1 to 5) needed and held now, counted by survey or assessment, unit and competency'
    )
    op.create_index('ix_level_counts_competency', 'level_counts', ['competency'], unique=False)
    op.create_table('assessments',
    sa.Column('assessment_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('recruitment', sa.Text(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('brought_by', sa.Uuid(), nullable=False),
    sa.Column('brought_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("recruitment IN ('all', 'random', 'volunteers')", name=op.f('ck_assessments_recruitment')),
    sa.ForeignKeyConstraint(['brought_by'], ['officers.officer_id'], name=op.f('fk_assessments_brought_by_officers')),
    sa.PrimaryKeyConstraint('assessment_id', name=op.f('pk_assessments')),
    sa.UniqueConstraint('digest', name=op.f('uq_assessments_digest')),
    comment='Imported assessments; their rows are counts of people'
    )
    op.create_table('talks',
    sa.Column('talk_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('participants', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('recruitment', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('interview', 'forum', 'village')", name=op.f('ck_talks_kind')),
    sa.CheckConstraint("recruitment IN ('all', 'random', 'volunteers')", name=op.f('ck_talks_recruitment')),
    sa.ForeignKeyConstraint(['recorded_by'], ['officers.officer_id'], name=op.f('fk_talks_recorded_by_officers')),
    sa.PrimaryKeyConstraint('talk_id', name=op.f('pk_talks')),
    comment='Interviews, forums and village meetings, without the name of anybody who spoke'
    )
    op.create_table('talk_points',
    sa.Column('talk_id', sa.Uuid(), nullable=False),
    sa.Column('rank', sa.SmallInteger(), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('competency', sa.Text(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.CheckConstraint("direction IN ('need', 'none', 'neutral')", name=op.f('ck_talk_points_direction')),
    sa.ForeignKeyConstraint(['talk_id'], ['talks.talk_id'], name=op.f('fk_talk_points_talk_id_talks')),
    sa.PrimaryKeyConstraint('talk_id', 'rank', name=op.f('pk_talk_points')),
    comment='Priorities of a talk in their order, as statements without names'
    )
    op.create_index('ix_talk_points_competency', 'talk_points', ['competency'], unique=False)
    op.create_table('talk_photos',
    sa.Column('talk_id', sa.Uuid(), nullable=False),
    sa.Column('photo_id', sa.Uuid(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['talk_id'], ['talks.talk_id'], name=op.f('fk_talk_photos_talk_id_talks')),
    sa.PrimaryKeyConstraint('talk_id', 'photo_id', name=op.f('pk_talk_photos')),
    comment='Photos of attendance lists, sealed; never public'
    )
    op.create_table('case_samples',
    sa.Column('sample_id', sa.Uuid(), nullable=False),
    sa.Column('strata', sa.Text(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('size', sa.SmallInteger(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.Column('competency', sa.Text(), nullable=True),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('rubric', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('drawn_by', sa.Uuid(), nullable=False),
    sa.Column('drawn_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("(strata = 'need') = (need_id IS NOT NULL)", name=op.f('ck_case_samples_of_a_need')),
    sa.CheckConstraint("strata IN ('unit', 'need')", name=op.f('ck_case_samples_strata')),
    sa.CheckConstraint('until > since', name=op.f('ck_case_samples_span')),
    sa.ForeignKeyConstraint(['drawn_by'], ['officers.officer_id'], name=op.f('fk_case_samples_drawn_by_officers')),
    sa.PrimaryKeyConstraint('sample_id', name=op.f('pk_case_samples')),
    comment='Telaah berkas: random samples of closed cases, with seed and rubric'
    )
    op.create_index(op.f('ix_case_samples_need_id'), 'case_samples', ['need_id'], unique=False)
    op.create_table('case_sample_cases',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('sample_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', 'sample_id', name=op.f('pk_case_sample_cases')),
    comment='Cases drawn for telaah berkas, in the order of the draw'
    )
    op.create_index('ix_case_sample_cases_sample_id', 'case_sample_cases', ['sample_id', 'place'], unique=False)
    op.create_table('case_readings',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('sample_id', sa.Uuid(), nullable=False),
    sa.Column('reader', sa.Uuid(), nullable=False),
    sa.Column('seat', sa.SmallInteger(), nullable=False),
    sa.Column('opened_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('read_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('answers', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint('(read_at IS NULL) = (answers IS NULL)', name=op.f('ck_case_readings_is_read')),
    sa.CheckConstraint('seat BETWEEN 1 AND 3', name=op.f('ck_case_readings_seat')),
    sa.PrimaryKeyConstraint('complaint_id', 'sample_id', 'reader', name=op.f('pk_case_readings')),
    comment='Readings of drawn cases against the rubric, two or three of each'
    )
    op.create_index('ix_case_readings_reader', 'case_readings', ['reader'], unique=False)
    op.create_index('ix_case_readings_sample_id', 'case_readings', ['sample_id'], unique=False)
    op.create_index('uq_case_readings_seat', 'case_readings', ['complaint_id', 'sample_id', 'seat'], unique=True)


def downgrade() -> None:
    op.drop_table('case_readings')
    op.drop_table('case_sample_cases')
    op.drop_table('case_samples')
    op.drop_table('talk_photos')
    op.drop_table('talk_points')
    op.drop_table('talks')
    op.drop_table('assessments')
    op.drop_table('level_counts')
    op.drop_table('officer_survey_mails')
    op.drop_table('officer_survey_tokens')
    op.drop_table('officer_survey_items')
    op.drop_table('officer_surveys')
