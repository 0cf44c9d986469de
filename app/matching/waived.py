"""Requirements a person set aside, laid over a match: the verdict, the score and the track follow. Pure.

A match is stored as the machine found it and is laid over whenever it is shown, as feedback is: taking a
waiver back needs no new search. A missing must-have that is set aside gives a little back; one that the
machine had found met takes as much away, for the person says that it is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from app.matching.checklist import must_share
from app.matching.selection import FAR
from app.matching.types import MatchView, RequirementCheck
from app.matching.weights import DEFAULT, Weights
from app.preferences.waivers import key_of

_GIVES = {"missing": 1.0, "partly": 0.5, "unclear": 0.5, "met": -1.0}
PART = "waived"


def laid_over(view: MatchView, keys: Collection[str], weights: Weights = DEFAULT) -> MatchView:
    """The match as it is shown; itself when none of its requirements is named by `keys`."""
    checks, value, count = _checked(view.requirements, keys, weights)
    if not count:
        return view
    value = round(min(1.0 - view.score, max(-view.score, value)), 4)
    share, met, of = must_share(checks)
    told = (f"must_met:{met}/{of}",) if of else ()
    notes = tuple(note for note in view.notes if not note.startswith("must_met:"))
    stretch = view.track == "stretch" and (FAR in view.notes or (of >= 2 and share < weights.stretch_must))
    return replace(
        view,
        requirements=checks,
        score=round(view.score + value, 4),
        parts=view.parts | {PART: value},
        track="stretch" if stretch else "match",
        notes=(*told, *notes, f"{PART}:{count}"),
    )


def all_laid_over(
    views: Sequence[MatchView], waived: Mapping[int, Collection[str]], weights: Weights = DEFAULT
) -> tuple[MatchView, ...]:
    """Each with what was waived of it, in the order given."""
    return tuple(
        laid_over(one, keys, weights) if (keys := waived.get(one.vacancy_id)) else one for one in views
    )


def _checked(
    checks: Sequence[RequirementCheck], keys: Collection[str], weights: Weights
) -> tuple[tuple[RequirementCheck, ...], float, int]:
    """The checks, what waiving is worth, and how many are waived."""
    told, points, count = [], 0.0, 0
    for one in checks:
        if one.verdict == "waived" or key_of(one.text) not in keys:
            told.append(one)
            continue
        count += 1
        points += _GIVES[one.verdict] * (1.0 if one.kind == "must" else 0.5)
        told.append(replace(one, verdict="waived", evidence=None))
    most = weights.waived_most
    return tuple(told), min(most, max(-most, weights.waived * points)), count
