"""first schema

Revision ID: a997cd1b3873
Revises: 
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = 'a997cd1b3873'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE vacancy_revision")
    op.create_table('ingest_runs',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('params', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('timings_ms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('provenance', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ingest_runs'))
    )
    op.create_table('people',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('handle', name=op.f('uq_people_handle'))
    )
    op.create_table('vacancies',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('employer', sa.Text(), nullable=True),
    sa.Column('employer_id', sa.Text(), nullable=True),
    sa.Column('city', sa.Text(), nullable=True),
    sa.Column('area_id', sa.Text(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('key_skills', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('skills', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('role_ids', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('role_names', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('domains', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('seniority', sa.Text(), nullable=True),
    sa.Column('experience', sa.Text(), nullable=True),
    sa.Column('work_formats', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('employment', sa.Text(), nullable=True),
    sa.Column('language', sa.Text(), nullable=True),
    sa.Column('requirements', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('salary_from', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('salary_to', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('salary_currency', sa.Text(), nullable=True),
    sa.Column('salary_gross', sa.Boolean(), nullable=True),
    sa.Column('salary_period', sa.Text(), nullable=True),
    sa.Column('salary_rub_from', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('salary_rub_to', sa.Numeric(precision=14, scale=2), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('card_hash', sa.Text(), nullable=False),
    sa.Column('payload_sha', sa.Text(), nullable=True),
    sa.Column('run_id', sa.Text(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_freshness_check', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shown_count', sa.Integer(), nullable=False),
    sa.Column('revision', sa.BigInteger(), server_default=sa.text("nextval('vacancy_revision')"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vacancies')),
    sa.UniqueConstraint('source', 'external_id', name=op.f('uq_vacancies_source_external_id'))
    )
    op.create_index('ix_vacancies_revision', 'vacancies', ['revision'], unique=False)
    op.create_index('ix_vacancies_source_published', 'vacancies', ['source', 'published_at'], unique=False)
    op.create_index('ix_vacancies_status_check', 'vacancies', ['status', sa.literal_column('last_freshness_check NULLS FIRST')], unique=False)
    op.create_table('feedback',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('vacancy_id', sa.BigInteger(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('seen', sa.Boolean(), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('relevance', sa.Integer(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_feedback_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_feedback_vacancy_id_vacancies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('person_id', 'vacancy_id', name=op.f('uq_feedback_person_id_vacancy_id'))
    )
    op.create_index(op.f('ix_feedback_person_id'), 'feedback', ['person_id'], unique=False)
    op.create_table('freshness_sweep_log',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('vacancy_id', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('trigger', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('status_code', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('duration_ms', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_freshness_sweep_log_vacancy_id_vacancies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_freshness_sweep_log'))
    )
    op.create_index('ix_freshness_sweep_log_checked_at', 'freshness_sweep_log', ['checked_at'], unique=False)
    op.create_index(op.f('ix_freshness_sweep_log_vacancy_id'), 'freshness_sweep_log', ['vacancy_id'], unique=False)
    op.create_table('quarantine',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['ingest_runs.id'], name=op.f('fk_quarantine_run_id_ingest_runs'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quarantine'))
    )
    op.create_index(op.f('ix_quarantine_run_id'), 'quarantine', ['run_id'], unique=False)
    op.create_table('raw_payloads',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['ingest_runs.id'], name=op.f('fk_raw_payloads_run_id_ingest_runs'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_raw_payloads')),
    sa.UniqueConstraint('run_id', 'source', 'external_id', 'kind', 'sha256', name=op.f('uq_raw_payloads_run_id_source_external_id_kind_sha256'))
    )
    op.create_index(op.f('ix_raw_payloads_run_id'), 'raw_payloads', ['run_id'], unique=False)
    op.create_table('resumes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('file_sha256', sa.Text(), nullable=False),
    sa.Column('file_bytes', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('profile', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('corrections', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('extractor_version', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('parsed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_resumes_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resumes'))
    )
    op.create_index(op.f('ix_resumes_person_id'), 'resumes', ['person_id'], unique=False)
    op.create_index('uq_resumes_active', 'resumes', ['person_id'], unique=True, postgresql_where=sa.text('active'))
    op.create_table('searches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('resume_id', sa.Uuid(), nullable=True),
    sa.Column('job_type', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('timings_ms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('summary', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('profile_hash', sa.Text(), nullable=True),
    sa.Column('scoring_version', sa.Text(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_searches_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['resume_id'], ['resumes.id'], name=op.f('fk_searches_resume_id_resumes'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_searches'))
    )
    op.create_index('ix_searches_person_finished', 'searches', ['person_id', 'finished_at'], unique=False)
    op.create_index('ix_searches_started', 'searches', ['started_at'], unique=False)
    op.create_table('matches',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('search_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('vacancy_id', sa.BigInteger(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('parts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('track', sa.Text(), nullable=False),
    sa.Column('requirements', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_matches_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['search_id'], ['searches.id'], name=op.f('fk_matches_search_id_searches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_matches_vacancy_id_vacancies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matches')),
    sa.UniqueConstraint('search_id', 'vacancy_id', name=op.f('uq_matches_search_id_vacancy_id'))
    )
    op.create_index(op.f('ix_matches_person_id'), 'matches', ['person_id'], unique=False)
    op.create_index(op.f('ix_matches_search_id'), 'matches', ['search_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_matches_search_id'), table_name='matches')
    op.drop_index(op.f('ix_matches_person_id'), table_name='matches')
    op.drop_table('matches')
    op.drop_index('ix_searches_started', table_name='searches')
    op.drop_index('ix_searches_person_finished', table_name='searches')
    op.drop_table('searches')
    op.drop_index('uq_resumes_active', table_name='resumes', postgresql_where=sa.text('active'))
    op.drop_index(op.f('ix_resumes_person_id'), table_name='resumes')
    op.drop_table('resumes')
    op.drop_index(op.f('ix_raw_payloads_run_id'), table_name='raw_payloads')
    op.drop_table('raw_payloads')
    op.drop_index(op.f('ix_quarantine_run_id'), table_name='quarantine')
    op.drop_table('quarantine')
    op.drop_index(op.f('ix_freshness_sweep_log_vacancy_id'), table_name='freshness_sweep_log')
    op.drop_index('ix_freshness_sweep_log_checked_at', table_name='freshness_sweep_log')
    op.drop_table('freshness_sweep_log')
    op.drop_index(op.f('ix_feedback_person_id'), table_name='feedback')
    op.drop_table('feedback')
    op.drop_index('ix_vacancies_status_check', table_name='vacancies')
    op.drop_index('ix_vacancies_source_published', table_name='vacancies')
    op.drop_index('ix_vacancies_revision', table_name='vacancies')
    op.drop_table('vacancies')
    op.drop_table('people')
    op.drop_table('ingest_runs')
    op.execute("DROP SEQUENCE vacancy_revision")
