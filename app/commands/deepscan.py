"""`podbor deepscan RESUME_FILE` or `--role TITLE`: ask the boards, wait within bounds, rank what there is."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import match, running_prefect
from app.matching.request import Scanned
from app.matching.types import SearchResult
from app.resumes.profile import Profile, Skill
from app.segments.key import segment_of
from app.segments.queries import discovery_queries
from app.taxonomy import roles, skills
from app.taxonomy.seniority import seniority_of
from app.warmup import deepscan
from app.warmup.deepscan import Scan
from data.errors import InvalidInput

if TYPE_CHECKING:
    from app.bootstrap import Container

JOB = "deepscan"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("resume_file", type=Path, nargs="?", help="PDF, DOCX, TXT, MD or HTML")
    parser.add_argument("--role", help="a job title instead of a file")
    parser.add_argument(
        "--skill", action="append", default=[], metavar="NAME", help="with --role; may be repeated"
    )
    parser.add_argument("--top", type=int, default=20, help="how many matches (1 to 200, default 20)")
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.top <= 200:
        raise InvalidInput("--top is a number from 1 to 200.")
    profile, text = profile_of(options)
    queries = discovery_queries(profile, segment_of(profile))
    if not queries:
        raise InvalidInput(
            "No role, skill or industry of our tables is named, so there is nothing to ask for."
        )

    from app import bootstrap
    from app.accounts.service import local_person
    from app.config import settings as process_settings
    from app.stack import session

    demo = {"demo"} if process_settings().demo else set()
    with session.needed({"postgres", "chroma"} | demo) as settings:
        wired = bootstrap.container()
        sources = bootstrap.searchable(wired.sources)
        if not sources:
            raise InvalidInput("No job board that can be asked is configured.", code="segment_no_source")
        person = local_person(wired.database)
        search_id = wired.matching.begin(person.id, JOB)
        print(f"podbor: asking {', '.join(sources)}: {'; '.join(queries)}", file=sys.stderr, flush=True)
        scan = _scan(wired, queries, joined=running_prefect.joined(settings))
        ended = Scanned(search_id, ("partial",) if scan.partial else ())
        result = wired.matching.find(
            person.id, None, profile, text=text, top=options.top, job_type=JOB, scanned=ended
        )
    sys.stdout.write(render(scan, result, options.format))
    if scan.partial:
        reasons = ", ".join(f"{name}: {code}" for name, code in scan.faults.items())
        print(f"podbor: the scan is partial ({reasons or 'not all was asked'})", file=sys.stderr)
    return 0


def profile_of(options: argparse.Namespace) -> tuple[Profile, str]:
    """(profile, text of the file) from a file, or from a role and skills. Raises InvalidInput."""
    if (options.resume_file is None) == (options.role is None):
        raise InvalidInput("Name either a résumé file or --role.")
    if options.resume_file is None:
        title = str(options.role)[:200]
        named = [Skill(name=skills.canonical(name[:100])) for name in options.skill[:30]]
        return Profile(
            role=title, role_ids=roles.role_ids(title), seniority=seniority_of(title), skills=named
        ), ""

    from app.resumes.parser import parse_resume
    from app.resumes.reading import read_document

    text = read_document(match.read(options.resume_file), options.resume_file.name)
    return parse_resume(text), text


def render(scan: Scan, result: SearchResult, form: str) -> str:
    """The scan and the matches after it, as json or table text, with a newline at the end."""
    if form == "json":
        found: dict[str, Any] = match.as_json(result)
        told = {"partial": scan.partial, "outcome": list(result.outcome), "scan": scan.as_json()} | found
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    head = (
        f"{scan.found} postings found, {scan.added} of them new; {scan.answered} questions answered in "
        f"{scan.seconds:.0f} s{' (partial)' if scan.partial else ''}\n"
    )
    return head + match.render(result, "table")


def _scan(wired: Container, queries: list[str], *, joined: bool) -> Scan:
    if joined:
        from flows.warmup import deep_scan

        return deep_scan(queries, wired.settings.warmup_limit)
    from app import bootstrap
    from app.search import projection

    return deepscan.scan(
        wired.database, wired.archive, bootstrap.searchable(wired.sources), queries,
        lambda: projection.follow(wired.database, wired.store, wired.lexical, wired.embedder),
        limit=wired.settings.warmup_limit,
    )  # fmt: skip
