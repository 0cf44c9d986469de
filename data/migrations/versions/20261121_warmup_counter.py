"""warm-ups are counted

Revision ID: 3c9a51f7e0d8
Revises: 4d1b9e6f20a7
"""

from alembic import op

revision = "3c9a51f7e0d8"
down_revision = "4d1b9e6f20a7"
branch_labels = None
depends_on = None

# A job ends by an update of its row, which is never taken back, and once: whatever touches an ended one
# later is no end. The statuses that count are named, so that a new one adds no series by itself.
_COUNTED = """
CREATE FUNCTION count_ended_warmups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'segment_warmup_jobs_total', jsonb_build_object('status', n.status), -1, count(*), 0
  FROM new_rows AS n JOIN old_rows AS o USING (id)
  WHERE o.status IN ('queued', 'running') AND n.status IN ('done', 'partial', 'failed') GROUP BY n.status;
  RETURN NULL;
END $$;
CREATE TRIGGER counted_when_ended AFTER UPDATE ON segment_jobs
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_ended_warmups();
INSERT INTO metric_deltas (series, labels, bucket, number, total)
SELECT 'segment_warmup_jobs_total', jsonb_build_object('status', status), -1, count(*), 0
FROM segment_jobs WHERE status IN ('done', 'partial', 'failed') GROUP BY status;
"""


def upgrade() -> None:
    op.execute(_COUNTED)


def downgrade() -> None:
    op.execute("DROP TRIGGER counted_when_ended ON segment_jobs")
    op.execute("DROP FUNCTION count_ended_warmups()")
    op.execute("DELETE FROM metric_deltas WHERE series = 'segment_warmup_jobs_total'")
    op.execute("DELETE FROM metric_totals WHERE series = 'segment_warmup_jobs_total'")
