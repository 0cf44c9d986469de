"""Which postings make one job, from what pairs of them say. Pure, the same for any order of arrival.

The strongest pairs join first, and two groups join only when no posting of the one differs from any of the
other: a vague advert must not put two distinct jobs together. Jobs that exist stay whole; a group that holds
several of them keeps the oldest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.ingestion.identity_rules import Rule, differ, same, worth_reading
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


#: Reads the words of postings, given by vacancy id.
Words = Callable[[Collection[int]], Mapping[int, tuple[str, ...]]]


def group(
    traits: Mapping[int, Traits],
    jobs: Mapping[int, int | None],
    fresh: Collection[int],
    apart: Collection[frozenset[int]] = (),
    *,
    keys: Mapping[int, Sequence[int]] | None = None,
    words: Words | None = None,
) -> Grouping:
    """Group the postings of `traits` (by vacancy id). `jobs` says which job each has, `fresh` which postings
    are looked at now (pairs without one of them are left as they are), `apart` which jobs stay apart.

    `keys` are those that each shares with a fresh one, by default all it has. `words` is asked once, and only
    for postings whose traits leave open what they are."""
    if keys is None:
        keys = {number: one.lookup() for number, one in traits.items()}
    work = _Groups(traits, jobs, frozenset(apart))
    pairs = _worth_reading(traits, jobs, keys, frozenset(fresh))
    known = _with_words(traits, pairs, words)
    return work.result([join for join in _likenesses(known, pairs) if work.join(join)])


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


def _worth_reading(
    traits: Mapping[int, Traits],
    jobs: Mapping[int, int | None],
    keys: Mapping[int, Sequence[int]],
    fresh: frozenset[int],
) -> set[tuple[int, int]]:
    """Pairs of a fresh posting and another one that shares a key with it and may be the same job."""
    sharing: dict[int, list[int]] = defaultdict(list)
    for number, all_keys in keys.items():
        for key in all_keys:
            sharing[key].append(number)
    seen: set[tuple[int, int]] = set()
    found: set[tuple[int, int]] = set()
    for numbers in sharing.values():
        for one, other in _worth_comparing(numbers, traits, fresh):
            pair = (min(one, other), max(one, other))
            if pair in seen:
                continue
            seen.add(pair)
            home = jobs.get(one)
            if (home is None or home != jobs.get(other)) and worth_reading(traits[one], traits[other]):
                found.add(pair)
    return found


def _with_words(
    traits: Mapping[int, Traits], pairs: Collection[tuple[int, int]], words: Words | None
) -> Mapping[int, Traits]:
    """`traits` with the words of those that are compared by them."""
    unread = {
        number
        for pair in pairs
        if traits[pair[0]].text != traits[pair[1]].text
        for number in pair
        if traits[number].words is None
    }
    if not unread or words is None:
        return traits
    return {
        **traits,
        **{number: replace(traits[number], words=said) for number, said in words(unread).items()},
    }


def _likenesses(traits: Mapping[int, Traits], pairs: Collection[tuple[int, int]]) -> Iterator[Join]:
    """Those of `pairs` that are the same job, strongest first."""
    found = [
        Join(one, other, likeness.rule, likeness.score)
        for one, other in pairs
        if (likeness := same(traits[one], traits[other]))
    ]
    yield from sorted(
        found,
        key=lambda join: (-join.score, *sorted((traits[join.one].name, traits[join.other].name))),
    )


def _worth_comparing(
    numbers: list[int], traits: Mapping[int, Traits], fresh: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Pairs with a fresh posting, some of them twice: all of a small block; of a large one each posting with
    the newest ones. What is known already costs nothing: an index that grows does not slow a batch."""
    ordered = sorted(numbers, key=lambda number: traits[number].name)
    here = [number for number in ordered if number in fresh]
    for anchor in here if len(ordered) <= MOST_COMPARED else ordered[:MOST_COMPARED]:
        others = ordered if anchor in fresh else here
        yield from ((anchor, other) for other in others if other != anchor)
