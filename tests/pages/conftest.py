from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import session
from data.db import Database
from tests.pages.fakes import FakeRecall, a_container

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, database: Database) -> Iterator[Callable[..., Any]]:
    """Put a container under the pages: `wire(recall)`."""
    st.cache_data.clear()
    # the test's one connection is not for two threads at once: a page waits for its reading
    monkeypatch.setattr("components.reading_job._SOON", 30.0)
    monkeypatch.setattr("components.operator_data._AT_ONCE", 1)

    wired: list[Any] = []

    def put(recall: FakeRecall | None = None, **settings: Any) -> Any:
        made = a_container(database, recall or FakeRecall(), **settings)
        wired.append(made)
        for module in ("components.session", "components.cached"):
            monkeypatch.setattr(f"{module}.container", lambda: made)
        return made

    yield put
    for one in wired:
        one.events.close()
    st.cache_data.clear()


@pytest.fixture
def open_page() -> Open:
    """Run the whole app on a page: `open_page("matches", "ru")`."""

    def opened(name: str, language: str = "en") -> AppTest:
        app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30)
        app.query_params["lang"] = language
        app.run()
        if name != "resume":
            app.switch_page(f"../pages/{name}.py")
            app.run()
        return app

    return opened


def texts(app: AppTest) -> str:
    """Everything on the page that is text, in one string."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "html")
    return "\n".join(str(getattr(one, "value", "") or one.proto) for kind in kinds for one in app.get(kind))


assert session
