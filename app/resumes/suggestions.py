"""What somebody may mean while typing a job title or a place. Forgives grammatical cases, Latin letters in
place of Cyrillic ones, and a keyboard left in the other layout. Pure, over indexes built once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from app.taxonomy.areas import Area, all_areas, is_large
from app.taxonomy.roles import role_names
from app.taxonomy.words import fold, normalise, stem

_TITLES = Path(__file__).parents[1] / "taxonomy" / "tables" / "role_titles.txt"
_WORD = re.compile(r"[^\W_]+[+#]*")
_PARTS = re.compile(r", |/(?=\w{4})")
_LONGEST = 100  # characters looked at
_MOST = 1_000  # suggestions
_KNOWN = 2_000  # texts remembered
_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)
#: Longer spellings first, as they are written in passports and in chats.
_SOUNDS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("ye", "е"), ("yo", "е"), ("iy", "ий"), ("a", "а"),
    ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"),
    ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"),
    ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "ы"),
    ("z", "з"), ("'", "ь"),
)  # fmt: skip

#: Words that name no profession alone, with or without a level.
_VAGUE_WORDS = (
    "product manager lead head director specialist engineer developer analyst worker employee job work any "
    "продукт менеджер лид тимлид руководитель начальник директор специалист инженер разработчик аналитик "
    "сотрудник сотрудница работник работница работа вакансия любая любой"
)
_LEVEL_WORDS = (
    "junior middle senior sr jr младший младшая старший старшая ведущий ведущая джуниор мидл сеньор "
    "начинающий начинающая опытный опытная"
)
_VAGUE, _LEVELS = frozenset(_VAGUE_WORDS.split()), frozenset(_LEVEL_WORDS.split())


@dataclass(frozen=True)
class _Index:
    """`names` are what is suggested, best first; `words` pairs of (word, its name's number), sorted."""

    names: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]  # the words of each name
    words: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Sequence[str]]]) -> _Index:
        """Entries of (name, everything it is called)."""
        names, texts, pairs = [], [], set()
        for number, (name, called) in enumerate(entries):
            names.append(name)
            texts.append(tuple(dict.fromkeys(word for one in called for word in _words(one))))
            pairs |= {(word, number) for word in texts[-1]}
        return cls(tuple(names), tuple(texts), tuple(sorted(pairs)))

    def begins(self, beginning: str) -> set[int]:
        start = bisect_left(self.words, (beginning, -1))
        found = set()
        for word, number in self.words[start:]:
            if not word.startswith(beginning):
                break
            found.add(number)
        return found


def suggest_roles(text: str, limit: int = 10) -> list[str]:
    """Job titles with words that begin like those of `text`, best first; the usual ones when it is blank."""
    return list(_suggest("roles", text[:_LONGEST]))[: _bounded(limit)]


def suggest_places(text: str, limit: int = 10) -> list[str]:
    """Cities, regions and countries, best first; each is understood by `find_area`. Large ones when blank."""
    return list(_suggest("places", text[:_LONGEST]))[: _bounded(limit)]


def is_vague(title: str) -> bool:
    """Whether a title names no profession: a bare "менеджер", with a level or without."""
    telling = [word for word in _words(title) if word not in _LEVELS]
    return not telling or (len(telling) == 1 and telling[0] in _VAGUE)


def _bounded(limit: int) -> int:
    return max(0, min(limit, _MOST))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


@cache
def _roles() -> _Index:
    """The titles of our own list first, then those of the directory."""
    own = [line for line in _TITLES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    listed = [part.strip() for name in role_names() for part in _PARTS.split(name) if name != "Другое"]
    distinct: dict[str, str] = {}
    for title in (*own, *listed):
        if is_vague(title):
            continue
        distinct.setdefault(fold(title), title[:1].upper() + title[1:])
    return _Index.of((title, [title]) for title in distinct.values())


@cache
def _places() -> _Index:
    def rank(entry: tuple[Area, Sequence[str]]) -> tuple[bool, bool, bool, int]:
        area = entry[0]
        return area.country_id != "113", not is_large(area), area.region_id is not None, int(area.id)

    ranked = sorted(all_areas(), key=rank)
    return _Index.of(
        (area.name, [one.removeprefix("республика ") for one in names]) for area, names in ranked
    )


@lru_cache(maxsize=_KNOWN)
def _suggest(kind: Literal["roles", "places"], text: str) -> tuple[str, ...]:
    index = _roles() if kind == "roles" else _places()
    written = fold(normalise(text)).strip()
    if not _words(written):
        return index.names[:_MOST] if not written else ()
    for form in _forms(written):
        if found := _matches(index, _words(form)):
            return tuple(index.names[number] for number in found)[:_MOST]
    return ()


def _forms(written: str) -> list[str]:
    """As it is written, then what the keys or the sounds may have meant."""
    if re.search("[а-я]", written):
        meant = [written, written.translate(_TO_ENGLISH)]
    else:
        meant = [written, written.translate(_TO_RUSSIAN), _sounded(written)]
    return [form for form in dict.fromkeys(meant) if _words(form)]


def _sounded(text: str) -> str:
    for latin, cyrillic in _SOUNDS:
        text = text.replace(latin, cyrillic)
    return text


def _matches(index: _Index, words: list[str]) -> list[int]:
    """Names that have each word or its stem: whole words first, then names that begin so."""
    words = words[:8]
    if len(words) > 1 and words[0] in ("в", "во", "in"):
        words = words[1:]
    stems = [stem(word) for word in words]
    common = set.intersection(
        *(index.begins(word) | index.begins(short) for word, short in zip(words, stems, strict=True))
    )

    def rank(number: int) -> tuple[bool, bool, int]:
        own = index.texts[number]
        whole = set(words) <= set(own) or set(stems) <= {stem(word) for word in own}
        return not whole, not own[0].startswith((words[0], stems[0])), number

    return sorted(common, key=rank)
