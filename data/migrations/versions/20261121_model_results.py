"""model results

Revision ID: 0b7e4d9a35c8
Revises: 6c0d2f84b91e
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '0b7e4d9a35c8'
down_revision = '6c0d2f84b91e'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'model_results',
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('purpose', sa.Text(), nullable=False),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ['person_id'], ['people.id'], name=op.f('fk_model_results_person_id_people'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_model_results')),
    )
    op.create_index(op.f('ix_model_results_person_id'), 'model_results', ['person_id'])
    op.create_index(op.f('ix_model_results_expires_at'), 'model_results', ['expires_at'])
    op.add_column(
        'llm_receipts', sa.Column('subject', sa.Text(), server_default='', nullable=False)
    )


def downgrade() -> None:
    op.drop_column('llm_receipts', 'subject')
    op.drop_table('model_results')
