"""The operator's file of boards: TOML with one `[[source]]` for each, every fault told with its line.

An entry that cannot be used never takes the others with it: when the file as a whole is not TOML, each
`[[source]]` is read by itself.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.sources import addresses
from app.sources.problems import Problem
from data.sources.entry import Kind, SourceEntry

MAX_FILE_BYTES = 256 * 1024
MAX_ENTRIES = 500
FILE = "sources-file"  # how the file itself is listed when it is at fault
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*source[ \t]*\]\]", re.MULTILINE)
_NAME = re.compile(r"""^[ \t]*name[ \t]*=[ \t]*["']([a-z0-9][a-z0-9-]{0,39})["']""", re.MULTILINE)
_GOOD_NAME = re.compile("[a-z0-9][a-z0-9-]{0,39}")
_PLACE = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True)
class Named:
    """A good entry and the line it begins at."""

    entry: SourceEntry
    line: int = 0


@dataclass
class Reading:
    """What the file gave; every entry is in exactly one of the two."""

    entries: list[Named] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(
    path: Path,
    kinds: Mapping[str, Kind],
    *,
    built_in: Mapping[str, str],
    reserved: frozenset[str],
    required: bool = False,
) -> Reading:
    """Entries and problems of the file; an absent one has neither, unless it is `required`.

    `built_in` are the names that stand for a kind without an entry; one may be named to change it, not to
    make it another kind. `reserved` names are nobody's.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        return Reading(problems=[Problem(FILE, "file_absent")] if required else [])
    except UnicodeDecodeError:
        return Reading(problems=[Problem(FILE, "file_not_text")])
    except OSError:
        return Reading(problems=[Problem(FILE, "file_unreadable")])
    if len(raw) > MAX_FILE_BYTES:
        return Reading(
            problems=[Problem(FILE, "file_too_big", details={"limit": str(MAX_FILE_BYTES // 1024)})]
        )
    return read_text(text, kinds, built_in=built_in, reserved=reserved)


def read_text(
    text: str,
    kinds: Mapping[str, Kind],
    *,
    built_in: Mapping[str, str] | None = None,
    reserved: frozenset[str] = frozenset(),
) -> Reading:
    """The same for the text of a file; any text gives entries or problems."""
    reader = _Reader(kinds, built_in or {}, reserved)
    reader.take(text)
    return reader.reading


class _Reader:
    def __init__(
        self, kinds: Mapping[str, Kind], built_in: Mapping[str, str], reserved: frozenset[str]
    ) -> None:
        self.kinds = kinds
        self.built_in = built_in
        self.reserved = reserved
        self.reading = Reading()
        self.lines: dict[str, int] = {}  # name -> line of the entry that has it
        self.number = 0

    def take(self, text: str) -> None:
        lines = [text.count("\n", 0, found.start()) + 1 for found in _HEADER.finditer(text)]
        try:
            whole = tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # ValueError: also dates and numbers out of range
            self._take_one_by_one(text, error)
            return
        self._other_keys(whole)
        listed = whole.get("source", [])
        if not isinstance(listed, list):
            self._problem({}, "entry_not_a_table", 0)
            return
        exact = len(lines) == len(listed)
        for number, given in enumerate(listed):
            if not self._one(given, lines[number] if exact else 0):
                return

    def _take_one_by_one(self, text: str, error: Exception) -> None:
        starts = [found.start() for found in _HEADER.finditer(text)]
        if not starts:
            self.reading.problems.append(Problem(FILE, "file_malformed", details=_place(error, 1)))
            return
        pieces = [0, *starts, len(text)] if starts[0] else [*starts, len(text)]
        for begin, end in zip(pieces, pieces[1:], strict=False):
            piece, line = text[begin:end], text.count("\n", 0, begin) + 1
            try:
                part = tomllib.loads(piece)
            except (ValueError, RecursionError) as fault:
                if begin < starts[0]:
                    self.reading.problems.append(Problem(FILE, "file_malformed", details=_place(fault, line)))
                    continue
                self.number += 1
                named = _NAME.search(piece)
                given = {"name": named[1]} if named else {}
                self._problem(given, "entry_malformed", line, _place(fault, line))
                continue
            self._other_keys(part)
            for given in part.get("source", []):
                if not self._one(given, line):
                    return

    def _other_keys(self, table: Mapping[str, Any]) -> None:
        for key in table:
            if key != "source":
                details = {"given": key[:60]} | _near(key, ["source"])
                self.reading.problems.append(Problem(self._free(FILE), "file_unknown_key", details=details))
                return

    def _one(self, given: Any, line: int) -> bool:
        """False when there are too many."""
        self.number += 1
        if self.number > MAX_ENTRIES:
            self.reading.problems.append(
                Problem(self._free(FILE), "file_too_many", line, {"limit": str(MAX_ENTRIES)})
            )
            return False
        if not isinstance(given, dict):
            self._problem({}, "entry_not_a_table", line)
            return True
        name = given.get("name")
        if isinstance(name, str) and name in self.built_in:
            given = {"kind": self.built_in[name]} | given
        fault = self._fault(given)
        if fault is not None:
            self._problem(given, fault[0], line, fault[1])
            return True
        entry = SourceEntry.model_validate(given)
        self.lines[entry.name] = line
        self.reading.entries.append(Named(entry, line))
        return True

    def _fault(self, given: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
        """The first thing that is wrong, in the order in which a person would mend it."""
        known = list(SourceEntry.model_fields)
        for key in given:
            if key not in known:
                return "entry_unknown_key", {"given": key[:60]} | _near(key, known)
        for key in ("name", "kind"):
            if key not in given:
                return "entry_missing", {"field": key}
        kind = given["kind"]
        if not isinstance(kind, str) or kind not in self.kinds:
            return "entry_unknown_kind", {"given": _shown(kind)} | _near(_shown(kind), list(self.kinds))
        try:
            entry = SourceEntry.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            field_name = str(first["loc"][0]) if first["loc"] else "name"
            return "entry_bad_value", {"field": field_name, "given": _shown(given.get(field_name))}
        return self._name_fault(entry) or self._address_fault(entry, self.kinds[entry.kind])

    def _name_fault(self, entry: SourceEntry) -> tuple[str, dict[str, str]] | None:
        if entry.name in self.lines:
            return "entry_duplicate_name", {"given": entry.name, "first": str(self.lines[entry.name])}
        if entry.name in self.reserved or self.built_in.get(entry.name, entry.kind) != entry.kind:
            return "entry_reserved_name", {"given": entry.name}
        return None

    def _address_fault(self, entry: SourceEntry, kind: Kind) -> tuple[str, dict[str, str]] | None:
        for need in kind.needs:
            if all(getattr(entry, one) is None for one in need.split("|")):
                return "entry_missing", {"field": need.replace("|", ", ")}
        for domain in entry.allowed_domains:
            name = addresses.ascii_name(domain)
            if name is None or not addresses.is_public(name):
                return "entry_bad_value", {"field": "allowed_domains", "given": _shown(domain)}
        given = entry.url and addresses.fault(entry.url, entry.allowed_domains)
        if found := given or addresses.fault(kind.base_url(entry)):
            return found[0], {"field": "url", "host": found[1][:100]}
        return None

    def _problem(
        self, given: Mapping[str, Any], code: str, line: int, details: Mapping[str, str] | None = None
    ) -> None:
        """Listed under its own name where that is free: what was read from it before stays its own."""
        name = given.get("name")
        own = isinstance(name, str) and _GOOD_NAME.fullmatch(name) is not None
        taken = not own or name in self.lines or name in self.reserved or name in self.built_in
        listed = self._free(f"entry-{self.number}") if taken else str(name)
        self.lines.setdefault(listed, line)
        self.reading.problems.append(Problem(listed, code, line, dict(details or {})))

    def _free(self, name: str) -> str:
        """`name`, or it with a number where another entry is called so."""
        names = {*self.lines, *self.reserved, *self.built_in, *(one.name for one in self.reading.problems)}
        return next(one for n in range(MAX_ENTRIES * 3) if (one := f"{name}-{n}" if n else name) not in names)


def _place(error: Exception, first_line: int) -> dict[str, str]:
    """Where tomllib stumbled, counted from the beginning of the file."""
    found = _PLACE.search(str(error))
    return {"line": str(int(found[1]) + first_line - 1), "column": found[2]} if found else {}


def _near(given: str, names: list[str]) -> dict[str, str]:
    found = difflib.get_close_matches(given.lower(), names, 1, 0.5)
    return {"nearest": found[0]} if found else {}


def _shown(value: Any) -> str:
    try:
        return str(value)[:60]
    except (ValueError, RecursionError):  # whole numbers of thousands of digits; nesting
        return type(value).__name__
