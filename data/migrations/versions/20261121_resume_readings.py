"""resume readings

Revision ID: df060b4c0058
Revises: 5d2c8f1e7a40
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = 'df060b4c0058'
down_revision = '5d2c8f1e7a40'
branch_labels = None
depends_on = None

# A correction used to be {field: value}; an overlay also keeps confirmations and changes of single items.
_INTO_OVERLAYS = """
UPDATE resumes SET corrections = jsonb_build_object('fields', (
    SELECT jsonb_object_agg(key, jsonb_build_object('kind', 'corrected', 'value', value))
    FROM jsonb_each(corrections)))
WHERE corrections <> '{}'
"""
_OUT_OF_OVERLAYS = """
UPDATE resumes SET corrections = coalesce((
    SELECT jsonb_object_agg(key, value -> 'value') FROM jsonb_each(corrections -> 'fields')), '{}')
"""


def upgrade() -> None:
    op.create_table('erasures',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('memories', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    op.create_table('extraction_cache',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('doc_type', sa.Text(), nullable=False),
    sa.Column('text_sha256', sa.Text(), nullable=False),
    sa.Column('extractor_version', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('prompt_version', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('runner', sa.Uuid(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extraction_cache')),
    sa.UniqueConstraint('text_sha256', 'doc_type', 'extractor_version', 'model', 'prompt_version', name='uq_extraction_cache_reading')
    )
    op.add_column('resumes', sa.Column('source', sa.Text(), server_default='file', nullable=False))
    op.add_column('resumes', sa.Column('title', sa.Text(), nullable=True))
    op.add_column('resumes', sa.Column('text_sha256', sa.Text(), nullable=True))
    op.add_column('resumes', sa.Column('status_since', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False))
    op.add_column('resumes', sa.Column('model', sa.Text(), nullable=True))
    op.add_column('resumes', sa.Column('prompt_version', sa.Text(), nullable=True))
    op.add_column('resumes', sa.Column('by_model', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False))
    op.create_index(op.f('ix_resumes_text_sha256'), 'resumes', ['text_sha256'], unique=False)
    op.execute(_INTO_OVERLAYS)


def downgrade() -> None:
    op.execute(_OUT_OF_OVERLAYS)
    op.drop_index(op.f('ix_resumes_text_sha256'), table_name='resumes')
    op.drop_column('resumes', 'by_model')
    op.drop_column('resumes', 'prompt_version')
    op.drop_column('resumes', 'model')
    op.drop_column('resumes', 'status_since')
    op.drop_column('resumes', 'text_sha256')
    op.drop_column('resumes', 'title')
    op.drop_column('resumes', 'source')
    op.drop_table('extraction_cache')
    op.drop_table('erasures')
