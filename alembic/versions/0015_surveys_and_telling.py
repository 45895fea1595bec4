"""Answers to the citizens' survey, who was told by telephone, lost codes asked for, and the end of mails."""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_surveys',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('u3', sa.SmallInteger(), nullable=True),
    sa.Column('u6', sa.SmallInteger(), nullable=True),
    sa.Column('u7', sa.SmallInteger(), nullable=True),
    sa.Column('u8', sa.SmallInteger(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_case_surveys')),
    comment="Answers, 1 to 4, to items of the citizens' survey (PermenPANRB 14/2017) asked after the end"
    )
    op.create_index('ix_case_surveys_unit_answered_at', 'case_surveys', ['unit', 'answered_at'], unique=False)
    op.create_table('survey_answers',
    sa.Column('answer_id', sa.Uuid(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    *(sa.Column(f'u{number}', sa.SmallInteger(), nullable=False) for number in range(1, 10)),
    sa.Column('sex', sa.Text(), nullable=True),
    sa.Column('age', sa.Text(), nullable=True),
    sa.Column('schooling', sa.Text(), nullable=True),
    sa.Column('work', sa.Text(), nullable=True),
    sa.CheckConstraint(' AND '.join(f'u{number} BETWEEN 1 AND 4' for number in range(1, 10)), name=op.f('ck_survey_answers_items')),
    sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_survey_answers')),
    comment="Answers, 1 to 4, to the citizens' survey (PermenPANRB 14/2017); nothing leads to a person"
    )
    op.create_index('ix_survey_answers_unit_period', 'survey_answers', ['unit', 'period'], unique=False)
    op.create_table('phone_calls',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'version', name=op.f('pk_phone_calls')),
    comment='How far reporters who left only a number were told, by whom and when'
    )
    op.create_table('link_requests',
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_link_requests')),
    comment='Lost codes asked for by e-mail'
    )
    op.create_index('ix_link_requests_asked_at', 'link_requests', ['asked_at'], unique=False)
    op.add_column('contacts', sa.Column('email_stopped_at', sa.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('contacts', 'email_stopped_at')
    op.drop_table('link_requests')
    op.drop_table('phone_calls')
    op.drop_table('survey_answers')
    op.drop_table('case_surveys')
