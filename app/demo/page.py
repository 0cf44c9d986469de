"""The page a person sees behind a card's source button: it says at once that the vacancy is invented."""

from __future__ import annotations

from html import escape

import nh3

from app.demo.rendering import stamp
from app.demo.vacancy import PayRange
from app.demo.wording import compose
from app.demo.world import Listed

_UNITS = {
    "MONTH": "в месяц",
    "HOUR": "за час",
    "SHIFT": "за смену",
    "FLY_IN_FLY_OUT": "за вахту",
    "SERVICE": "за услугу",
}
_TAGS = {"p", "strong", "ul", "ol", "li", "br", "em", "b", "i", "u"}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}.note{border:1px solid #c80;border-radius:.5rem;padding:.75rem 1rem}"
    ".quiet{opacity:.7}"
)
_NOTE = (
    "<p class='note'><strong>Вымышленная вакансия демонстрационной доски.</strong> Компании и предложения "
    "не существуют, откликнуться нельзя.<br><span lang='en'>An invented vacancy of the demo board: neither "
    "the employer nor the job exists.</span></p>"
)


def vacancy_page(listed: Listed) -> str:
    """A whole HTML page. The text of the posting passes a sanitiser: some postings are hostile on purpose."""
    vacancy = listed.vacancy
    title = escape(vacancy.title)
    employer = "Работодатель не указан" if vacancy.anonymous else escape(vacancy.employer.name)
    closed = "<p><strong>Вакансия в архиве.</strong></p>" if listed.archived else ""
    body = nh3.clean(compose(vacancy).html, tags=_TAGS, attributes={})
    return _frame(
        title,
        f"<h1>{title}</h1><p>{employer} · {escape(vacancy.city.name)}</p><p>{_pay(vacancy.pay)}</p>{closed}"
        f"{body}<p class='quiet'>Опубликована {stamp(listed.published_at)[:10]}, № {vacancy.id}</p>",
    )


def missing_page() -> str:
    return _frame("Вакансия не найдена", "<h1>Вакансия не найдена</h1><p>Она удалена или её не было.</p>")


def _frame(title: str, body: str) -> str:
    return (
        f"<!DOCTYPE html><html lang='ru'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head>"
        f"<body>{_NOTE}{body}</body></html>"
    )


def _pay(pay: PayRange | None) -> str:
    if pay is None:
        return "Уровень дохода не указан"
    low = f"от {pay.low:,} " if pay.low else ""
    high = f"до {pay.high:,} " if pay.high else ""
    tax = "до вычета налогов" if pay.gross else "на руки"
    return f"{low}{high}{pay.currency.replace('RUR', '₽')} {_UNITS[pay.mode]}, {tax}".replace(
        ",", "\u00a0", 2
    )
