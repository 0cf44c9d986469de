"""Telling the event log what a person did or was shown. Never waits, never fails a page."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import streamlit as st

from app.matching.types import MatchView
from app.telemetry import requests
from app.telemetry.events import Event
from components import session

_SHOWN = "impressions"


def tell(
    event: Event, *, search_id: UUID | None = None, vacancy_id: int | None = None, detail: str | None = None
) -> None:
    """One thing that happened now to the signed-in person. A click on a card belongs to the search that
    brought it."""
    if vacancy_id is not None:
        search_id = search_id or _shown_by()
    with requests.request():  # a callback and a fragment run outside of the page's
        session.container().events.record(
            event, session.person_id(), search_id=search_id, vacancy_id=vacancy_id, detail=detail
        )


def opened(match: MatchView) -> None:
    """The posting's own page was opened; a callback of its button."""
    with requests.request():
        _of("open", match, search_id=_shown_by())


def impressions(matches: Iterable[MatchView], search_id: UUID) -> None:
    """Cards that are on the page: each counts once a search and visit, however often the list is drawn."""
    known: tuple[UUID, set[int]] | None = st.session_state.get(_SHOWN)
    seen = known[1] if known is not None and known[0] == search_id else set()
    with requests.request():
        for rank, match in enumerate(matches, start=1):
            if match.vacancy_id not in seen:
                seen.add(match.vacancy_id)
                _of("impression", match, search_id=search_id, rank=rank)
    st.session_state[_SHOWN] = (search_id, seen)


def _shown_by() -> UUID | None:
    """The search whose list is on the page."""
    known: tuple[UUID, set[int]] | None = st.session_state.get(_SHOWN)
    return known[0] if known else None


def _of(event: Event, match: MatchView, *, search_id: UUID | None = None, rank: int | None = None) -> None:
    session.container().events.record(
        event, session.person_id(), search_id=search_id, vacancy_id=match.vacancy_id, rank=rank,
        source=match.source,
    )  # fmt: skip
