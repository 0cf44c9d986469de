"""How alike two job titles are, by weighted stems. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from app.taxonomy.title_concepts import weighted
from app.taxonomy.words import fold, stem

_WORD = re.compile(r"\.net\b|[^\W_]+(?:\+\+|#)?")
_IGNORED_WORDS = (
    "в во и на по с со для от до за к о об у из при или без не the a an of for and in to at with "
    "старший старшая ведущий ведущая младший главный главная стажер стажерка начинающий опытный junior "
    "middle senior lead intern trainee sr jr mid principal staff джуниор мидл сеньор синьор тимлид "
    "удаленно удаленный удаленная удаленка remote офис вахта вахтой подработка работа вакансия график "
    "москва спб санкт петербург город г"
)
_IGNORED = frozenset(_IGNORED_WORDS.split())
#: Heads that say little alone: "engineer" and "manager" stand in hundreds of different professions.
_GENERIC_WORDS = (
    "менеджер специалист инженер разработчик аналитик администратор консультант руководитель директор "
    "начальник заместитель помощник ассистент эксперт оператор мастер техник работник сотрудник консультант "
    "координатор представитель архитектор преподаватель учитель врач агент отдел направление группа служба "
    "центр head chief officer associate executive consultant coordinator expert team department "
    "категория разряд инженерный технический general"
)
#: One word for the ways a language says the same head of a title.
_SAME_WORDS = (
    "разработчик разработка программист developer девелопер coder programmer development",
    "инженер engineer",
    "аналитик analyst",
    "менеджер manager",
    "администратор administrator admin админ",
    "специалист specialist",
    "руководитель leader head начальник",
    "дизайнер designer",
    "архитектор architect",
    "тестировщик tester qa тестирование testing",
    "бэкенд бекенд backend бэкэнд бекэнд",
    "фронтенд frontend фронтэнд",
    "фулстек фуллстек fullstack фулстэк фуллстэк",
    "девопс devops",
    "данные data дата",
    "продажа sales",
    "проект project",
    "продукт product",
    "бухгалтер accountant",
    "юрист lawyer legal",
    "маркетолог marketer marketing маркетинг",
    "повар cook chef",
    "бармен bartender",
    "официант waiter",
    "водитель driver шофер",
    "продавец seller salesman cashier кассир",
    "медсестра медбрат nurse",
    "учитель преподаватель teacher",
    "рекрутер recruiter рекрутмент",
    "кладовщик storekeeper",
    "сварщик welder",
    "электрик electrician",
    "system системный системы",
    "мобильный mobile",
    "бизнес business",
    "python питон",
    "android андроид",
    "ios айос",
)
_SAME = {stem(fold(word)): stem(fold(words.split()[0])) for words in _SAME_WORDS for word in words.split()}
_GENERIC = frozenset(_SAME.get(stem(fold(word)), stem(fold(word))) for word in _GENERIC_WORDS.split())
_GENERIC_WEIGHT = 0.35
_GENERIC_ONLY = 0.5
_MAX_TITLE = 200


class TitleFit(NamedTuple):
    """`similarity` 0..1; `shared` are the telling stems that both have."""

    similarity: float
    shared: frozenset[str]


class Meaning(NamedTuple):
    """What a title means in any language: concept -> weight (see `app.taxonomy.title_concepts`), with the
    concepts and the sum of the weights, in which heads that say little alone count little."""

    concepts: Mapping[str, float]
    names: frozenset[str]
    total: float


_NO_FIT = TitleFit(0.0, frozenset())


@lru_cache(maxsize=50_000)
def title_words(title: str) -> frozenset[str]:
    """The stems that carry a title: no seniority, no places, no particles; synonyms folded."""
    words = [word for word in _WORD.findall(fold(title[:_MAX_TITLE])) if word not in _IGNORED]
    stems = [stem(word) for word in words if not word.isdigit()]
    return frozenset(_SAME.get(word, word) for word in stems)


@lru_cache(maxsize=50_000)
def meaning_of(title: str) -> Meaning:
    """Read once: a search compares a few titles with hundreds."""
    concepts = weighted(title)
    return Meaning(concepts, frozenset(concepts), _meant(concepts))


@lru_cache(maxsize=50_000)
def telling(words: frozenset[str]) -> frozenset[str]:
    """Without the heads that say little alone."""
    return words - _GENERIC


def compare(wanted: frozenset[str], offered: frozenset[str]) -> TitleFit:
    """The mean of how much of each title the other covers; shared generic heads alone count half."""
    shared = wanted & offered
    if not shared:
        return _NO_FIT
    both = _weight(shared)
    similarity = (both / _weight(wanted) + both / _weight(offered)) / 2
    own = telling(shared)
    if not own and wanted != offered:
        similarity *= _GENERIC_ONLY
    return TitleFit(min(1.0, similarity), own)


def alike(wanted: Meaning, offered: Meaning) -> TitleFit:
    """As `compare`, of what two titles mean, whatever their language."""
    names = wanted.names & offered.names
    if not names:
        return _NO_FIT
    both = _meant(
        {one: min(own, offered.concepts[one]) for one, own in wanted.concepts.items() if one in names}
    )
    similarity = (both / wanted.total + both / offered.total) / 2
    kept = names - _generic_concepts()
    if not kept and wanted.concepts != offered.concepts:
        similarity *= _GENERIC_ONLY
    return TitleFit(min(1.0, similarity), kept)


def _meant(concepts: Mapping[str, float]) -> float:
    generic = _generic_concepts()
    return sum(weight * (_GENERIC_WEIGHT if one in generic else 1.0) for one, weight in concepts.items())


@cache
def _generic_concepts() -> frozenset[str]:
    return frozenset(one for word in _GENERIC_WORDS.split() for one in weighted(word))


@lru_cache(maxsize=50_000)
def _weight(words: frozenset[str]) -> float:
    generic = len(words & _GENERIC)
    return (len(words) - generic) + generic * _GENERIC_WEIGHT
