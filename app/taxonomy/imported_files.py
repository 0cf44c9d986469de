"""Reading the skill files of ESCO and O*NET that an operator downloaded. Files are distrusted: bounded in
bytes, rows and lengths, and refused with one clear sentence when they are something else."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.taxonomy.words import normalise
from data.errors import InvalidInput

MAX_BYTES = 50_000_000  # unpacked; ESCO's skills are 15 MB, O*NET's 3 MB
MAX_ROWS = 200_000
MAX_LABEL = 100
MAX_ALIASES = 100
_LANGUAGE = re.compile(r"_([a-z]{2})\.csv(?:\.gz)?$")

Row = dict[str, str | None]
Terms = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Kind:
    """A collection we can read: where its skills stand and what its owner asks to be said."""

    name: str
    title: str
    licence: str
    attribution: str
    pattern: re.Pattern[str]  # the names its skill file goes by
    file: str  # the same, for a person
    delimiter: str
    columns: tuple[str, ...]
    take: Callable[[Row], tuple[str, list[str]]]


@dataclass(frozen=True)
class Collection:
    """What a file holds: terms with their other spellings; equal terms have equal digests."""

    kind: Kind
    file_name: str
    language: str
    terms: Terms

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.terms, ensure_ascii=False).encode()).hexdigest()

    @property
    def aliases(self) -> int:
        return sum(len(aliases) for _, aliases in self.terms)


def _esco(row: Row) -> tuple[str, list[str]]:
    if (row.get("status") or "released") != "released":
        return "", []
    labels = f"{row.get('altLabels') or ''}\n{row.get('hiddenLabels') or ''}"
    return row["preferredLabel"] or "", labels.splitlines()


def _onet(row: Row) -> tuple[str, list[str]]:
    return row["Example"] or "", []


KINDS = {
    "esco": Kind(
        "esco", "ESCO, the European classification of skills",
        "free reuse with acknowledgement (Commission Decision 2011/833/EU)",
        "This service uses the ESCO classification of the European Commission.",
        re.compile(r"skills_[a-z]{2}\.csv(?:\.gz)?", re.IGNORECASE), "skills_en.csv", ",",
        ("conceptUri", "preferredLabel", "altLabels"), _esco,
    ),
    "onet": Kind(
        "onet", "O*NET technology skills", "CC BY 4.0",
        "This service includes information from the O*NET Database by the U.S. Department of Labor, "
        "Employment and Training Administration (USDOL/ETA), used under the CC BY 4.0 license, modified "
        "here: spellings are tidied and merged. O*NET is a trademark of USDOL/ETA, which has not approved, "
        "endorsed or tested these modifications.",
        re.compile(r"technology[ _]skills\.txt(?:\.gz)?", re.IGNORECASE), "technology_skills.txt", "\t",
        ("O*NET-SOC Code", "Example", "Commodity Title"), _onet,
    ),
}  # fmt: skip


def read(kind_name: str, path: Path) -> Collection:
    """The skills of a file, or of the one skill file in a folder. Raises `InvalidInput`."""
    kind = KINDS.get(kind_name)
    if kind is None:
        raise InvalidInput(f"{kind_name!r} cannot be imported; these can: {', '.join(KINDS)}.")
    file = _file(kind, path)
    merged: dict[str, dict[str, None]] = {}
    for number, row in enumerate(_rows(kind, file)):
        if number >= MAX_ROWS:
            raise InvalidInput(f"{file.name} has more than {MAX_ROWS:,} rows; this is not {kind.file}.")
        name, others = kind.take(row)
        name = _label(name)
        if name:
            aliases = merged.setdefault(name, {})
            for other in others:
                if (label := _label(other)) and label != name and len(aliases) < MAX_ALIASES:
                    aliases[label] = None
    if not merged:
        raise InvalidInput(f"{file.name} holds no skills.")
    terms = tuple((name, tuple(aliases)) for name, aliases in sorted(merged.items()))
    language = found.group(1) if (found := _LANGUAGE.search(file.name.lower())) else "en"
    return Collection(kind, file.name, language, terms)


def _file(kind: Kind, path: Path) -> Path:
    try:
        if path.is_dir():
            found = sorted(one for one in path.iterdir() if kind.pattern.fullmatch(one.name))
            if not found:
                raise InvalidInput(f"{path} has no {kind.file} of {kind.name.upper()} in it.")
            if len(found) > 1:
                names = ", ".join(one.name for one in found[:5])
                raise InvalidInput(f"{path} has several skill files ({names}); name one.")
            return found[0]
        if not path.is_file():
            raise InvalidInput(f"{path} is no file and no folder.")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
    if path.suffix.lower() in (".zip", ".xlsx", ".xls"):
        raise InvalidInput(f"{path.name} cannot be imported; unpack it and name the folder with {kind.file}.")
    return path


def _rows(kind: Kind, file: Path) -> Iterator[Row]:
    text = io.StringIO(_text(file), newline="")
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if kind.delimiter == "," else csv.QUOTE_NONE
    reader = csv.DictReader(text, delimiter=kind.delimiter, quoting=quoting)
    try:
        missing = [column for column in kind.columns if column not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInput(
                f"{file.name} is not {kind.file} of {kind.name.upper()}: it has no column {missing[0]!r}."
            )
        for row in reader:
            if any(row.get(column) is None for column in kind.columns):
                raise InvalidInput(f"{file.name} is cut short or damaged at line {reader.line_num}.")
            yield row
    except csv.Error as error:
        raise InvalidInput(f"{file.name} is damaged at line {reader.line_num}: {error}.") from error


def _text(file: Path) -> str:
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(file) if packed else file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InvalidInput(f"{file.name} is cut short or damaged.") from error
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"{file.name} is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file.name} is not text in UTF-8.") from error


def _label(text: str) -> str:
    """One tidy line, or nothing when it is too long for the name of a skill."""
    if len(text) > 4 * MAX_LABEL:
        return ""
    tidy = " ".join(normalise(text).split())
    return tidy if len(tidy) <= MAX_LABEL and any(map(str.isalpha, tidy)) else ""
