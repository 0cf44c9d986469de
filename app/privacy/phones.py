"""Telephone numbers: Russian, international, by label, digit by digit, in words."""

from __future__ import annotations

import re

from app.privacy.types import Span

_D = "[0-9OОоoЗзlIІі]"  # digits and the letters that pass for them
_S = r"[\s().\-/_*|,]{0,4}"  # between digits
_S_NEAR = r"[ \t().\-/_*|]{0,4}"
_EXTENSION = (
    r"(?:\s{0,2}[,;(]?\s{0,2}(?:доб(?:авочный|\.)?|вн\.|внутр\w{0,8}\.?|ext(?:ension|\.)?|"
    r"#)\s?[:.№]?\s?\d{1,6}\)?)?"
)
_RUSSIAN = re.compile(
    rf"(?<![\d+])(?<!\d[.,/\-])(?<![A-Za-z])\(?(?:\+\s?7|[78])\)?"
    rf"[\s().\-/_*|]{{0,4}}[3-9З](?:[\s().\-/_*|]{{0,4}}{_D}){{9}}(?![\dA-Za-zА-яё]){_EXTENSION}",
    re.IGNORECASE,
)
_SEVEN = re.compile(rf"\+\s?7(?:[\s().\-/_*|]{{0,4}}{_D}){{10}}(?!\d){_EXTENSION}", re.IGNORECASE)
_INTERNATIONAL = re.compile(
    rf"(?:\+\s?|(?<!\w)00)[1-9](?:[ \t().\-/_*|\n]{{0,4}}\d){{7,14}}(?!\d){_EXTENSION}", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"\s?(?:руб|р\.|₽|\$|€|%|тыс|млн|пользоват|клиент|человек|строк|users|rps|запрос|шт|usd|eur|rub|операц)",
    re.I,
)
_LABEL = re.compile(
    r"(?<!\w)(?:тел(?:ефон\w{0,3})?|моб(?:ильн\w{2,3})?|сот(?:ов\w{2,3})?|т|phone|tel|cell(?:ular)?|"
    r"mobile|mob|fax|факс|"
    r"call(?: me)?|звон(?:ите|ить|ок)|контакт\w{0,4}|contacts?|whats ?app|вотсап\w?|ватсап\w?|viber|"
    r"вайбер\w?|signal|"
    r"номер(?: телефона)?|связь|для связи)"
    r"(?: ?\((?:дом|раб|моб)\w{0,6}\.?\))?[\s.:;№=\-]{1,4}"
    rf"(?P<number>\+?\(?{_D}(?:[ \t().\-/_*|]{{0,3}}{_D}){{4,14}}(?!\w){_EXTENSION})",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_AREA = re.compile(
    rf"(?<![\w+])\(\d{{3,5}}\)\s?\d{{1,3}}[ \-]?\d{{2}}[ \-]?\d{{2}}(?!\d){_EXTENSION}"
    rf"|(?<![\w.,/+\-])[3489]\d{{2}}[.\- ]\d{{3}}[.\- ]\d{{2}}[.\- ]\d{{2}}(?![\d]){_EXTENSION}"
    rf"|(?<![\w.,/+\-])9\d{{9}}(?!\w){_EXTENSION}"
    rf"|(?<![\w.,/+\-])(?:\+?1[ .\-])?\(?\d{{3}}\)?[ ]?[.\- ]?\d{{3}}[.\-]\d{{4}}(?![\w\-]){_EXTENSION}"
    rf"|(?<![\w.,/+\-])\d{{3}}-\d{{2}}-\d{{2}}(?![\w\-]){_EXTENSION}",
    re.IGNORECASE,
)
_UNITS = (
    "ноль|нуль|один|два|три|четыре|пять|шесть|семь|восемь|девять|zero|one|two|three|four|five|six|seven|"
    "eight|nine"
)
_HUNDREDS = (
    "десять|двадцать|тридцать|сорок|[а-я]{3,5}надцать|[а-я]{4,9}десят|девяносто|сто|двести|триста|"
    "четыреста|[а-я]{4,9}сот"
)
_WORDED = re.compile(
    rf"(?<!\w)(?:(?:плюс|plus) )?(?:{_UNITS}|{_HUNDREDS})(?:[ ,\-]{{1,3}}(?:{_UNITS}|{_HUNDREDS}|"
    rf"\d{{1,4}})){{2,14}}(?!\w)",
    re.IGNORECASE,
)


def find(text: str) -> list[Span]:
    """Every number that can be a telephone; amounts, years and versions are none."""
    found = [_span(match) for match in _SEVEN.finditer(text)]
    found += [_span(match) for match in _RUSSIAN.finditer(text) if _digits(match.group()) >= 6]
    for match in _INTERNATIONAL.finditer(text):
        thousands = re.fullmatch(r"\+\s?\d{1,3}(?: \d{3})+", match.group())
        if not (thousands and _AMOUNT.match(text, match.end())):
            found.append(_span(match))
    for match in _LABEL.finditer(text):
        number = match.group("number")
        if _digits(number) >= 5 and not _YEARS.match(number) and not _AMOUNT.match(text, match.end()):
            found.append(Span(match.start("number"), match.end("number"), "phone"))
    found += [_span(match) for match in _AREA.finditer(text) if not _AMOUNT.match(text, match.end())]
    found += [_span(match) for match in _WORDED.finditer(text) if _said(match.group()) >= 7]
    return found


def _span(match: re.Match[str]) -> Span:
    return Span(match.start(), match.end(), "phone")


def _digits(number: str) -> int:
    return sum(character.isdigit() for character in number)


def _said(words: str) -> int:
    """How many digits are said: a figure counts itself, a unit one, a hundred three."""
    count = 0
    for word in re.findall(r"\w+", words.lower()):
        if word.isdigit():
            count += len(word)
        elif re.fullmatch(_UNITS, word):
            count += 1
        else:
            count += 3 if word.endswith("сот") or word in ("сто", "двести", "триста", "четыреста") else 0
    return count
