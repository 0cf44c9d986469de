"""What the rules of identity read: postings to place, the few that share a key with them, and their traits,
which are kept so that a posting's text is read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, and_, any_, func, literal, select, text
from sqlalchemy.orm import Session

from data.models import JobTraits, Vacancy

_COLUMNS = (
    "id", "source", "external_id", "url", "links", "title", "employer", "city", "cities", "body",
    "board_group", "experience", "employment", "salary_rub_from", "salary_rub_to", "job_id", "content_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A posting as the rules of identity read it."""

    id: int
    source: str
    external_id: str
    url: str | None
    links: list[str]
    title: str
    employer: str | None
    city: str | None
    cities: list[str]
    body: str
    board_group: str | None
    experience: str | None
    employment: str | None
    salary_rub_from: Decimal | None
    salary_rub_to: Decimal | None
    job_id: int | None
    content_hash: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The traits of a posting as they are kept (`data.models.JobTraits`), and what else the rules ask."""

    id: int
    source: str
    external_id: str
    board_group: str | None
    experience: str | None
    employment: str | None
    salary_rub_from: Decimal | None
    salary_rub_to: Decimal | None
    job_id: int | None
    addresses: list[str]
    employer: str
    title: list[str]
    level: list[str]
    text_hash: str | None
    work_hash: str | None
    terms: bytes
    words: int
    facts: bytes
    sketch: bytes


_OF_POSTING = (
    "id", "source", "external_id", "board_group", "experience", "employment", "salary_rub_from",
    "salary_rub_to", "job_id",
)  # fmt: skip
_OF_TRAITS = (
    "addresses", "employer", "title", "level", "text_hash", "work_hash", "terms", "words", "facts", "sketch",
)  # fmt: skip
_KEEP = text("""
    INSERT INTO job_traits (vacancy_id, addresses, employer, title, level, text_hash, work_hash, terms, words,
                            facts, sketch)
    SELECT vacancy_id, addresses, employer, title, level, text_hash, work_hash, decode(terms, 'hex'), words,
           decode(facts, 'hex'), decode(sketch, 'hex')
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given(vacancy_id bigint, addresses text[], employer text,
         title text[], level text[], text_hash text, work_hash text, terms text, words integer, facts text,
         sketch text)
    ON CONFLICT (vacancy_id) DO UPDATE
    SET addresses = excluded.addresses, employer = excluded.employer, title = excluded.title,
        level = excluded.level, text_hash = excluded.text_hash, work_hash = excluded.work_hash,
        terms = excluded.terms, words = excluded.words, facts = excluded.facts, sketch = excluded.sketch
""")


def unplaced(session: Session, source: str, external_ids: Sequence[str], version: int) -> list[Subject]:
    """Those of the named postings whose job was not looked for with this content and these rules."""
    if not external_ids:
        return []
    named = (Vacancy.source == source, Vacancy.external_id == _any(external_ids, Text))
    return _subjects(session, *named, Vacancy.identity_hash.is_distinct_from(_mark(version)))


def unplaced_after(session: Session, vacancy_id: int, version: int, *, limit: int) -> list[Subject]:
    """The next such postings of any source, by id."""
    stale = Vacancy.identity_hash.is_distinct_from(_mark(version))
    return _subjects(session, Vacancy.id > vacancy_id, stale, limit=limit)


def sharing(
    session: Session, keys: Sequence[int], *, without: Iterable[int], per_key: int, most: int
) -> dict[int, list[int]]:
    """Postings that have one of `keys`, each with those it has: of each key the newest `per_key` postings, at
    most `most` in all, the newest."""
    if not keys:
        return {}
    rows = session.execute(
        text(
            "SELECT one.vacancy_id, wanted.key FROM unnest(CAST(:keys AS bigint[])) AS wanted(key)"
            " CROSS JOIN LATERAL (SELECT vacancy_id FROM job_keys WHERE job_keys.key = wanted.key"
            " ORDER BY vacancy_id DESC LIMIT :per_key) AS one ORDER BY one.vacancy_id DESC"
        ),
        {"keys": list(keys), "per_key": per_key},
    )
    known, found = set(without), dict[int, list[int]]()
    for number, key in rows:
        if number in known:
            continue
        if number not in found and len(found) == most:
            break
        found.setdefault(number, []).append(key)
    return found


def subjects(session: Session, vacancy_ids: Sequence[int], *, portion: int = 200) -> Iterator[Subject]:
    """These postings by id; never more than `portion` of them, with their texts, are held at once."""
    for start in range(0, len(vacancy_ids), portion):
        yield from _subjects(session, Vacancy.id == _any(vacancy_ids[start : start + portion], BigInteger))


def kept(session: Session, vacancy_ids: Sequence[int], version: int) -> list[Kept]:
    """Those of these postings whose traits are kept and still true."""
    true = and_(JobTraits.vacancy_id == Vacancy.id, Vacancy.identity_hash == _mark(version))
    statement = (
        select(
            *(getattr(Vacancy, name) for name in _OF_POSTING),
            *(getattr(JobTraits, name) for name in _OF_TRAITS),
        )
        .join(JobTraits, true)
        .where(Vacancy.id == _any(vacancy_ids, BigInteger))
    )
    return [Kept(*row) for row in session.execute(statement)]


def keep(session: Session, traits: Sequence[Kept]) -> None:
    """Keep the traits of these postings; who calls it places them in the same transaction."""
    rows = [
        {name: getattr(one, name) for name in _OF_TRAITS}
        | {
            "vacancy_id": one.id,
            "terms": one.terms.hex(),
            "facts": one.facts.hex(),
            "sketch": one.sketch.hex(),
        }
        for one in traits
    ]
    if rows:
        session.execute(_KEEP, {"rows": json.dumps(rows, ensure_ascii=False)})


def _any(values: Sequence[Any], kind: type[BigInteger] | type[Text]) -> Any:
    """One array, so that the statement is the same text however many there are."""
    return any_(literal(list(values), ARRAY(kind)))


def _mark(version: int) -> Any:
    return func.concat(str(version), ":", Vacancy.content_hash)


def _subjects(session: Session, *conditions: Any, limit: int | None = None) -> list[Subject]:
    statement = select(*(getattr(Vacancy, name) for name in _COLUMNS)).where(*conditions).order_by(Vacancy.id)
    return [Subject(*row) for row in session.execute(statement.limit(limit))]
