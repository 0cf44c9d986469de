"""What vacancies scored for the latest wishes: a search after a like or with another filter meets them again.

A score is remembered with the very offer it was made of (an offer is made anew when its vacancy changes) and
the relevance it had, so that it is never another than the one that would be made now. Times count in hours.
"""

from __future__ import annotations

from datetime import datetime

from app.matching.scoring import Scored
from app.matching.selection import Ranked
from app.matching.terms import Offer, Wanted
from data.bounded import Bounded
from data.repositories.candidates import CandidateRow

_WISHES = 128
_OFFERS = 600  # of each, about 1 KB a score: 80 MB at the very most


class Met:
    """The scores of offers for one `Wanted` within one hour."""

    def __init__(self) -> None:
        self._scores: dict[int, tuple[Offer, float, Ranked]] = {}

    def of(self, row: CandidateRow, offer: Offer, relevance: float) -> Ranked | None:
        """None when it was never scored, or scored as something else."""
        kept = self._scores.get(id(offer))
        if kept is None or kept[0] is not offer or kept[1] != relevance:
            return None
        ranked = kept[2]
        if ranked.row is not row:  # it was looked at, or something was said of it
            ranked = Ranked(row, ranked.scored)
            self._scores[id(offer)] = (offer, relevance, ranked)
        return ranked

    def keep(self, row: CandidateRow, offer: Offer, relevance: float, scored: Scored) -> Ranked:
        """The offer is kept too: nothing else can take its `id` meanwhile."""
        if len(self._scores) >= _OFFERS:
            self._scores.clear()
        ranked = Ranked(row, scored)
        self._scores[id(offer)] = (offer, relevance, ranked)
        return ranked


class Scores:
    """One for all threads and all people of a process."""

    def __init__(self) -> None:
        self._kept: Bounded[tuple[Wanted, datetime], Met] = Bounded(_WISHES)

    def of(self, wanted: Wanted, hour: datetime) -> Met:
        """The weights are those of the process."""
        key = (wanted, hour)
        found = self._kept.of([key]).get(key)
        if found is None:
            found = Met()
            self._kept.keep({key: found})
        return found

    def forget(self) -> int:
        """Drop everything; of how many wishes it was."""
        return self._kept.clear()
