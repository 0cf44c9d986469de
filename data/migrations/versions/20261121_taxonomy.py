"""taxonomy

Revision ID: 3c1f6a9d2b77
Revises: df060b4c0058
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "3c1f6a9d2b77"
down_revision = "df060b4c0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "taxonomy_sources",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("terms", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.Integer(), nullable=False),
        sa.Column(
            "imported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("name", name="pk_taxonomy_sources"),
    )
    op.create_table(
        "taxonomy_terms",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["taxonomy_sources.name"], name="fk_taxonomy_terms_source_taxonomy_sources",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_taxonomy_terms"),
    )
    op.create_index("ix_taxonomy_terms_source", "taxonomy_terms", ["source"])
    op.create_table(
        "skill_aliases",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_skill_aliases_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "written", "canonical", name="pk_skill_aliases"),
    )


def downgrade() -> None:
    op.drop_table("skill_aliases")
    op.drop_table("taxonomy_terms")
    op.drop_table("taxonomy_sources")
