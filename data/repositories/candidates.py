"""Reads of the hot path: what a search needs of the vacancies that were recalled, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models import Resume, Vacancy
from data.repositories import feedback

_COLUMNS = (
    "id",
    "source",
    "external_id",
    "url",
    "title",
    "employer",
    "city",
    "area_id",
    "key_skills",
    "skills",
    "role_ids",
    "domains",
    "seniority",
    "experience",
    "work_formats",
    "salary_from",
    "salary_to",
    "salary_currency",
    "salary_gross",
    "salary_period",
    "salary_rub_from",
    "salary_rub_to",
    "published_at",
    "status",
    "last_freshness_check",
    "card_hash",
    "job_id",
    "cities",
    "links",
    "own_board",
)
_ADD_SHOWN = text("""
    WITH free AS (
        SELECT v.id, n.more FROM vacancies v
        JOIN unnest(CAST(:ids AS bigint[]), CAST(:more AS int[])) AS n(id, more) USING (id)
        ORDER BY v.id FOR NO KEY UPDATE OF v SKIP LOCKED
    )
    UPDATE vacancies v SET shown_count = v.shown_count + free.more FROM free WHERE v.id = free.id
""")
#: Of one job; a card lists no more.
MOST_POSTINGS = 40
# One array is one parameter: hundreds of them in an IN list cost more than the query.
_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_JOBS = bindparam("jobs", type_=ARRAY(BigInteger))
# Text: what every search asks is worth more than the fifth of a millisecond that building it costs.
# One row of arrays: hundreds of rows cost more to read than to find.
_STATES = text("""
    SELECT array_agg(v.id), array_agg(v.revision), array_agg(v.job_id), array_agg(v.own_board),
        array_agg(v.last_freshness_check), array_agg(EXISTS (
            SELECT FROM vacancies o WHERE o.job_id = v.job_id AND o.id <> v.id AND o.status = 'open'))
    FROM vacancies v WHERE v.id = ANY(CAST(:ids AS bigint[])) AND v.status = 'open'
""")
_CONTENTS = select(Vacancy.revision, *(getattr(Vacancy, name) for name in _COLUMNS)).where(
    Vacancy.id == any_(_IDS)
)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One recalled vacancy with all that scoring and a card read, and this person's feedback on it."""

    id: int
    source: str
    external_id: str
    url: str | None
    title: str
    employer: str | None
    city: str | None
    area_id: str | None
    key_skills: list[str]
    skills: list[str]
    role_ids: list[str]
    domains: list[str]
    seniority: str | None
    experience: str | None
    work_formats: list[str]
    salary_from: Decimal | None
    salary_to: Decimal | None
    salary_currency: str | None
    salary_gross: bool | None
    salary_period: str | None
    salary_rub_from: Decimal | None
    salary_rub_to: Decimal | None
    published_at: datetime | None
    status: str
    last_freshness_check: datetime | None
    card_hash: str
    verdict: str | None = None
    reason: str | None = None
    seen: bool = False
    hidden: bool = False
    relevance: int | None = None
    job_id: int | None = None
    cities: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    own_board: bool = False
    applied: bool = False


class State(NamedTuple):
    """What may move while the content of a vacancy stays: content changes take a new `revision`."""

    id: int
    revision: int
    job_id: int | None
    own_board: bool
    last_freshness_check: datetime | None
    several: bool  # another posting of the job is open too


@dataclass(frozen=True, slots=True)
class Posting:
    """One open posting of a job: where else the same job stands."""

    job_id: int
    vacancy_id: int
    source: str
    url: str | None
    links: list[str]
    city: str | None
    cities: list[str]


@dataclass(frozen=True)
class Details:
    """What only a shown vacancy needs: the text and its requirements `[{text, kind, skills}]`."""

    body: str
    requirements: list[Any]


def rows(session: Session, person_id: UUID, vacancy_ids: Sequence[int]) -> list[CandidateRow]:
    """Open vacancies among the given ones, in one query, in no particular order; with what this person
    said of any posting of the same job."""
    if not vacancy_ids:
        return []
    said = feedback.by_job(person_id)
    statement = (
        select(
            *(getattr(Vacancy, name) for name in _COLUMNS),
            said.c.verdict,
            said.c.reason,
            func.coalesce(said.c.seen, False).label("seen"),
            func.coalesce(said.c.hidden, False).label("hidden"),
            said.c.relevance,
            func.coalesce(said.c.applied, False).label("applied"),
        )
        .outerjoin(said, said.c.home == feedback.home_of())
        .where(Vacancy.id.in_(vacancy_ids), Vacancy.status == "open")
    )
    return [CandidateRow(**row) for row in session.execute(statement).mappings()]


def states(session: Session, vacancy_ids: Sequence[int]) -> list[State]:
    """The open vacancies among the given ones, in one narrow query, in no particular order."""
    if not vacancy_ids:
        return []
    columns = session.execute(_STATES, {"ids": _array(vacancy_ids)}).one()
    return [] if columns[0] is None else list(map(State._make, zip(*columns, strict=True)))


def _array(numbers: Iterable[int]) -> str:
    """An array of bigint as Postgres reads it: a driver's own way looks at each element several times."""
    return f"{{{','.join(map(str, numbers))}}}"


def contents(session: Session, vacancy_ids: Sequence[int]) -> dict[int, tuple[int, CandidateRow]]:
    """id -> revision and row, open or not, with nobody's feedback: the same for everybody."""
    if not vacancy_ids:
        return {}
    found = session.execute(_CONTENTS, {"ids": list(vacancy_ids)})
    return {row[1]: (row[0], CandidateRow(**dict(zip(_COLUMNS, row[1:], strict=True)))) for row in found}


def postings(session: Session, job_ids: Iterable[int]) -> dict[int, list[Posting]]:
    """The open postings of the jobs, the company's own board first, then whole texts, then the newest; at
    most `MOST_POSTINGS` of each job."""
    wanted = list(job_ids)
    if not wanted:
        return {}
    order = (
        Vacancy.own_board.desc(), Vacancy.complete.desc(), Vacancy.published_at.desc().nulls_last(),
        Vacancy.id,
    )  # fmt: skip
    place = func.row_number().over(partition_by=Vacancy.job_id, order_by=order).label("place")
    ranked = (
        select(
            Vacancy.job_id, Vacancy.id.label("vacancy_id"), Vacancy.source, Vacancy.url, Vacancy.links,
            Vacancy.city, Vacancy.cities, place,
        )
        .where(Vacancy.job_id == any_(_JOBS), Vacancy.status == "open")
        .subquery()
    )  # fmt: skip
    columns = [column for column in ranked.c if column.name != "place"]
    statement = (
        select(*columns).where(ranked.c.place <= MOST_POSTINGS).order_by(ranked.c.job_id, ranked.c.place)
    )
    found: dict[int, list[Posting]] = {}
    for row in session.execute(statement, {"jobs": wanted}):
        found.setdefault(row.job_id, []).append(Posting(*row))
    return found


def details(session: Session, vacancy_ids: Sequence[int]) -> dict[int, Details]:
    """Text and requirements of the vacancies that will be shown."""
    if not vacancy_ids:
        return {}
    found = session.execute(
        select(Vacancy.id, Vacancy.body, Vacancy.requirements).where(Vacancy.id.in_(vacancy_ids))
    )
    return {row.id: Details(row.body, row.requirements) for row in found}


def count_open(session: Session) -> int:
    """Vacancies that can be found."""
    return session.execute(select(func.count()).where(Vacancy.status == "open")).scalar_one()


def add_shown(session: Session, counts: Mapping[int, int]) -> None:
    """Count showings: vacancy -> how many more. A row that somebody writes at this moment is passed over: a
    search waits for nobody, and the count only orders freshness checks."""
    session.execute(_ADD_SHOWN, {"ids": list(counts), "more": list(counts.values())})


def resume_text(session: Session, person_id: UUID, resume_id: UUID) -> str:
    """The lines of this person's résumé, evidence is quoted from them. NotFound when it is not theirs."""
    text = session.execute(
        select(Resume.text).where(Resume.id == resume_id, Resume.person_id == person_id)
    ).scalar_one_or_none()
    if text is None:
        raise NotFound("There is no such résumé.", resume_id=str(resume_id))
    return text
