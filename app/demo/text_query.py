"""The board's query language, the part of it that searches use: AND, OR, NOT, quotes, `*`, field prefixes.

A query is compiled to a set operation over an inverted index; words are compared by their stems.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from Stemmer import Stemmer  # type: ignore[import-not-found]

FIELDS = ("name", "company_name", "description")
_PARTS = re.compile(r'"[^"]*"|\(|\)|[^\s()"]+')
_WORD = re.compile(r"[0-9a-zа-я+#]+", re.IGNORECASE)
_RUSSIAN, _LATIN = Stemmer("russian"), Stemmer("english")
Found = set[int]
Lookup = Callable[[str, tuple[str, ...], bool], Found]


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    stemmer = _RUSSIAN if "а" <= word[0] <= "я" else _LATIN
    stemmed: str = stemmer.stemWord(word)
    return stemmed


def stems(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(text.casefold().replace("ё", "е"))]


def search(text: str, lookup: Lookup, everything: Found, fields: tuple[str, ...] = FIELDS) -> Found:
    """The matches of a query. `lookup(stem, fields, as_prefix)` answers for one word."""
    parser = _Parser(_PARTS.findall(text)[:200], lookup, everything, fields)
    found = parser.either()
    return found if found is not None else set(everything)


class _Parser:
    def __init__(self, rest: list[str], lookup: Lookup, everything: Found, fields: tuple[str, ...]) -> None:
        self._rest = rest
        self._lookup = lookup
        self._everything = everything
        self._fields = fields

    def either(self) -> Found | None:
        found = self._all()
        while self._rest and self._rest[0] == "OR":
            self._rest.pop(0)
            other = self._all()
            if other is not None:
                found = other if found is None else found | other
        return found

    def _all(self) -> Found | None:
        found: Found | None = None
        while self._rest and self._rest[0] not in {"OR", ")"}:
            if self._rest[0] == "AND":
                self._rest.pop(0)
                continue
            one = self._one()
            if one is not None:
                found = one if found is None else found & one
        return found

    def _one(self) -> Found | None:
        part = self._rest.pop(0)
        if part == "NOT" and self._rest and self._rest[0] not in {"OR", ")"}:
            inner = self._one()
            return None if inner is None else self._everything - inner
        if part == "(":
            inner = self.either()
            if self._rest and self._rest[0] == ")":
                self._rest.pop(0)
            return inner
        return self._words(part)

    def _words(self, part: str) -> Found | None:
        fields = self._fields
        prefix, colon, rest = part.partition(":")
        if colon and prefix.casefold() in FIELDS:
            fields = (prefix.casefold(),)
            part = rest or (self._rest.pop(0) if self._rest else "")
        found: Found | None = None
        for word in stems(part):
            one = self._lookup(word, fields, part.endswith("*"))
            found = one if found is None else found & one
        return found


def highlight(text: str | None, wanted: frozenset[str]) -> str | None:
    """Mark the words of a query in a snippet the way the board does."""
    if text is None or not wanted:
        return text

    def mark(found: re.Match[str]) -> str:
        word = found.group()
        if stem(word.casefold().replace("ё", "е")) in wanted:
            return f"<highlighttext>{word}</highlighttext>"
        return word

    return re.sub(r"[0-9A-Za-zА-Яа-яЁё+#]+", mark, text)
