"""Which postings make one job, from what pairs of them say. Pure, the same for any order of arrival.

The strongest pairs join first, and two groups join only when no posting of the one differs from any of the
other: a vague advert must not put two distinct jobs together. Jobs that exist stay whole; a group that holds
several of them keeps the oldest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from app.ingestion.identity_rules import Rule, differ, same
from app.ingestion.identity_traits import Traits

#: Postings that share a key and are compared with each other; of more the newest count (tune).
MOST_COMPARED = 60


@dataclass(frozen=True)
class Join:
    """Two postings whose likeness put their groups together."""

    one: int
    other: int
    rule: Rule
    score: float


@dataclass(frozen=True)
class Grouping:
    """`groups`: vacancy ids that are one job, with the job they belong to or None when it is a new one."""

    groups: tuple[tuple[int | None, tuple[int, ...]], ...]
    joins: tuple[Join, ...]
    merged: Mapping[int, int] = field(default_factory=dict)  # job that ends -> job that takes it in


def group(
    traits: Mapping[int, Traits],
    jobs: Mapping[int, int | None],
    fresh: Collection[int],
    apart: Collection[frozenset[int]] = (),
) -> Grouping:
    """Group the postings of `traits` (by vacancy id). `jobs` says which job each has, `fresh` which postings
    are looked at now (pairs without one of them are left as they are), `apart` which jobs stay apart."""
    work = _Groups(traits, jobs, frozenset(apart))
    joins = [join for join in _pairs(traits, jobs, frozenset(fresh)) if work.join(join)]
    return work.result(joins)


class _Groups:
    def __init__(
        self,
        traits: Mapping[int, Traits],
        jobs: Mapping[int, int | None],
        apart: frozenset[frozenset[int]],
    ) -> None:
        self.traits = traits
        self.apart = apart
        self.of: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.jobs: dict[int, set[int]] = {}
        first: dict[int, int] = {}
        for number in sorted(traits, key=lambda one: traits[one].name):
            job = jobs.get(number)
            home = first.setdefault(job, number) if job is not None else number
            self.of[number] = home
            self.members.setdefault(home, []).append(number)
            self.jobs.setdefault(home, set()).update(() if job is None else (job,))

    def join(self, pair: Join) -> bool:
        one, other = self.of[pair.one], self.of[pair.other]
        if one == other or self._kept_apart(one, other):
            return False
        self.members[one] += self.members.pop(other)
        self.jobs[one] |= self.jobs.pop(other)
        self.of |= dict.fromkeys(self.members[one], one)
        return True

    def _kept_apart(self, one: int, other: int) -> bool:
        if any(frozenset((a, b)) in self.apart for a in self.jobs[one] for b in self.jobs[other]):
            return True
        return any(
            differ(self.traits[a], self.traits[b])
            for a in self.members[one][:MOST_COMPARED]
            for b in self.members[other][:MOST_COMPARED]
        )

    def result(self, joins: Sequence[Join]) -> Grouping:
        merged = {
            job: min(jobs) for jobs in self.jobs.values() if len(jobs) > 1 for job in jobs if job != min(jobs)
        }
        groups = tuple(
            (min(self.jobs[home], default=None), tuple(sorted(members)))
            for home, members in sorted(self.members.items())
        )
        return Grouping(groups, tuple(joins), merged)


def _pairs(traits: Mapping[int, Traits], jobs: Mapping[int, int | None], fresh: frozenset[int]) -> list[Join]:
    """Every likeness between a fresh posting and another one that shares a key with it, strongest first."""
    sharing: dict[int, list[int]] = defaultdict(list)
    for number, posting in traits.items():
        for key in posting.lookup():
            sharing[key].append(number)
    found: dict[tuple[int, int], Join] = {}
    for numbers in sharing.values():
        for one, other in _worth_comparing(numbers, traits, fresh):
            pair = (min(one, other), max(one, other))
            if pair in found or (jobs.get(one) is not None and jobs.get(one) == jobs.get(other)):
                continue
            if likeness := same(traits[one], traits[other]):
                found[pair] = Join(*pair, likeness.rule, likeness.score)
    return sorted(
        found.values(),
        key=lambda join: (-join.score, *sorted((traits[join.one].name, traits[join.other].name))),
    )


def _worth_comparing(
    numbers: list[int], traits: Mapping[int, Traits], fresh: frozenset[int]
) -> list[tuple[int, int]]:
    """All pairs of a small block; of a large one each posting with the newest ones, so that a batch of a
    thousand equal adverts is linear."""
    ordered = sorted(numbers, key=lambda number: traits[number].name)
    if len(ordered) <= MOST_COMPARED:
        chosen = list(combinations(ordered, 2))
    else:
        anchors = ordered[:MOST_COMPARED]
        chosen = [(anchor, number) for number in ordered for anchor in anchors if anchor != number]
    return [pair for pair in chosen if pair[0] in fresh or pair[1] in fresh]
