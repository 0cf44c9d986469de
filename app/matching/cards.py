"""A match as its card shows it and as it is kept, put together from its parts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.matching import selection, stored
from app.matching.checklist import without_shown
from app.matching.claims import claims_of
from app.matching.evidence import Evidence
from app.matching.selection import Ranked
from app.matching.terms import Wanted
from app.matching.types import MatchView, RequirementCheck
from app.matching.weights import Weights
from data.repositories import searches
from data.repositories.candidates import Details, Posting


@dataclass(frozen=True)
class Parts:
    """What one card is made of, beside whom it is for: `told` are notes of the filters, `looked` when its
    source was asked just now, `others` the open postings of its job."""

    ranked: Ranked
    details: Details
    checks: tuple[RequirementCheck, ...]
    told: tuple[str, ...]
    looked: datetime | None
    others: tuple[Posting, ...]

    @property
    def origin(self) -> tuple[object, ...]:
        """What has to be the very same for the card to be the same."""
        return self.ranked.row, self.ranked.scored, self.details, self.checks

    @property
    def rest(self) -> tuple[object, ...]:
        """What has to be equal."""
        return self.told, self.looked, self.others


def put_together(parts: Parts, evidence: Evidence, wanted: Wanted, weights: Weights) -> tuple[MatchView, str]:
    """The card, and what is kept of it."""
    row, scored = parts.ranked.row, parts.ranked.scored
    track, notes = selection.track_of(scored, parts.checks, weights)
    missed = without_shown(scored.notes, parts.checks, evidence)
    claims = (one.note for one in claims_of(parts.details.body, row.work_formats))
    view = MatchView(
        **(stored.card_of(row) | stored.places_of(row, parts.others, wanted)),
        vacancy_id=row.id,
        score=scored.score,
        parts=scored.parts,
        track=track,
        requirements=parts.checks,
        notes=(*notes, *missed, *parts.told, *claims),
        checked_at=parts.looked or row.last_freshness_check,
        status=row.status,
        body=parts.details.body,
        feedback=stored.state_of(row),
    )
    return view, searches.packed(stored.row_of(view, 0))
