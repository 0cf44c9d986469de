"""How an invented posting is laid out: its sections, their headings, punctuation and markup."""

from __future__ import annotations

import re
from html import escape
from random import Random

from app.demo import employers
from app.demo.phrases import lower_first, spin, upper_first
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


def markup(random: Random, vacancy: Vacancy, words: dict[str, str], sections: dict[str, list[str]]) -> str:
    """HTML as boards give it; `sections` are duties, must, nice and offer, empty ones are left out."""
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
