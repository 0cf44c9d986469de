"""Seniority from what a title says, else from years of experience."""

from __future__ import annotations

import re
from typing import Literal

from app.taxonomy.words import fold

Seniority = Literal["intern", "junior", "middle", "senior", "lead"]
SENIORITIES: tuple[Seniority, ...] = ("intern", "junior", "middle", "senior", "lead")

_TITLES: tuple[tuple[Seniority, re.Pattern[str]], ...] = (
    (
        "intern",
        re.compile(r"\b(стаж[её]р\w*|стажировк\w*|практикант\w*|intern|internship|trainee|студент\w*)\b"),
    ),
    (
        "lead",
        re.compile(
            r"\b(руководител\w*|начальник\w*|директор\w*|заведующ\w*|управляющ\w*|тим-?лид\w*|тех-?лид\w*|глава|"
            r"team-?\s?lead\w*|tech-?\s?lead\w*|lead|head|director|chief|principal|vp|c[etofimp]o|вице-президент|"
            r"главный (?:бухгалтер|инженер|врач|архитектор|технолог|механик|энергетик)|шеф-повар|главбух)\b"
        ),
    ),
    (
        "junior",
        re.compile(r"\b(младш\w*|джуниор\w*|junior|jr|начинающ\w*|помощник\w*|ассистент\w*|ученик|entry)\b"),
    ),
    (
        "senior",
        re.compile(r"\b(старш\w*|ведущ\w*|главн\w*|сеньор\w*|senior|sr|staff|эксперт|expert|синьор)\b"),
    ),
    ("middle", re.compile(r"\b(middle|mid|мидл\w*|миддл\w*)\b")),
)
#: "помощник руководителя" serves a lead and is none
_SERVES = re.compile(
    r"\b(помощник|ассистент|секретарь|заместител\w+ помощника|assistant to|personal assistant)\b"
)


def seniority_of(title: str, years: float | None = None) -> Seniority | None:
    """What the title says, else from `years` (below 1 junior, below 4 middle); None when neither tells."""
    low = fold(title)
    serves = bool(_SERVES.search(low))
    for level, pattern in _TITLES:
        if level == "lead" and serves:
            continue
        if pattern.search(low):
            if serves and level == "junior" and years is not None and years >= 1:
                break
            return level
    if years is None:
        return None
    if years < 1:
        return "junior"
    if years < 4:
        return "middle"
    return "senior"
