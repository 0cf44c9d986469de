"""jobs: what several postings have in common

Revision ID: 5b7d2e90c4a1
Revises: c58eb43e5362
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5b7d2e90c4a1"
down_revision = "c58eb43e5362"
branch_labels = None
depends_on = None


def _now() -> sa.Column:
    return sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    words = postgresql.ARRAY(sa.Text())
    op.add_column("vacancies", sa.Column("cities", words, server_default="{}", nullable=False))
    op.add_column("vacancies", sa.Column("links", words, server_default="{}", nullable=False))
    op.add_column("vacancies", sa.Column("job_id", sa.BigInteger(), nullable=True))
    op.add_column("vacancies", sa.Column("board_group", sa.Text(), nullable=True))
    op.add_column(
        "vacancies", sa.Column("own_board", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("vacancies", sa.Column("identity_hash", sa.Text(), nullable=True))
    op.create_foreign_key("fk_vacancies_job_id_jobs", "vacancies", "jobs", ["job_id"], ["id"])
    op.create_index("ix_vacancies_job_id", "vacancies", ["job_id"])
    op.create_table(
        "job_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("vacancy_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name="fk_job_keys_vacancy_id_vacancies", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "vacancy_id", name="pk_job_keys"),
    )
    op.create_index("ix_job_keys_vacancy_id", "job_keys", ["vacancy_id"])
    op.create_table(
        "job_merges",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("from_job_id", sa.BigInteger(), nullable=True),
        sa.Column("vacancy_id", sa.BigInteger(), nullable=False),
        sa.Column("with_vacancy_id", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _now(),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_merges_job_id_jobs", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name="fk_job_merges_vacancy_id_vacancies", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_job_merges"),
    )
    op.create_index("ix_job_merges_job_id", "job_merges", ["job_id"])
    op.create_index("ix_job_merges_vacancy_id", "job_merges", ["vacancy_id"])
    op.create_table(
        "job_splits",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("other_job_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _now(),
        sa.CheckConstraint("job_id < other_job_id", name="ck_job_splits_ordered"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_splits_job_id_jobs", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_job_id"], ["jobs.id"], name="fk_job_splits_other_job_id_jobs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "other_job_id", name="pk_job_splits"),
    )
    op.create_index("ix_job_splits_other_job_id", "job_splits", ["other_job_id"])


def downgrade() -> None:
    op.drop_table("job_splits")
    op.drop_table("job_merges")
    op.drop_table("job_keys")
    op.drop_index("ix_vacancies_job_id", table_name="vacancies")
    op.drop_constraint("fk_vacancies_job_id_jobs", "vacancies", type_="foreignkey")
    for column in ("identity_hash", "own_board", "board_group", "job_id", "links", "cities"):
        op.drop_column("vacancies", column)
    op.drop_table("jobs")
