"""match card

Revision ID: 5d2c8f1e7a40
Revises: 78259a73fb45
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5d2c8f1e7a40"
down_revision = "78259a73fb45"
branch_labels = None
depends_on = None

_FILL = """
UPDATE matches SET card = jsonb_build_object(
    'title', v.title, 'employer', v.employer, 'city', v.city, 'url', v.url, 'source', v.source,
    'published_at', v.published_at, 'work_formats', to_jsonb(v.work_formats), 'experience', v.experience,
    'salary_from', v.salary_from, 'salary_to', v.salary_to, 'salary_currency', v.salary_currency,
    'salary_gross', v.salary_gross, 'salary_period', v.salary_period, 'key_skills', to_jsonb(v.key_skills))
FROM vacancies v WHERE v.id = matches.vacancy_id
"""


def upgrade() -> None:
    op.add_column("matches", sa.Column("card", postgresql.JSONB(), nullable=True))
    op.execute(_FILL)
    op.alter_column("matches", "card", nullable=False)


def downgrade() -> None:
    op.drop_column("matches", "card")
