"""choices of learning

Revision ID: 4e7a19c0d8b2
Revises: a37e5c0d81f4
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "4e7a19c0d8b2"
down_revision = "a37e5c0d81f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning_choices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("without", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rerank", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_learning_choices_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_learning_choices")),
    )


def downgrade() -> None:
    op.drop_table("learning_choices")
