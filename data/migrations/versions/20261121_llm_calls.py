"""llm calls

Revision ID: 490e453ec4bf
Revises: 3c1f6a9d2b77
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '490e453ec4bf'
down_revision = '3c1f6a9d2b77'
branch_labels = None
depends_on = None

_APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON openai_call_log
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table('llm_reservations',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=True),
    sa.Column('amount', sa.Numeric(precision=16, scale=10), nullable=False),
    sa.Column('price_known', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('call_id', name=op.f('pk_llm_reservations'))
    )
    op.create_index(op.f('ix_llm_reservations_expires_at'), 'llm_reservations', ['expires_at'], unique=False)
    op.create_table('openai_call_log',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=True),
    sa.Column('prompt_tokens', sa.BigInteger(), nullable=False),
    sa.Column('cached_tokens', sa.BigInteger(), nullable=False),
    sa.Column('completion_tokens', sa.BigInteger(), nullable=False),
    sa.Column('reserved', sa.Numeric(precision=16, scale=10), nullable=False),
    sa.Column('cost', sa.Numeric(precision=16, scale=10), nullable=False),
    sa.Column('price_known', sa.Boolean(), nullable=False),
    sa.Column('usage_known', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('duration_ms', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openai_call_log'))
    )
    op.create_index(op.f('ix_openai_call_log_call_id'), 'openai_call_log', ['call_id'], unique=False)
    op.create_index('ix_openai_call_log_day', 'openai_call_log', ['day'], unique=False)
    op.create_table('llm_receipts',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('sent', sa.Text(), nullable=False),
    sa.Column('removed', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_llm_receipts_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('call_id', name=op.f('pk_llm_receipts'))
    )
    op.create_index('ix_llm_receipts_person_id_created_at', 'llm_receipts', ['person_id', 'created_at'], unique=False)
    op.execute(_APPEND_ONLY)


def downgrade() -> None:
    op.drop_index('ix_llm_receipts_person_id_created_at', table_name='llm_receipts')
    op.drop_table('llm_receipts')
    op.drop_index('ix_openai_call_log_day', table_name='openai_call_log')
    op.drop_index(op.f('ix_openai_call_log_call_id'), table_name='openai_call_log')
    op.drop_table('openai_call_log')
    op.execute('DROP FUNCTION refuse_change()')
    op.drop_index(op.f('ix_llm_reservations_expires_at'), table_name='llm_reservations')
    op.drop_table('llm_reservations')
