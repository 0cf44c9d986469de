"""The open vacancies of a world, ready for filters: sets of places per value, words, publication times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from app.demo import text_query
from app.demo.phrases import fitting
from app.demo.vacancy import Vacancy
from app.demo.wording import Text, Texts
from app.demo.world import Listed, World

_FULL_TEXT_LIMIT = 20_000  # beyond this many places `text` looks at titles, employers and skills only
_WEIGHTS = {"name": 3.0, "company_name": 1.0, "description": 1.0}


class Index:
    """Follows a world: `refresh` re-reads only the places that moved."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.texts = Texts()
        self.listed: dict[int, Listed] = {}
        self.published: dict[int, datetime] = {}
        self.pay: dict[int, float] = {}
        self._facets: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._words: dict[str, dict[str, set[int]]] = {field: defaultdict(set) for field in text_query.FIELDS}
        self._unread: set[int] = set()  # places whose words are not in yet
        self._words_of: dict[int, dict[str, frozenset[str]]] = {}
        for slot in range(world.size):
            self._add(slot)
        world.changed_slots.clear()
        self.version = world.version

    def refresh(self) -> None:
        with self._world.lock:
            self._world.catch_up()
            for slot in self._world.changed_slots:
                self._drop(slot)
                self._add(slot)
            self._world.changed_slots.clear()
            self.version = self._world.version

    def having(self, facet: str, values: Iterable[str]) -> set[int]:
        """Places whose vacancy has any of the values."""
        table = self._facets[facet]
        return set().union(*(table.get(value, set()) for value in values))

    def counts(self, facet: str, within: set[int]) -> dict[str, int]:
        return {
            value: count for value, slots in self._facets[facet].items() if (count := len(slots & within))
        }

    def matching(self, text: str, fields: tuple[str, ...]) -> dict[int, float]:
        """Places whose words match a query, with a score: where the words stand, rare words more."""
        self.read(len(self._unread))
        words = self._words
        everything = set(self.listed)

        def lookup(stem: str, wanted: tuple[str, ...], as_prefix: bool) -> set[int]:
            found: set[int] = set()
            for field in wanted:
                table = words[field]
                if as_prefix:
                    found.update(*(slots for word, slots in table.items() if word.startswith(stem)))
                else:
                    found |= table.get(stem, set())
            return found

        found = text_query.search(text, lookup, everything, fields)
        asked = set(text_query.stems(text))
        scores: dict[int, float] = dict.fromkeys(found, 0.0)
        for stem in asked:
            for field in fields:
                slots = words[field].get(stem, set()) & found
                weight = _WEIGHTS[field] / (1 + len(slots) / (len(everything) + 1) * 20)
                for slot in slots:
                    scores[slot] += weight
        return scores

    def _add(self, slot: int) -> None:
        listed = self._world.open_in(slot)
        if listed is None:
            return
        self.listed[slot] = listed
        self.published[slot] = listed.published_at
        if listed.vacancy.pay is not None:
            self.pay[slot] = listed.vacancy.pay.monthly_roubles
        for facet, values in _facets_of(listed.vacancy).items():
            for value in values:
                self._facets[facet][value].add(slot)
        self._unread.add(slot)

    def _drop(self, slot: int) -> None:
        listed = self.listed.pop(slot, None)
        self._unread.discard(slot)
        self.pay.pop(slot, None)
        self.published.pop(slot, None)
        if listed is None:
            return
        for facet, values in _facets_of(listed.vacancy).items():
            for value in values:
                self._facets[facet][value].discard(slot)
        for field, words in self._words_of.pop(slot, {}).items():
            for word in words:
                self._words[field][word].discard(slot)

    def read(self, count: int) -> int:
        """Take in the words of `count` more places; how many are left. A text costs about 0.5 ms."""
        for _ in range(min(count, len(self._unread))):
            slot = self._unread.pop()
            vacancy = self.listed[slot].vacancy
            text = self.texts.of(vacancy) if self._world.size <= _FULL_TEXT_LIMIT else None
            found = _words_of(vacancy, text)
            self._words_of[slot] = found
            for field, words in found.items():
                for word in words:
                    self._words[field][word].add(slot)
        return len(self._unread)


def _words_of(vacancy: Vacancy, text: Text | None) -> dict[str, frozenset[str]]:
    body = [_plain(text.html), *text.skills] if text else fitting(vacancy.profession.skills, vacancy.title)
    return {
        "name": frozenset(text_query.stems(vacancy.title)),
        "company_name": frozenset()
        if vacancy.anonymous
        else frozenset(text_query.stems(vacancy.employer.name)),
        "description": frozenset(text_query.stems(" ".join(body))),
    }


def _plain(html: str) -> str:
    """Text between tags; good enough for finding words."""
    return " ".join(part.partition(">")[2] if index else part for index, part in enumerate(html.split("<")))


def _facets_of(vacancy: Vacancy) -> dict[str, tuple[str, ...]]:
    form, employment, schedule, days, hours = vacancy.timetable
    labels = [
        name
        for name, holds in (
            ("not_from_agency", not vacancy.employer.agency),
            ("accredited_it", vacancy.employer.accredited_it),
            ("internship", employment == "probation"),
        )
        if holds
    ]
    return {
        "area": vacancy.city.chain,
        "professional_role": vacancy.profession.roles[:1],
        "experience": (vacancy.level.experience,),
        "work_format": vacancy.formats,
        "employment_form": (form,),
        "employment": (employment,),
        "schedule": ("remote",) if vacancy.formats == ("REMOTE",) else (schedule,),
        "working_hours": (hours,),
        "work_schedule_by_days": (days,),
        "employer_id": () if vacancy.anonymous else (vacancy.employer.id,),
        "label": tuple(labels),
    }
