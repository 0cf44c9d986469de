"""Words: one normal form for text and one stem per word, Russian and English by script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol, cast

import Stemmer  # type: ignore[import-not-found]

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[а-я]")
_BLANKS = re.compile("  +")  # NFKC makes a space of every other blank
#: Invisible characters and control characters (category Cc) but line ends and tabs.
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


class _Stems(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


@cache
def _stemmer(language: str) -> _Stems:
    return cast(_Stems, Stemmer.Stemmer(language))


def normalise(text: str) -> str:
    """NFKC without NUL, lone surrogates, control and invisible characters; blanks collapsed, lines kept."""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "№".join(unicodedata.normalize("NFKC", part) for part in text.split("№"))
    text = _BLANKS.sub(" ", _DROPPED.sub("", text))
    return text.replace(" \n", "\n").replace("\n ", "\n").strip(" ")


@lru_cache(maxsize=50_000)  # more than the words of ten thousand adverts; a full one takes 12 MB
def stem(word: str) -> str:
    """The stem of one lower-case word; words with digits stay as they are."""
    if _CYRILLIC.search(word):
        return _stemmer("russian").stemWord(word)
    if word.isascii() and word.isalpha():
        return _stemmer("english").stemWord(word)
    return word


def fold(text: str) -> str:
    """Lower case with ё as е."""
    return text.lower().replace("ё", "е")


def is_russian(text: str) -> bool:
    """Whether any letter of it is Cyrillic."""
    return bool(_CYRILLIC.search(fold(text)))


def stems(text: str) -> list[str]:
    """Stems of all words of `text`, in order."""
    return [stem(word) for word in _WORD.findall(fold(text))]
