"""how often a posting was shown on a day

Revision ID: 7d20c95be1a4
Revises: 4e8a7d1c60f3
"""

from alembic import op
import sqlalchemy as sa
revision = '7d20c95be1a4'
down_revision = '4e8a7d1c60f3'
branch_labels = None
depends_on = None

# Rows are locked in order; what is added or taken is of what the row holds at that moment.
_SHOWN = """
CREATE FUNCTION add_shown_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO shown_days AS s (day, vacancy_id, number)
  SELECT (at AT TIME ZONE 'UTC')::date, vacancy_id, count(*) FROM new_rows
  WHERE event = 'impression' AND vacancy_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (day, vacancy_id) DO UPDATE SET number = s.number + excluded.number;
  RETURN NULL;
END $$;

CREATE FUNCTION take_shown_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM shown_days WHERE (day, vacancy_id) IN (
    SELECT (at AT TIME ZONE 'UTC')::date, vacancy_id FROM old_rows WHERE event = 'impression')
  ORDER BY day, vacancy_id FOR UPDATE;
  UPDATE shown_days AS s SET number = s.number - gone.number
  FROM (SELECT (at AT TIME ZONE 'UTC')::date AS day, vacancy_id, count(*) AS number FROM old_rows
        WHERE event = 'impression' AND vacancy_id IS NOT NULL GROUP BY 1, 2) AS gone
  WHERE s.day = gone.day AND s.vacancy_id = gone.vacancy_id;
  DELETE FROM shown_days WHERE number = 0 AND (day, vacancy_id) IN (
    SELECT (at AT TIME ZONE 'UTC')::date, vacancy_id FROM old_rows WHERE event = 'impression');
  RETURN NULL;
END $$;

CREATE FUNCTION empty_shown_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM shown_days;
  RETURN NULL;
END $$;

CREATE FUNCTION recount_shown_days() RETURNS void LANGUAGE sql AS $$
  DELETE FROM shown_days;
  INSERT INTO shown_days (day, vacancy_id, number)
  SELECT (at AT TIME ZONE 'UTC')::date, vacancy_id, count(*) FROM match_event
  WHERE event = 'impression' AND vacancy_id IS NOT NULL GROUP BY 1, 2
$$;

-- Who writes events and who deletes a person touch rows of both sums, in different orders: one after the other then.
-- After the statement: the people's own rows are locked by then (foreign keys), and by who deletes them before.
CREATE FUNCTION take_turn_in_sums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7307);
  RETURN NULL;
END $$;
-- Triggers fire by their names: this one first.
CREATE TRIGGER a_turn AFTER INSERT OR DELETE ON match_event
FOR EACH STATEMENT EXECUTE FUNCTION take_turn_in_sums();
CREATE TRIGGER a_turn AFTER INSERT OR UPDATE OR DELETE ON event_hours
FOR EACH STATEMENT EXECUTE FUNCTION take_turn_in_sums();

CREATE TRIGGER shown AFTER INSERT ON match_event REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION add_shown_days();
CREATE TRIGGER unshown AFTER DELETE ON match_event REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION take_shown_days();
CREATE TRIGGER emptied AFTER TRUNCATE ON match_event
FOR EACH STATEMENT EXECUTE FUNCTION empty_shown_days();
SELECT recount_shown_days();
"""


def upgrade() -> None:
    op.create_table(
        'shown_days',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('vacancy_id', sa.BigInteger(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('day', 'vacancy_id', name=op.f('pk_shown_days')),
    )
    op.execute(_SHOWN)


def downgrade() -> None:
    for trigger, function in (
        ('shown', 'add_shown_days'), ('unshown', 'take_shown_days'), ('emptied', 'empty_shown_days'),
    ):
        op.execute(f'DROP TRIGGER {trigger} ON match_event')
        op.execute(f'DROP FUNCTION {function}()')
    op.execute('DROP FUNCTION recount_shown_days()')
    for table in ('match_event', 'event_hours'):
        op.execute(f'DROP TRIGGER a_turn ON {table}')
    op.execute('DROP FUNCTION take_turn_in_sums()')
    op.drop_table('shown_days')
