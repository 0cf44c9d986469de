"""Export my data: one ZIP with every row of a person as JSON and CSV, and the files as they were uploaded."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import IO, Any
from uuid import UUID

from data.db import Database
from data.errors import InvalidInput
from data.repositories import people, personal
from data.repositories.personal import StoredFile

#: Bytes of uploaded files in an export that is made in memory; those beyond are named in its README.
MAX_FILES = 256 * 2**20
#: Bytes of such an export altogether.
MAX_EXPORT = 512 * 2**20
_FORMULA = re.compile(r"\s*[=+\-@]")
_UNSAFE = re.compile(r"[^\w.,()\- ]+")
_README = """Podbor: everything kept about you, {when}.

files/    the files you uploaded, as they were
tables/   every table with rows of yours, as JSON (exact) and CSV (for a spreadsheet;
          a text that begins like a formula has an apostrophe before it)
{left_out}
"""


def export_everything(database: Database, person_id: UUID) -> bytes:
    """The ZIP, for a download. Uploads beyond `MAX_FILES` bytes are left out and named in its README. Raises
    `NotFound` when the person is not there, `InvalidInput` (`export_too_big`) beyond `MAX_EXPORT`."""
    target = _Bounded()
    write_export(database, person_id, target, max_files=MAX_FILES)
    return target.getvalue()


def write_export(
    database: Database, person_id: UUID, target: IO[bytes], *, max_files: int | None = None
) -> dict[str, int]:
    """Write the ZIP to `target`, a portion of rows at a time; table -> rows. Raises `NotFound` when the
    person is not there."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, database.transaction() as session:
        people.get(session, person_id)
        paths, left_out = _write_files(archive, personal.files(session, person_id), max_files)
        for name in personal.readable():
            columns = personal.columns(name)
            if any(table == name for table, _ in paths):
                columns.append("file")

            def rows(name: str = name) -> Iterator[dict[str, Any]]:
                for row in personal.rows(session, person_id, name):
                    path = paths.get((name, row.get("id")))
                    yield {**row, "file": path} if path else row

            counts[name] = _write_json(archive, name, rows())
            _write_csv(archive, name, columns, rows())
        told = "".join(f"\nLeft out, too big for one download: {path}" for path in left_out)
        now = datetime.now(UTC)
        archive.writestr("README.txt", _README.format(when=f"{now:%Y-%m-%d %H:%M} UTC", left_out=told))
    return counts


class _Bounded(io.BytesIO):
    """Refuses to grow beyond what a download may hold in memory."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > MAX_EXPORT:
            raise InvalidInput("There is too much for one download.", code="export_too_big")
        return super().write(data)


def _write_files(
    archive: zipfile.ZipFile, stored: Iterable[StoredFile], room: int | None
) -> tuple[dict[tuple[str, object], str], list[str]]:
    """(path in the ZIP by table and row, paths that found no room)"""
    paths: dict[tuple[str, object], str] = {}
    left_out: list[str] = []
    for number, file in enumerate(stored, start=1):
        path = f"files/{number:02d} {_safe(file.file_name)}"
        if room is not None and len(file.data) > room:
            left_out.append(path)
            continue
        room = None if room is None else room - len(file.data)
        archive.writestr(path, file.data)
        paths[file.table, file.row] = path
    return paths, left_out


def _write_json(archive: zipfile.ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with archive.open(f"tables/{name}.json", "w", force_zip64=True) as member:
        member.write(b"[")
        for row in rows:
            member.write(b",\n" if count else b"\n")
            member.write(json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace"))
            count += 1
        member.write(b"\n]\n")
    return count


def _write_csv(
    archive: zipfile.ZipFile, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    with archive.open(f"tables/{name}.csv", "w", force_zip64=True) as member:
        sheet = io.TextIOWrapper(member, "utf-8-sig", errors="replace", newline="", write_through=True)
        writer = csv.writer(sheet)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row.get(column)) for column in columns])
        sheet.detach()


def _cell(value: Any) -> str:
    """Lists and objects as JSON; nothing that a spreadsheet would run as a formula."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(text) else text


def _safe(name: str) -> str:
    """A file name that every system can unpack and that leads nowhere else."""
    return _UNSAFE.sub("_", name).strip(" .")[-120:] or "file"
