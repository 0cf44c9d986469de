"""What a search gives back: plain, frozen, ready to be shown, stored or printed as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

#: waived: the person said that they do not have it and want to be shown the vacancy all the same.
Verdict = Literal["met", "partly", "missing", "unclear", "waived"]
Track = Literal["match", "stretch"]


@dataclass(frozen=True)
class RequirementCheck:
    """One requirement of the posting against the résumé; `evidence` is a résumé line (of what is unclear, the
    nearest one), `firm` that it asks for something a résumé states (a skill, a degree, years) rather than in
    loose words, `lacks` the names it asks for that the résumé does not show."""

    text: str
    kind: Literal["must", "nice"]
    verdict: Verdict
    evidence: str | None = None
    firm: bool = True
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedbackState:
    verdict: Literal["like", "dislike"] | None = None
    reason: str | None = None
    seen: bool = False
    hidden: bool = False
    relevance: int | None = None
    applied: bool = False


@dataclass(frozen=True)
class Link:
    """One address of the job: a posting of it on one board."""

    url: str
    source: str
    city: str | None = None
    vacancy_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card tells of the posting itself; kept with the match, so that a refresh shows the same."""

    title: str
    employer: str | None
    city: str | None
    url: str | None
    source: str
    published_at: datetime | None
    work_formats: tuple[str, ...]
    experience: str | None
    salary_from: Decimal | None
    salary_to: Decimal | None
    salary_currency: str | None
    salary_gross: bool | None
    salary_period: str | None
    key_skills: tuple[str, ...]
    cities: tuple[str, ...] = ()  # of all open postings of the job, the one to show first
    links: tuple[Link, ...] = ()  # of all of them, the company's own board first


@dataclass(frozen=True, kw_only=True)
class MatchView(Card):
    """One match. `score` is 0..1 and the sum of `parts`; times are UTC. `body`, `status` and `checked_at` are
    those of now."""

    vacancy_id: int
    score: float
    parts: dict[str, float]
    track: Track
    requirements: tuple[RequirementCheck, ...]
    notes: tuple[str, ...]  # stable codes with arguments, e.g. "city_differs:Казань"
    checked_at: datetime | None
    status: str
    body: str
    feedback: FeedbackState = field(default_factory=FeedbackState)


@dataclass(frozen=True)
class LeftVacancy:
    """One vacancy that was left out; `score` is what it would have had."""

    vacancy_id: int
    title: str
    employer: str | None
    city: str | None
    source: str
    url: str | None
    score: float


@dataclass(frozen=True)
class LeftOut:
    """What one rule left out of a search: how many, and the best few of them."""

    rule: str
    count: int
    best: tuple[LeftVacancy, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """A completed search. `timings_ms` has one entry a stage and `total`."""

    request_id: UUID
    finished_at: datetime
    timings_ms: dict[str, float]
    matches: tuple[MatchView, ...]
    searching_for: tuple[str, ...]  # role (empty when none is known), seniority, domains
    index_size: int  # open vacancies in the index
    candidates: int  # recalled before filters
    archived_now: int  # removed in flight by the freshness check
    hidden_by_feedback: int
    #: What else there is to say of it, as codes: prefetch_empty with one of segment_* (app.segments.service),
    #: partial (the scan before it did not come to its end).
    outcome: tuple[str, ...] = ()
    segment: str | None = None  # the key of the segment that is asked for
    left_out: tuple[LeftOut, ...] = ()  # by rule, those that left out most first
    saved_search: tuple[int, str] | None = None  # id and name, when one was run
