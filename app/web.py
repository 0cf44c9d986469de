"""The page server: Streamlit under our settings file, warmed before it serves.

Streamlit collects all garbage after every script run; with our libraries loaded that is 100 ms a click.
Loading everything first and freezing it takes it out of the collector's sight.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import components
from app import collector
from app.bootstrap import container
from app.config import ROOT, Settings, settings
from app.metrics.exposition import CONTENT_TYPE, exposition
from app.resumes import parser
from app.search.embedding import LocalEmbedder
from app.search.plan import plan_for
from app.stack import health
from app.telemetry import requests
from data.errors import PodborError

CONFIG = ROOT / "streamlit_config.toml"
# What pages will import: a first page of a cold process takes seconds without it.
HEAVY = ("polars", "plotly.express", "streamlit.web.bootstrap", "app.bootstrap", "app.resumes.service")
REHEARSAL = "Python-разработчик\nОпыт работы 3 года\nНавыки: Python, SQL, Docker\n"
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between rehearsals
_log = logging.getLogger(__name__)


def options(given: Settings, path: Path = CONFIG) -> dict[str, Any]:
    """streamlit_config.toml as dotted options, with address and port from our settings."""
    with path.open("rb") as source:
        flat = dict(flatten(tomllib.load(source)))
    return flat | {"server.address": given.host, "server.port": given.web_port}


def flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """`{"theme": {"dark": {"x": 1}}}` gives `("theme.dark.x", 1)`."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def healthz(request: Request) -> JSONResponse:
    """200 when both stores answer, 503 with the names of those that do not."""
    given = settings()
    answers = {"postgres": health.postgres(given.database), "chroma": health.chroma(given.chroma)}
    return JSONResponse(answers, status_code=200 if all(answers.values()) else 503)


def metrics(request: Request) -> Response:
    """The counters for Prometheus; 503 when the database does not answer."""
    try:
        return Response(exposition(container().database), media_type=CONTENT_TYPE)
    except PodborError as error:
        return Response(f"{error}\n", status_code=503, media_type="text/plain; charset=utf-8")


def warm() -> None:
    """Load what pages need and hide it from the garbage collector. Nothing is connected to."""
    # It warns of every cached function that is defined before the server runs; they move over by themselves.
    logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)
    for name in (*HEAVY, *(f"components.{one.name}" for one in pkgutil.iter_modules(components.__path__))):
        importlib.import_module(name)
    container()
    collector.spare()


def rehearse(wait: Callable[[float], None] = time.sleep) -> bool:
    """One search nobody sees, so that the first person does not wait for the model and the indexes to load;
    tried again for a minute while an index is not up yet. Whether all of it answered in the end.

    Only with the local model: a remote one would be paid for.
    """
    wired = container()
    if not isinstance(wired.embedder, LocalEmbedder):
        return False
    plan = plan_for(parser.parse_resume(REHEARSAL))
    wired.embedder.encode([REHEARSAL])
    for pause in (*_PAUSES, None):
        try:
            missing = wired.recall.recall(plan, limit=5).missing
        except PodborError:
            missing = ("vectors", "lexical")
        if not missing or pause is None:
            break
        wait(pause)
    if missing:
        _log.info("rehearsal without %s", " and ".join(missing))
    return not missing


def main() -> None:
    requests.log_to_stderr(settings().log_level)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each question to Chroma
    warm()
    threading.Thread(target=rehearse, name="rehearsal", daemon=True).start()
    app = st.App(ROOT / "app" / "main.py", routes=[Route("/healthz", healthz), Route("/metrics", metrics)])
    app.run(config=options(settings()))


if __name__ == "__main__":
    main()
