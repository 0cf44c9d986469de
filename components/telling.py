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
    rank = None
    if vacancy_id is not None and (shown := _shown()) is not None:
        search_id, rank = search_id or shown[0], shown[1].get(vacancy_id)
    with requests.request():  # a callback and a fragment run outside of the page's
        session.container().events.record(
            event, session.person_id(), search_id=search_id, vacancy_id=vacancy_id, rank=rank, detail=detail
        )


def opened(match: MatchView) -> None:
    """The posting's own page was opened; a callback of its button."""
    shown = _shown()
    with requests.request():
        if shown is None:
            _of("open", match)
        else:
            _of("open", match, search_id=shown[0], rank=shown[1].get(match.vacancy_id))


def impressions(matches: Iterable[MatchView], search_id: UUID) -> None:
    """Cards that are on the page: each counts once a search and visit, however often the list is drawn."""
    known = _shown()
    ranks = known[1] if known is not None and known[0] == search_id else {}
    with requests.request():
        for rank, match in enumerate(matches, start=1):
            if match.vacancy_id not in ranks:
                ranks[match.vacancy_id] = rank
                _of("impression", match, search_id=search_id, rank=rank)
    st.session_state[_SHOWN] = (search_id, ranks)


def _shown() -> tuple[UUID, dict[int, int]] | None:
    """The search whose list is on the page, and the place each of its cards was first shown at."""
    return st.session_state.get(_SHOWN)


def _of(event: Event, match: MatchView, *, search_id: UUID | None = None, rank: int | None = None) -> None:
    session.container().events.record(
        event, session.person_id(), search_id=search_id, vacancy_id=match.vacancy_id, rank=rank,
        source=match.source,
    )  # fmt: skip
