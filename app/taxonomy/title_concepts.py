"""Job titles as concepts that are the same in Russian and English: "сварщик" and "welder" are one token.

A lexicon (tables/titles) maps words and phrases of both languages to concepts; the longest phrase is read
first and words compare by stem. A word that no line knows stays as its stem, so nothing gets lost; beside it
stands a relative from the lexicon or its sound ("~sofrol"), which both languages share. Besides what a title
says, it implies weaker concepts: a phrase the words of its own name, a trade its field.
"""

from __future__ import annotations

from functools import cache, lru_cache

from app.taxonomy.title_lexicon import Lexicon, form_words, read_lexicon
from app.taxonomy.word_sounds import beginning_sound
from app.taxonomy.words import stem

MAX_TITLE = 300  # characters
_MAX_WORDS = 40
_MAX_PHRASE = 5
#: What is written counts in full; what follows from it less at each step; the level of a post hardly.
_IMPLIED = 0.85
_STEPS = 2
_LEVEL = 0.2
_ALSO = 0.5  # the second meaning of a word
_RELATIVE = 0.8  # a word that only begins as a known one, over most of its length
_RELATIVE_SHARE = 0.7
_LEAST_RELATIVE = 6
_LEAST_SOUND = 5
_LEAST_BEGINNING = 4
_LEAST_PART, _LEAST_REST = 3, 4
_FEMININE = {"щица": "щик", "чица": "чик", "ница": "ник", "тельница": "тель"}


def concepts(title: str) -> tuple[str, ...]:
    """Stable tokens of a title, the heaviest first (an occupation before what only describes it)."""
    return tuple(token for token, _ in _weighted(title[:MAX_TITLE]))


def weighted(title: str) -> dict[str, float]:
    """Token -> weight 0..1, heaviest first, in the order of the title among equals."""
    return dict(_weighted(title[:MAX_TITLE]))


def names_a_job(line: str) -> bool:
    """Whether a line has a trade or a post in it: "Data engineer" does, "About us" does not."""
    lines = _lexicon().lines
    return any(token in lines and lines[token].kind == "jobs" for token, _ in _written(line[:MAX_TITLE]))


@lru_cache(maxsize=20_000)
def _weighted(title: str) -> tuple[tuple[str, float], ...]:
    lines = _lexicon().lines
    found: dict[str, float] = {}
    for token, share in _written(title):
        weight = share * (_LEVEL if token in lines and lines[token].kind == "levels" else 1.0)
        for implied, implied_share in (token, 1.0), *_implied(token):
            found[implied] = max(found.get(implied, 0.0), weight * implied_share)
    jobs = {token for token in found if token in lines and lines[token].kind == "jobs"}
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0] not in jobs)))


def _written(title: str) -> list[tuple[str, float]]:
    """What a title itself says, in its order: the longest phrase first, particles do not count."""
    lexicon = _lexicon()
    words = [word for word in form_words(title) if not word.isdigit()][:_MAX_WORDS]
    stems = [stem(word) for word in words]
    told: list[tuple[str, float]] = []
    place = 0
    while place < len(words):
        for length in range(min(_MAX_PHRASE, len(words) - place), 0, -1):
            found = lexicon.meanings(words[place : place + length], stems[place : place + length])
            if found:
                told += _shares(found)
                place += length
                break
        else:
            told += _unknown(words[place], stems[place], lexicon)
            place += 1
    return told


def _shares(meanings: list[tuple[str, bool]]) -> list[tuple[str, float]]:
    return [(concept, 1.0 if main else _ALSO) for concept, main in meanings]


def _unknown(word: str, word_stem: str, lexicon: Lexicon) -> list[tuple[str, float]]:
    """A word that no line has as it is: by its beginning, as a compound, as a woman's title, or itself."""
    for length in range(len(word), _LEAST_BEGINNING - 1, -1):
        if word[:length] in lexicon.beginnings:
            return [(lexicon.beginnings[word[:length]], 1.0)]
    for ending, other in _FEMININE.items():
        if word.endswith(ending):
            masculine = word[: -len(ending)] + other
            found = lexicon.meanings([masculine], [stem(masculine)])
            if found:
                return _shares(found)
    for length in range(len(word) - _LEAST_REST, _LEAST_PART - 1, -1):
        if word[:length] in lexicon.parts:
            rest = word[length:]
            found = lexicon.meanings([rest], [stem(rest)])
            if found:
                return [*_shares(found), (lexicon.parts[word[:length]], 1.0)]
    return [(word_stem, 1.0), *_guesses(word_stem, lexicon)]


def _guesses(word_stem: str, lexicon: Lexicon) -> list[tuple[str, float]]:
    """What a word may be akin to: a concept whose stem it shares, or else any word that sounds so."""
    if len(word_stem) >= _LEAST_RELATIVE:
        shortest = max(_LEAST_RELATIVE - 1, int(_RELATIVE_SHARE * len(word_stem)))
        for length in range(len(word_stem), shortest - 1, -1):
            if word_stem[:length] in lexicon.relatives:
                concept = lexicon.relatives[word_stem[:length]]
                if concept is not None:
                    return [(concept, _RELATIVE)]
                break
    if len(word_stem) >= _LEAST_SOUND and word_stem.isalpha():
        return [(f"~{beginning_sound(word_stem)}", 1.0)]
    return []


@cache
def _implied(token: str) -> tuple[tuple[str, float], ...]:
    """Weaker concepts a concept stands for, nearest first."""
    found: dict[str, float] = {}
    frontier, share = [token], 1.0
    for _ in range(_STEPS):
        share *= _IMPLIED
        frontier = [other for one in frontier for other in _parents(one)]
        for other in frontier:
            if other != token:
                found.setdefault(other, share)
    return tuple(found.items())


@cache
def _parents(token: str) -> tuple[str, ...]:
    """The single words of a concept's own name, then what its line says."""
    line = _lexicon().lines.get(token)
    if line is None:
        return ()
    own = form_words(line.name)
    names = [*(own if len(own) > 1 and not line.closed else ()), *line.broader]
    said = [concept for name in names for concept, share in _written(name) if share == 1.0]
    return tuple(dict.fromkeys(concept for concept in said if concept != token))


@cache
def _lexicon() -> Lexicon:
    return read_lexicon()
