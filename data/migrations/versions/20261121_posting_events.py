"""posting events

Revision ID: 7e1b94c2d5f0
Revises: 490e453ec4bf
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7e1b94c2d5f0"
down_revision = "490e453ec4bf"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")
# What is known already begins with the day it was seen first; what happened in between was not kept.
_FILL = """
INSERT INTO posting_events (vacancy_id, at, kind, run_id)
SELECT id, first_seen_at, 'first_seen', run_id FROM vacancies
"""


def upgrade() -> None:
    op.create_table(
        "posting_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("vacancy_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name="fk_posting_events_vacancy_id_vacancies",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_posting_events"),
    )  # fmt: skip
    op.execute(_FILL)
    op.create_index("ix_posting_events_vacancy_id_at", "posting_events", ["vacancy_id", "at"])
    op.create_index(
        "ix_posting_events_at_closings", "posting_events", ["at"],
        postgresql_where=sa.text("kind IN ('closed', 'reopened')"),
    )  # fmt: skip
    op.create_table(
        "posting_snapshots",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("card", postgresql.JSONB(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_posting_snapshots_person_id_people", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name="fk_posting_snapshots_vacancy_id_vacancies",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_posting_snapshots"),
        sa.UniqueConstraint("person_id", "vacancy_id", name="uq_posting_snapshots_person_id_vacancy_id"),
    )  # fmt: skip
    op.create_index("ix_posting_snapshots_vacancy_id", "posting_snapshots", ["vacancy_id"])


def downgrade() -> None:
    op.drop_table("posting_snapshots")
    op.drop_table("posting_events")
