"""The order a labelled query is judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.resumes.profile import Profile
from app.search.documents import Indexable
from app.search.recall import Candidate


def rank(
    profile: Profile, candidates: Sequence[Candidate], vacancies: Mapping[int, Indexable]
) -> list[Candidate]:
    return list(candidates)
