"""Vacancies as scoring and cards read them, remembered by revision: searches meet the same ones again.

Only what is the same for everybody is remembered, never what a person said. A few columns are read anew every
time (`candidates.State`); the rest cannot change without a new revision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.matching.selection import offer_of
from app.matching.terms import Offer
from data.bounded import Bounded
from data.db import Database, Session
from data.repositories import candidates, feedback
from data.repositories.candidates import CandidateRow, Details, State

_ROWS = 40_000  # about 3 KB each
_DETAILS = 4_000  # texts, about 6 KB each


@dataclass(frozen=True, slots=True)
class Loaded:
    """The open ones among the recalled, with this person's feedback; `offers` are theirs by id, of the row
    alone; `jobs` have several open postings."""

    rows: list[CandidateRow]
    offers: dict[int, Offer]
    revisions: dict[int, int]
    jobs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Entry:
    state: State
    row: CandidateRow
    offer: Offer


class Known:
    """One for all threads and all people of a process."""

    def __init__(self) -> None:
        self._entries: Bounded[int, _Entry] = Bounded(_ROWS)
        self._details: Bounded[int, tuple[int, Details]] = Bounded(_DETAILS)

    def load(self, session: Session, person_id: UUID, vacancy_ids: Sequence[int], *, said: bool) -> Loaded:
        """`said` False: this person has said nothing of any vacancy, which spares asking again."""
        states = candidates.states(session, vacancy_ids)
        entries = self._entries.of([state.id for state in states])
        moved = [one for one in states if (entry := entries.get(one.id)) is None or entry.state != one]
        if moved:
            gone = self._follow(session, moved, entries)
            states = [state for state in states if state.id not in gone]
        found = [entries[state.id] for state in states]
        rows = [entry.row for entry in found if entry.row.status == "open"]
        if said:
            told = feedback.said_by(session, person_id)
            rows = [_with(row, told.get(row.job_id if row.job_id is not None else -row.id)) for row in rows]
        return Loaded(
            rows,
            {entry.row.id: entry.offer for entry in found},
            {entry.row.id: entry.state.revision for entry in found},
            frozenset(state.job_id for state in states if state.several and state.job_id is not None),
        )

    def _follow(self, session: Session, moved: Sequence[State], entries: dict[int, _Entry]) -> set[int]:
        """Put into `entries` what those that moved are now; the ids of those deleted between two reads."""
        unread = {
            state.id
            for state in moved
            if state.id not in entries or entries[state.id].state.revision != state.revision
        }
        fresh = candidates.contents(session, list(unread))
        changed: dict[int, _Entry] = {}
        for state in moved:
            if state.id in fresh:
                revision, row = fresh[state.id]
                state = state._replace(revision=revision)  # it may have moved on since
                row = _moved(row, state)
                changed[state.id] = _Entry(state, row, offer_of(row))
            elif state.id not in unread:
                entry = entries[state.id]
                changed[state.id] = replace(entry, state=state, row=_moved(entry.row, state))
        self._entries.keep(changed)
        entries |= changed
        return unread - fresh.keys()

    def details(self, database: Database, revisions: Mapping[int, int]) -> dict[int, Details]:
        """Texts and requirements of vacancies by id, as they are in those revisions or newer."""
        kept = self._details.of(revisions)
        found = {key: one for key, (revision, one) in kept.items() if revision == revisions[key]}
        missing = [key for key in revisions if key not in found]
        if missing:
            with database.reading() as session:
                loaded = candidates.details(session, missing)
            self._details.keep({key: (revisions[key], one) for key, one in loaded.items()})
            found |= loaded
        return found

    def forget(self) -> int:
        """Drop everything; how many vacancies it was."""
        self._details.clear()
        return self._entries.clear()


def _moved(row: CandidateRow, state: State) -> CandidateRow:
    now = (state.job_id, state.own_board, state.last_freshness_check)
    if (row.job_id, row.own_board, row.last_freshness_check) == now:
        return (
            row  # as most that were read just now: a copy of thirty fields costs more than to compare three
        )
    return replace(
        row,
        job_id=state.job_id,
        own_board=state.own_board,
        last_freshness_check=state.last_freshness_check,
    )


def _with(row: CandidateRow, said: feedback.FeedbackRow | None) -> CandidateRow:
    if said is None:
        return row
    return replace(
        row,
        verdict=said.verdict,
        reason=said.reason,
        seen=said.seen,
        hidden=said.hidden,
        relevance=said.relevance,
        applied=said.applied,
    )
