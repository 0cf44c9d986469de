"""What leaves a vacancy out, as one pure step, and what was left out by which rule.

The first rule that holds against a vacancy is the one it is counted under. What a posting does not state
passes, and is noted; a vacancy the person exempted passes every rule that is about the posting itself. What
they said of the vacancy (seen, hidden …) is taken back by taking that back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.matching.openings import cities_of
from app.preferences.wishes import RULES, Wishes
from app.search.filters import NOTHING, HardFilters
from app.taxonomy.areas import area_by_id, find_area
from app.taxonomy.words import fold
from data.bounded import Bounded
from data.repositories.candidates import CandidateRow, Posting

#: Rules about what the person said of a vacancy; undoing that brings it back.
SAID = ("hidden", "seen", "disliked", "applied")
#: Rules nobody switches off: one card a job, and nothing that is closed.
ALWAYS = ("repeated", "archived")
_PLACES = 4_000
_SEARCHES = 128
_RULINGS = 1_000  # of each, 200 bytes beside the row: 25 MB at most
_Ruling = tuple[
    CandidateRow, str | None, tuple[str, ...]
]  # the rule against it, the rules it passes unproven


@dataclass(frozen=True)
class Barriers:
    """Everything that may leave a vacancy out. `employers` are folded names; `rules` those in force."""

    hard: HardFilters = NOTHING
    employers: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset(SAID)
    exempt: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sifted:
    """`left_out` is by rule, in the order of the rows; `unproven` names, by vacancy id, the rules that let a
    vacancy pass because it does not say."""

    kept: list[CandidateRow]
    left_out: dict[str, list[CandidateRow]] = field(default_factory=dict)
    unproven: dict[int, tuple[str, ...]] = field(default_factory=dict)


def barriers_of(wishes: Wishes, hard: HardFilters, exempt: Iterable[int] = ()) -> Barriers:
    """What a search with these wishes leaves out."""
    named = frozenset(_name(one) for one in wishes.employers) if wishes.holds("employer") else frozenset()
    rules = frozenset(rule for rule in RULES if wishes.holds(rule))
    return Barriers(hard, named - {""}, rules, frozenset(exempt))


class Rulings:
    """What barriers say of single rows, in the latest searches; one for all threads and all people of a
    process."""

    def __init__(self) -> None:
        self._kept: Bounded[tuple[Barriers, str], dict[int, _Ruling]] = Bounded(_SEARCHES)

    def of(self, barriers: Barriers, profile: str) -> dict[int, _Ruling]:
        """By vacancy; it holds for the very row it names. Many people set up the same barriers: whoever looks
        for the same with them meets the same vacancies."""
        found = self._kept.made((barriers, profile), dict)
        if len(found) > _RULINGS:
            found.clear()
        return found

    def forget(self) -> int:
        """Drop everything; of how many searches it was."""
        return self._kept.clear()


def apply(
    rows: Sequence[CandidateRow], barriers: Barriers, postings: Mapping[int, Sequence[Posting]] | None = None,
    before: dict[int, _Ruling] | None = None,
) -> Sifted:  # fmt: skip
    """Sort the rows into those that may be shown and those that may not; `postings` are the open postings of
    their jobs: one wanted city is enough. `before` are rulings of the same barriers."""
    known, remembered = postings or {}, {} if before is None else before
    sifted = Sifted([])
    for row in rows:
        others = known.get(row.job_id or 0, ()) if known else ()
        ruling = None if others else remembered.get(row.id)
        if ruling is None or ruling[0] is not row:
            ruling = _ruling(row, barriers, others)
            if not others:
                remembered[row.id] = ruling
        _, rule, unknown = ruling
        if rule:
            sifted.left_out.setdefault(rule, []).append(row)
            continue
        sifted.kept.append(row)
        if unknown:
            sifted.unproven[row.id] = unknown
    return sifted


def _ruling(row: CandidateRow, barriers: Barriers, postings: Sequence[Posting]) -> _Ruling:
    unknown: list[str] = []
    rule = _said(row, barriers)
    if rule is None and row.id not in barriers.exempt:
        rule = _against(row, barriers, postings, unknown)
    return row, rule, tuple(unknown)


def notes_of(vacancy_id: int, sifted: Sifted, barriers: Barriers) -> tuple[str, ...]:
    """What the filters have to say of a vacancy that is shown, as codes with arguments."""
    brought = ("brought_back",) if vacancy_id in barriers.exempt else ()
    return (*brought, *(f"unproven:{rule}" for rule in sifted.unproven.get(vacancy_id, ())))


def _said(row: CandidateRow, barriers: Barriers) -> str | None:
    if not (row.hidden or row.seen or row.applied or row.verdict):
        return None
    said = {
        "hidden": row.hidden, "seen": row.seen, "disliked": row.verdict == "dislike", "applied": row.applied,
    }  # fmt: skip
    return next((rule for rule in SAID if said[rule] and rule in barriers.rules), None)


def _against(
    row: CandidateRow, barriers: Barriers, postings: Sequence[Posting], unknown: list[str]
) -> str | None:
    hard = barriers.hard
    if hard.sources and row.source not in hard.sources:
        return "source"
    if barriers.employers and row.employer and _is_named(row.employer, barriers.employers):
        return "employer"
    if hard.posted_since is not None:
        if row.published_at is None:
            unknown.append("old")
        elif row.published_at < hard.posted_since:
            return "old"
    remote = "REMOTE" in row.work_formats
    if hard.remote and not remote:
        if row.work_formats:
            return "remote"
        unknown.append("remote")
    if hard.area_ids and not (hard.or_remote and remote):
        alone = not postings
        lies_in = _lies_in(row.area_id, row.city, tuple(row.cities)) if alone else _areas(row, postings)
        if not lies_in:
            unknown.append("city")
        elif not hard.area_ids & lies_in:
            return "city"
    if hard.experience:
        if row.experience is None:
            unknown.append("experience")
        elif row.experience not in hard.experience:
            return "experience"
    pay = row.salary_rub_to if row.salary_rub_to is not None else row.salary_rub_from
    if pay is None and hard.salary_stated:
        return "salary_stated"
    if hard.salary_floor_rub is not None:
        if pay is None:
            unknown.append("salary")
        elif pay < hard.salary_floor_rub:
            return "salary"
    return None


def _areas(row: CandidateRow, postings: Sequence[Posting]) -> frozenset[str]:
    """Every directory area the job lies in, with those above it; empty when nobody says where it is."""
    named = _above(row.area_id) if row.area_id else frozenset()
    return named.union(*(_of_city(city) for city in cities_of(row, postings)))


@lru_cache(maxsize=_PLACES)
def _lies_in(area_id: str | None, city: str | None, cities: tuple[str, ...]) -> frozenset[str]:
    """The same of a row alone."""
    named = _above(area_id) if area_id else frozenset()
    return named.union(*(_of_city(one) for one in (city, *cities) if one))


@lru_cache(maxsize=_PLACES)
def _of_city(city: str) -> frozenset[str]:
    area = find_area(city)
    return _above(area.id) if area else frozenset((f"?{fold(city)}",))  # a place, and not a wanted one


@lru_cache(maxsize=_PLACES)
def _above(area_id: str) -> frozenset[str]:
    area = area_by_id(area_id)
    if area is None:
        return frozenset((area_id,))
    return frozenset(filter(None, (area.id, area.region_id, area.country_id)))


_FORMS = frozenset(("ооо", "ао", "пао", "зао", "оао", "ип", "гк", "нко", "llc", "ltd", "inc", "gmbh"))


@lru_cache(maxsize=_PLACES)
def _name(employer: str) -> str:
    """A company's name without its legal form and quotation marks."""
    words = "".join(mark if mark.isalnum() else " " for mark in fold(employer)).split()
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def _is_named(employer: str, left_out: frozenset[str]) -> bool:
    """The name itself, or a name that begins with it: "Ромашка" also means "Ромашка Сервис"."""
    name = _name(employer)
    return any(name == one or name.startswith(one + " ") for one in left_out)
