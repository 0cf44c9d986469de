"""Many rows out of few, for measuring: never for people's data."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

#: Copies stand under a few names of boards, so that filters by source have something to tell apart.
BOARDS = 4
_MULTIPLY = text("""
    WITH base AS MATERIALIZED (
        SELECT *, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS many
        FROM vacancies WHERE source NOT LIKE 'bench-copy%'
    ), copies AS (
        SELECT v.id AS of_text, o.id AS of_place, copy, row_number() OVER () AS number
        FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS copy
        CROSS JOIN base AS v
        JOIN base AS o ON o.n = (v.n * 7 + copy * 13) % v.many + 1
    ), made AS (
        INSERT INTO jobs (created_at) SELECT now() FROM copies RETURNING id
    ), numbered AS (
        SELECT id, row_number() OVER () AS number FROM made
    )
    INSERT INTO vacancies (source, external_id, job_id, url, title, employer, employer_id, city, area_id,
        body, key_skills, skills, role_ids, role_names, domains, seniority, experience, work_formats,
        employment, language, requirements, complete, salary_from, salary_to, salary_currency, salary_gross,
        salary_period, salary_rub_from, salary_rub_to, published_at, content_hash, card_hash, status,
        shown_count)
    SELECT 'bench-copy-' || copy % :boards, v.id || '-' || copy || '-' || o.id, numbered.id, v.url, v.title,
        o.employer, o.employer_id, o.city, o.area_id, v.body, v.key_skills, v.skills, v.role_ids,
        v.role_names, v.domains, v.seniority, v.experience, v.work_formats, v.employment, v.language,
        v.requirements, v.complete, o.salary_from, o.salary_to, o.salary_currency, o.salary_gross,
        o.salary_period, o.salary_rub_from, o.salary_rub_to, o.published_at, v.content_hash, v.card_hash,
        v.status, 0
    FROM copies JOIN numbered USING (number)
    JOIN base AS v ON v.id = of_text JOIN base AS o ON o.id = of_place
    RETURNING id, external_id
""")


@dataclass(frozen=True, slots=True)
class Copy:
    """A made vacancy: the text of one original, place, pay and date of another."""

    id: int
    of_text: int
    of_place: int
    source: str


def multiply(session: Session, *, first: int, last: int) -> list[Copy]:
    """Copies number `first` to `last` of every original row, each a job of its own."""
    session.execute(text("SELECT pg_advisory_xact_lock(7303002)"))
    found = session.execute(_MULTIPLY, {"first": first, "last": last, "boards": BOARDS})
    made = []
    for new, name in found:
        old, copy, place = map(int, name.split("-"))
        made.append(Copy(new, old, place, f"bench-copy-{copy % BOARDS}"))
    return made


def analyse(session: Session) -> None:
    """Fresh statistics: thousands of rows have just appeared."""
    session.execute(text("ANALYZE vacancies"))


def database_bytes(session: Session) -> int:
    """What the database takes on disk."""
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
