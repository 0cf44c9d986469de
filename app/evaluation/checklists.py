"""How often a verdict of the checklist is right, on postings whose every line somebody judged by hand.

A set is a folder: `resumes/NN.txt`, and for each of them one posting or several, `postings/NN*.tsv`. Their
first row is "title", a tab, the title; each other row is a label, a tab, a line of the posting: "-" for a
line that asks for nothing, else must or nice and what the résumé shows of it: met, partly, missing, or any
where no résumé tells or people would differ. `meta.json` may name the day it was judged on (`today`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.evaluation.metrics import Share
from app.ingestion.requirements import extract
from app.matching.checklist import check
from app.matching.evidence import evidence_of
from app.resumes.parser import parse_resume
from app.taxonomy.words import fold
from data.errors import InvalidInput

VERDICTS = ("met", "partly", "missing")
_KINDS = ("must", "nice")
_NOTHING_ASKED = "-"
_ANY = "any"
_MOST_FILES = 2_000
_MOST_BYTES = 200_000
_ALIKE = 0.6  # share of a requirement's words that its line has to hold
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Line:
    """`verdict` is None where the line asks for nothing."""

    text: str
    verdict: str | None


@dataclass(frozen=True)
class Case:
    """One posting beside one résumé; `name` is the posting's file."""

    name: str
    resume: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Told:
    """A verdict the checklist gave: `expected` None where its line asks for nothing or is not there."""

    case: str
    text: str
    verdict: str
    expected: str | None

    @property
    def right(self) -> bool:
        return self.verdict == self.expected


@dataclass(frozen=True)
class Measured:
    """`precision` of the firm verdicts, of all and of each; `firm`: lines with a verdict to give that got
    one; `found`: lines that ask for something and were taken for a requirement. Lines labelled "any" count
    in `found` alone."""

    precision: Share
    of_verdict: dict[str, Share]
    firm: Share
    found: Share
    wrong: tuple[Told, ...]


def load(folder: Path) -> tuple[list[Case], date | None]:
    """Cases by name, and the day they were judged on. Raises InvalidInput when the folder is no such set."""
    resumes = {path.stem: _text(path) for path in _files(folder / "resumes", "*.txt")}
    cases = []
    for path in _files(folder / "postings", "*.tsv"):
        owners = [stem for stem in resumes if path.stem.startswith(stem)]
        if not owners:
            raise InvalidInput(f"{path.name} belongs to no résumé.", code="labels_unreadable")
        cases.append(_case(path, resumes[max(owners, key=len)]))
    return cases, _today(folder / "meta.json")


def measure(cases: list[Case], *, today: date | None = None) -> Measured:
    """Every case as a search would check it."""
    told = [one for case in cases for one in _whole(_told(case, today or date.today()))]
    asking = [(case.name, line.text) for case in cases for line in case.lines if line.verdict is not None]
    judged = [(case.name, line.text) for case in cases for line in case.lines if line.verdict in VERDICTS]
    spoken = {(one.case, line) for one, line in told if line is not None}
    firm = [(one, line) for one, line in told if one.verdict in VERDICTS and one.expected != _ANY]
    answered = {(one.case, line) for one, line in firm if line is not None}
    verdicts = [one for one, _ in firm]
    return Measured(
        _share(verdicts),
        {name: _share([one for one in verdicts if one.verdict == name]) for name in VERDICTS},
        Share(sum(one in answered for one in judged), len(judged)),
        Share(sum(one in spoken for one in asking), len(asking)),
        tuple(one for one in verdicts if not one.right),
    )


def _share(verdicts: list[Told]) -> Share:
    return Share(sum(one.right for one in verdicts), len(verdicts))


def _told(case: Case, today: date) -> Iterator[tuple[Told, str | None]]:
    """Each verdict with the line it is about."""
    profile = parse_resume(case.resume)
    evidence = evidence_of(profile, case.resume, today=today)
    asked = extract("\n".join(line.text for line in case.lines), ())
    for one in check(asked, evidence, case.title):
        line = _line_of(one.text, case.lines)
        yield (
            Told(case.name, one.text, one.verdict, line.verdict if line else None),
            line.text if line else None,
        )


def _whole(told: Iterable[tuple[Told, str | None]]) -> Iterator[tuple[Told, str | None]]:
    """A line that was read as several requirements says one thing of all: what is met in one part and missing
    in another is partly there. A part of which nothing is claimed leaves those that agree with the label."""
    lines: dict[str | None, list[Told]] = {}
    for one, line in told:
        lines.setdefault(line, []).append(one)
    for line, parts in lines.items():
        said = {one.verdict for one in parts}
        if line is None or len(parts) == 1:
            yield from ((one, line) for one in parts)
        elif said <= set(VERDICTS):
            verdict = said.pop() if len(said) == 1 else "partly"
            yield replace(parts[0], text=line, verdict=verdict), line
        else:
            expected = parts[0].expected
            allowed = {"partly": set(VERDICTS), "met": {"met"}, "missing": {"missing"}}.get(
                expected or "", set()
            )
            yield from ((one, line) for one in parts if one.verdict not in allowed)


def _line_of(text: str, lines: tuple[Line, ...]) -> Line | None:
    """The line a requirement was read from: requirements are lines or parts of lines, tidied."""
    words = _words(text)
    if not words:
        return None

    def alike(line: Line) -> float:
        return len(words & _words(line.text)) / len(words)

    best = max(lines, key=alike, default=None)
    return best if best is not None and alike(best) >= _ALIKE else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def _case(path: Path, resume: str) -> Case:
    title, lines = "", []
    for number, row in enumerate(_text(path).splitlines(), start=1):
        if not row.strip():
            continue
        label, tab, text = row.partition("\t")
        kind, _, verdict = label.strip().partition(" ")
        if not tab:
            raise InvalidInput(f"{path.name}, line {number}: no tab.", code="labels_unreadable")
        if kind == "title":
            title = text.strip()
        elif kind == _NOTHING_ASKED:
            lines.append(Line(text.strip(), None))
        elif kind in _KINDS and verdict in (*VERDICTS, _ANY):
            lines.append(Line(text.strip(), verdict))
        else:
            raise InvalidInput(
                f"{path.name}, line {number}: {label!r} is no label.", code="labels_unreadable"
            )  # fmt: skip
    return Case(path.stem, resume, title, tuple(lines))


def _files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern))
    if not 0 < len(found) <= _MOST_FILES:
        raise InvalidInput(f"{folder} has no {pattern}, or too many.", code="labels_unreadable")
    return found


def _text(path: Path) -> str:
    if path.stat().st_size > _MOST_BYTES:
        raise InvalidInput(f"{path.name} is too large.", code="labels_unreadable")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8.", code="labels_unreadable") from error


def _today(path: Path) -> date | None:
    if not path.exists():
        return None
    try:
        return date.fromisoformat(str(json.loads(_text(path))["today"]))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("meta.json names no day.", code="labels_unreadable") from error
