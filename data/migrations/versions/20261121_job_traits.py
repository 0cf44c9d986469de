"""what postings are told apart by is kept

Revision ID: b8f3c2a90d17
Revises: 4e7a19c0d8b2
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b8f3c2a90d17"
down_revision = "4e7a19c0d8b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_traits",
        sa.Column("vacancy_id", sa.BigInteger(), nullable=False),
        sa.Column("addresses", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("title", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("level", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name="fk_job_traits_vacancy_id_vacancies", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vacancy_id", name="pk_job_traits"),
    )


def downgrade() -> None:
    op.drop_table("job_traits")
