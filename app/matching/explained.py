"""What a résumé shows of the requirements of postings, and the cards with it: of the latest résumés.

A search after a like or another filter shows mostly the same postings to the same person. Quotes are lines of
a résumé: `forget` belongs to what is erased with a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from operator import is_
from typing import NamedTuple

from app.matching.checklist import check
from app.matching.evidence import Evidence, evidence_of
from app.matching.types import MatchView, RequirementCheck
from app.resumes.profile import Profile
from data.bounded import Bounded
from data.repositories.candidates import Details

_RESUMES = 128
_CHECKED = 100  # postings of each, a few KB a posting: 40 MB at most
_CARDS = 60  # of each as they were shown, some 7 KB a card: 60 MB at most

Checks = tuple[RequirementCheck, ...]


class Made(NamedTuple):
    """A card as it was put together: from the very objects of `origin` and from what equals `told`. `packed`
    is what is kept of it."""

    origin: tuple[object, ...]
    told: tuple[object, ...]
    view: MatchView
    packed: str


class Shown:
    """One résumé as evidence, and what it showed of postings by id and revision."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._made: Bounded[int, Made] = Bounded(_CARDS)
        self._checked: Bounded[tuple[int, int], Checks] = Bounded(_CHECKED)

    def checks(
        self, details: Mapping[int, Details], titles: Mapping[int, str], revisions: Mapping[int, int]
    ) -> dict[int, Checks]:
        """The verdicts on each of the postings named by `titles`: the same objects again."""
        keys = {number: (number, revisions[number]) for number in titles}
        kept = self._checked.of(keys.values())
        fresh = {
            key: check(
                details[number].requirements if number in details else [], self.evidence, titles[number]
            )
            for number, key in keys.items()
            if key not in kept
        }
        self._checked.keep(fresh)
        kept |= fresh
        return {number: kept[key] for number, key in keys.items()}

    def card(
        self,
        number: int,
        origin: tuple[object, ...],
        told: tuple[object, ...],
        make: Callable[[], tuple[MatchView, str]],
    ) -> Made:
        """That of a posting, made anew where anything it is made of is another than last time."""
        made = self._made.of([number]).get(number)
        if made is None or made.told != told or not all(map(is_, made.origin, origin)):
            made = Made(origin, told, *make())
            self._made.keep({number: made})
        return made


class Explained:
    """One for all threads and all people of a process."""

    def __init__(self) -> None:
        self._kept: Bounded[str, Shown] = Bounded(_RESUMES)

    def of(self, profile: Profile, text: str, today: date, digest: str | None = None) -> Shown:
        """Of this résumé on this day: years of experience grow. `digest` is the profile's, if known."""
        told = f"{digest or profile.digest()}\n{today}\n{text}"
        key = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        kept = self._kept.of([key])
        if key not in kept:
            kept[key] = Shown(evidence_of(profile, text, today=today))
            self._kept.keep(kept)
        return kept[key]

    def forget(self) -> int:
        """Drop everything; how many résumés it was."""
        return self._kept.clear()
