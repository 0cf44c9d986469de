"""who did what in an hour, packed

Revision ID: c4e81f27ab90
Revises: b8f3c2a90d17
"""

from alembic import op
import sqlalchemy as sa
revision = 'c4e81f27ab90'
down_revision = 'b8f3c2a90d17'
branch_labels = None
depends_on = None

# Each trigger adds to or takes from what the row holds at that moment, so two writers never overwrite each other.
# Rows are locked in order. A person's own row is locked before them, by a writer (foreign key) and by who deletes.
_FUNCTIONS = """
CREATE FUNCTION pack_event_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event_people AS h (hour, event, number, people)
  SELECT n.hour, n.event, sum(n.number), string_agg(int4send(p.number), ''::bytea ORDER BY p.number)
  FROM new_rows AS n JOIN people AS p ON p.id = n.person_id
  GROUP BY n.hour, n.event ORDER BY n.hour, n.event
  ON CONFLICT (hour, event) DO UPDATE
  SET number = h.number + excluded.number, people = h.people || excluded.people;
  RETURN NULL;
END $$;

CREATE FUNCTION count_event_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event_people AS h (hour, event, number, people)
  SELECT n.hour, n.event, sum(n.number - o.number), ''::bytea
  FROM new_rows AS n JOIN old_rows AS o USING (hour, event, person_id)
  GROUP BY n.hour, n.event ORDER BY n.hour, n.event
  ON CONFLICT (hour, event) DO UPDATE SET number = h.number + excluded.number;
  RETURN NULL;
END $$;

CREATE FUNCTION packed_without(given bytea, gone bytea[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(one, ''::bytea ORDER BY place), ''::bytea)
  FROM (SELECT place, substring(given FROM place * 4 + 1 FOR 4) AS one
        FROM generate_series(0, length(given) / 4 - 1) AS place) AS each
  WHERE one <> ALL (gone)
$$;

CREATE FUNCTION unpack_event_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM event_people WHERE (hour, event) IN (SELECT hour, event FROM old_rows)
  ORDER BY hour, event FOR UPDATE;
  UPDATE event_people AS h
  SET number = h.number - gone.number, people = packed_without(h.people, gone.people)
  FROM (SELECT o.hour, o.event, sum(o.number) AS number, array_agg(int4send(p.number)) AS people
        FROM old_rows AS o JOIN people AS p ON p.id = o.person_id GROUP BY o.hour, o.event) AS gone
  WHERE h.hour = gone.hour AND h.event = gone.event;
  DELETE FROM event_people
  WHERE number = 0 AND (hour, event) IN (SELECT hour, event FROM old_rows);
  RETURN NULL;
END $$;

CREATE FUNCTION empty_event_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM event_people;
  RETURN NULL;
END $$;

-- The hours go first, while the number of the person is still known.
CREATE FUNCTION forget_event_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM people WHERE id = OLD.id FOR UPDATE;
  DELETE FROM event_hours WHERE person_id = OLD.id;
  RETURN OLD;
END $$;

CREATE FUNCTION repack_event_people() RETURNS void LANGUAGE sql AS $$
  DELETE FROM event_people;
  INSERT INTO event_people (hour, event, number, people)
  SELECT e.hour, e.event, sum(e.number), string_agg(int4send(p.number), ''::bytea ORDER BY p.number)
  FROM event_hours AS e JOIN people AS p ON p.id = e.person_id GROUP BY e.hour, e.event
$$;

CREATE TRIGGER packed AFTER INSERT ON event_hours REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pack_event_hours();
CREATE TRIGGER counted AFTER UPDATE ON event_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_event_hours();
CREATE TRIGGER unpacked AFTER DELETE ON event_hours REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION unpack_event_hours();
CREATE TRIGGER emptied AFTER TRUNCATE ON event_hours
FOR EACH STATEMENT EXECUTE FUNCTION empty_event_people();
CREATE TRIGGER forgotten BEFORE DELETE ON people
FOR EACH ROW EXECUTE FUNCTION forget_event_hours();
SELECT repack_event_people();
"""
_NAMES = (
    ('packed', 'event_hours', 'pack_event_hours'), ('counted', 'event_hours', 'count_event_hours'),
    ('unpacked', 'event_hours', 'unpack_event_hours'), ('emptied', 'event_hours', 'empty_event_people'),
    ('forgotten', 'people', 'forget_event_hours'),
)


def upgrade() -> None:
    op.add_column('people', sa.Column('number', sa.Integer(), sa.Identity(always=False), nullable=False))
    op.create_unique_constraint('uq_people_number', 'people', ['number'])
    op.create_table(
        'event_people',
        sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
        sa.Column('event', sa.Text(), nullable=False),
        sa.Column('number', sa.BigInteger(), nullable=False),
        sa.Column('people', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('hour', 'event', name=op.f('pk_event_people')),
    )
    op.execute("ALTER TABLE event_people ALTER people SET STORAGE EXTERNAL")
    op.execute(_FUNCTIONS)
    op.create_index('ix_feedback_updated_at', 'feedback', ['updated_at'], postgresql_include=['verdict', 'reason'])


def downgrade() -> None:
    op.drop_index('ix_feedback_updated_at', table_name='feedback')
    for trigger, table, function in _NAMES:
        op.execute(f'DROP TRIGGER {trigger} ON {table}')
        op.execute(f'DROP FUNCTION {function}()')
    op.execute('DROP FUNCTION repack_event_people()')
    op.execute('DROP FUNCTION packed_without(bytea, bytea[])')
    op.drop_table('event_people')
    op.drop_constraint('uq_people_number', 'people', type_='unique')
    op.drop_column('people', 'number')
