"""The page server: Streamlit under our settings file, warmed before it serves.

Streamlit collects all garbage after every script run; with our libraries loaded that is 100 ms a click.
Loading everything first and freezing it takes it out of the collector's sight.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.config import ROOT, Settings, settings
from app.stack import health

CONFIG = ROOT / "streamlit_config.toml"
# What pages will import: a first page of a cold process takes seconds without it.
HEAVY = (
    "polars", "plotly.express", "sqlalchemy", "psycopg", "numpy", "tantivy", "chromadb",
    "streamlit.web.bootstrap", "app.bootstrap", "components",
)  # fmt: skip


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


def warm() -> None:
    """Load what pages need and hide it from the garbage collector."""
    for name in HEAVY:
        if find_spec(name.partition(".")[0]) is not None and find_spec(name) is not None:
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def main() -> None:
    logging.basicConfig(stream=sys.stderr, level=settings().log_level.upper())
    warm()
    app = st.App(ROOT / "app" / "main.py", routes=[Route("/healthz", healthz)])
    app.run(config=options(settings()))


if __name__ == "__main__":
    main()
