"""indexes that hold what the operator's figures read; offline evaluations

Revision ID: a37e5c0d81f4
Revises: 8eb15117ebcd
"""

from alembic import op
import sqlalchemy as sa
revision = 'a37e5c0d81f4'
down_revision = '8eb15117ebcd'
branch_labels = None
depends_on = None

_CLICKS = sa.text("event IN ('open', 'like', 'dislike', 'apply')")


def upgrade() -> None:
    op.drop_index('ix_match_event_clicks', table_name='match_event')
    op.create_index(
        'ix_match_event_clicks', 'match_event', ['at'], postgresql_where=_CLICKS,
        postgresql_include=['event', 'search_id', 'vacancy_id', 'rank'],
    )
    op.drop_index('ix_searches_started', table_name='searches')
    op.create_index(
        'ix_searches_started', 'searches', ['started_at'], postgresql_include=['status', 'total_ms']
    )
    op.create_table(
        'evaluations',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('set_name', sa.Text(), nullable=False),
        sa.Column('mode', sa.Text(), nullable=False),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('queries', sa.Integer(), nullable=False),
        sa.Column('documents', sa.Integer(), nullable=False),
        sa.Column('measure', sa.Text(), nullable=False),
        sa.Column('value', sa.Float(), nullable=False),
        sa.Column('low', sa.Float(), nullable=True),
        sa.Column('high', sa.Float(), nullable=True),
        sa.Column('note', sa.Text(), server_default='', nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluations')),
    )
    op.create_index('ix_evaluations_at', 'evaluations', ['at'])


def downgrade() -> None:
    op.drop_table('evaluations')
    op.drop_index('ix_searches_started', table_name='searches')
    op.create_index('ix_searches_started', 'searches', ['started_at'])
    op.drop_index('ix_match_event_clicks', table_name='match_event')
    op.create_index('ix_match_event_clicks', 'match_event', ['at'], postgresql_where=_CLICKS)
