"""the local person operates

Revision ID: 3e9d5f7a0c12
Revises: 8a4b6c2e1f70
"""

from alembic import op
revision = '3e9d5f7a0c12'
down_revision = '8a4b6c2e1f70'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE people SET role = 'operator' WHERE handle = 'local'")


def downgrade() -> None:
    op.execute("UPDATE people SET role = 'person' WHERE handle = 'local'")
