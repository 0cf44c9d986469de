"""The language a requirement asks for, with its level, against the résumé's languages. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from app.matching.evidence import Evidence
from app.matching.finding import Finding
from app.taxonomy.words import fold

_LANGUAGES = {
    "английск": "английский", "english": "английский", "немецк": "немецкий", "german": "немецкий",
    "французск": "французский", "french": "французский", "китайск": "китайский", "chinese": "китайский",
    "испанск": "испанский", "spanish": "испанский", "итальянск": "итальянский", "казахск": "казахский",
    "белорусск": "белорусский", "турецк": "турецкий", "арабск": "арабский", "японск": "японский",
    "корейск": "корейский", "польск": "польский", "русск": "русский", "russian": "русский",
    "узбекск": "узбекский", "украинск": "украинский", "чешск": "чешский", "португальск": "португальский",
    "japanese": "японский", "italian": "итальянский", "turkish": "турецкий", "arabic": "арабский",
    "korean": "корейский", "polish": "польский", "portuguese": "португальский", "ukrainian": "украинский",
    "dutch": "нидерландский", "swedish": "шведский", "hebrew": "иврит",
    "сербск": "сербский", "армянск": "армянский", "киргизск": "киргизский", "таджикск": "таджикский",
}  # fmt: skip
_STARTS = tuple(_LANGUAGES)
_NAMED = re.compile(rf"\b(?:{'|'.join(_STARTS)})")
_ENGLISH_NAMES = {
    "английский": "english", "немецкий": "german", "французский": "french", "китайский": "chinese",
    "испанский": "spanish", "итальянский": "italian", "турецкий": "turkish", "арабский": "arabic",
    "японский": "japanese", "корейский": "korean", "польский": "polish", "русский": "russian",
    "португальский": "portuguese", "украинский": "ukrainian",
}  # fmt: skip

_WITH_A_LEVEL = tuple(
    (full, re.compile(rf"(?:^|[\s:,;]){start}\w*(?:\s+язык)?\s*[-–—:(]+\s*([^,;.)]{{1,30}})"))
    for start, full in _LANGUAGES.items()
)
_LEVEL_WORDS = (
    (re.compile(r"native|родно"), 6), (re.compile(r"\b[cс]2\b|proficien|свободн|в совершенстве|fluent"), 4),
    (re.compile(r"\b[cс]1\b|advanced|продвинут"), 4), (re.compile(r"\b[bв]2\b|upper|выше среднего"), 3),
    (re.compile(r"\b[bв]1\b|(?<!pre-)(?<!pre )intermediate|средн|разговорн|устн\w+ общени"), 2),
    (re.compile(r"\b[aа]2\b|pre.?intermediate|elementary|базов|чтени|чита|техническ|начальн"), 1),
    (re.compile(r"\b[aа]1\b"), 0),
)  # fmt: skip
_LANGUAGE_ASKED = re.compile(
    r"язык|fluen|speak|native|уровн|english|[abcавс][12]\b|intermediate|advanced|fluent|владен|знани|разговорн|свободн|^\w+$|"
    r"письменн|чтени|техническ"
)
_READING = re.compile(
    r"^(?!.*(?:устн|разговор|говор|общат|переписк|[abcавс][12]\b|upper|intermediate)).*(?:чита|чтени)"
)
_ONLY_READ = re.compile(
    r"^(?!.*\b[abcавс][12]\b)(?=.*(?:англ|english|немец|язык)).{0,60}(?:техническ|чтени|читаю)"
)
_WELCOME = re.compile(r"\([^()]*(?:welcom|plus|плюс|желател|приветств|преимуществ)[^()]*\)")
_ANY_OF = re.compile(r"\bили\b|\bлибо\b|\bor\b|/|один из|любой|с русского на|перевод")
_WRITTEN = {
    "русский": re.compile(r"(?i)[а-яё]{3,} [а-яё]{3,}"),
    "английский": re.compile(r"(?i)^[^а-яё]*[a-z]{3,} (?:and|the|of|for|with|to|in|a|an|by|on) [^а-яё]*$"),
}
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_FEW = 5  # lines that say nothing of a résumé's language
_MOSTLY = 0.25  # share of a résumé's lines; the rest are names, dates and lists of skills (tune)


@lru_cache(maxsize=5_000)
def is_language(name: str) -> bool:
    """Whether a skill name is a language."""
    return fold(name).startswith(_STARTS)


@lru_cache(maxsize=20_000)
def asked(low: str) -> str | None:
    """The language that folded text asks for, by its Russian name; of several the first of our list."""
    named = {found[0] for found in _NAMED.finditer(low)}
    if not named or not _LANGUAGE_ASKED.search(low):
        return None
    return next(full for start, full in _LANGUAGES.items() if start in named)


def language(low: str, evidence: Evidence) -> Finding | None:
    """None when none is asked; of several, all have to be there unless any will do. Who writes a résumé in a
    language knows it; one known less well than asked is there in part."""
    low = _WELCOME.sub(" ", low)
    first = asked(low)
    if first is None:
        return None
    several = {found[0] for found in _NAMED.finditer(low)}
    named = list(dict.fromkeys(_LANGUAGES[start] for start in _STARTS if start in several))
    found = [_one(name, low, evidence) for name in named]
    shown = next((one.line for one in found if one.line), None)
    verdicts = {one.verdict for one in found}
    if len(verdicts) == 1:
        return found[0]
    if _ANY_OF.search(low) and "met" in verdicts:
        return next(one for one in found if one.verdict == "met")
    return Finding("partly", shown)


def _one(named: str, low: str, evidence: Evidence) -> Finding:
    held = evidence.languages.get(named) or evidence.languages.get(_ENGLISH_NAMES.get(named, named))
    held = held or _told(named, evidence)
    if held is None:
        if line := _written_in(named, evidence):
            return Finding("met", line)
        line = evidence.skills.get(f"{named} язык")
        return Finding("partly", line) if line else Finding("missing")
    wanted, level = _level(low), _level(fold(held[0] or ""))
    if level is not None and _ONLY_READ.search(fold(held[1])):
        level = min(level, 1)  # whatever was read into it
    if wanted is None:
        return Finding("met", held[1])
    if level is None:
        return Finding("met" if _written_in(named, evidence) else "partly", held[1])
    return Finding("met" if level >= wanted else "partly", held[1])


def _told(named: str, evidence: Evidence) -> tuple[str | None, str] | None:
    """The level and the line of a language that a line of the résumé names with its level."""
    for pattern in (pattern for full, pattern in _WITH_A_LEVEL if full == named):
        for line in evidence.lines:
            found = pattern.search(fold(line))
            if found and _level(found[1]) is not None:
                return found[1], line
    return None


def _level(low: str) -> int | None:
    if _READING.search(low):
        return 1
    return next((rank for pattern, rank in _LEVEL_WORDS if pattern.search(low)), None)


def _written_in(named: str, evidence: Evidence) -> str | None:
    """The longest line in that language when the résumé is written in it."""
    word = _WRITTEN.get(named)
    found = [line for line in evidence.lines if word and word.search(line)]
    if (
        named == "английский"
        and len(evidence.lines) >= _FEW
        and not any(map(_RUSSIAN.search, evidence.lines))
    ):
        found = found or list(evidence.lines)  # short lines, but not a word of Russian in any
        return max(found, key=len)
    return max(found, key=len) if len(found) > _MOSTLY * len(evidence.lines) else None
