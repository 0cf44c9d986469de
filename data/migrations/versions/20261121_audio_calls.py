"""audio calls

Revision ID: 6c0d2f84b91e
Revises: 3e9d5f7a0c12
"""

from alembic import op
import sqlalchemy as sa
revision = '6c0d2f84b91e'
down_revision = '3e9d5f7a0c12'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ('audio_seconds', 'spoken_characters'):
        op.add_column(
            'openai_call_log', sa.Column(name, sa.BigInteger(), server_default='0', nullable=False)
        )


def downgrade() -> None:
    op.drop_column('openai_call_log', 'spoken_characters')
    op.drop_column('openai_call_log', 'audio_seconds')
