"""What boards are asked when a segment is warmed or scanned: several independent facets of a profile. Pure.

In this order: the role family, the wanted titles, the title with an industry, the title with the top skill,
the top three hard skills; a further title where there is room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.resumes.profile import Profile
from app.segments.key import Segment
from app.segments.wording import directory_title, family_name, hard_skills, language_of
from app.taxonomy.domains import domain_name
from app.taxonomy.words import fold

MOST_QUERIES = 6
MOST_WORDS = 7
TOP_SKILLS = 3
_ROOT = 6  # first letters that make two words akin
#: What a board may take for an operator of its query language, or we for the end of a word.
_UNSAFE = re.compile(r"[^\w\s+#./-]")
_OPERATORS = frozenset({"and", "or", "not"})


def discovery_queries(profile: Profile, segment: Segment) -> list[str]:
    """At most six queries of at most seven words, none twice (whatever its case); empty when the profile
    names neither a role, nor a skill, nor an industry of our tables."""
    language = language_of(profile)
    titles = [one for one in map(directory_title, profile.titles[:6]) if one]
    family = family_name(segment.role_id) if segment.role_id else ""
    base = next(iter(titles), family)
    known = hard_skills(profile)
    industries = [domain_name(code, language) for code in profile.domains if code in segment.domains]
    industry = next((name for name in industries if not _akin(base, name)), "")
    beside = next((name for name in known if not _holds(base, name)), "")
    facets = [
        family if language == "ru" or not titles else "",
        *titles[:1],
        _joined([base, industry]) if base and industry else "",
        _joined([base, beside]) if base and beside else "",
        _joined(known[:TOP_SKILLS]),
        *titles[1:],
        *([] if base else industries),
    ]
    return distinct(facets)


def distinct(texts: Iterable[str]) -> list[str]:
    """Cleaned, cut to seven words, without blanks and repeats; the first six."""
    kept: dict[str, str] = {}
    for text in texts:
        words = [word for word in _UNSAFE.sub(" ", text).split() if fold(word) not in _OPERATORS]
        if words:
            short = " ".join(words[:MOST_WORDS])
            kept.setdefault(fold(short), short)
        if len(kept) == MOST_QUERIES:
            break
    return list(kept.values())


def _joined(parts: list[str]) -> str:
    """As many whole parts as go into seven words; the first one always."""
    words: list[str] = []
    for part in parts:
        if words and len(words) + len(part.split()) > MOST_WORDS:
            break
        words += part.split()
    return " ".join(words)


def _akin(title: str, name: str) -> bool:
    """Whether a title says the industry already: "бухгалтер" that of accounting."""
    begins = {word[:_ROOT] for word in fold(title).split()}
    return any(word[:_ROOT] in begins for word in fold(name).split())


def _holds(title: str, name: str) -> bool:
    return f" {fold(name)} " in f" {fold(title)} "
