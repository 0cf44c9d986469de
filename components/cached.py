"""What pages read. Each reader opens one transaction and returns plain data, never rows of the ORM.

pages -> components.cached -> app services / data.repositories -> data.models

Only what is the same for everybody is kept, and only for seconds; what is one person's is read each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl
import streamlit as st

from app.freshness import history
from app.freshness.history import History
from app.matching.types import SearchResult
from app.preferences import service as preference_service
from app.preferences.service import Saved
from app.preferences.wishes import Wishes, applied_to
from app.privacy import erasure
from app.resumes import aliases
from app.resumes import service as resume_service
from app.resumes.aliases import AliasSuggestion, KnownAlias
from app.resumes.overlay import Review
from app.resumes.profile import Profile
from app.resumes.suggestions import is_vague, suggest_places, suggest_roles
from components.session import container, person_id
from data.repositories import (
    llm_calls,
    preferences,
    recent_checks,
    run_changes,
    runs,
    segment_history,
    segments,
    vacancies,
)
from data.repositories.llm_calls import Receipt
from data.repositories.segments import Job
from data.sources.base import SourceState

_RUN_SCHEMA: dict[str, Any] = {
    "id": pl.String, "started_at": pl.Datetime("us", "UTC"), "source": pl.String, "status": pl.String,
    "seconds": pl.Float64, "fetched": pl.Int64, "new": pl.Int64, "changed": pl.Int64, "unchanged": pl.Int64,
    "quarantined": pl.Int64, "error": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class IndexState:
    """Open vacancies by source, the sources that are being read at this moment, and whether any ever was."""

    by_source: dict[str, int]
    reading: tuple[str, ...]
    begun: bool

    @property
    def open(self) -> int:
        return sum(self.by_source.values())


@dataclass(frozen=True)
class ActiveResume:
    """The résumé searches are made for; `profile` with the person's corrections laid over."""

    id: UUID
    file_name: str
    profile: Profile


@dataclass(frozen=True)
class ResumeLine:
    """One résumé in the list; `status` is pending, parsing, parsed or failed (with `reason`); `outdated`: the
    rules have changed since it was read."""

    id: UUID
    name: str
    status: str
    reason: str | None
    active: bool
    created_at: datetime
    outdated: bool

    @property
    def unfinished(self) -> bool:
        return self.status in ("pending", "parsing")


@dataclass(frozen=True)
class ModelReading:
    """An offer: to whom the text would go, and the most it can cost in USD; `price_known` is False when the
    dearest known price stands for an unknown one. Anew it is read `recomputations` times an hour."""

    model: str
    host: str
    most: Decimal
    price_known: bool
    recomputations: int


@dataclass(frozen=True)
class WishPool:
    """What is offered while somebody types a wish, what the pool has most of first."""

    titles: tuple[str, ...]
    domains: tuple[str, ...]
    places: tuple[str, ...]
    employers: tuple[str, ...]
    sources: tuple[str, ...]


def active_resume() -> ActiveResume | None:
    found = resume_service.active(container().database, person_id())
    if found is None:
        return None
    resume, profile = found
    return ActiveResume(resume.id, resume.file_name, profile)


def resumes() -> list[ResumeLine]:
    """Newest first."""
    return [
        ResumeLine(
            one.id, one.name, one.status, one.reason, one.active, one.created_at,
            one.status == "parsed" and resume_service.is_outdated(one),
        )
        for one in resume_service.listing(container().database, person_id())
    ]  # fmt: skip


def review(resume_id: UUID) -> Review:
    """What is understood of one résumé, where each value comes from, what was taken out."""
    return resume_service.review_of(container().database, person_id(), resume_id)


def alias_questions(profile: Profile) -> tuple[list[AliasSuggestion], list[KnownAlias]]:
    """(spellings to ask about, answers the person gave before)"""
    answers = aliases.answers(container().database, person_id())
    return aliases.suggestions(profile, answers), answers


def kept_rows() -> dict[str, int]:
    """Rows kept about the person, by table."""
    return erasure.kept(container().database, person_id())


def receipts() -> list[Receipt]:
    """What was sent to language models for the person, newest first."""
    with container().database.transaction() as session:
        return llm_calls.receipts(session, person_id())


def model_reading(resume_id: UUID) -> ModelReading | None:
    """What reading with a model would cost; None where no model is set up or it has read already."""
    extractor = container().model_extractor
    if extractor is None:
        return None
    for one in resume_service.listing(container().database, person_id()):
        if one.id == resume_id and one.source == "file" and resume_service.is_outdated(one, extractor):
            most, known = extractor.most(one.text)
            again = container().settings.llm_recomputations
            return ModelReading(extractor.model, container().gateway.host, most, known, again)
    return None


def last_search() -> SearchResult | None:
    """The person's last completed search, with feedback and status as they are now."""
    return container().matching.last(person_id())


def wishes() -> Wishes:
    """What the person set, apart from their résumé."""
    return preference_service.wishes_of(container().database, person_id())


def exempted() -> int:
    """How many vacancies the person brought back past their filters."""
    return preference_service.exempted(container().database, person_id())


def saved_searches() -> list[Saved]:
    """In the order of their names."""
    return preference_service.saved_searches(container().database, person_id())


def new_in(saved_search: int, since: datetime, profile: Profile) -> int:
    """Vacancies that a saved search would show and that came since; looked up once in five minutes."""
    return _new_in(person_id(), saved_search, since, profile)


@st.cache_data(
    ttl="5m", show_spinner=False, max_entries=500, hash_funcs={Profile: lambda one: one.digest()}
)  # fmt: skip
def _new_in(person: UUID, saved_search: int, since: datetime, profile: Profile) -> int:
    return container().matching.newcomers(person, profile, saved_search, since)


def wanted_profile() -> tuple[UUID, Profile] | None:
    """(résumé, what a search is made for: its profile with the person's wishes laid over)"""
    resume = active_resume()
    return None if resume is None else (resume.id, applied_to(resume.profile, wishes()))


def new_since_last() -> int:
    """Vacancies of the last search that came after the one before it, for the same résumé."""
    with container().database.transaction() as session:
        return run_changes.came_since_last(session, person_id())


@st.cache_data(ttl="5m", show_spinner=False, max_entries=1)
def wish_pool() -> WishPool:
    """The frequency index of the pool, then what the directory knows."""
    with container().database.transaction() as session:
        titles = [title for title, _number in preferences.frequent_titles(session) if not is_vague(title)]
        return WishPool(
            titles=tuple(dict.fromkeys((*titles, *suggest_roles("", 1_000)))),
            domains=tuple(preferences.frequent_domains(session)),
            places=tuple(suggest_places("", 500)),
            employers=tuple(preferences.frequent_employers(session)),
            sources=tuple(vacancies.count_by_source(session)),
        )


def warm_up(key: str) -> Job | None:
    """The newest warm-up of a segment: one row by its index."""
    with container().database.transaction() as session:
        return segments.last_of(session, key)


def histories_of(vacancy_ids: Sequence[int]) -> dict[int, History]:
    """What happened to the postings of a list, by vacancy id."""
    return history.histories(container().database, vacancy_ids)


@st.cache_data(ttl="4s", show_spinner=False, max_entries=1)
def warm_ups(limit: int = 100) -> list[Job]:
    """Newest first."""
    with container().database.transaction() as session:
        return segment_history.latest(session, limit=limit)


@st.cache_data(ttl="4s", show_spinner=False, max_entries=1)
def index_state() -> IndexState:
    with container().database.transaction() as session:
        begun = bool(runs.latest(session, limit=1))
        return IndexState(vacancies.count_by_source(session), tuple(runs.running_sources(session)), begun)


def source_states() -> list[SourceState]:
    """Which boards can be used and why others cannot; asks nobody."""
    return [source.state() for source in container().sources.values()]


def prefect_address() -> str:
    """Where the browser finds Prefect's own pages."""
    return container().settings.prefect_api.removesuffix("/").removesuffix("/api")


@st.cache_data(ttl="4s", show_spinner=False, max_entries=4)
def ingest_runs(limit: int = 100) -> pl.DataFrame:
    """Newest first. Columns: those of `_RUN_SCHEMA`."""
    with container().database.transaction() as session:
        rows = [
            (
                run.id, run.started_at, run.source, run.status,
                (run.finished_at - run.started_at).total_seconds() if run.finished_at else None,
                *(run.counts.get(name) for name in ("fetched", "new", "changed", "unchanged", "quarantined")),
                run.error,
            )
            for run in runs.latest(session, limit=limit)
        ]  # fmt: skip
    return pl.DataFrame(rows, schema=_RUN_SCHEMA, orient="row")


@st.cache_data(ttl="4s", show_spinner=False, max_entries=1)
def freshness_checks() -> pl.DataFrame:
    with container().database.transaction() as session:
        return recent_checks.recent(session)
