"""Checks of the checkout for `make check`: `python -m app.stack.checks migrations|secrets`.

Prints what is wrong and exits 1; quiet and 0 when all is well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from app.config import ROOT
from app.stack.postgres import EmbeddedPostgres
from app.stack.preflight import free_port
from data import migrations

REVISIONS = r"^(down_)?revision\b"  # Alembic's identifiers are random by design
BASELINE = ROOT / ".secrets.baseline"


def check_migrations() -> list[str]:
    """On a scratch server: all migrations run, and the models need no further one."""
    with tempfile.TemporaryDirectory(prefix="podbor-check-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", free_port())
        try:
            server.start()
            server.ensure_database("podbor")
            migrations.upgrade(server.url())
            found = migrations.differences(server.url())
        finally:
            server.stop()
    return [f"the models differ from the migrations: {one}" for one in found]


def check_secrets() -> list[str]:
    """Possible secrets in tracked files that the reviewed baseline does not know."""
    known = _hashes(json.loads(BASELINE.read_text())) if BASELINE.exists() else set()
    return [
        f"{name}:{one['line_number']}: looks like a secret ({one['type']}); if it is none: make baseline"
        for name, ones in json.loads(_scan())["results"].items()
        for one in ones
        if (name, one["hashed_secret"]) not in known
    ]


def accept_secrets() -> list[str]:
    """Write the baseline anew; whoever does that has looked at each finding."""
    BASELINE.write_text(_scan())
    return []


def _scan() -> str:
    """detect-secrets' report on the tracked files, as JSON."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    skipped = {".secrets.baseline", "requirements.lock", "requirements-dev.lock"}
    names = [name for name in listed.stdout.split("\0") if name and name not in skipped]
    files = [name for name in names if (ROOT / name).is_file()]
    return subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan", "--no-verify", "--exclude-lines", REVISIONS, *files],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def _hashes(report: dict[str, dict[str, list[dict[str, str]]]]) -> set[tuple[str, str]]:
    return {(name, one["hashed_secret"]) for name, ones in report["results"].items() for one in ones}


CHECKS = {"migrations": check_migrations, "secrets": check_secrets, "accept-secrets": accept_secrets}


def main(names: list[str]) -> int:
    problems = [problem for name in names for problem in CHECKS[name]()]
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["migrations", "secrets"]))
