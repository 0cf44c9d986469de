"""alerts: told

Revision ID: 8a4b6c2e1f70
Revises: c41f7be0925d
"""

from alembic import op
import sqlalchemy as sa
revision = '8a4b6c2e1f70'
down_revision = 'c41f7be0925d'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('operator_alerts', sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('operator_alerts', sa.Column('told_over_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('operator_alerts', 'told_over_at')
    op.drop_column('operator_alerts', 'told_at')
