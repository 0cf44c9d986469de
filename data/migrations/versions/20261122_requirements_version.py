"""by which rules requirements were extracted

Revision ID: 5f1c83ab9e24
Revises: 7d20c95be1a4
"""

from alembic import op
import sqlalchemy as sa
revision = '5f1c83ab9e24'
down_revision = '7d20c95be1a4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('vacancies', sa.Column('requirements_version', sa.SmallInteger(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('vacancies', 'requirements_version')
