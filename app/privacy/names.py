"""Names of people in free text: given names, patronymics and initials, with what stands beside them.

A surname alone is a name only after words that announce one (`директор`, `Mr.`); the name of an institution
stays (`МГТУ им. Н.Э. Баумана`, `Johns Hopkins University`). The first lines may be a name no table has.
"""

from __future__ import annotations

import re

from app.privacy.lexicon import look_up
from app.privacy.name_cues import announced, headers, labelled
from app.privacy.name_runs import seeded
from app.privacy.name_words import brands_among, tokens_of
from app.privacy.types import Span

_SMALL_INITIAL = re.compile(r"(?<!\w)[а-яa-z]\. ?(?:[а-яa-z]\. ?)?(?P<name>[а-яёa-z]{4,30})(?!\w)")


def find(text: str) -> list[Span]:
    """Spans of names; work per word is bounded, so time is linear."""
    tokens = tokens_of(text)
    blocked = brands_among(tokens)
    taken: set[int] = set()
    found: list[Span] = []
    for first, last in (*labelled(text, tokens), *seeded(text, tokens, blocked)):
        if not taken.isdisjoint(range(first, last + 1)):
            continue
        taken.update(range(first, last + 1))
        found.append(Span(tokens[first].start, tokens[last].end, "name"))
    for first, last in (*announced(text, tokens, blocked), *headers(text, tokens, blocked)):
        if taken.isdisjoint(range(first, last + 1)):
            taken.update(range(first, last + 1))
            found.append(Span(tokens[first].start, tokens[last].end, "name"))
    for match in _SMALL_INITIAL.finditer(text):
        word = look_up(match.group("name").title())
        if word.surname == 2 and not word.common and not word.given:
            found.append(Span(match.start(), match.end(), "name"))
    return found


def repeats(text: str, found: list[Span]) -> list[Span]:
    """The surnames and rare given names of `found` where they stand alone."""
    sure = set()
    for span in found:
        for token in tokens_of(text[span.start : span.end]):
            if len(token.text) > 3 and not token.word.common and not token.word.blocked and not token.initial:
                sure.add(token.text.lower())
    return [
        Span(token.start, token.end, "name")
        for token in (tokens_of(text) if sure else [])
        if token.capital and token.text.lower() in sure
    ]
