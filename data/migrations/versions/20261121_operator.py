"""hours of events, days of cost

Revision ID: 2f8e6b1d9c33
Revises: b3d86a1f4c29
"""

from alembic import op
import sqlalchemy as sa
revision = '2f8e6b1d9c33'
down_revision = 'b3d86a1f4c29'
branch_labels = None
depends_on = None

# Writers of events hold one lock (data.repositories.events), so rows of one hour are not waited for crosswise.
_HOURS = """
CREATE FUNCTION add_event_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event_hours AS h (hour, event, person_id, number)
  SELECT date_trunc('hour', at, 'UTC'), event, person_id, count(*)
  FROM new_rows GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (hour, event, person_id) DO UPDATE SET number = h.number + excluded.number;
  RETURN NULL;
END $$;
CREATE TRIGGER added_up AFTER INSERT ON match_event REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION add_event_hours();
INSERT INTO event_hours (hour, event, person_id, number)
SELECT date_trunc('hour', at, 'UTC'), event, person_id, count(*) FROM match_event GROUP BY 1, 2, 3;
"""


def upgrade() -> None:
    op.create_table('event_hours',
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_event_hours_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('hour', 'event', 'person_id', name=op.f('pk_event_hours'))
    )
    op.create_index('ix_event_hours_person_id', 'event_hours', ['person_id'], unique=False)
    op.create_table('cost_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('calls', sa.BigInteger(), nullable=False),
    sa.Column('failed', sa.BigInteger(), nullable=False),
    sa.Column('prompt_tokens', sa.BigInteger(), nullable=False),
    sa.Column('cached_tokens', sa.BigInteger(), nullable=False),
    sa.Column('completion_tokens', sa.BigInteger(), nullable=False),
    sa.Column('cost', sa.Numeric(precision=16, scale=10), nullable=False),
    sa.PrimaryKeyConstraint('day', 'scope', 'purpose', 'model', name=op.f('pk_cost_days'))
    )
    op.execute(_HOURS)


def downgrade() -> None:
    op.execute('DROP TRIGGER added_up ON match_event')
    op.execute('DROP FUNCTION add_event_hours()')
    op.drop_table('cost_days')
    op.drop_index('ix_event_hours_person_id', table_name='event_hours')
    op.drop_table('event_hours')
