"""Months and ranges of months as people write them, Russian and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = (
    r"янв(?:ар[ьяе])?|фев(?:р(?:ал[ьяе])?)?|мар(?:т[ае]?)?|апр(?:ел[ьяе])?|ма[йяе]|июн[ьяе]?|июл[ьяе]?|"
    r"авг(?:уст[ае]?)?|сен(?:т(?:ябр[ьяе])?)?|окт(?:ябр[ьяе])?|ноя(?:бр?[ьяе]?)?|дек(?:абр[ьяе])?|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_FIRST_LETTERS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "мае": 5, "июн": 6, "июл": 7, "авг": 8,
    "сен": 9, "окт": 10, "ноя": 11, "дек": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_OF_YEAR = r"(?:\s*(?:года|году|год|гг?\.?)(?!\w))?"


def _point(suffix: str) -> str:
    return (
        rf"(?:(?:\d{{1,2}}\s+)?(?P<name{suffix}>{MONTHS})\.?,?\s*['’]?(?P<ny{suffix}>{_YEAR}|(?<=['’])\d\d)"
        rf"|(?:[0-3]?\d[./])?(?P<num{suffix}>0?[1-9]|1[0-2])\s?[./]\s?(?P<numy{suffix}>{_YEAR})"
        rf"|(?P<iso{suffix}>{_YEAR})[-./](?P<isom{suffix}>0[1-9]|1[0-2])(?:[-./][0-3]\d)?(?!\d)"
        rf"|(?P<yf{suffix}>{_YEAR})(?:\s*г(?:\.|ода?)?)?,?\s+(?P<namef{suffix}>{MONTHS})(?!\w|\.?,?\s*['’]?{_YEAR})"
        rf"|(?P<y{suffix}>{_YEAR})){_OF_YEAR}"
    )


_NOW = (
    r"(?P<now>(?:по\s+)?(?:настоящее\s+время|наст\.?\s*вр(?:емя|\.)?|н\.\s?в\.?|нв|сейчас|сегодня|"
    r"настоящий\s+момент|текущий\s+момент|сей\s+день|наст\.?\s+время|present|now|current(?:ly)?|today|"
    r"to\s+date|date|ongoing|until\s+now|наше\s+время|нынешнее\s+время))"
)
_DASH = r"\s*(?:[-–—−‒~]+|\bto\b|\buntil\b|\btill?\b|\bthrough\b|\bпо\b|\bдо\b)\s*"
_FROM = r"(?:\b(?:с|со|from|since)\s+)?"
_RANGE = re.compile(
    rf"(?<![\w.])(?<!\d-){_FROM}{_point('1')}{_DASH}(?:{_NOW}|{_point('2')}|(?P<short>\d\d)(?![\d.,]))(?![\w%]|-\d)",
    re.IGNORECASE,
)
_MONTH_TO_MONTH = re.compile(
    rf"(?<!\w)(?P<a>{MONTHS})\.?\s*[-–—]\s*(?P<b>{MONTHS})\.?\s*(?P<y>{_YEAR}){_OF_YEAR}", re.IGNORECASE
)
_OPEN = re.compile(rf"(?<!\w)(?:с|со|since|from)\s+{_point('1')}(?!\s*[-–—\w])", re.IGNORECASE)
_SINGLE = re.compile(rf"(?<![\w.]){_point('1')}(?![\w%])", re.IGNORECASE)
_DURATION = re.compile(
    r"[(]?\s*(?:\d{1,2}(?:[.,]\d)?\s*(?:лет|год[а]?|г\.|years?|yrs?|yr))?[\s,и]*"
    r"(?:\d{1,2}\s*(?:месяц(?:а|ев)?|мес\.?|months?|mos?))?\s*[)]?",
    re.IGNORECASE,
)
YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_TOTAL = re.compile(
    r"(?:(\d{1,2})\s*(?:лет|года?|г\.|years?|yrs?))?[\s,и]*(?:(\d{1,2})\s*(?:месяц\w*|мес\.?|months?))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Point:
    """A month; `month` is None when only the year is given."""

    year: int
    month: int | None = None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.month else str(self.year)


@dataclass(frozen=True)
class Period:
    """`end` None with `current` while it goes on; `span` is where it stands in its line."""

    start: Point
    end: Point | None
    current: bool
    span: tuple[int, int]


def _month(name: str) -> int:
    return _FIRST_LETTERS[name.lower()[:3]]


def _read(match: re.Match[str], suffix: str) -> Point | None:
    groups = match.groupdict()
    if name := groups.get(f"name{suffix}"):
        year = int(groups[f"ny{suffix}"])
        return Point(year if year > 100 else 2000 + year, _month(name))
    if name := groups.get(f"namef{suffix}"):
        return Point(int(groups[f"yf{suffix}"]), _month(name))
    if number := groups.get(f"num{suffix}"):
        return Point(int(groups[f"numy{suffix}"]), int(number))
    if year_text := groups.get(f"iso{suffix}"):
        return Point(int(year_text), int(groups[f"isom{suffix}"]))
    if year_text := groups.get(f"y{suffix}"):
        return Point(int(year_text))
    return None


def find_period(text: str) -> Period | None:
    """The first range in a line: `Март 2020 — н.в.`, `03/2019 – 05/2021`, `2019 - 21`, `с марта 2020`."""
    if match := _RANGE.search(text):
        start = _read(match, "1")
        if start is not None:
            if match.group("now"):
                return Period(start, None, True, match.span())
            end = _read(match, "2")
            if match.group("short"):
                end = Point(start.year // 100 * 100 + int(match.group("short")))
            if end is not None and (end.year, end.month or 12) >= (start.year, start.month or 1):
                return Period(start, end, False, match.span())
    if match := _MONTH_TO_MONTH.search(text):
        year = int(match.group("y"))
        return Period(
            Point(year, _month(match.group("a"))), Point(year, _month(match.group("b"))), False, match.span()
        )
    if (match := _OPEN.search(text)) and (start := _read(match, "1")):
        return Period(start, None, True, match.span())
    return None


def find_point(text: str) -> tuple[Point, tuple[int, int]] | None:
    """The first single month or year in a line."""
    match = _SINGLE.search(text)
    point = _read(match, "1") if match else None
    return (point, match.span()) if match and point else None


def ends_open(text: str) -> bool:
    """`Март 2020 —` with its other half on the next line."""
    return bool(re.search(r"[-–—]\s*$|\b(?:по|to)\s*$", text)) and find_point(text) is not None


def is_duration(text: str) -> bool:
    """`4 года 8 месяцев` and nothing else."""
    text = text.strip()
    return bool(text) and any(map(str.isdigit, text)) and bool(_DURATION.fullmatch(text))


def without_duration(text: str) -> str:
    """`text` without a duration at its beginning or end and without empty brackets."""
    text = re.sub(r"\(\s*\)", "", text).strip(" \t,;|·•")
    text = text.lstrip(")").rstrip("(") if text.count("(") == text.count(")") else text.strip("()")
    match = _DURATION.match(text)
    if match and match.end() and any(map(str.isdigit, match.group())):
        text = text[match.end() :]
    return text.strip(" \t,;|·•–—-:")


def stated_months(text: str) -> int | None:
    """`10 лет 4 месяца` in a heading, in months."""
    for match in _TOTAL.finditer(text):
        if match.group(1) or match.group(2):
            return int(match.group(1) or 0) * 12 + int(match.group(2) or 0)
    return None


def union_months(periods: list[tuple[Point, Point | None]], today: date) -> int:
    """Months covered by at least one period; an open one lasts to the last full month before `today`. A year
    without a month begins in January and, as an end, stands for its January (`2018 - 2020` is two years)."""
    now = today.year * 12 + today.month - 1
    intervals = []
    for start, end in periods:
        first = start.year * 12 + (start.month or 1) - 1
        if end is None:
            last = max(now, first + 1)
        elif end.month:
            last = end.year * 12 + end.month
        else:
            last = max(end.year * 12, first + (12 if end.year == start.year and not start.month else 1))
        intervals.append((first, min(last, now + 1)))
    total, reached = 0, 0
    for first, last in sorted(intervals):
        total += max(0, last - max(first, reached))
        reached = max(reached, last)
    return total
