"""Many rows out of few, for measuring: never for people's data."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_MULTIPLY = text("""
    WITH base AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS many
        FROM vacancies WHERE source <> 'bench-copy'
    )
    INSERT INTO vacancies (source, external_id, url, title, employer, employer_id, city, area_id, body,
        key_skills, skills, role_ids, role_names, domains, seniority, experience, work_formats, employment,
        language, requirements, complete, salary_from, salary_to, salary_currency, salary_gross,
        salary_period, salary_rub_from, salary_rub_to, published_at, content_hash, card_hash, status,
        shown_count)
    SELECT 'bench-copy', v.id || '-' || copy, v.url, v.title, o.employer, o.employer_id, o.city, o.area_id,
        v.body, v.key_skills, v.skills, v.role_ids, v.role_names, v.domains, v.seniority, v.experience,
        v.work_formats, v.employment, v.language, v.requirements, v.complete, o.salary_from, o.salary_to,
        o.salary_currency, o.salary_gross, o.salary_period, o.salary_rub_from, o.salary_rub_to,
        o.published_at, v.content_hash, v.card_hash, v.status, 0
    FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS copy
    CROSS JOIN base AS v
    JOIN base AS o ON o.n = (v.n * 7 + copy * 13) % v.many + 1
    RETURNING id, split_part(external_id, '-', 1)::bigint
""")


def multiply(session: Session, *, first: int, last: int) -> list[tuple[int, int]]:
    """Copies number `first` to `last` of every original row, text of one with pay and place of another.

    Returns (new id, id of the row whose text it has).
    """
    session.execute(text("SELECT pg_advisory_xact_lock(7303002)"))
    return [(int(new), int(old)) for new, old in session.execute(_MULTIPLY, {"first": first, "last": last})]


def analyse(session: Session) -> None:
    """Fresh statistics: thousands of rows have just appeared."""
    session.execute(text("ANALYZE vacancies"))
