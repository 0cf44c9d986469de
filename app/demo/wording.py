"""The text of an invented posting: which sections, under which headings, in which punctuation and markup."""

from __future__ import annotations

import re
import tomllib
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from html import escape
from random import Random

from app.demo import employers
from app.demo.hostile import SAMPLES
from app.demo.phrases import fitting, lines, lower_first, some, spin, stream, upper_first
from app.demo.professions import CATALOGUE
from app.demo.vacancy import Vacancy

_DUTIES = (
    "Обязанности",
    "Обязанности",
    "Чем предстоит заниматься",
    "Основные задачи",
    "Задачи",
    "Что предстоит делать",
    "Функциональные обязанности",
    "Ваши задачи",
    "Что нужно делать",
)
_MUST = (
    "Требования",
    "Требования",
    "Мы ожидаем",
    "Наши ожидания",
    "Что мы ждём от кандидата",
    "Что для нас важно",
    "Кого мы ищем",
    "Пожелания к кандидату",
    "Нам важно",
    "Ждём от вас",
)
_NICE = (
    "Будет плюсом",
    "Будет плюсом",
    "Будет преимуществом",
    "Приветствуется",
    "Желательно",
    "Плюсом будет",
)
_OFFER = (
    "Условия",
    "Условия",
    "Мы предлагаем",
    "Что мы предлагаем",
    "Что вы получите",
    "Мы готовы предложить",
)
_ENGLISH = {
    "duties": ("Responsibilities", "What you will do", "Your role", "Key responsibilities"),
    "must": ("Requirements", "What we expect", "What we are looking for", "Your profile"),
    "nice": ("Nice to have", "Will be a plus", "Bonus points"),
    "offer": ("We offer", "What we offer", "Benefits", "Conditions"),
}
_RUSSIAN = {"duties": _DUTIES, "must": _MUST, "nice": _NICE, "offer": _OFFER}
_ORDERS = (
    ("duties", "must", "nice", "offer"),
    ("duties", "must", "nice", "offer"),
    ("duties", "must", "nice", "offer"),
    ("duties", "must", "offer", "nice"),
    ("must", "nice", "duties", "offer"),
    ("offer", "duties", "must", "nice"),
    ("duties", "offer", "must", "nice"),
)
_CLOSINGS = (
    "Ждём ваших откликов!",
    "Откликайтесь, мы ответим {каждому|в течение двух дней}.",
    "Если вы узнали себя — {напишите нам пару строк о себе|присылайте резюме}.",
    "Рассмотрим кандидатов {без опыта в отрасли|из смежных отраслей}.",
    "Отклики без сопроводительного письма {тоже смотрим|рассматриваем}, но с ним отвечаем быстрее.",
    "Звоните или оставляйте отклик, {рады видеть вас в команде|собеседование в удобное время}.",
)
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
        "duties": _picked(random, fitting(vacancy.wording.duties, vacancy.title), words, 4, 8),
        "must": _requirements(random, vacancy, words),
        "nice": _nice(random, vacancy, words),
        "offer": _offer(random, vacancy, words) if random.random() < 0.95 else [],
    }
    skills = _skills(random, vacancy, sections["must"] + sections["nice"])
    html = _markup(random, vacancy, words, sections)
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


def _picked(random: Random, pool: tuple[str, ...], words: dict[str, str], low: int, high: int) -> list[str]:
    return [spin(line, random, words) for line in some(random, pool, low, high)]


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
    return _picked(random, fitting(vacancy.wording.nice, vacancy.title), words, 2, 4)


def _offer(random: Random, vacancy: Vacancy, words: dict[str, str]) -> list[str]:
    profession, kinds = vacancy.profession, _conditions()
    form, _, _, days, hours = vacancy.timetable
    if vacancy.english:
        pool = kinds["english"]
        if not vacancy.remote:
            pool = tuple(line for line in pool if "emote" not in line)
        return _picked(random, pool, words, 3, 6)
    if form == "FLY_IN_FLY_OUT":
        pool = kinds["rotation"]
    elif profession.field == "it" and vacancy.employer.domain in _MODERN:
        pool = kinds["it"] + kinds["office"][:1]
    else:
        pool = kinds[_offer_kind(vacancy)]
    if not vacancy.remote:
        pool = tuple(line for line in pool if "далённ" not in line)
    if profession.rhythm != "free":
        pool = tuple(line for line in pool if not line.startswith("График"))
        pool += _timetable_line(days, hours)
    chosen = _picked(random, pool, words, 4, 7)
    if profession.extras and form != "FLY_IN_FLY_OUT":
        chosen += _picked(random, profession.extras, words, 1, 2)
        random.shuffle(chosen)
    return chosen


def _offer_kind(vacancy: Vacancy) -> str:
    rhythm = vacancy.profession.rhythm
    if rhythm == "plant":
        return "plant" if vacancy.employer.domain in _PLANTS else "workshop"
    return {"shift": "shift", "free": "free", "guard": "shift"}.get(rhythm, "office")


def _timetable_line(days: str, hours: str) -> tuple[str, ...]:
    return {
        "FIVE_ON_TWO_OFF": {
            "HOURS_8": (
                "График 5/2, {с 9:00 до 18:00|с 8:00 до 17:00|с 10:00 до 19:00}, {выходные — суббота "
                "и воскресенье|суббота и воскресенье выходные}",
            ),
            "HOURS_4": ("Неполный день, 4 часа, 5/2",),
        }.get(hours, ()),
        "TWO_ON_TWO_OFF": ("График 2/2, {с 8:00 до 20:00|с 9:00 до 21:00|с 10:00 до 22:00}",),
        "THREE_ON_THREE_OFF": ("График 3/3 {по 12 часов|, дневные смены}",),
        "FOUR_ON_FOUR_OFF": ("График: два дня, две ночи, четыре выходных",),
        "SIX_ON_ONE_OFF": ("График 6/1{|, выходной плавающий}",),
        "ONE_ON_THREE_OFF": ("Сутки через трое",),
        "ONE_ON_TWO_OFF": ("Сутки через двое",),
        "FLEXIBLE": ("Гибкий график по договорённости",),
    }.get(days, ())


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


_PLANTS = {"factory", "food", "textile", "energy", "construction", "agro"}
_MODERN = {"product", "outsource", "integrator", "bank", "telecom", "marketplace", "edtech"}
_SOFT = (
    "Работа в команде",
    "Ответственность",
    "Грамотная речь",
    "Пользователь ПК",
    "Деловое общение",
    "Внимательность",
)


def _markup(random: Random, vacancy: Vacancy, words: dict[str, str], sections: dict[str, list[str]]) -> str:
    headings = _ENGLISH if vacancy.english else _RUSSIAN
    order = random.choice(_ORDERS)
    shape = random.choices(("list", "nested", "dashes", "run-on", "bare"), (52, 14, 16, 10, 8))[0]
    ending = random.choice((";", ";", "", "", "."))
    capitals = random.random() < 0.08
    mark = random.choice((":", ":", ":", ""))
    lowered = random.random() < 0.22 and not vacancy.english
    parts: list[str] = []
    intro = _intro(random, vacancy, words)
    if intro:
        parts.append(f"<p>{escape(intro, quote=False)}</p>")
    for name in order:
        fragments = sections[name]
        if not fragments:
            continue
        heading = random.choice(headings[name])
        heading = (heading.upper() if capitals else heading) + mark
        parts.append(_section(shape, heading, _ended(fragments, ending, lowered)))
    if not vacancy.english and random.random() < 0.35:
        parts.append(f"<p>{spin(random.choice(_CLOSINGS), random)}</p>")
    return ("<p> </p>" if random.random() < 0.1 else " ").join(parts)


def _intro(random: Random, vacancy: Vacancy, words: dict[str, str]) -> str:
    domain = employers.domains()[vacancy.employer.domain]
    pool = domain.about_en if vacancy.english else domain.about
    if not pool or random.random() < 0.18:
        return ""
    text = upper_first(spin(random.choice(pool), random, words).strip())
    return re.sub(r"\s+([,.])", r"\1", text)


def _section(shape: str, heading: str, fragments: list[str]) -> str:
    safe = [escape(fragment, quote=False) for fragment in fragments]
    head = f"<p><strong>{heading}</strong></p>"
    if shape == "list":
        return f"{head} <ul>{''.join(f' <li>{one}</li>' for one in safe)} </ul>"
    if shape == "nested":
        return f"{head} <ul>{''.join(f' <li> <p>{one}</p> </li>' for one in safe)} </ul>"
    if shape == "dashes":
        return f"<p><strong>{heading}</strong><br />{'<br />'.join('- ' + one for one in safe)}</p>"
    if shape == "bare":
        return f"<p>{heading}</p> <ul>{''.join(f'<li>{one}</li>' for one in safe)}</ul>"
    sentences = " ".join(upper_first(one).rstrip(";. ") + "." for one in safe)
    return f"<p><strong>{heading}</strong> {sentences}</p>"


def _ended(fragments: list[str], ending: str, lowered: bool) -> list[str]:
    tidy = [re.sub(r"\s+([,.;])", r"\1", one.strip()) for one in fragments]
    shown = [lower_first(one) if lowered else upper_first(one) for one in tidy]
    if ending == ";":
        return [one + ";" for one in shown[:-1]] + [shown[-1] + "."]
    return [one + ending for one in shown]


@cache
def _conditions() -> dict[str, tuple[str, ...]]:
    with (CATALOGUE / "conditions.toml").open("rb") as file:
        return {kind: lines(block) for kind, block in tomllib.load(file).items()}
