"""The text as a reader sees it: no invisible characters, one form for look-alikes, and the way back.

Detectors read a `View`; `View.source` says where a finding stands in the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.privacy.types import PLACEHOLDERS

#: Stands for what is removed already; no pattern of a detector matches it.
BARRIER = "\ue000"
_PLACED = re.compile("|".join(re.escape(one) for one in PLACEHOLDERS.values()))
_ESCAPED = re.compile(r"&#0{0,4}(\d{2,6});|&#x0{0,4}([0-9a-f]{2,5});|%(40|2b|20)", re.IGNORECASE)
_BROKEN = re.compile(r"(?<=[а-яё])-\n(?=[а-яё])")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"(?<![^\s(,;:])[\w@](?: [\w@.\-]){3,}(?![^\s),;:.])")
_TO_LATIN = str.maketrans("асеорхуіјѕԁёАВСЕНІЈКМОРЅТХУЁвкнмтгЗзпи", "aceopxyijsdeABCEHIJKMOPSTXYEbkhmtrZznu")
_SURE_LATIN = frozenset("асеорхуіјѕԁёАВСЕНІЈКМОРЅТХУЁ")
_TO_CYRILLIC = str.maketrans("aceopxyiABCEHIKMOPTXYkmhtbnurgëË", "асеорхуіАВСЕНІКМОРТХУкмнтьпигдёЁ")
_SURE_CYRILLIC = frozenset("aceopxyiABCEHIKMOPTXYkëË")


@dataclass(frozen=True)
class View:
    """`text[i]` stands for the characters `[starts[i], ends[i])` of the source."""

    text: str
    starts: list[int]
    ends: list[int]

    def source(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def fold(source: str) -> View:
    """A view of any text, at most a few characters longer per compatibility character."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(seen: str, start: int, end: int) -> None:
        characters.extend(seen)
        starts.extend([start] * len(seen))
        ends.extend([end] * len(seen))

    special = {match.start(): match for match in _PLACED.finditer(source)}
    special.update({match.start(): match for match in _ESCAPED.finditer(source)})
    at = 0
    while at < len(source):
        match = special.get(at)
        if match is not None:
            add(BARRIER if match.re is _PLACED else _unescaped(match), at, match.end())
            at = match.end()
            continue
        character = source[at]
        at += 1
        if character.isascii() and character.isprintable():
            add(character, at - 1, at)
            continue
        seen = _seen(character)
        if seen:
            add(seen, at - 1, at)
        elif characters:  # a mark or nothing at all: it goes with the character before it
            if unicodedata.combining(character):
                composed = unicodedata.normalize("NFC", characters[-1] + character)
                if len(composed) == 1 and composed in "йёЙЁ":
                    characters[-1] = composed
            ends[-1] = at
    for match in reversed(list(_BROKEN.finditer("".join(characters)))):
        del characters[match.start() : match.end()], starts[match.start() : match.end()]
        del ends[match.start() : match.end()]
    text = _LETTERS.sub(lambda match: _one_script(match.group()), "".join(characters))
    return View(text, starts, ends)


def joined(view: View) -> View | None:
    """The same with `И в а н` read as one word; None when nothing is written so."""
    drop: set[int] = set()
    for match in _SPACED.finditer(view.text):
        drop.update(range(match.start() + 1, match.end(), 2))
    if not drop:
        return None
    kept = [index for index in range(len(view.text)) if index not in drop]
    return View(
        _LETTERS.sub(lambda match: _one_script(match.group()), "".join(view.text[index] for index in kept)),
        [view.starts[index] for index in kept],
        [view.ends[index] for index in kept],
    )


def _unescaped(match: re.Match[str]) -> str:
    decimal, hexadecimal, percent = match.groups()
    code = int(decimal) if decimal else int(hexadecimal or percent, 16)
    character = chr(code) if code < 0x110000 else " "
    return character if character.isascii() and character.isprintable() else " "


def _seen(character: str) -> str:
    """What a reader sees: one or more characters, or nothing."""
    if "А" <= character <= "я" or character in "ёЁ№\n\t":
        return character
    if character in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        return "\n"
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me", "Cs") or character in "\u115f\u1160\u3164\uffa0\u2800":
        return ""
    if category in ("Zs", "Cc", "Co", "Cn"):
        return " "
    if category == "Pd" or character in "−⁃":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return (
        "".join(part for part in unicodedata.normalize("NFKC", character) if not unicodedata.combining(part))
        or ""
    )


def _one_script(word: str) -> str:
    """A word of Latin and Cyrillic letters in the script that holds all of it; other words as they are."""
    latin = [letter for letter in word if letter < "\u0250"]
    cyrillic = [letter for letter in word if "\u0400" <= letter <= "\u052f"]
    if not latin or not cyrillic:
        return word
    foreign_latin = sum(letter not in _SURE_CYRILLIC for letter in latin)
    foreign_cyrillic = sum(letter not in _SURE_LATIN for letter in cyrillic)
    if foreign_cyrillic == foreign_latin:
        to_latin = len(latin) >= len(cyrillic)
    else:
        to_latin = foreign_cyrillic < foreign_latin
    return word.translate(_TO_LATIN if to_latin else _TO_CYRILLIC)
