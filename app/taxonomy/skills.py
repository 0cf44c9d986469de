"""Skills: one canonical name for every way of writing it, and fast finding of them in free text.

The tables are written by us (`tables/skills_*.txt`); `tables/key_skill_counts.tsv` is our own count of skill
names in public postings and only confirms that an unknown list item is a skill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from app.taxonomy.words import fold, stem

_TABLES = Path(__file__).parent / "tables"
_TOKEN = re.compile(r"\.net\b|[a-zа-я0-9]+(?:\+\+|#(?!\w))?")  # of a folded text
_CYRILLIC = re.compile(r"[а-я]")
_BETWEEN = re.compile(r"[ \-–—/\\.:&'\"«»()]{0,3}|[ \-]?\n[ ]?")
_EDGE = frozenset(",;/|•·()[]\t\n:\u2022")
_SAME_SHAPE = str.maketrans("асеорхтвмнк", "aceopxtbmhk")
_SURE_STEM = 4  # a shorter stem is shared by strangers unless only a case ending was cut off
_CASE_ENDING = re.compile(r"(?:[аеиоуыюяй]|о[мвйю]|е[мвйю]|ами?|ями?|[аия]х|ой|ей|ь|ью)?")
_EM = ("систем", "схем", "проблем")
_LONGEST = 7
_ROOT = 4  # first letters that make two words akin (tune)
_SIMILAR = 50  # of 100: spellings this much alike mean the same (tune)


@dataclass(frozen=True)
class SkillMention:
    """`name` is canonical; `text[start:end]` is how it is written."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class _Entry:
    name: str
    capital: bool = False  # an everyday word without its capital letter
    listed: bool = False  # counts only between list separators
    generic: bool = False  # a quality everybody claims
    weak: bool = False  # says something in a list of skills only
    broader: str | None = None  # the entry it was listed with


@dataclass(frozen=True)
class _Tables:
    entries: dict[tuple[str, ...], _Entry]
    longest: dict[str, int]  # first token -> most tokens of an entry that begins with it
    spellings: dict[str, str]  # as the tables write it, lower case -> name
    counted: dict[tuple[str, ...], str]


@lru_cache(maxsize=50_000)  # as many as stems are kept of
def _token_key(word: str) -> str:
    """One form for a token: Cyrillic is stemmed, look-alike letters of `1с`, `с++`, `с#` become Latin."""
    if word[-1] in "+#" or (word[0].isdigit() and not word.isdigit()):
        return word.translate(_SAME_SHAPE)
    if not _CYRILLIC.search(word):
        return word
    if word.endswith(_EM):
        word += "а"  # `систем` is no verb in -ем, as the stemmer has it
    short = stem(word)
    if len(short) < _SURE_STEM and not _CASE_ENDING.fullmatch(word.removeprefix(short)):
        return word  # `опыт` is no form of `ОПО`, nor `ревью` one of `ревит`
    return short


def _key(text: str) -> tuple[str, ...]:
    return tuple(_token_key(token) for token in _TOKEN.findall(fold(text)))


def _lines(name: str) -> Iterator[str]:
    for line in (_TABLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line


@cache
def _tables() -> _Tables:
    canonical: dict[tuple[str, ...], _Entry] = {}
    aliases: dict[tuple[str, ...], _Entry] = {}
    spellings: dict[str, tuple[str, ...]] = {}
    for table in ("skills_it.txt", "skills_work.txt", "skills_narrow.txt"):
        for line in _lines(table):
            written, _, others = line.partition(" = ")
            mark = written[0] if written[0] in "^*!" else ""
            name = written.removeprefix(mark).strip().replace("ё", "е")
            entry = _Entry(name, capital=mark == "^", listed=mark == "*", generic=mark == "!")
            canonical.setdefault(_key(name), entry)
            spellings[fold(name)] = _key(name)
            plain = _Entry(name, generic=entry.generic)
            narrow = table == "skills_narrow.txt"
            for alias in filter(None, (part.strip() for part in others.split(";"))):
                key = _key(alias)
                spellings.setdefault(fold(alias), key)
                if narrow or key not in aliases:
                    own = (
                        plain if narrow or entry.generic or _says_the_same(alias, name) else _own(alias, name)
                    )
                    aliases[key] = replace(own, listed=True) if _is_short(key) else own
    entries = {key: entry for key, entry in {**aliases, **canonical}.items() if key}
    for key in {_key(part) for line in _lines("skills_weak.txt") for part in line.split(";")}:
        if key in entries:
            entries[key] = replace(entries[key], weak=True)
    longest: dict[str, int] = {}
    for key in entries:
        longest[key[0]] = max(longest.get(key[0], 0), min(len(key), _LONGEST))
    counted = {
        key: name
        for line in _lines("key_skill_counts.tsv")
        for name, _, _count in [line.partition("\t")]
        if (key := _key(name))
    }
    named = {text: entries[key].name for text, key in spellings.items() if key in entries}
    return _Tables(entries, longest, named, counted)


@dataclass(frozen=True)
class _Imported:
    """Spellings of terms an operator imported, and what they mean."""

    version: str
    names: Mapping[tuple[str, ...], str]


_imported = _Imported("", {})  # replaced as a whole: readers in other threads see the old or the new


def use_imported(version: str, names: Mapping[tuple[str, ...], str]) -> None:
    """Lay imported spellings beneath our tables; `app.taxonomy.imported` decides which."""
    global _imported
    _imported = _Imported(version, names)
    _implied.cache_clear()
    implied_by.cache_clear()


def imported_version() -> str:
    """Changes with what is imported; empty when nothing is."""
    return _imported.version


def _says_the_same(alias: str, name: str) -> bool:
    """Whether an alias is another writing of `name` rather than a narrower thing listed with it: another
    script, an abbreviation, a common word or a similar spelling. A narrower thing keeps its own name."""
    left, right = fold(alias), fold(name)
    if bool(_CYRILLIC.search(left)) != bool(_CYRILLIC.search(right)) or len(left) < 6:
        return True
    tokens, others = set(_key(alias)), set(_key(name))
    akin = any(one[:_ROOT] == other[:_ROOT] for one in tokens for other in others if len(other) >= _ROOT)
    if akin or any(map(str.isdigit, left)):
        return True
    initials = "".join(word[0] for word in left.split())
    if len(initials) > 1 and initials in {*right.replace("/", " ").split(), right.replace(" ", "")}:
        return True
    return fuzz.ratio(left, right) >= _SIMILAR


def _own(alias: str, name: str) -> _Entry:
    shown = alias if alias.isupper() else alias[:1].upper() + alias[1:]
    return _Entry(shown if _CYRILLIC.search(alias) else alias.title(), broader=name)


def _is_short(key: tuple[str, ...]) -> bool:
    """One token of one or two letters says too little in running text."""
    return len(key) == 1 and len(key[0]) <= 2 and key[0].isalpha()


def canonical(name: str) -> str:
    """The canonical name, or `name` itself with its blanks collapsed when it is unknown; an imported name is
    not better than `name` for its capitals (`Jboss`, `logging`)."""
    key = _key(name)
    if entry := _tables().entries.get(key):
        return entry.name
    tidy = " ".join(name.split())
    meant = _imported.names.get(key, tidy)
    return tidy if fold(meant) == fold(tidy) else meant


def broader(name: str) -> str | None:
    """The wider skill a narrow one belongs to (`Сводные таблицы` -> `Excel`), or None."""
    entry = _tables().entries.get(_key(name))
    return entry.broader if entry else None


@cache
def _implied() -> dict[str, tuple[str, ...]]:
    wider: dict[str, tuple[str, ...]] = {}
    for line in _lines("skills_implied.txt"):
        name, _, shown_by = line.partition(" = ")
        for narrow in shown_by.split(";"):
            key = canonical(narrow.strip())
            wider[key] = (*wider.get(key, ()), canonical(name))
    return wider


@cache
def implied_by(name: str) -> tuple[str, ...]:
    """Wider skills that whoever has `name` has too, nearest first (`FastAPI` -> `REST API`, `API`, …)."""
    start = canonical(name)
    found: dict[str, None] = {}
    waiting = [start]
    while waiting:
        one = waiting.pop(0)
        broad = broader(one)
        for wider in (*_implied().get(one, ()), *((broad,) if broad else ())):
            if wider != start and wider not in found:
                found[wider] = None
                waiting.append(wider)
    return tuple(found)


def is_known(name: str) -> bool:
    """Whether `name` is in our table or among the counted key skills."""
    key = _key(name)
    return bool(key) and (key in _tables().entries or key in _tables().counted)


def is_listed(name: str) -> bool:
    """Whether `name`, an item of a list of skills, is known or imported. Elsewhere ask `is_known`: among
    imported terms are everyday words and words that are names of people too."""
    return is_known(name) or _key(name) in _imported.names


def is_certain(name: str) -> bool:
    """Whether `name` is in our table or imported: more than counted, where slips of the pen stand too."""
    key = _key(name)
    return key in _tables().entries or key in _imported.names


def is_ours(spelling: tuple[str, ...]) -> bool:
    """Whether a `spelling` is in our own table."""
    return spelling in _tables().entries


def spelling(text: str) -> tuple[str, ...]:
    """What two ways of writing share that differ in case, grammatical form or look-alike letters alone."""
    return _key(text)


def spellings() -> Mapping[str, str]:
    """Every spelling of our tables, in lower case, with the skill it means."""
    return _tables().spellings


def is_generic(name: str) -> bool:
    """Whether `name` is a quality everybody claims (responsibility, teamwork)."""
    entry = _tables().entries.get(_key(name))
    return bool(entry and entry.generic)


def find_skills(text: str, *, generic: bool = False) -> list[SkillMention]:
    """Mentions in reading order, longest first, not overlapping; `generic` adds what counts in lists only."""
    tables = _tables()
    low = fold(text)
    if len(low) != len(text):  # a character whose lower case is longer: keep offsets right
        text = low
    tokens = list(_TOKEN.finditer(low))
    keys = tuple([_token_key(match[0]) for match in tokens])
    found: list[SkillMention] = []
    longest, past = tables.longest, 0
    for index in [index for index, key in enumerate(keys) if key in longest]:
        if index < past:
            continue
        for length in range(min(longest[keys[index]], len(tokens) - index), 0, -1):
            entry = tables.entries.get(keys[index : index + length])
            if entry is None or ((entry.generic or entry.weak) and not generic):
                continue
            if length > 1 and not _joined(low, tokens[index : index + length]):
                continue
            start, end = tokens[index].start(), tokens[index + length - 1].end()
            if entry.capital and not text[start].isupper():
                continue
            if entry.listed and not (text[start].isupper() and _stands_alone(text, start, end)):
                continue
            found.append(SkillMention(entry.name, start, end))
            past = index + length
            break
    return found


def _joined(text: str, tokens: list[re.Match[str]]) -> bool:
    return all(
        _BETWEEN.fullmatch(text[one.end() : other.start()])
        for one, other in zip(tokens, tokens[1:], strict=False)
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Bounded by list separators, line ends or `и`/`and` on both sides."""
    before, after = text[max(0, start - 5) : start], text[end : end + 5]
    left = (
        not before.strip(" ") or before.rstrip(" ")[-1] in _EDGE or before.endswith((" и ", " and ", " на "))
    )
    right = (
        not after.strip(" ")
        or after.lstrip(" ")[0] in _EDGE
        or after.startswith((" и ", " and ", ". "))
        or after == "."
    )
    return left and right
