"""How a word sounds, in one spelling for Russian and English: "софролог" and "sophrologist" begin alike.

Names of trades that both languages took from Greek or Latin are met so, even if no lexicon has them.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "g", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
        "ф": "f", "х": "h", "ц": "k", "ч": "k", "ш": "s", "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e",
        "ю": "u", "я": "a",
    }
)  # fmt: skip
#: English spellings of one sound, longer ones first; a soft c is a к in Russian as often as an с.
_SPELLINGS = (
    ("ph", "f"), ("ch", "k"), ("ck", "k"), ("sh", "s"), ("th", "t"), ("x", "ks"), ("c", "k"), ("q", "k"),
    ("y", "i"), ("w", "v"), ("j", "i"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1")
_LENGTH = 6


@lru_cache(maxsize=20_000)
def beginning_sound(word: str) -> str:
    """The first six sounds of a lower-case word, in Latin letters."""
    sounds = word.translate(_LETTERS)
    for spelling, sound in _SPELLINGS:
        sounds = sounds.replace(spelling, sound)
    return _DOUBLE.sub(r"\1", sounds)[:_LENGTH]
