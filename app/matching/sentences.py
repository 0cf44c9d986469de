"""The sentences of a requirement as they are meant, and what of each is firmly asked. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from app.matching.mentions import mentions_of

_A_SENTENCE = 5  # words that ask for something without the aside
_SENTENCE = re.compile(
    r"(?<=\s[A-Z][A-Za-z]{2})\.\s+(?=[А-ЯЁ])|(?:(?<=[^\W\d]{4})|(?<=\bлет))[.!]\s+(?:[-–—]\s*)?(?=[^\W\d])"
)
_MIXED = re.compile(r"[A-Za-z][авекмнорстухАВЕКМНОРСТУХ]|[авекмнорстухАВЕКМНОРСТУХ][A-Za-z]")
_MIXED_WORD = re.compile(r"\b(?=[^\W\d_]*[A-Za-z]{2})(?=[^\W\d_]{4})[A-Za-zавекмнорстухАВЕКМНОРСТУХ]+\b")
_ALIKE = str.maketrans("авекмнорстухАВЕКМНОРСТУХ", "abekmhopctyxABEKMHOPCTYX")
_WELCOME = re.compile(
    r"(?i)\([^()]*(?:\bплюс|желател|приветств|преимуществ|приоритет|preferred|\bplus\b|\bbonus|nice to have)"
    r"[^()]*\)"
)
#: What would rather be there, behind what is asked; and the last of a list that is only welcome.
_RATHER = re.compile(
    r"(?i)(?<=\w{2})\s*[,;(]\s*(?:предпочтительн\w*|предпочтени\w+|желательно|лучше|preferably|ideally)\s[^()]*\)?$|"
    r",\s[^,;()]{2,40}\((?:желательно|предпочтительно|optional|optionally|preferred|a plus|как плюс)\)"
)


@lru_cache(maxsize=20_000)  # like all that the text alone decides: postings are asked about again and again
def sentences(text: str) -> tuple[str, tuple[str, ...]]:
    """With Latin words typed in the other layout ("Еxcel") as they are meant, and the sentences."""
    if _MIXED.search(text):
        text = _MIXED_WORD.sub(lambda found: found[0].translate(_ALIKE), text)
    return text, tuple(part for part in _SENTENCE.split(text) if len(part.strip()) > 2)


@lru_cache(maxsize=20_000)
def asked_firmly(text: str) -> str:
    """Without what is only welcome, where that leaves anything."""
    if (firmly := _RATHER.sub(" ", text)) != text and mentions_of(firmly):
        text = firmly
    rest = _WELCOME.sub(" ", text)
    if rest != text and (mentions_of(rest) or len(rest.split()) >= _A_SENTENCE):
        text = rest
    return text
