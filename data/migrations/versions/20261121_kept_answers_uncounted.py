"""answers that were kept take no time of a model

Revision ID: 4d1b9e6f20a7
Revises: 6b0f2d8a4e15
"""

from alembic import op
revision = '4d1b9e6f20a7'
down_revision = '6b0f2d8a4e15'
branch_labels = None
depends_on = None

# As in the migration of the counters.
_CALL = "ARRAY[0.25,0.5,1,2,5,10,20,40,60,120]::float8[]"


def _count_calls(untimed: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION count_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'openai_calls_total', jsonb_build_object('model', model, 'status', status), -1, count(*), 0
  FROM new_rows GROUP BY model, status;
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'openai_call_duration_seconds', jsonb_build_object('model', model), bucket, count(*), sum(seconds)
  FROM (
    SELECT model, seconds, cardinality(array(SELECT b FROM unnest({_CALL}) AS b WHERE b < seconds)) AS bucket
    FROM (
      SELECT model, duration_ms / 1000.0::float8 AS seconds FROM new_rows WHERE status NOT IN ({untimed})
    ) AS ended
  ) AS timed GROUP BY model, bucket;
  RETURN NULL;
END $$;
"""


def upgrade() -> None:
    op.execute(_count_calls("'lost', 'kept'"))


def downgrade() -> None:
    op.execute(_count_calls("'lost'"))
