"""The last step of recall: a candidate is known by the company it keeps. Pure, without labels.

Two old ideas, in this order. Relevance feedback (Rocchio 1971): what the best have in common is asked once
more, as far as they agree; where each of them is about something else, nothing is asked. Then neighbours
(Diaz 2005, regularised scores): what resembles other good candidates rises above what stands alone.

The relevances stay what they are, only who has which changes: they compare between queries as before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.title_space import TitleSpace

Floats = NDArray[np.float32]
Scores = NDArray[np.float64]

#: So many of the best are ordered anew, which takes about two milliseconds.
HEAD = 400
#: Among fewer there is no company to speak of.
LEAST = 40
_NEIGHBOURS = 10
#: What the neighbours say beside the candidate itself: of whole postings, of mere titles.
_SHARE, _SHARE_OF_TITLES = 0.5, 0.4
#: How steeply a neighbour counts by its cosine: among titles only the very near ones know each other.
_STEEP, _STEEP_OF_TITLES = 3, 5
_COPY = 0.985  # another copy of one posting is no witness for it
#: In another language so many of the best say what is meant; who is less relevant by this share of the best
#: counts e times less; beside the relevance of the best they count as much as it does.
_SPEAKERS, _SURER, _HEARD = 3, 0.05, 1.0
_KNOWN = 0.5  # share of the head that must have a place in a space for it to be asked


@dataclass(frozen=True)
class Feedback:
    """Of the `best` first ones the mean is asked. Its length 0..1 tells how far they agree: up to `opens`
    it is worth nothing, from `open` on `weight` beside the relevance itself."""

    best: int
    opens: float
    open: float
    weight: float


BY_THEMES = Feedback(best=20, opens=0.6, open=0.8, weight=0.7)
#: Titles alone have no themes; their cards are closer to each other from the start.
BY_CARDS = Feedback(best=3, opens=0.65, open=0.85, weight=0.3)


def settled(
    relevance: Scores, themes: Floats, cards: Floats, *, terse: bool = True, space: TitleSpace | None = None
) -> Scores:
    """What each of n candidates, best first, is worth beside the others: its relevance dealt anew.

    `themes` (n, any) and `cards` (n, any) are rows of length one, all zeros where there is none. A question
    that is not `terse`, several jobs of a résumé or a whole posting, says more than what its best share.
    Where there are titles alone they are compared in a `space` of titles, if one is given.
    """
    count = len(relevance)
    if count < LEAST:
        return relevance
    found = relevance
    themed = np.count_nonzero(themes.any(axis=1)) >= _KNOWN * count
    share, steep = (_SHARE, _STEEP) if themed else (_SHARE_OF_TITLES, _STEEP_OF_TITLES)
    if not themed and space is not None:
        cards, share = space.placed(cards), _SHARE  # neighbours there are as telling as whole postings
    if terse:
        found = asked_again(relevance, *((themes, BY_THEMES) if themed else (cards, BY_CARDS)))
    return _dealt(relevance, beside(found, cards, share, steep))


def spoken_for(relevance: Scores, titles: Floats) -> Scores:
    """As `settled`, of candidates in another language than the question: the surest few, which are mostly
    right, say in their own language what is meant, and whose title is near to theirs rises to below them.

    `titles` (n, any) are rows of length one, all zeros where there is none; who has none does not rise.
    """
    known = np.flatnonzero(titles.any(axis=1))
    if len(known) < LEAST:
        return relevance
    best = float(relevance.max())
    if best <= 0.0:
        return relevance
    first = known[np.argsort(-relevance[known], kind="stable")[:_SPEAKERS]]
    surely = np.exp((relevance[first] - relevance[first[0]]) / (_SURER * best))
    near = np.clip(titles @ titles[first].T, 0.0, 1.0) @ (surely / surely.sum())
    found = relevance.copy()
    found[known] += _HEARD * best * near[known]
    found[first] = relevance[first] + (1.0 + _HEARD) * best  # who speaks stays ahead of all others
    return _dealt(relevance, found)


def _dealt(relevance: Scores, found: Scores) -> Scores:
    """The same relevances, the highest to whom `found` puts first."""
    dealt = np.empty_like(relevance)
    dealt[np.lexsort((np.arange(len(found)), -found))] = np.sort(relevance)[::-1]
    return dealt


def asked_again(relevance: Scores, rows: Floats, how: Feedback) -> Scores:
    """Relevance mixed with the cosine to what the best have in common; who has no row keeps theirs."""
    known = rows.any(axis=1)
    first = np.flatnonzero(known)[: how.best]
    total = float(relevance[first].sum())
    if total <= 0.0:
        return relevance
    common = relevance[first] @ rows[first] / total
    agreed = float(np.linalg.norm(common))
    weight = how.weight * min(1.0, max(0.0, (agreed - how.opens) / (how.open - how.opens)))
    if weight <= 0.0:
        return relevance
    near = np.clip(rows @ (common / agreed), 0.0, 1.0)
    return np.where(known, (relevance + weight * near) / (1.0 + weight), relevance)


def beside(relevance: Scores, rows: Floats, share: float, steep: int = _STEEP) -> Scores:
    """Relevance mixed with that of the nearest neighbours, nearer ones counting more (cosine to the power of
    `steep`); `share` 0..1 is theirs.

    Who has no row or no neighbour keeps theirs.
    """
    near = np.maximum(rows @ rows.T, 0.0)
    near[near > _COPY] = 0.0  # itself too
    kept = min(_NEIGHBOURS, len(near) - 1)
    last = np.partition(near, len(near) - kept, axis=1)[:, len(near) - kept, None]
    near = np.where(near >= last, near**steep, 0.0)
    weight = near.sum(axis=1)
    told = weight > 0.0
    company = (near @ relevance) / np.where(told, weight, 1.0)
    return np.where(told, (1.0 - share) * relevance + share * company, relevance)
