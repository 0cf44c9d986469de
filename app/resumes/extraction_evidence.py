"""A model's claims held against the text: what cannot be found there is dropped. Pure.

A value is not taken from the answer but from the text, as it is written there, so that nothing invented,
translated or mended gets into a profile.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.privacy.types import PLACEHOLDERS
from app.resumes.dates import Point, find_period, find_point
from app.resumes.languages import level_of

_MAX_VALUE = 200
_NEAR = 3  # lines on either side that a job or a school may take
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")
_CURRENCIES = {
    "RUB": r"₽|руб|\brub\b|\brur\b|\d\s?р\b",
    "USD": r"\$|\busd\b|долл",
    "EUR": r"€|\beur\b|евро",
    "KZT": r"₸|\bkzt\b|тенге|\bтг\b",
    "BYN": r"\bbyn\b|бел\w*\.? ?руб",
    "UZS": r"\buzs\b|\bсум\b",
}


@dataclass(frozen=True)
class Shown:
    """`value` as it is written on line `line` (from 1)."""

    value: str
    line: int


class Evidence:
    """The lines a model was shown."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def find(self, value: str | None, line: int, *, near: int | None = None) -> Shown | None:
        """Where `value` stands: on the named line, else on the nearest one; None when nowhere, or nowhere
        within `near` lines. A value that is a placeholder, or spans one, is none."""
        pattern = _pattern(value or "")
        if pattern is None:
            return None
        line = min(max(line, 1), max(len(self._lines), 1))
        for distance in range(len(self._lines) if near is None else near + 1):
            for number in dict.fromkeys((line - distance, line + distance)):
                if match := pattern.search(self.text(number)):
                    return Shown(match.group().strip(), number)
        return None

    def date(self, written: str | None, line: int) -> str | None:
        """YYYY-MM when that month is written near the line, YYYY when only the year is."""
        match = _DATE.fullmatch((written or "").strip())
        if match is None:
            return None
        year, month = int(match.group(1)), int(match.group(2) or 0)
        if month and Point(year, month) in self._points(line):
            return f"{year}-{month:02d}"
        return str(year) if self.year(year, line) else None

    def year(self, year: int | None, line: int) -> int | None:
        """The year, when it is written near the line."""
        if year is None or not 1950 <= year <= 2100:
            return None
        return year if any(re.search(rf"(?<!\d){year}(?!\d)", near) for near in self._around(line)) else None

    def goes_on(self, line: int) -> bool:
        """Whether a period near the line is said to go on."""
        periods = [find_period(near) for near in self._around(line)]
        return any(period is not None and period.current for period in periods)

    def level(self, told: str | None, line: int) -> str | None:
        """The level, when the line says so in figures or words."""
        written = level_of(self.text(line))
        return told if told is not None and told == written else None

    def amount(self, amount: int, currency: str, line: int) -> bool:
        """Whether the line has this amount in this currency."""
        text = self.text(line).lower()
        if not 0 < amount < 10**9 or not re.search(_CURRENCIES[currency], text):
            return False
        bare = re.sub(r"(?<=\d)[\s.,'’](?=\d{3}(?!\d))", "", text)
        if re.search(rf"(?<!\d){amount}(?!\d)", bare):
            return True
        thousands = rf"(?<!\d){amount // 1000}\s?(?:тыс|т\.|k\b|к\b)"
        return amount % 1000 == 0 and re.search(thousands, bare) is not None

    def text(self, line: int) -> str:
        """The line, empty when there is none of that number."""
        return self._lines[line - 1] if 1 <= line <= len(self._lines) else ""

    def _around(self, line: int) -> list[str]:
        return [self.text(number) for number in range(line - _NEAR, line + _NEAR + 1)]

    def _points(self, line: int) -> set[Point]:
        points: set[Point] = set()
        for text in self._around(line):
            if period := find_period(text):
                points |= {point for point in (period.start, period.end) if point}
            if single := find_point(text):
                points.add(single[0])
        return points


def _pattern(value: str) -> re.Pattern[str] | None:
    words = value.split()
    if not words or len(value) > _MAX_VALUE or not any(map(str.isalnum, value)):
        return None
    if any(placeholder in value for placeholder in PLACEHOLDERS.values()):
        return None
    plain = r"\s+".join(re.sub("[её]", "[её]", re.escape(word.lower())) for word in words)
    return re.compile(rf"(?<!\w){plain}(?!\w)", re.IGNORECASE)
