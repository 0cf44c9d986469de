"""The order a labelled query is judged by: the text part of the product's own score.

Nobody in a labelled set has a city, a salary or a history, so the other parts would be the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.matching.scoring import text_parts
from app.matching.terms import Offer, wanted_from
from app.resumes.profile import Profile
from app.search.documents import Indexable
from app.search.recall import Candidate


def rank(
    profile: Profile, candidates: Sequence[Candidate], vacancies: Mapping[int, Indexable]
) -> list[Candidate]:
    """Best first; candidates the parts cannot tell apart keep recall's order."""
    wanted = wanted_from(profile)

    def score(found: Candidate) -> float:
        vacancy = vacancies[found.vacancy_id]
        offer = Offer(title=vacancy.title, skills=tuple(vacancy.skills), role_ids=tuple(vacancy.role_ids))
        return text_parts(wanted, offer, found.relevance).total

    return sorted(candidates, key=score, reverse=True)
