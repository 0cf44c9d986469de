"""What a title says of the work, and which level. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from app.ingestion.identity_words import listed, transliterated, words
from app.taxonomy import areas
from app.taxonomy.words import normalise, stem

_MAX_TITLE = 300
_GENDERS = re.compile(
    r"\(\s*(?:[a-zäöüмж*]{1,3}\s*[/|,]\s*){1,3}[a-zäöüмж*]{1,7}\s*\)|\b[mwf]/[mwf]/[dxn]\b", re.I
)
_TOWN = re.compile(r"\b(?:г|гор|пос|пгт)\.\s?[\w-]+(?:\s[А-ЯЁ][\w-]+)?")
_LONE_C = re.compile(r"(?<=[а-яё] )c(?= [а-яё])")  # a Latin letter for the preposition, no language


_NOISE = listed(
    "в во на с со и к по от до для за из у о об при или г гор город обл область район р-н край рф россия "
    "of the for a an and in at on with to from or by as "
    "удаленно удаленка удаленная удаленный удаленной удаленную удаленного дистанционно дистанционная "
    "remote remotely hybrid гибрид гибридный гибридно офис офисе офиса office onsite онсайт оффлайн офлайн "
    "релокация релокацией релокацию relocation вакансия срочно требуется ищем нужен нужна home based"
)
#: Words of titles that say the same, as stems.
_SYNONYMS = {
    stem(word): said
    for said, written in {
        "developer": "разработчик программист developer programmer",
        "engineer": "инженер engineer",
        "analyst": "аналитик analyst",
        "manager": "менеджер manager",
        "designer": "дизайнер designer",
        "administrator": "администратор administrator",
        "tester": "тестировщик tester",
        "support": "поддержка support",
        "technical": "технический technical",
        "system": "системный system",
        "mobile": "мобильный mobile",
        "backend": "бэкенд бекенд бэкэнд backend",
        "frontend": "фронтенд фронтэнд frontend",
        "fullstack": "фуллстек fullstack",
        "data": "данные data",
        "core": "ядро kernel",
    }.items()
    for word in written.split()
}
#: How a title says the level; titles that say different levels are different jobs.
_LEVELS: dict[str, str] = {
    word: level
    for level, written in {
        "intern": "стажер стажировка практикант студент intern internship trainee",
        "graduate": "graduate выпускник",
        "junior": "младший младшая junior jr джуниор джун начинающий начинающая ученик entry",
        "assistant": "помощник ассистент assistant",
        "middle": "middle mid мидл миддл",
        "senior": "senior sr сеньор синьор старший старшая",
        "leading": "ведущий ведущая",
        "chief": "главный главная chief",
        "lead": "lead тимлид техлид лид teamlead techlead",
        "staff": "staff",
        "principal": "principal",
        "head": "руководитель начальник заведующий заведующая управляющий управляющая head",
        "director": "директор director",
        "deputy": "заместитель зам deputy",
        "vp": "vp president",
    }.items()
    for word in written.split()
}
_ROMAN = listed("i ii iii iv v vi")


@lru_cache(maxsize=2_000)  # a board's adverts come together; a full one takes 3 MB
def split_title(
    title: str, places: frozenset[str], company: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of what the title says of the work, and its level; `places` (as stems), ways of work and the
    employer left out."""
    text = _LONE_C.sub("с", _TOWN.sub(" ", _GENDERS.sub(" ", normalise(title[:_MAX_TITLE]))))
    given = words(text)
    level = frozenset(_LEVELS.get(word.rstrip("+"), word) + "+" * word.endswith("+") for word in given
                      if _is_level(word.rstrip("+")))  # fmt: skip
    cities = _cities()
    rest = [word for word in given if not _is_level(word.rstrip("+")) and word not in _NOISE]
    said = [word for word in rest if stem(word) not in places and stem(word) not in cities]
    spoken = [word for word in said if transliterated(word) not in company]
    roots = map(stem, spoken or said or rest)
    return frozenset(_SYNONYMS.get(root, root) for root in roots), level


def _is_level(word: str) -> bool:
    return word in _LEVELS or word in _ROMAN or word.isdigit()


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    names = (word for name in areas.large_cities() for word in words(name))
    return frozenset(stem(word) for word in names if len(word) > 3)
