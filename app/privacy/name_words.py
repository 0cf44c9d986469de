"""The words of a text as the finding of names sees them: what each can be and how they stand together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.privacy.lexicon import Word, look_up
from app.privacy.links import words

_TOKEN = re.compile(
    r"(?<![^\W_])(?P<initial>[A-ZА-ЯЁ]\.)"
    r"|(?P<word>(?<![^\W_])[^\W\d_]+(?:['’`\-][^\W\d_]+)*)"
)
_GAP = re.compile(r"[ \t_*\"“”«»]{0,4}|,[ ]|[ ]?\(|\)[ ]?|[ \t*]{0,3}\n[ \t*]{0,3}|\.")
PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "la",
        "del",
        "da",
        "di",
        "dos",
        "du",
        "el",
        "al",
        "bin",
        "ibn",
        "bint",
        "ben",
        "le",
        "ter",
        "af",
        "av",
        "zu",
        "i",
        "y",
    ]
)
_SONS = frozenset(["оглы", "кызы", "улы", "уулу", "гызы", "кизи", "угли", "огли"])
_PATRONYMIC = re.compile(r"вич|вн|ичн|ovich|evich|ovna|evna")


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int
    word: Word
    initial: bool
    capital: bool
    latin: bool
    alone: bool  # the only thing on its line


def tokens_of(text: str) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        initial = match.group("initial") is not None
        written = match.group("initial") or match.group("word")
        start, end = match.start(), match.start() + len(written)
        capital = written[0].isupper()
        line_start = text.rfind("\n", max(0, start - 40), start)
        line_end = text.find("\n", end, end + 40)
        before = text[line_start + 1 : start] if line_start >= 0 or start < 40 else "x"
        after = text[end : line_end if line_end >= 0 else end + 40]
        alone = not before.strip(" *_#\t") and not after.strip(" *_#\t")
        known = (
            Word()
            if initial or len(written) > 40
            else look_up(written)
            if capital or _may_be(written)
            else Word(common=True)
        )
        latin = not re.search("[А-яЁё]", written)
        tokens.append(Token(written, start, end, known, initial, capital, latin, alone))
    return tokens


def _may_be(written: str) -> bool:
    """Lower-case words worth a look: patronymics."""
    return written in _SONS or (len(written) > 5 and bool(_PATRONYMIC.search(written)))


def brands_among(tokens: list[Token]) -> set[int]:
    """Tokens of the names of companies and products."""
    blocked: set[int] = set()
    brands = words("brands.txt")
    for at, token in enumerate(tokens):
        phrase = ""
        for next_ in range(at, min(at + 3, len(tokens))):
            phrase = f"{phrase} {tokens[next_].text.lower().replace('ё', 'е')}".strip()
            if phrase in brands and token.capital:
                blocked.update(range(at, next_ + 1))
    return blocked


def near(text: str, left: Token, right: Token) -> bool:
    gap = text[left.end : right.start]
    if len(gap) > 8 or left.latin != right.latin:
        return False
    if "\n" in gap:
        return bool(_GAP.fullmatch(gap)) and left.alone and right.alone
    if left.initial or right.initial:
        return bool(re.fullmatch(r"[ ,.]{0,2}", gap))
    if gap == "." and not (left.text.islower() and len(left.text) == 1):
        return False
    return bool(gap) and bool(_GAP.fullmatch(gap))


def opens(text: str, token: Token) -> bool:
    before = text[max(0, token.start - 2) : token.start]
    return before == ": " or not before.rpartition("\n")[2].strip(" \t*_#|•-")


def closes(text: str, token: Token) -> bool:
    return bool(
        re.match(
            r"[ \t*_]*(?:[,;\n|(\t.•·/\-]|$)",
            text[token.end : token.end + 4] + ("" if token.end + 4 < len(text) else "\n"),
        )
    )


def starts_line(text: str, token: Token) -> bool:
    return not text[text.rfind("\n", 0, token.start) + 1 : token.start].strip(" *_#\t")


def ends_clause(text: str, token: Token) -> bool:
    rest = text[token.end : token.end + 60].split("\n")[0]
    return (
        not rest.strip(" *_#\t")
        or bool(re.match(r"\s?(?:,|\||-|\(|•)\s?", rest))
        and not re.match(r"\s?,(?:[^,]*,){2}", rest)
    )
