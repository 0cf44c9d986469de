"""how we behave towards hosts of boards

Revision ID: c58eb43e5362
Revises: 7e1b94c2d5f0
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = 'c58eb43e5362'
down_revision = '7e1b94c2d5f0'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('source_hosts',
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('slow_downs', sa.Integer(), server_default='0', nullable=False),
    sa.Column('leases', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('opened', sa.Integer(), server_default='0', nullable=False),
    sa.Column('open_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('probe', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('host', name=op.f('pk_source_hosts'))
    )
    op.create_table('source_pages',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('url_sha', sa.Text(), nullable=False),
    sa.Column('etag', sa.Text(), nullable=True),
    sa.Column('last_modified', sa.Text(), nullable=True),
    sa.Column('content_type', sa.Text(), nullable=True),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('source', 'url_sha', name=op.f('pk_source_pages'))
    )
    op.create_index('ix_source_pages_source_used_at', 'source_pages', ['source', 'used_at'], unique=False)
    op.create_table('source_robots',
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('status_code', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('fetched_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('origin', name=op.f('pk_source_robots'))
    )


def downgrade() -> None:
    op.drop_table('source_robots')
    op.drop_index('ix_source_pages_source_used_at', table_name='source_pages')
    op.drop_table('source_pages')
    op.drop_table('source_hosts')
