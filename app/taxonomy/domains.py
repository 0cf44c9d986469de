"""Industries a text speaks of, as stable codes; the word lists are ours (`tables/domains.txt`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from pathlib import Path

from app.taxonomy.words import fold

_TABLE = Path(__file__).parent / "tables" / "domains.txt"
_NAMES = _TABLE.with_name("domain_names.tsv")
_WORD = re.compile(r"[a-zа-я0-9]+")
#: What requirements and perks say in any industry: a diploma, an insurance, a gym, a medical certificate.
_ANYWHERE = re.compile(
    r"(?:высш|средн|профильн|неоконченн|специальн|техническ|экономическ|юридическ)[а-я-]*"
    r"(?:[\s/,(-]+[а-я-]+){0,3}[\s)]+образовани[а-я]*|образовани[а-я]*\s*[:—(-]*\s*(?:не\s+ниже\s+)?(?:высш|средн)[а-я-]*|"
    r"мед(?:ицинск[а-я]*|\.)?[\s-]*(?:книжк|страхов|осмотр|справк|полис|обслуживан)[а-я]*|\bдмс\b|"
    r"(?:компенсац|абонемент|скидк|оплат)[а-я]*(?:\s+[а-я]+){0,3}\s+фитнес[а-я-]*|фитнес[\s-]*(?:клуб|зал)[а-я]*|"
    r"(?:degree|diploma)\s+(?:in|from)|(?:university|college|bachelor\S*|master\S*)\s+degree|higher\s+education|"
    r"(?:medical|health)\s+insurance"
)
_PREFIX = 3  # every beginning is looked up by its first letters


@cache
def _rules() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    rules: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, beginnings = line.partition(":")
            for beginning in beginnings.split():
                parts = tuple(_WORD.findall(beginning.replace("_", " ")))
                rules[parts[0][:_PREFIX]].append((code, parts))
    return dict(rules)


@cache
def codes() -> tuple[str, ...]:
    """All domain codes."""
    return tuple(sorted({code for rules in _rules().values() for code, _ in rules}))


@cache
def _names() -> dict[str, tuple[str, str]]:
    lines = [line for line in _NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {code: (russian, english) for code, russian, english in (line.split("\t") for line in lines)}


def domain_name(code: str, language: str) -> str:
    """What a domain is called in postings, in `ru` or `en`; empty for an unknown code."""
    russian, english = _names().get(code, ("", ""))
    return russian if language == "ru" else english


def domains_of(text: str, limit: int = 3) -> list[str]:
    """Codes by how often the text speaks of them, at most `limit`; faint ones are left out."""
    words = _WORD.findall(_ANYWHERE.sub(" ", fold(text[:50_000])))
    counts: Counter[str] = Counter()
    for index, starting in enumerate(map(_starting, words)):
        for code, parts in starting:
            following = words[index + 1 : index + len(parts)]
            if len(following) == len(parts) - 1 and all(map(_begins, following, parts[1:])):
                counts[code] += len(parts)
    if not counts:
        return []
    most = max(counts.values())
    ranked = sorted(counts, key=lambda code: (-counts[code], code))
    return [code for code in ranked if counts[code] >= 0.25 * most][:limit]


@lru_cache(maxsize=50_000)
def _starting(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The rules that may begin with this word."""
    return tuple(rule for rule in _rules().get(word[:_PREFIX], ()) if _begins(word, rule[1][0]))


def _begins(word: str, part: str) -> bool:
    return word == part if len(part) <= _PREFIX else word.startswith(part)
