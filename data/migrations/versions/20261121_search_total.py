"""total time of a search as a column, clicks as an index

Revision ID: 6b0f2d8a4e15
Revises: 0b7e4d9a35c8
"""

from alembic import op
import sqlalchemy as sa
revision = '6b0f2d8a4e15'
down_revision = '0b7e4d9a35c8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('searches', sa.Column(
        'total_ms', sa.Float(), sa.Computed("(timings_ms ->> 'total')::double precision", persisted=True)))
    op.create_index('ix_match_event_clicks', 'match_event', ['at'],
        postgresql_where=sa.text("event IN ('open', 'like', 'dislike', 'apply')"))


def downgrade() -> None:
    op.drop_index('ix_match_event_clicks', table_name='match_event')
    op.drop_column('searches', 'total_ms')
