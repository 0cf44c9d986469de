"""What the latest profiles look for, in the terms of recall and of scoring."""

from __future__ import annotations

from dataclasses import dataclass

from app.matching.terms import Wanted, wanted_from
from app.resumes.profile import Profile
from app.search.plan import QueryPlan, plan_for
from data.bounded import Bounded

_PLANS = 128  # about 20 KB each, most of it the passage


@dataclass(frozen=True)
class Planned:
    """`digest` is that of the profile."""

    digest: str
    query: QueryPlan
    wanted: Wanted


class Plans:
    """One for all threads and all people of a process."""

    def __init__(self) -> None:
        self._kept: Bounded[tuple[str, str], Planned] = Bounded(_PLANS)

    def of(self, profile: Profile, passage: str) -> Planned:
        """Of this profile with the text it was read from: nothing else goes into them."""
        digest = profile.digest()
        return self._kept.made(
            (digest, passage),
            lambda: Planned(digest, plan_for(profile, passage=passage), wanted_from(profile)),
        )

    def forget(self) -> int:
        """Drop everything; how many profiles it was."""
        return self._kept.clear()
