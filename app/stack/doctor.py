"""What is well, what is not, and what to do about it: one finding per part. Secrets are never shown."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

import psycopg

from app.config import ROOT, Settings
from app.stack import health, preflight, state
from data import migrations
from data.db import Database
from data.errors import DatabaseUnavailable, InvalidInput
from data.repositories import segment_history

Level = Literal["OK", "WARN", "FAIL"]
#: The sweep frees a running warm-up after half an hour; one that waits longer has no flow to run it.
_WARM_UP_LATE = timedelta(minutes=35)


@dataclass(frozen=True)
class Finding:
    level: Level
    part: str
    text: str
    todo: str = ""


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order in which a person would mend them."""
    home = settings.home.expanduser().absolute()
    running = state.read(home) if home.is_dir() and state.held(home) else None
    given = running.settings(settings) if running else settings
    names = list(running.parts) if running else []
    found = [_python(), _lock(), _home(home), *_ports(given, running is not None)]
    postgres = _postgres(given, names)
    found += [_stack(running, home), postgres, *_warm_ups(given, postgres), _chroma(given, names)]
    found += [*_prefect(given, names), _demo(given, names), _lexical(home), _models(given), *_programs()]
    return found


def _python() -> Finding:
    return Finding("OK", "python", f"{sys.version.split()[0]} at {sys.executable}")


def _lock() -> Finding:
    """The stamp that the `podbor` script leaves names the locks it installed."""
    try:
        stamp = json.loads((Path(sys.prefix) / "podbor.stamp").read_text())
    except (OSError, ValueError):
        return Finding("WARN", "packages", "not set up by ./podbor", "start it through ./podbor once")
    for name, lock in (("development", "requirements-dev.lock"), ("runtime", "requirements.lock")):
        if stamp.get(name) == sha256((ROOT / lock).read_bytes() + str(ROOT).encode()).hexdigest():
            return Finding("OK", "packages", f"as in {lock}")
    return Finding("WARN", "packages", "older than the lock", "any ./podbor command renews them")


def _home(home: Path) -> Finding:
    try:
        preflight.check_home(home)
    except InvalidInput as error:
        return Finding("FAIL", "data folder", str(error), "see PODBOR_HOME in .env.example")
    free = shutil.disk_usage(home).free // 1_000_000
    if free < 2_000:
        return Finding("WARN", "data folder", f"{home}, {free} MB free", "free some space soon")
    return Finding("OK", "data folder", f"{home}, {free} MB free")


def _ports(settings: Settings, running: bool) -> Iterator[Finding]:
    """Only while nothing runs: then they must be free."""
    if running:
        return
    taken = 0
    for part in preflight.own_parts(settings, preflight.NEEDS):
        name, who = preflight.NEEDS[part]
        port: int = getattr(settings, name)
        if not preflight.is_free(port, settings.host if part == "web" else "127.0.0.1"):
            taken += 1
            todo = f"set PODBOR_{name.upper()} to a free one"
            yield Finding("FAIL", "port", f"{port} for {who} is taken by another program", todo)
    if not taken:
        yield Finding("OK", "ports", "free")


def _stack(running: state.RunState | None, home: Path) -> Finding:
    if running is None:
        return Finding("WARN", "stack", "not running", "./podbor up")
    if running.kind == "up" and not running.ready:
        return Finding("WARN", "stack", "starting, or a part is down", f"look into {home / 'logs'}")
    return Finding("OK", "stack", f"process {running.pid}: {', '.join(running.parts)}")


def _idle(part: str) -> Finding:
    return Finding("OK", part, "not started; ./podbor up starts it")


def _postgres(settings: Settings, names: list[str]) -> Finding:
    if "postgres" not in names and not settings.database_url:
        return _idle("postgres")
    try:
        with psycopg.connect(health.plain_url(settings.database), connect_timeout=3) as connection:
            version = connection.info.parameter_status("server_version")
    except psycopg.Error:
        todo = "check DATABASE_URL" if settings.database_url else "look into logs/postgres.log"
        return Finding("FAIL", "postgres", "does not answer", todo)
    if not migrations.at_head(settings.database):
        return Finding("FAIL", "postgres", f"{version}, migrations are missing", "./podbor up runs them")
    return Finding("OK", "postgres", f"{version}, migrations at head")


def _warm_ups(settings: Settings, postgres: Finding) -> Iterator[Finding]:
    """Whether the queue of warm-ups moves; nothing is said while the database cannot tell."""
    if postgres.level != "OK" or postgres == _idle("postgres"):
        return
    try:
        with Database.opened(settings.database, pool_size=1) as database, database.transaction() as session:
            late = segment_history.late(session, stuck=_WARM_UP_LATE)
    except DatabaseUnavailable:
        return
    if late:
        minutes = round(_WARM_UP_LATE.total_seconds() / 60)
        todo = "look into logs/flows.log; ./podbor up starts the flows"
        yield Finding("WARN", "warm-ups", f"{late} have waited or run for over {minutes} minutes", todo)
    else:
        yield Finding("OK", "warm-ups", "none is late")


def _chroma(settings: Settings, names: list[str]) -> Finding:
    if "chroma" not in names and not settings.chroma_url:
        return _idle("chroma")
    if health.chroma(settings.chroma):
        return Finding("OK", "chroma", f"answers at {settings.chroma}")
    todo = "check CHROMA_URL" if settings.chroma_url else "look into logs/chroma.log"
    return Finding("FAIL", "chroma", "does not answer", todo)


def _prefect(settings: Settings, names: list[str]) -> Iterator[Finding]:
    if "prefect" not in names and not settings.prefect_api_url:
        yield _idle("prefect")
        return
    if not health.prefect(settings.prefect_api):
        todo = "check PREFECT_API_URL" if settings.prefect_api_url else "look into logs/prefect.log"
        yield Finding("FAIL", "prefect", "does not answer", todo)
        return
    yield Finding("OK", "prefect", f"answers at {settings.prefect_api}")
    served = sorted(
        one["name"] for one in health.deployments(settings.prefect_api) if one["status"] == "READY"
    )
    if served:
        yield Finding("OK", "flows", f"served: {', '.join(served)}")
    else:
        yield Finding("WARN", "flows", "none is served", "look into logs/flows.log")


def _demo(settings: Settings, names: list[str]) -> Finding:
    if not settings.demo:
        return Finding("OK", "demo board", "switched off (PODBOR_DEMO)")
    if "demo" not in names:
        return _idle("demo board")
    if health.http_answers(f"{settings.demo_url}/dictionaries"):
        return Finding("OK", "demo board", f"{settings.demo_size} invented vacancies at {settings.demo_url}")
    return Finding("FAIL", "demo board", "does not answer", "look into logs/demo.log")


def _lexical(home: Path) -> Finding:
    folder = home / "lexical"
    if not folder.exists():
        return Finding("OK", "lexical index", "not built yet; the first ingest builds it")
    if os.access(folder, os.R_OK | os.X_OK):
        return Finding("OK", "lexical index", f"{sum(1 for _ in folder.iterdir())} files")
    return Finding("FAIL", "lexical index", f"{folder} cannot be read", "mend its permissions")


def _models(settings: Settings) -> Finding:
    if settings.openai_api_key:
        return Finding("OK", "models", "a key is set; remote embeddings are possible")
    return Finding("OK", "models", "no key; everything is local")


def _programs() -> Iterator[Finding]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    yield (
        Finding("OK", "chromium", chromium)
        if chromium
        else Finding("WARN", "chromium", "missing; browser tests are skipped", "apt-get install chromium")
    )
    yield _scans()
    converter = next(filter(None, map(shutil.which, ("catdoc", "soffice", "libreoffice"))), None)
    yield (
        Finding("OK", "old .doc", converter)
        if converter
        else Finding("WARN", "old .doc", "no converter; such files are refused", "apt-get install catdoc")
    )


def _scans() -> Finding:
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        todo = "apt-get install tesseract-ocr tesseract-ocr-rus"
        return Finding("WARN", "scans", "Tesseract is missing; scanned résumés are refused", todo)
    try:
        told = subprocess.run([tesseract, "--list-langs"], capture_output=True, timeout=10).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Finding("WARN", "scans", f"{tesseract} does not answer", "install Tesseract again")
    missing = {"rus", "eng"} - set(told.decode("utf-8", "replace").split())
    if missing:
        todo = f"apt-get install {' '.join(f'tesseract-ocr-{name}' for name in sorted(missing))}"
        return Finding("WARN", "scans", f"Tesseract lacks {' and '.join(sorted(missing))}", todo)
    return Finding("OK", "scans", f"{tesseract} with rus and eng")
