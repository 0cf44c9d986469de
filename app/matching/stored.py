"""A search result as rows and back: what was shown is what a refresh shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Protocol, cast

from pydantic import TypeAdapter

from app.matching.openings import cities_of, links_of, wanted_first
from app.matching.terms import Wanted
from app.matching.types import (
    Card,
    FeedbackState,
    LeftOut,
    LeftVacancy,
    Link,
    MatchView,
    RequirementCheck,
    SearchResult,
    Track,
)
from data.repositories.candidates import CandidateRow, Posting
from data.repositories.searches import MatchRow, SearchRow, ShownRow

_CARD = TypeAdapter(Card)
_CARD_FIELDS = tuple(one.name for one in fields(Card))


class Judged(Protocol):
    """Anything that carries one person's feedback on one vacancy."""

    @property
    def verdict(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def seen(self) -> bool | None: ...
    @property
    def hidden(self) -> bool | None: ...
    @property
    def relevance(self) -> int | None: ...
    @property
    def applied(self) -> bool | None: ...


def state_of(row: Judged) -> FeedbackState:
    """Feedback as the card shows it; no row means nothing was said."""
    return FeedbackState(
        verdict=cast(Any, row.verdict),
        reason=row.reason,
        seen=bool(row.seen),
        hidden=bool(row.hidden),
        relevance=row.relevance,
        applied=bool(row.applied),
    )


def card_of(row: object) -> dict[str, Any]:
    """The fields of a card from anything that has them; a lone row knows of no other posting."""
    found = {name: getattr(row, name, ()) for name in _CARD_FIELDS}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def places_of(row: CandidateRow, postings: Sequence[Posting], wanted: Wanted) -> dict[str, Any]:
    """Where the job is: the fields of a card that all its open postings fill, wanted cities first."""
    cities = wanted_first(cities_of(row, postings), wanted)
    return {"city": cities[0] if cities else row.city, "cities": cities, "links": links_of(row, postings)}


def row_of(view: MatchView, rank: int) -> MatchRow:
    """What is kept of a match: all it showed but the text of the posting."""
    return MatchRow(
        vacancy_id=view.vacancy_id,
        rank=rank,
        score=view.score,
        parts=view.parts,
        track=view.track,
        requirements=[vars(one).copy() for one in view.requirements],
        notes=list(view.notes),
        card=_CARD.dump_python(Card(**card_of(view)), mode="json"),
    )


def summary_of(result: SearchResult) -> dict[str, Any]:
    """Counts and the query line of a search, with what was left out by which rule."""
    return {
        "searching_for": list(result.searching_for),
        "index_size": result.index_size,
        "candidates": result.candidates,
        "shown": len(result.matches),
        "archived_now": result.archived_now,
        "hidden_by_feedback": result.hidden_by_feedback,
        "left_out": {one.rule: one.count for one in result.left_out},
        "left_out_best": [
            {"rule": one.rule, "count": one.count, "best": [vars(vacancy).copy() for vacancy in one.best]}
            for one in result.left_out
        ],
        "saved_search": result.saved_search,
        "outcome": list(result.outcome),
        "segment": result.segment,
    }


def result_of(
    search: SearchRow,
    finished_at: datetime,
    shown: Sequence[ShownRow],
    elsewhere: Mapping[int, Sequence[Posting]] | None = None,
) -> SearchResult:
    """The stored search as it was shown, with status and feedback as they are now; `elsewhere` are the open
    postings of jobs whose shown posting is closed."""
    others = elsewhere or {}
    summary = search.summary
    return SearchResult(
        request_id=search.id,
        finished_at=finished_at,
        timings_ms=dict(search.timings_ms),
        matches=tuple(_view(row, others.get(row.job_id or 0, ())) for row in shown),
        searching_for=tuple(summary.get("searching_for", ())),
        index_size=int(summary.get("index_size", 0)),
        candidates=int(summary.get("candidates", 0)),
        archived_now=int(summary.get("archived_now", 0)),
        hidden_by_feedback=int(summary.get("hidden_by_feedback", 0)),
        outcome=tuple(summary.get("outcome", ())),
        segment=summary.get("segment"),
        left_out=tuple(
            LeftOut(one["rule"], one["count"], tuple(LeftVacancy(**vacancy) for vacancy in one["best"]))
            for one in summary.get("left_out_best", ())
        ),
        saved_search=_saved(summary.get("saved_search")),
    )


def _saved(kept: Sequence[Any] | None) -> tuple[int, str] | None:
    return (int(kept[0]), str(kept[1])) if kept else None


def _view(row: ShownRow, others: Sequence[Posting]) -> MatchView:
    card = card_of(_CARD.validate_python(row.card))
    if others:
        links = tuple(Link(one.url, one.source, one.city, one.vacancy_id) for one in others if one.url)
        card |= {"url": others[0].url, "source": others[0].source, "links": links}
    return MatchView(
        **card,
        vacancy_id=row.vacancy_id,
        score=row.score,
        parts=dict(row.parts),
        track=cast(Track, row.track),
        requirements=tuple(
            RequirementCheck(**(one | {"lacks": tuple(one.get("lacks", ()))})) for one in row.requirements
        ),
        notes=tuple(row.notes),
        checked_at=row.last_freshness_check,
        status="open" if others else row.status,
        body=row.body,
        feedback=state_of(row),
    )
