"""Words as identity compares them, and the one spelling of a company's name. Pure."""

from __future__ import annotations

import re

from app.taxonomy.words import fold

_WORD = re.compile(r"[^\W_]+(?:\+\+|[#+])?")
_MIXED = re.compile(r"[a-z][а-яё]|[а-яё][a-z]|\b1c\b")
_TWINS = str.maketrans("aceopxyktmhb", "асеорхуктмнв")


def listed(words: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(words.split())


_LEGAL = listed(
    "ооо оао зао пао ао ип нпо нао фгуп фгбу гбу гуп муп мкп одо чуп уп руп ано ltd llc inc gmbh co corp ag "
    "акционерное общество публичное sa bv plc oy ab limited corporation company компания группа гк ooo zao "
    "oao pao group holding холдинг"
)
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip


def words(text: str) -> list[str]:
    """Words in lower case, letters of the other alphabet put right (`Ночнoй`, `1C`)."""
    folded = fold(text)
    found = _WORD.findall(folded)
    return [_mended(word) for word in found] if _MIXED.search(folded) else found


def transliterated(word: str) -> str:
    """A lower-case word in Latin letters."""
    return "".join(_LETTERS.get(letter, letter) for letter in word)


def employer_key(name: str | None) -> str:
    """One spelling for a company: without legal form, quotes and script; empty when nothing is left."""
    return " ".join(transliterated(word) for word in words((name or "")[:300]) if word not in _LEGAL)


def _mended(word: str) -> str:
    return word.translate(_TWINS) if _MIXED.search(word) else word
