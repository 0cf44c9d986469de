"""events and counters

Revision ID: 7d1c0a5be24f
Revises: 5b7d2e90c4a1
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
revision = '7d1c0a5be24f'
down_revision = '5b7d2e90c4a1'
branch_labels = None
depends_on = None

# Upper bounds in seconds, as in `data.repositories.metric_totals`; the last bucket is "more".
_SEARCH = "ARRAY[0.05,0.1,0.2,0.3,0.5,0.75,1,2,5,10]::float8[]"
_CALL = "ARRAY[0.25,0.5,1,2,5,10,20,40,60,120]::float8[]"

_FUNCTIONS = f"""
CREATE FUNCTION count_searches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'search_requests_total', jsonb_build_object('job_type', job_type, 'status', status), -1, count(*), 0
  FROM new_rows WHERE status <> 'running' GROUP BY job_type, status;
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'search_duration_seconds', jsonb_build_object('job_type', job_type), bucket, count(*), sum(seconds)
  FROM (
    SELECT job_type, seconds, cardinality(array(SELECT b FROM unnest({_SEARCH}) AS b WHERE b < seconds)) AS bucket
    FROM (
      SELECT job_type, greatest(0, extract(epoch FROM finished_at - started_at)::float8) AS seconds
      FROM new_rows WHERE status <> 'running' AND finished_at IS NOT NULL
    ) AS ended
  ) AS timed GROUP BY job_type, bucket;
  RETURN NULL;
END $$;
CREATE FUNCTION count_ended_searches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'search_requests_total', jsonb_build_object('job_type', n.job_type, 'status', n.status), -1, count(*), 0
  FROM new_rows AS n JOIN old_rows AS o USING (id)
  WHERE o.status = 'running' AND n.status <> 'running' GROUP BY n.job_type, n.status;
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'search_duration_seconds', jsonb_build_object('job_type', job_type), bucket, count(*), sum(seconds)
  FROM (
    SELECT job_type, seconds, cardinality(array(SELECT b FROM unnest({_SEARCH}) AS b WHERE b < seconds)) AS bucket
    FROM (
      SELECT n.job_type, greatest(0, extract(epoch FROM n.finished_at - n.started_at)::float8) AS seconds
      FROM new_rows AS n JOIN old_rows AS o USING (id)
      WHERE o.status = 'running' AND n.status <> 'running' AND n.finished_at IS NOT NULL
    ) AS ended
  ) AS timed GROUP BY job_type, bucket;
  RETURN NULL;
END $$;
CREATE FUNCTION count_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'openai_calls_total', jsonb_build_object('model', model, 'status', status), -1, count(*), 0
  FROM new_rows GROUP BY model, status;
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'openai_call_duration_seconds', jsonb_build_object('model', model), bucket, count(*), sum(seconds)
  FROM (
    SELECT model, seconds, cardinality(array(SELECT b FROM unnest({_CALL}) AS b WHERE b < seconds)) AS bucket
    FROM (SELECT model, duration_ms / 1000.0::float8 AS seconds FROM new_rows WHERE status <> 'lost') AS ended
  ) AS timed GROUP BY model, bucket;
  RETURN NULL;
END $$;
CREATE FUNCTION count_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'match_events_total', jsonb_build_object('event', event), -1, count(*), 0
  FROM new_rows GROUP BY event;
  RETURN NULL;
END $$;
CREATE FUNCTION count_closings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'freshness_archived_total', jsonb_build_object('source', source), -1, count(*), 0
  FROM new_rows WHERE verdict = 'archived' GROUP BY source;
  RETURN NULL;
END $$;
CREATE TRIGGER counted AFTER INSERT ON searches REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_searches();
CREATE TRIGGER counted_when_ended AFTER UPDATE ON searches
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_ended_searches();
CREATE TRIGGER counted AFTER INSERT ON openai_call_log REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_calls();
CREATE TRIGGER counted AFTER INSERT ON match_event REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_events();
CREATE TRIGGER counted AFTER INSERT ON freshness_sweep_log REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_closings();
"""

# What happened before anybody counted.
_SO_FAR = f"""
INSERT INTO metric_deltas (series, labels, bucket, number, total)
SELECT 'search_requests_total', jsonb_build_object('job_type', job_type, 'status', status), -1, count(*), 0
FROM searches WHERE status <> 'running' GROUP BY job_type, status;
INSERT INTO metric_deltas (series, labels, bucket, number, total)
SELECT 'search_duration_seconds', jsonb_build_object('job_type', job_type),
  cardinality(array(SELECT b FROM unnest({_SEARCH}) AS b WHERE b < seconds)), 1, seconds
FROM (
  SELECT job_type, greatest(0, extract(epoch FROM finished_at - started_at)::float8) AS seconds
  FROM searches WHERE status <> 'running' AND finished_at IS NOT NULL
) AS ended;
INSERT INTO metric_deltas (series, labels, bucket, number, total)
SELECT 'openai_calls_total', jsonb_build_object('model', model, 'status', status), -1, count(*), 0
FROM openai_call_log GROUP BY model, status;
INSERT INTO metric_deltas (series, labels, bucket, number, total)
SELECT 'openai_call_duration_seconds', jsonb_build_object('model', model),
  cardinality(array(SELECT b FROM unnest({_CALL}) AS b WHERE b < duration_ms / 1000.0)), 1, duration_ms / 1000.0
FROM openai_call_log WHERE status <> 'lost';
INSERT INTO metric_deltas (series, labels, bucket, number, total)
SELECT 'freshness_archived_total', jsonb_build_object('source', source), -1, count(*), 0
FROM freshness_sweep_log WHERE verdict = 'archived' GROUP BY source;
"""


def upgrade() -> None:
    op.create_table('match_event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=True),
    sa.Column('search_id', sa.Uuid(), nullable=True),
    sa.Column('vacancy_id', sa.BigInteger(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('detail', sa.Text(), nullable=True),
    sa.CheckConstraint("event ~ '^[a-z_]{1,40}$'", name=op.f('ck_match_event_event_is_a_code')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_match_event_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_event'))
    )
    op.create_index('ix_match_event_at', 'match_event', ['at'], unique=False)
    op.create_index('ix_match_event_person_id_at', 'match_event', ['person_id', 'at'], unique=False)
    op.create_table('metric_deltas',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('series', sa.Text(), nullable=False),
    sa.Column('labels', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('bucket', sa.Integer(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_metric_deltas'))
    )
    op.create_table('metric_totals',
    sa.Column('series', sa.Text(), nullable=False),
    sa.Column('labels', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('bucket', sa.Integer(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('series', 'labels', 'bucket', name=op.f('pk_metric_totals'))
    )
    op.create_check_constraint(
        op.f('ck_searches_codes'), 'searches',
        "job_type ~ '^[a-z_]{1,40}$' AND status ~ '^[a-z_]{1,40}$'",
    )
    op.execute(_FUNCTIONS)
    op.execute(_SO_FAR)


def downgrade() -> None:
    op.drop_constraint(op.f('ck_searches_codes'), 'searches', type_='check')
    for table, trigger in (
        ('searches', 'counted'), ('searches', 'counted_when_ended'), ('openai_call_log', 'counted'),
        ('freshness_sweep_log', 'counted'),
    ):
        op.execute(f'DROP TRIGGER {trigger} ON {table}')
    op.drop_table('metric_totals')
    op.drop_table('metric_deltas')
    op.drop_index('ix_match_event_person_id_at', table_name='match_event')
    op.drop_index('ix_match_event_at', table_name='match_event')
    op.drop_table('match_event')
    for name in ('searches', 'ended_searches', 'calls', 'events', 'closings'):
        op.execute(f'DROP FUNCTION count_{name}()')
