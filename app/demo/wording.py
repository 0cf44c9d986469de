"""The text of an invented posting: what it asks, does and offers, in which words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from random import Random

from app.demo import employers
from app.demo.hostile import SAMPLES
from app.demo.markup import markup
from app.demo.offers import offer
from app.demo.phrases import fitting, picked, some, spin, stream
from app.demo.vacancy import Vacancy

_BEGINNERS = (
    "Опыт работы не обязателен, {всему научим|обучим на месте}",
    "{Желание учиться и развиваться в профессии|Готовность учиться с первого дня}",
    "Рассмотрим кандидатов без опыта работы",
)
_YEARS = {
    0: "от 6 месяцев",
    1: "от 1 года",
    2: "от 2 лет",
    3: "от 3 лет",
    4: "от 4 лет",
    5: "от 5 лет",
    6: "от 6 лет",
}
_SOFT = (
    "Работа в команде",
    "Ответственность",
    "Грамотная речь",
    "Пользователь ПК",
    "Деловое общение",
    "Внимательность",
)


@dataclass(frozen=True)
class Text:
    """A posting in words. `must` and `duties` are plain fragments, as the list's snippet shows them."""

    html: str
    duties: tuple[str, ...]
    must: tuple[str, ...]
    skills: tuple[str, ...]


class Texts:
    """The last texts written: a posting is read as a search item, as a whole and for its words."""

    def __init__(self, kept: int = 4_000) -> None:
        self._kept = kept
        self._texts: OrderedDict[tuple[str, str], Text] = OrderedDict()

    def of(self, vacancy: Vacancy) -> Text:
        key = (vacancy.content_key, vacancy.city.id)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = compose(vacancy)
            if len(self._texts) > self._kept:
                self._texts.popitem(last=False)
        return text


def compose(vacancy: Vacancy) -> Text:
    """The text of a vacancy; equal for twins but for the town's name."""
    random = stream(vacancy.content_key, "text")
    words = _words(vacancy, random)
    sections = {
        "duties": picked(random, fitting(vacancy.wording.duties, vacancy.title), words, 4, 8),
        "must": _requirements(random, vacancy, words),
        "nice": _nice(random, vacancy, words),
        "offer": offer(random, vacancy, words) if random.random() < 0.95 else [],
    }
    skills = _skills(random, vacancy, sections["must"] + sections["nice"])
    html = markup(random, vacancy, words, sections)
    if vacancy.hostile is not None:
        html += SAMPLES[vacancy.hostile % len(SAMPLES)]
    return Text(html, tuple(sections["duties"]), tuple(sections["must"]), skills)


def _words(vacancy: Vacancy, random: Random) -> dict[str, str]:
    domain = employers.domains()[vacancy.employer.domain]
    years = _YEARS[vacancy.years]
    if vacancy.english:
        years = "Some experience" if vacancy.years == 0 else f"{vacancy.years}+ years"
        years = years.replace("1+ years", "1+ year")
    company = vacancy.employer.name
    if vacancy.anonymous:
        company = "Our client" if vacancy.english else "Наш клиент"
    return {
        "company": company,
        "city": vacancy.city.name.split(" (")[0],
        "years": years,
        "product": random.choice(domain.products) if domain.products else "цифровые сервисы",
    }


def _requirements(random: Random, vacancy: Vacancy, words: dict[str, str]) -> list[str]:
    """The first line of the pool names the main demand and nearly always stays, ahead of the others."""
    pool = fitting(vacancy.wording.must, vacancy.title)
    chosen = [pool[0], *some(random, pool[1:], 3, 6)] if random.random() < 0.92 else some(random, pool, 4, 6)
    if vacancy.level.experience == "noExperience":
        chosen = [line for line in chosen if not _asks_experience(line)] or [pool[-1]]
        if not vacancy.english:
            chosen.insert(0, random.choice(_BEGINNERS))
    return [spin(line, random, words) for line in chosen]


def _asks_experience(line: str) -> bool:
    return line.lstrip("{").startswith(("Опыт", "years}"))


def _nice(random: Random, vacancy: Vacancy, words: dict[str, str]) -> list[str]:
    if random.random() > 0.72:
        return []
    return picked(random, fitting(vacancy.wording.nice, vacancy.title), words, 2, 4)


def _skills(random: Random, vacancy: Vacancy, said: list[str]) -> tuple[str, ...]:
    """Key skills: mostly what the text names, some that it does not; none on about a quarter."""
    if random.random() < 0.22:
        return ()
    text = " ".join(said).casefold()
    names = fitting(vacancy.profession.skills, vacancy.title)
    stated = [name for name in names if name.casefold() in text]
    others = [name for name in names if name not in stated]
    chosen = stated[:8] + some(random, others, 2, 5)
    if random.random() < 0.25:
        chosen.append("English" if vacancy.english else random.choice(_SOFT))
    return tuple(chosen[:14])
