"""Completed searches and what they showed. Every function is bound to one person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from data.models import Match, SearchJob, Vacancy
from data.repositories import feedback

# One statement and one JSON text: fifty rows of a card each cost the most of what a search writes.
_SAVE = text("""
    WITH search AS (
        INSERT INTO searches (id, person_id, resume_id, job_type, status, started_at, finished_at, timings_ms,
            summary, profile_hash, scoring_version)
        VALUES (CAST(:id AS uuid), CAST(:person AS uuid), CAST(:resume_id AS uuid), :job_type, 'completed',
            CAST(:started_at AS timestamptz), CAST(:finished_at AS timestamptz), CAST(:timings AS jsonb),
            CAST(:summary AS jsonb), :profile_hash, :scoring_version)
    )
    INSERT INTO matches
        (search_id, person_id, vacancy_id, rank, score, parts, track, requirements, notes, card)
    SELECT CAST(:id AS uuid), CAST(:person AS uuid), r.*
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        vacancy_id bigint, rank int, score float8, parts jsonb, track text, requirements jsonb, notes jsonb,
        card jsonb)
""")
_KEEP_TIMINGS = text("""
    UPDATE searches SET timings_ms = n.timings
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS n(id uuid, person uuid, timings jsonb)
    WHERE searches.id = n.id AND person_id = n.person
""")


@dataclass(frozen=True)
class SearchRow:
    """One search; `summary` holds counts and the query line."""

    id: UUID
    resume_id: UUID | None
    status: str
    started_at: datetime
    finished_at: datetime | None
    timings_ms: dict[str, Any]
    summary: dict[str, Any]
    error: str | None


@dataclass(frozen=True)
class MatchRow:
    """One shown vacancy as it is stored, best first by `rank` (from 1)."""

    vacancy_id: int
    rank: int
    score: float
    parts: dict[str, float]
    track: str
    requirements: list[dict[str, Any]]
    notes: list[str]
    card: dict[str, Any]  # title, pay, place … as shown (app.matching.types.Card)


@dataclass(frozen=True)
class NewPlace:
    """Where a stored match moves to, with what its score is made of now."""

    vacancy_id: int
    rank: int
    score: float
    parts: dict[str, float]
    notes: list[str]


@dataclass(frozen=True)
class ShownRow:
    """A stored match as it was shown; status, text and this person's feedback are those of now."""

    vacancy_id: int
    score: float
    parts: dict[str, float]
    track: str
    requirements: list[dict[str, Any]]
    notes: list[str]
    card: dict[str, Any]
    status: str
    last_freshness_check: datetime | None
    body: str
    verdict: str | None
    reason: str | None
    seen: bool | None
    hidden: bool | None
    relevance: int | None
    job_id: int | None = None
    applied: bool | None = None


@dataclass(frozen=True)
class Ended:
    """What is known of a search however it ended; `id` is the request id."""

    id: UUID
    resume_id: UUID | None
    job_type: str
    started_at: datetime
    finished_at: datetime


def packed(match: MatchRow) -> str:
    """Everything of a match but its rank, as `save_packed` takes it."""
    told = dict(vars(match))
    del told["rank"]
    return _json(told)[1:]


def save_packed(
    session: Session,
    person_id: UUID,
    search: Ended,
    *,
    summary: dict[str, Any],
    profile_hash: str,
    scoring_version: str,
    matches: Sequence[tuple[int, str]],
    timings_ms: Mapping[str, float] = MappingProxyType({}),
) -> None:
    """Store a completed search and all it showed (ranks, packed matches) in one statement, with the timings
    as far as they are known."""
    rows = ", ".join([f'{{"rank": {rank}, {rest}' for rank, rest in matches])
    session.execute(
        _SAVE,
        {
            **vars(search),
            "person": person_id,
            "timings": _json(dict(timings_ms)),
            "summary": _json(summary),
            "profile_hash": profile_hash,
            "scoring_version": scoring_version,
            "rows": f"[{rows}]",
        },
    )


def _json(value: Any) -> str:
    """Letters as they are: escaped, Cyrillic takes three times the bytes to send and to parse. Half of a pair
    of surrogates, which no database takes, becomes a question mark."""
    told = json.dumps(value, ensure_ascii=False)
    return told if told.isascii() else told.encode("utf-8", "replace").decode("utf-8")


def begin(session: Session, person_id: UUID, search_id: UUID, job_type: str) -> None:
    """Store that a search has begun; `forget_begun` and `save_packed` put its end in its place."""
    session.add(SearchJob(id=search_id, person_id=person_id, job_type=job_type, status="running", summary={}))


def forget_begun(session: Session, person_id: UUID, search_id: UUID) -> None:
    """Delete what `begin` stored of this person's search, or what the sweep made of it meanwhile."""
    session.execute(
        delete(SearchJob)
        .where(
            SearchJob.id == search_id,
            SearchJob.person_id == person_id,
            or_(SearchJob.status == "running", SearchJob.error == "interrupted"),
        )
        .execution_options(synchronize_session=False)
    )


def hold(session: Session, person_id: UUID, search_id: UUID) -> bool:
    """Wait for whoever orders this search anew; False when it is not this person's, or gone."""
    held = select(SearchJob.id).where(SearchJob.id == search_id, SearchJob.person_id == person_id)
    return session.scalar(held.with_for_update()) is not None


def reorder(session: Session, person_id: UUID, search_id: UUID, places: Sequence[NewPlace]) -> None:
    """Give the matches of this person's search new places; those not named stay as they are."""
    if not places:
        return
    statement = (
        update(Match)
        .where(
            Match.search_id == search_id, Match.person_id == person_id,
            Match.vacancy_id == bindparam("of_vacancy"),
        )
        .values(
            rank=bindparam("new_rank"), score=bindparam("new_score"),
            parts=bindparam("new_parts", type_=JSONB), notes=bindparam("new_notes", type_=JSONB),
        )
    )  # fmt: skip
    session.connection().execute(
        statement,
        [
            {
                "of_vacancy": one.vacancy_id, "new_rank": one.rank, "new_score": one.score,
                "new_parts": one.parts, "new_notes": one.notes,
            }
            for one in places
        ],
    )  # fmt: skip


def keep_summary(session: Session, person_id: UUID, search_id: UUID, changes: dict[str, Any]) -> None:
    """Lay `changes` over the summary of this person's search."""
    session.execute(
        update(SearchJob)
        .where(SearchJob.id == search_id, SearchJob.person_id == person_id)
        .values(summary=SearchJob.summary.op("||")(literal(changes, JSONB)))
        .execution_options(synchronize_session=False)
    )


def keep_timings(session: Session, person_id: UUID, search_id: UUID, timings_ms: dict[str, float]) -> None:
    """Write the measured stages of a search of this person, once they are known."""
    keep_all_timings(session, {search_id: (person_id, timings_ms)})


def keep_all_timings(session: Session, timings: Mapping[UUID, tuple[UUID, dict[str, float]]]) -> None:
    """The same of many searches by id, each with the person it is of. Those that are gone stay gone."""
    rows = [
        {"id": str(number), "person": str(person), "timings": spent}
        for number, (person, spent) in timings.items()
    ]
    session.execute(_KEEP_TIMINGS, {"rows": _json(rows)})


def save_failed(
    session: Session, person_id: UUID, search: Ended, *, timings_ms: dict[str, float], error: str
) -> None:
    """Store that a search failed and why; `error` is cut to 500 characters."""
    failed = {"status": "failed", "summary": {}, "timings_ms": dict(timings_ms), "error": error[:500]}
    session.add(SearchJob(**vars(search), person_id=person_id, **failed))


def last_completed(session: Session, person_id: UUID, *, job_type: str = "instant") -> SearchRow | None:
    """The person's newest completed search of that kind."""
    row = session.execute(
        select(
            SearchJob.id,
            SearchJob.resume_id,
            SearchJob.status,
            SearchJob.started_at,
            SearchJob.finished_at,
            SearchJob.timings_ms,
            SearchJob.summary,
            SearchJob.error,
        )
        .where(
            SearchJob.person_id == person_id,
            SearchJob.status == "completed",
            SearchJob.job_type == job_type,
        )
        .order_by(SearchJob.finished_at.desc(), SearchJob.id)
        .limit(1)
    ).one_or_none()
    return SearchRow(*row) if row else None


def matches_of(session: Session, person_id: UUID, search_id: UUID) -> list[ShownRow]:
    """What that search of this person showed, best first; empty when it is somebody else's."""
    said = feedback.by_job(person_id)
    statement = (
        select(
            Match.vacancy_id,
            Match.score,
            Match.parts,
            Match.track,
            Match.requirements,
            Match.notes,
            Match.card,
            Vacancy.status,
            Vacancy.last_freshness_check,
            Vacancy.body,
            said.c.verdict,
            said.c.reason,
            said.c.seen,
            said.c.hidden,
            said.c.relevance,
            Vacancy.job_id,
            said.c.applied,
        )
        .join(Vacancy, Vacancy.id == Match.vacancy_id)
        .outerjoin(said, said.c.home == feedback.home_of())
        .where(Match.search_id == search_id, Match.person_id == person_id)
        .order_by(Match.rank)
    )
    return [ShownRow(*row) for row in session.execute(statement)]
