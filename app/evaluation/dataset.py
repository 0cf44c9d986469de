"""A labelled set in BEIR layout, read from a folder. What cannot be used is said in one sentence."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.taxonomy.words import normalise
from data.errors import InvalidInput

#: A document without a title that is no longer than this is a title.
SHORT = 120
_MAX_LINE = 2_000_000  # characters
_MAX_LINES = 2_000_000


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    text: str
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    id: str
    text: str
    title: str = ""
    skills: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class LabelledSet:
    """`grades` is query id -> document id -> grade; queries without a judged document are left out."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    grades: dict[str, dict[str, int]]
    strict_grade: int = 1


def load(folder: Path) -> LabelledSet:
    """Raises InvalidInput when the folder is not such a set."""
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is not a folder.")
    meta = _meta(folder)
    documents = tuple(_document(row) for row in _rows(_find(folder, "corpus.jsonl")))
    grades = _grades(folder)
    known = {document.id for document in documents}
    key = str(meta.get("group_key") or "")
    queries = tuple(
        query
        for query in (_query(row, key) for row in _rows(_find(folder, "queries.jsonl")))
        if known.intersection(grades.get(query.id, ()))
    )
    if not documents or not queries:
        raise InvalidInput(f"{folder} holds no judged queries.")
    strict = int(meta.get("strict_grade", 1))
    if key and not any(query.group for query in queries):
        queries = _grouped(queries, grades, strict)
    return LabelledSet(folder.name, documents, queries, grades, strict)


def _grouped(queries: tuple[Query, ...], grades: dict[str, dict[str, int]], strict: int) -> tuple[Query, ...]:
    """A set that names its groups and tells no query's: those with the same right answers are of one."""
    names: dict[frozenset[str], str] = {}
    found = []
    for query in queries:
        right = frozenset(one for one, grade in grades[query.id].items() if grade >= strict)
        found.append(replace(query, group=names.setdefault(right, f"group {len(names) + 1}")))
    return tuple(found)


def _document(row: dict[str, Any]) -> Document:
    title, text = normalise(str(row.get("title") or "")), str(row.get("text") or "")
    if not title and len(text) < SHORT:
        title, text = normalise(text), ""
    elif title and text.startswith(title):
        text = text[len(title) :]
    return Document(_id(row), title, text, _skills(row))


def _query(row: dict[str, Any], group_key: str) -> Query:
    group = row.get(group_key) if group_key else None
    return Query(
        id=_id(row),
        text=str(row.get("text") or ""),
        title=normalise(str(row.get("title") or "")),
        skills=_skills(row),
        group=None if group is None else str(group),
    )


def _id(row: dict[str, Any]) -> str:
    if "_id" not in row:
        raise InvalidInput("A line without _id.")
    return str(row["_id"])


def _skills(row: dict[str, Any]) -> tuple[str, ...]:
    given = row.get("skills")
    return tuple(str(skill) for skill in given) if isinstance(given, list) else ()


def _grades(folder: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    path = _find(folder, "qrels.tsv", "qrels/test.tsv")
    for number, line in enumerate(_lines(path), start=1):
        cells = line.split("\t")
        if number == 1 and not cells[-1].lstrip("-").isdigit():
            continue  # the heading
        try:
            query, document, grade = cells
            grades.setdefault(query, {})[document] = int(float(grade))
        except ValueError as error:
            raise InvalidInput(f"{path.name}, line {number}: expected query, document and grade.") from error
    return grades


def _meta(folder: Path) -> dict[str, Any]:
    path = folder / "meta.json"
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InvalidInput("meta.json is not JSON.") from error
    return found if isinstance(found, dict) else {}


def _find(folder: Path, *names: str) -> Path:
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.exists():
                return path
    raise InvalidInput(f"{folder} has no {names[0]} or {names[0]}.gz.")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path), start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InvalidInput(f"{path.name}, line {number} is not JSON.") from error
        if not isinstance(row, dict):
            raise InvalidInput(f"{path.name}, line {number} is not an object.")
        yield row


def _lines(path: Path) -> Iterator[str]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as handle
        ):
            for number in range(_MAX_LINES + 1):
                line = handle.readline(_MAX_LINE)
                if not line:
                    return
                if number == _MAX_LINES or (len(line) == _MAX_LINE and not line.endswith("\n")):
                    raise InvalidInput(f"{path.name} is too big.")
                if line.strip():
                    yield line.rstrip("\r\n")
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise InvalidInput(f"{path.name} cannot be read.") from error
