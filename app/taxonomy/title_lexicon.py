"""The lexicon of job titles as it lies in tables/titles: one concept a line.

    сварщик, электросварщик | welder, welding operator > metal, industry

Russian forms, English forms, then what the concept implies. The first English form names the concept; the
words of a name of several words are implied too, unless the line says `>>`. `слово*` is any word that begins
so, `слово-` the first part of compounds, `слово?` a second meaning of a form that another line has as well.
`[jobs]`, `[words]` and `[levels]` say what the lines below them are.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.taxonomy.words import fold, stem

TABLES = Path(__file__).parent / "tables" / "titles"
_LEAST_RELATIVE = 5
_SUFFIX = 2
KINDS = ("jobs", "words", "levels")
_LINE = re.compile(r"(?P<ru>[^|>]*)\|(?P<en>[^|>]+)(?P<arrow>>{1,2})?(?P<broader>[^|>]*)")
_SLUG = re.compile(r"[^a-z0-9+#]+")
_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
_SOFTWARE = re.compile(r"\bПО\b")
_PARTICLES = (
    "а без в во г для до за и из или к на над не о об от по под при с со у через the a an and as at by for "
    "from in into of on or to with without f m w x d ж м s"
)
_STOP = frozenset(_PARTICLES.split())


@dataclass(frozen=True)
class ConceptLine:
    """`closed`: the words of its name are not implied. `place` is file:line, for those who mend the table."""

    id: str
    name: str
    forms: tuple[str, ...]
    broader: tuple[str, ...]
    closed: bool
    kind: str
    place: str


@dataclass
class Lexicon:
    """`phrases`: stems -> (the words as written, concept, whether it is the main meaning).

    `beginnings` are those of "слово*", `parts` of "слово-", `relatives` of the stems of single words (None
    where stems of several concepts begin so).
    """

    lines: dict[str, ConceptLine] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], list[tuple[tuple[str, ...], str, bool]]] = field(default_factory=dict)
    beginnings: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    relatives: dict[str, str | None] = field(default_factory=dict)

    def meanings(self, words: Sequence[str], stems: Sequence[str]) -> list[tuple[str, bool]]:
        """Concepts of a phrase, main meaning first; of several words with one stem those of the nearest.

        "products" is nearer to "product" than to "production".
        """
        among = self.phrases.get(tuple(stems))
        if not among:
            return []
        said = tuple(words)
        if any(other != said for other, _, _ in among):
            nearest = max((other for other, _, _ in among), key=lambda other: _likeness(said, other))
            among = [row for row in among if row[0] == nearest]
        return sorted(((concept, main) for _, concept, main in among), key=lambda row: not row[1])


def _likeness(said: tuple[str, ...], other: tuple[str, ...]) -> tuple[bool, int, int]:
    one, two = " ".join(said), " ".join(other)
    return one == two, len(os.path.commonprefix((one, two))), -len(two)


def form_words(text: str) -> tuple[str, ...]:
    """Folded words without particles, as forms and titles are looked up.

    "ПО" in capitals is software, "по" a preposition; in a title all of capitals it cannot be told.
    """
    if "ПО" in text and not text.isupper():
        text = _SOFTWARE.sub("софт", text)
    text = fold(text)
    if text.isalpha():
        return (text,)
    words = _WORD.findall(text)
    if _STOP.isdisjoint(words):
        return tuple(words)
    return tuple(word for word in words if word not in _STOP) or tuple(words)


def read_lexicon(folder: Path = TABLES) -> Lexicon:
    """The whole table; ValueError names a line that is none."""
    lexicon = Lexicon()
    for line in read_lines(folder):
        lexicon.lines.setdefault(line.id, line)
        for form in line.forms:
            mark = form[-1]
            if mark == "*":
                lexicon.beginnings.setdefault(fold(form[:-1]), line.id)
            elif mark == "-":
                lexicon.parts.setdefault(fold(form[:-1]), line.id)
            else:
                words = form_words(form)
                rows = lexicon.phrases.setdefault(tuple(map(stem, words)), [])
                if not rows or all((words, line.id) != row[:2] for row in rows):
                    rows.append((words, line.id, mark != "?"))
    _add_relatives(lexicon)
    return lexicon


def _add_relatives(lexicon: Lexicon) -> None:
    """Beginnings of stems, a suffix shorter: "керамическ" is met by "керамик"."""
    for stems, rows in lexicon.phrases.items():
        if len(stems) == 1 and rows[0][2]:
            concept = rows[0][1]
            for length in range(max(_LEAST_RELATIVE, len(stems[0]) - _SUFFIX), len(stems[0]) + 1):
                other = lexicon.relatives.setdefault(stems[0][:length], concept)
                if other != concept:
                    lexicon.relatives[stems[0][:length]] = None


def read_lines(folder: Path = TABLES) -> Iterator[ConceptLine]:
    """All lines of all files, in the order of their names."""
    for path in sorted(folder.glob("*.txt")):
        kind = KINDS[0]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            text = line.strip()
            if text.startswith("["):
                kind = text.strip("[]")
                if kind not in KINDS:
                    raise ValueError(f"{path.name}:{number}: no such kind: {text}")
            elif text and not text.startswith("#"):
                yield _parsed(text, kind, f"{path.name}:{number}")


def _parsed(text: str, kind: str, place: str) -> ConceptLine:
    found = _LINE.fullmatch(text)
    english = _listed(found["en"]) if found else ()
    if found is None or not english:
        raise ValueError(f"{place}: not a concept: {text}")
    name = english[0].rstrip("*-?")
    return ConceptLine(
        id=_SLUG.sub("_", name.lower()).strip("_"),
        name=name,
        forms=(*_listed(found["ru"]), *english),
        broader=_listed(found["broader"]),
        closed=found["arrow"] == ">>",
        kind=kind,
        place=place,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))
