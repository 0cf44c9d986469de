"""Titles and skills in the words of our own tables, so that a query carries nothing of a person. Pure.

A title that somebody wrote may hold anything: a name, a company, a telephone number. What comes out here is
put together from directory words alone.
"""

from __future__ import annotations

import re
from functools import cache

from app.resumes.profile import Profile
from app.resumes.suggestions import is_vague
from app.taxonomy import roles, skills
from app.taxonomy.words import fold, stem

_WORD = re.compile(r"[^\W_]+")
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)")
#: Words of the directory that join others and say nothing at an end.
_JOINTS = frozenset({"по", "и", "с", "на", "для", "of", "and", "for", "in"})
_NOTHING = frozenset({"другое"})


@cache
def _words() -> dict[str, str]:
    """Every word of the directory of roles and of the common titles, folded, and the stem of each -> that
    word as it is there. A word's own form goes before another one's stem."""
    forms: dict[str, str] = {}
    for title in (*roles.role_names(), *roles.common_titles()):
        for word in _WORD.findall(title):
            low = fold(word)
            if low not in _NOTHING and not word.isdigit() and (len(low) > 1 or low in _JOINTS):
                forms.setdefault(low, word if word.isupper() else word.lower())
    stems: dict[str, str] = {}
    for low, word in forms.items():
        stems.setdefault(stem(low), word)
    return stems | forms


def _in_directory(word: str) -> str | None:
    low = fold(word)
    return _words().get(low) or _words().get(stem(low))


def directory_title(title: str) -> str:
    """What the directory's words and known skills leave of a title; empty when that names no profession."""
    title = title[:200]
    mentions = {one.start: one for one in skills.find_skills(title) if skills.is_known(one.name)}
    kept: list[str] = []
    behind = 0
    for match in _WORD.finditer(title):
        if match.start() < behind:
            continue
        mention = mentions.get(match.start())
        if mention is None:
            kept += filter(None, [_in_directory(match.group())])
            continue
        behind = mention.end
        words = [_in_directory(word) for word in _WORD.findall(title[mention.start : behind])]
        known = [word for word in words if word]
        plain = " ".join(known)
        own = len(known) < len(words) or fold(plain) == fold(mention.name)  # else "данных" stays as it is
        kept.append(mention.name if own else plain)
    while kept and kept[-1] in _JOINTS:
        kept.pop()
    while kept and kept[0] in _JOINTS:
        kept.pop(0)
    plain = " ".join(dict.fromkeys(kept))
    named = any(_in_directory(word) for word in _WORD.findall(plain))
    return plain if named and not is_vague(plain) else ""


def family_name(role_id: str) -> str:
    """The first of the directory's names for a role: "Программист" of "Программист, разработчик"."""
    name = roles.role_name(role_id) or ""
    return _BRACKETS.sub("", name.split(",")[0].split("/")[0]).strip()


def hard_skills(profile: Profile) -> list[str]:
    """Names of our tables, as the profile orders them, without qualities everybody claims."""
    return [
        name for name in profile.skill_names if skills.is_certain(name) and not skills.is_generic(name)
    ]  # fmt: skip


def language_of(profile: Profile) -> str:
    """`ru` or `en`, by the titles, which boards are asked with."""
    titles = " ".join(profile.titles[:6])
    return "en" if titles.strip() and not _RUSSIAN.search(titles) else "ru"
