"""The page server's settings really reach Streamlit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from app import web
from app.config import ROOT, Settings
from app.search.embedding import LocalEmbedder
from app.search.recall import Recall
from data.db import Database
from data.lexical import LexicalIndex
from data.vectors import VectorStore

LINKED = """
import sys
from streamlit import config
config._main_script_path = sys.argv[1]
print(config.get_option("client.toolbarMode"), config.get_option("server.maxUploadSize"))
"""
EMBEDDER = LocalEmbedder()  # loaded once, by whoever needs it first
KNOWN = """
from app import web
from app.config import Settings
from streamlit.web.server.starlette.starlette_app import _validate_run_config
given = web.options(Settings(host="127.0.0.1", web_port=9))
assert _validate_run_config(given) == given
"""


def run(code: str, *arguments: str, cwd: Path) -> str:
    """In a process of its own: Streamlit keeps one set of options per process."""
    command = [sys.executable, "-P", "-c", code, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


def test_tables_become_dotted_names() -> None:
    table = {"a": {"x": 1, "b": {"y": 2}}, "z": 3}
    assert dict(web.flatten(table)) == {"a.x": 1, "a.b.y": 2, "z": 3}


def test_address_and_port_come_from_the_settings() -> None:
    given = web.options(Settings(host="127.0.0.2", web_port=9999))
    assert (given["server.address"], given["server.port"]) == ("127.0.0.2", 9999)
    assert given["server.maxUploadSize"] == 20
    assert given["browser.gatherUsageStats"] is False


def test_streamlit_knows_every_option(tmp_path: Path) -> None:
    run(KNOWN, cwd=tmp_path)


def test_the_link_is_in_force_from_any_folder(tmp_path: Path) -> None:
    said = run(LINKED, str(ROOT / "app" / "main.py"), cwd=tmp_path)
    assert said.split() == ["viewer", "20"]


def test_metrics_and_what_it_says_without_a_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = TestClient(Starlette(routes=[Route("/metrics", web.metrics)]))
    monkeypatch.setattr(web, "container", lambda: SimpleNamespace(database=database))
    told = client.get("/metrics")
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE search_requests_total counter" in told.text
    gone = Database.from_url("postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(web, "container", lambda: SimpleNamespace(database=gone))
    assert client.get("/metrics").status_code == 503


def test_the_rehearsal_waits_for_an_index_that_is_not_up_yet(
    chroma: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VectorStore("http://127.0.0.1:1")
    lexical = LexicalIndex(tmp_path / "lexical")
    lexical.replace_all(iter([([], 1)]))
    recall = Recall(store, lexical, EMBEDDER)
    monkeypatch.setattr(web, "container", lambda: SimpleNamespace(embedder=EMBEDDER, recall=recall))
    waited: list[float] = []

    def comes_up(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            store.url = chroma

    assert web.rehearse(comes_up)
    assert len(waited) == 2


def test_the_rehearsal_gives_up_after_a_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recall = Recall(VectorStore("http://127.0.0.1:1"), LexicalIndex(tmp_path / "lexical"), EMBEDDER)
    monkeypatch.setattr(web, "container", lambda: SimpleNamespace(embedder=EMBEDDER, recall=recall))
    waited: list[float] = []
    assert not web.rehearse(waited.append)
    assert 30 <= sum(waited) <= 120
