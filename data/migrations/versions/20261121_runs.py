"""batches and changes of runs, alerts for the operator

Revision ID: 9c4e1d7a20b5
Revises: 5a0c7d3e81b6
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '9c4e1d7a20b5'
down_revision = '5a0c7d3e81b6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('operator_alerts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('count', sa.Integer(), server_default='1', nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_alerts'))
    )
    op.create_index('ix_operator_alerts_last_at', 'operator_alerts', ['last_at'], unique=False)
    op.create_index('uq_operator_alerts_open', 'operator_alerts', ['code', 'subject'], unique=True, postgresql_where=sa.text('resolved_at IS NULL'))
    op.create_table('run_batches',
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('inputs', sa.Integer(), nullable=False),
    sa.Column('inputs_sha256', sa.Text(), nullable=False),
    sa.Column('outputs', sa.Integer(), nullable=False),
    sa.Column('outputs_sha256', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['ingest_runs.id'], name=op.f('fk_run_batches_run_id_ingest_runs'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('run_id', 'number', name=op.f('pk_run_batches'))
    )
    op.create_table('run_changes',
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('vacancy_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['ingest_runs.id'], name=op.f('fk_run_changes_run_id_ingest_runs'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancies.id'], name=op.f('fk_run_changes_vacancy_id_vacancies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('run_id', 'kind', 'vacancy_id', name=op.f('pk_run_changes'))
    )
    op.create_index('ix_run_changes_at', 'run_changes', ['at'], unique=False)
    op.create_index(op.f('ix_run_changes_vacancy_id'), 'run_changes', ['vacancy_id'], unique=False)
    op.add_column('raw_payloads', sa.Column('last_used_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False))
    op.create_index('ix_raw_payloads_last_used_at', 'raw_payloads', ['last_used_at'], unique=False)
    op.alter_column('raw_payloads', 'run_id', existing_type=sa.Text(), nullable=True)
    op.drop_constraint('fk_raw_payloads_run_id_ingest_runs', 'raw_payloads', type_='foreignkey')
    op.create_foreign_key(op.f('fk_raw_payloads_run_id_ingest_runs'), 'raw_payloads', 'ingest_runs', ['run_id'], ['id'], ondelete='SET NULL')


def downgrade() -> None:
    op.execute('DELETE FROM raw_payloads WHERE run_id IS NULL')
    op.drop_constraint(op.f('fk_raw_payloads_run_id_ingest_runs'), 'raw_payloads', type_='foreignkey')
    op.create_foreign_key('fk_raw_payloads_run_id_ingest_runs', 'raw_payloads', 'ingest_runs', ['run_id'], ['id'], ondelete='CASCADE')
    op.alter_column('raw_payloads', 'run_id', existing_type=sa.Text(), nullable=False)
    op.drop_index('ix_raw_payloads_last_used_at', table_name='raw_payloads')
    op.drop_column('raw_payloads', 'last_used_at')
    op.drop_index(op.f('ix_run_changes_vacancy_id'), table_name='run_changes')
    op.drop_index('ix_run_changes_at', table_name='run_changes')
    op.drop_table('run_changes')
    op.drop_table('run_batches')
    op.drop_index('uq_operator_alerts_open', table_name='operator_alerts')
    op.drop_index('ix_operator_alerts_last_at', table_name='operator_alerts')
    op.drop_table('operator_alerts')
