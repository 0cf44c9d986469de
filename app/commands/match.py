"""`podbor match RESUME_FILE`: the same search as the page, for a file; the result alone goes to stdout."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

from app.matching.types import MatchView, SearchResult
from data.errors import InvalidInput

_MAX_BYTES = 60 * 1024 * 1024  # the reader refuses far smaller files in one clear sentence
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CSV_COLUMNS = (
    "rank", "score", "track", "title", "employer", "city", "url", "source", "checked_at", "met", "partly",
    "missing", "vacancy_id",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("resume_file", type=Path, help="PDF, DOCX, TXT, MD or HTML")
    parser.add_argument("--top", type=int, default=20, help="how many matches (1 to 200, default 20)")
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.top <= 200:
        raise InvalidInput("--top is a number from 1 to 200.")
    data = read(options.resume_file)

    from app.resumes.parser import parse_resume
    from app.resumes.reading import read_document

    text = read_document(data, options.resume_file.name)
    profile = parse_resume(text)

    from app import bootstrap
    from app.accounts.service import local_person
    from app.config import Settings
    from app.stack import session

    servers = {"postgres", "chroma"} | ({"demo"} if Settings().demo else set())
    with session.needed(servers) as settings:
        wired = bootstrap.build(settings)
        person = local_person(wired.database)
        wired.recall.warm()  # a page's process has the model loaded; the timings should say the same thing
        result = wired.matching.find(person.id, None, profile, text=text, top=options.top, job_type="command")
    if not result.index_size:
        print("podbor: the index is empty; run `podbor ingest demo` first", file=sys.stderr)
    sys.stdout.write(render(result, options.format))
    return 0


def render(result: SearchResult, form: str) -> str:
    """The result as json, csv or table text, with a newline at the end."""
    if form == "json":
        return json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n"
    return _csv(result) if form == "csv" else _table(result)


def as_json(result: SearchResult) -> dict[str, Any]:
    """The documented fields, times as ISO 8601 in UTC."""
    return {
        "request_id": str(result.request_id),
        "timings_ms": result.timings_ms,
        "matches": [_match(match) for match in result.matches],
    }


def _match(match: MatchView) -> dict[str, Any]:
    return {
        "vacancy_id": match.vacancy_id,
        "title": match.title,
        "employer": match.employer,
        "city": match.city,
        "url": match.url,
        "source": match.source,
        "score": match.score,
        "parts": match.parts,
        "track": match.track,
        "requirements": [
            {"text": one.text, "verdict": one.verdict, "evidence": one.evidence} for one in match.requirements
        ],
        "checked_at": match.checked_at.isoformat() if match.checked_at else None,
        "cities": list(match.cities),
        "links": [{"url": one.url, "source": one.source, "city": one.city} for one in match.links],
    }


def safe_cell(value: object) -> str:
    """Text that a spreadsheet will not take for a formula: such cells begin with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _csv(result: SearchResult) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_CSV_COLUMNS)
    for number, match in enumerate(result.matches, start=1):
        verdicts = [one.verdict for one in match.requirements]
        cells = (
            number, match.score, match.track, match.title, match.employer, match.city, match.url,
            match.source,
            match.checked_at.isoformat() if match.checked_at else None, verdicts.count("met"),
            verdicts.count("partly"), verdicts.count("missing"), match.vacancy_id,
        )  # fmt: skip
        writer.writerow([cell if isinstance(cell, int | float) else safe_cell(cell) for cell in cells])
    return out.getvalue()


def _table(result: SearchResult) -> str:
    lines = [f"{'score':>5}  {'track':<7}  {'title':<44}  {'employer':<26}  {'city':<18}  url"]
    for match in result.matches:
        cells = (_cut(match.title, 44), _cut(match.employer, 26), _cut(match.city, 18))
        lines.append(
            f"{match.score:5.2f}  {match.track:<7}  {cells[0]:<44}  {cells[1]:<26}  {cells[2]:<18}  "
            f"{_cut(match.url, 200)}"
        )
    lines.append(
        f"{len(result.matches)} of {result.index_size} open vacancies, {result.timings_ms['total']:.0f} ms"
    )
    return "\n".join(lines) + "\n"


def _cut(text: str | None, width: int) -> str:
    """One line without control characters (a posting must not steer a terminal), at most `width` long."""
    clean = "".join(character if character.isprintable() else " " for character in text or "")
    return clean if len(clean) <= width else clean[: width - 1] + "…"


def read(path: Path) -> bytes:
    """The file, up to what the reader takes at all. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or 'cannot be read'}") from error
