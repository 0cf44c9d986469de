"""`podbor parse FILE`: what is understood of a résumé. `--labels DIR` measures against labelled files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.resumes.documents.limits import MAX_FILE_BYTES
from app.resumes.parser import parse_resume
from app.resumes.profile import Profile
from app.resumes.reading import read_document, unreadable
from data.errors import InvalidInput


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=Path, help="a résumé: PDF, DOCX, TXT, MD, HTML, RTF, ODT, JSON Resume"
    )
    parser.add_argument("--format", choices=("json", "text"), default="text")
    parser.add_argument("--labels", type=Path, metavar="DIR", help="measure on a folder with labels.json")


def run(options: argparse.Namespace) -> int:
    if options.labels:
        from app.resumes.measure import measure, table

        print(table(measure(options.labels, report=lambda line: print(line, file=sys.stderr))))
        return 0
    if options.file is None:
        raise InvalidInput("Name a résumé file.")
    profile = parse_resume(_text(options.file))
    if options.format == "json":
        print(json.dumps(as_json(profile), ensure_ascii=False, indent=2))
    else:
        print(as_text(profile))
    return 0


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise unreadable("document_too_big")
        return read_document(path.read_bytes(), path.name)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error


def as_json(profile: Profile) -> dict[str, object]:
    """The profile's fields; an amount is a number."""
    fields: dict[str, object] = profile.model_dump(mode="json")
    if profile.salary:
        fields["salary"] = {"amount": float(profile.salary.amount), "currency": profile.salary.currency}
    return fields


def as_text(profile: Profile) -> str:
    """The same for reading."""
    rows = [
        ("name", profile.name),
        ("contacts", ", ".join([*profile.emails, *profile.phones, *profile.links])),
        ("city", profile.city),
        ("role", profile.role),
        ("seniority", profile.seniority),
        ("domains", ", ".join(profile.domains)),
        (
            "experience",
            f"{profile.experience_years:g} years" if profile.experience_years is not None else None,
        ),
        ("salary", f"{profile.salary.amount} {profile.salary.currency}" if profile.salary else None),
        ("skills", ", ".join(profile.skill_names)),
        ("languages", ", ".join(f"{one.name} {one.level or '?'}" for one in profile.languages)),
    ]
    rows += [
        ("job", f"{one.start or '?'} – {one.end or 'now'}  {one.title}  ·  {one.employer or '?'}")
        for one in profile.positions
    ]
    rows += [
        ("education", f"{one.year or '?'}  {one.institution}  {one.degree or ''}".rstrip())
        for one in profile.education
    ]
    return "\n".join(f"{name:<11} {value}" for name, value in rows if value)
