"""audits

Revision ID: c41f7be0925d
Revises: 9c4e1d7a20b5
"""

from alembic import op

revision = "c41f7be0925d"
down_revision = "9c4e1d7a20b5"
branch_labels = None
depends_on = None

_COUNT = """
CREATE OR REPLACE FUNCTION count_closings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO metric_deltas (series, labels, bucket, number, total)
  SELECT 'freshness_archived_total', jsonb_build_object('source', source), -1, count(*), 0
  FROM new_rows WHERE verdict = 'archived' {audits} GROUP BY source;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    # An audit looks at what was closed before: finding it closed is no other closing.
    op.execute(_COUNT.format(audits="AND new_rows.trigger <> 'audit'"))


def downgrade() -> None:
    op.execute(_COUNT.format(audits=""))
