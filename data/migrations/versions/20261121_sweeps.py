"""sweeps

Revision ID: b3d86a1f4c29
Revises: 7d1c0a5be24f
"""

import sqlalchemy as sa
from alembic import op

revision = "b3d86a1f4c29"
down_revision = "7d1c0a5be24f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("freshness_sweep_log", sa.Column("sweep_id", sa.Text(), nullable=True))
    op.add_column(
        "freshness_sweep_log",
        sa.Column("soft", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "ix_freshness_sweep_log_sweep_id", "freshness_sweep_log", ["sweep_id"],
        postgresql_where=sa.text("sweep_id IS NOT NULL"),
    )  # fmt: skip
    op.add_column("vacancies", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("vacancies", "expires_at")
    op.drop_index("ix_freshness_sweep_log_sweep_id", "freshness_sweep_log")
    op.drop_column("freshness_sweep_log", "soft")
    op.drop_column("freshness_sweep_log", "sweep_id")
