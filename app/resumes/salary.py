"""The wanted salary: an amount with a currency in the header, or beside the word for it."""

from __future__ import annotations

import re
from decimal import Decimal

from app.resumes.layout import Line, Section, of_kind
from app.resumes.profile import SalaryExpectation

_CURRENCIES = (
    ("RUB", r"₽|руб(?:л[а-я]*)?\.?|р\.|rub\b|rur\b"),
    ("USD", r"\$|usd\b|долл\w*"),
    ("EUR", r"€|eur\b|евро"),
    ("KZT", r"₸|kzt\b|тенге|тг\b"),
    ("BYN", r"byn\b|бел\.? ?руб\w*"),
    ("UAH", r"₴|uah\b|грн\.?"),
    ("UZS", r"uzs\b|сум\b"),
    ("GBP", r"£|gbp\b"),
)
_ANY = "|".join(pattern for _, pattern in _CURRENCIES)
_NUMBER = r"\d{1,3}(?:[ .,'\u00a0]\d{3})+|\d{2,9}(?:[.,]\d)?"
_AFTER = re.compile(
    rf"(?<![\d.,])(?P<n>{_NUMBER})\s*(?P<k>тыс(?:яч\w*|\.)?|т\.\s?р\.?|[kк](?![a-zа-я]))?\s*(?P<c>{_ANY})?",
    re.I,
)
_BEFORE = re.compile(rf"(?P<c>\$|€|£|₽)\s*(?P<n>{_NUMBER})\s*(?P<k>[kк](?![a-zа-я]))?", re.IGNORECASE)
_WORD = re.compile(
    r"зарплат\w*|з/п|зп\b|доход\w*|оклад\w*|salary|compensation|ожидани\w+ по|вознагражден\w*|"
    r"заработн\w+ плат\w*|оплат\w+ (?=от\b)|хочу (?=от \d)|рассчитываю на|ожидаем\w+ (?=зарплат|оплат|доход)",
    re.IGNORECASE,
)
_WISHED = re.compile(r"^(?:желаем\w+|ожидаем\w+|desired|expected|target)\s+(?:уровень\s+)?", re.IGNORECASE)
_LEAST = 100


def salary_of(sections: list[Section]) -> tuple[SalaryExpectation, Line] | None:
    """Labelled lines first, then amounts with a currency in the header and in the wanted position."""
    header = [line for section in of_kind(sections, "header", "wanted", "contacts") for line in section.lines]
    about = [line for section in of_kind(sections, "about", "languages") for line in section.lines]
    for line in [*header, *about]:
        if (word := _WORD.search(line.text)) and (found := _amount(line.text[word.end() :], labelled=True)):
            return found, line
    for section in sections:
        for line in section.lines:
            word = _WORD.match(_WISHED.sub("", line.text))
            if word and len(line.text) < 80 and (found := _amount(line.text, labelled=True)):
                return found, line
    for line in header[:40]:
        if found := _amount(line.text, labelled=False):
            return found, line
    return None


def _amount(text: str, *, labelled: bool) -> SalaryExpectation | None:
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            sign, thousands = match.group("c"), match.group("k")
            if not sign and not labelled:
                continue
            value = _number(match.group("n")) * (1000 if thousands else 1)
            if value >= _LEAST and (sign or thousands or value >= 5000):
                return SalaryExpectation(amount=value, currency=_currency(sign))
    return None


def _number(text: str) -> Decimal:
    if re.fullmatch(r"\d{2,9}[.,]\d", text):
        return Decimal(text.replace(",", "."))
    return Decimal(re.sub(r"\D", "", text))


def _currency(sign: str | None) -> str:
    if not sign:
        return "RUB"
    return next((code for code, pattern in _CURRENCIES if re.fullmatch(pattern, sign, re.I)), "RUB")
