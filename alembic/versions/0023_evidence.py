"""What is known of the files that prove an answer, who was told of missed promises, and closed cases drawn at random."""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

ESCALATED = 'escalated_to IS NOT NULL AND ended IS false'
TAKEN_UP = [sa.text('(acknowledged_at IS NOT NULL)'), 'escalated_at', 'complaint_id', 'stage']


def upgrade() -> None:
    op.add_column('complaints', sa.Column('proposed_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.create_index('ix_complaints_proposed_at', 'complaints', ['proposed_at'], unique=False, postgresql_where=sa.text('proposed_at IS NOT NULL'))
    op.add_column('clocks', sa.Column('escalated_to', sa.Text(), nullable=True))
    op.add_column('clocks', sa.Column('escalated_unit', sa.Text(), nullable=True))
    op.add_column('clocks', sa.Column('escalated_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column('clocks', sa.Column('acknowledged_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column('clocks', sa.Column('acknowledged_by', sa.Uuid(), nullable=True))
    op.create_index('ix_clocks_escalated', 'clocks', ['escalated_to', *TAKEN_UP], unique=False, postgresql_where=sa.text(ESCALATED))
    op.create_index('ix_clocks_before', 'clocks', ['escalated_to', sa.text('COALESCE(escalated_unit, unit)'), *TAKEN_UP], unique=False, postgresql_where=sa.text(ESCALATED))
    op.create_index('ix_clocks_before_triage', 'clocks', ['escalated_to', *TAKEN_UP], unique=False, postgresql_where=sa.text(ESCALATED + ' AND unit IS NULL'))
    op.create_table('file_prints',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('attachment_id', sa.Uuid(), nullable=False),
    sa.Column('of', sa.Text(), nullable=False),
    sa.Column('added_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('compared_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("of IN ('report', 'evidence')", name=op.f('ck_file_prints_of')),
    sa.PrimaryKeyConstraint('complaint_id', 'attachment_id', name=op.f('pk_file_prints')),
    comment='Pictures that are compared with earlier ones, and when that was done'
    )
    op.create_index('ix_file_prints_waiting', 'file_prints', ['added_at'], unique=False, postgresql_where=sa.text('compared_at IS NULL'))
    op.create_table('photo_views',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('attachment_id', sa.Uuid(), nullable=False),
    sa.Column('view', sa.SmallInteger(), nullable=False),
    sa.Column('phash', sa.BigInteger(), nullable=False),
    sa.Column('band0', sa.Integer(), nullable=False),
    sa.Column('band1', sa.Integer(), nullable=False),
    sa.Column('band2', sa.Integer(), nullable=False),
    sa.Column('band3', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('complaint_id', 'attachment_id', 'view', name=op.f('pk_photo_views')),
    comment='Perceptual hashes of pictures, by which near-duplicates are found; gone with the picture'
    )
    for number in range(4):
        op.create_index(f'ix_photo_views_band{number}', 'photo_views', [f'band{number}'], unique=False)
    op.create_table('file_captures',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('attachment_id', sa.Uuid(), nullable=False),
    sa.Column('noted_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('captured_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('metres', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('complaint_id', 'attachment_id', name=op.f('pk_file_captures')),
    comment='Read from evidence pictures before their EXIF is dropped; the place itself is not kept'
    )
    op.create_index('ix_file_captures_noted_at', 'file_captures', ['noted_at'], unique=False)
    op.create_table('evidence_signs',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('attachment_id', sa.Uuid(), nullable=False),
    sa.Column('sign', sa.Text(), nullable=False),
    sa.Column('other_file', sa.Uuid(), nullable=False),
    sa.Column('other_complaint', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('looked_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('looked_by', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("sign IN ('elsewhere', 'reporters_own', 'before_report', 'far_off')", name=op.f('ck_evidence_signs_sign')),
    sa.CheckConstraint("outcome IN ('fine', 'follow_up')", name=op.f('ck_evidence_signs_outcome')),
    sa.CheckConstraint("(outcome IS NULL) = (looked_at IS NULL)", name=op.f('ck_evidence_signs_looked')),
    sa.PrimaryKeyConstraint('complaint_id', 'attachment_id', 'sign', 'other_file', name=op.f('pk_evidence_signs')),
    comment='Evidence pictures that are worth a look, and what somebody found who looked'
    )
    op.create_index('ix_evidence_signs_waiting', 'evidence_signs', ['found_at', 'complaint_id', 'attachment_id', 'sign'], unique=False, postgresql_where=sa.text('looked_at IS NULL'))
    op.create_index('ix_evidence_signs_looked_at', 'evidence_signs', ['looked_at'], unique=False, postgresql_where=sa.text('looked_at IS NOT NULL'))
    op.create_index(op.f('ix_evidence_signs_other_complaint'), 'evidence_signs', ['other_complaint'], unique=False)
    op.create_table('closing_samples',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('drawn_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_closing_samples')),
    comment='Monthly random samples of closed cases; rows are only added'
    )
    op.create_table('sampled_cases',
    sa.Column('complaint_id', sa.Uuid(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('looked_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('looked_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint("answer IN ('yes', 'no', 'unclear')", name=op.f('ck_sampled_cases_answer')),
    sa.CheckConstraint("(answer IS NULL) = (looked_at IS NULL)", name=op.f('ck_sampled_cases_looked')),
    sa.PrimaryKeyConstraint('complaint_id', 'month', name=op.f('pk_sampled_cases')),
    comment='Closed cases drawn for somebody to look at, with what was found'
    )
    op.create_index('ix_sampled_cases_in_order', 'sampled_cases', ['month', sa.literal_column('(looked_at IS NOT NULL)'), 'unit', 'place'], unique=False)
    op.create_index('ix_sampled_cases_unit_month', 'sampled_cases', ['unit', 'month'], unique=False)
    # Pictures that are there already are compared with each other and with what comes.
    op.execute(
        "INSERT INTO file_prints (complaint_id, attachment_id, of, added_at) "
        "SELECT e.complaint_id, a.attachment_id, COALESCE(e.data->>'of', 'report'), e.at FROM complaint_events e "
        "JOIN attachments a ON a.complaint_id = e.complaint_id AND a.attachment_id = (e.data->'file'->>'id')::uuid "
        "WHERE e.type = 'attachment.added' AND a.key IS NOT NULL AND a.media_type LIKE 'image/%' "
        "AND COALESCE(e.data->>'of', 'report') IN ('report', 'evidence') ON CONFLICT DO NOTHING"
    )
    # Before whom the promises that are still open were brought last, as the log tells it.
    op.execute(
        "UPDATE clocks c SET escalated_to = s.role, escalated_unit = s.unit, escalated_at = s.at FROM ("
        "SELECT DISTINCT ON (complaint_id, data->>'stage') complaint_id, data->>'stage' AS stage, data->>'role' AS role, "
        "data->>'unit' AS unit, at FROM complaint_events WHERE type = 'deadline.escalated' "
        "ORDER BY complaint_id, data->>'stage', version DESC) s "
        "WHERE s.complaint_id = c.complaint_id AND s.stage = c.stage AND c.rung > 0"
    )


def downgrade() -> None:
    op.drop_table('sampled_cases')
    op.drop_table('closing_samples')
    op.drop_table('evidence_signs')
    op.drop_table('file_captures')
    op.drop_table('photo_views')
    op.drop_table('file_prints')
    op.drop_index('ix_clocks_before_triage', table_name='clocks')
    op.drop_index('ix_clocks_before', table_name='clocks')
    op.drop_index('ix_clocks_escalated', table_name='clocks')
    for name in ('acknowledged_by', 'acknowledged_at', 'escalated_at', 'escalated_unit', 'escalated_to'):
        op.drop_column('clocks', name)
    op.drop_index('ix_complaints_proposed_at', table_name='complaints')
    op.drop_column('complaints', 'proposed_at')
