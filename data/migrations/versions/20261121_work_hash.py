"""the work a posting tells of

Revision ID: 4e8a7d1c60f3
Revises: c4e81f27ab90
"""

from alembic import op
import sqlalchemy as sa
revision = '4e8a7d1c60f3'
down_revision = 'c4e81f27ab90'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('job_traits', sa.Column('work_hash', sa.Text(), nullable=True))
    op.add_column('job_traits', sa.Column('terms', sa.LargeBinary(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('job_traits', 'terms')
    op.drop_column('job_traits', 'work_hash')
