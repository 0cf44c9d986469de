"""The layout has traps (docs/adr/0001); these keep us out of them."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"app", "components", "data", "flows", "pages", "tests"}
TAKEN = OURS | set(packages_distributions()) | set(sys.stdlib_module_names)


@pytest.mark.parametrize("folder", ["app", "flows"])
def test_nothing_hides_a_library(folder: str) -> None:
    """Streamlit and Prefect put these folders on sys.path: a file there shadows a library's name."""
    names = {path.stem for path in (ROOT / folder).iterdir() if not path.name.startswith(("_", "."))}
    assert not names & TAKEN


def test_no_pages_beside_the_entry_script() -> None:
    """Streamlit would serve them without the frame around every page."""
    assert not (ROOT / "app" / "pages").exists()


def test_no_library_ships_our_names() -> None:
    assert not (OURS - {"tests"}) & set(packages_distributions())


def test_every_package_has_an_init() -> None:
    folders = {path.parent for name in OURS for path in (ROOT / name).rglob("*.py")}
    missing = [
        str(folder.relative_to(ROOT))
        for folder in folders
        if not (folder / "__init__.py").exists() and "versions" not in folder.parts
    ]
    assert missing == []


def test_prefect_server_accepts_the_pinned_fastapi() -> None:
    """Import and dependency check of Prefect pass with a FastAPI its server cannot start on."""
    assert importlib.import_module("prefect.server.api.server").create_app


def test_no_vague_modules() -> None:
    vague = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py"}
    assert not [path for name in OURS for path in (ROOT / name).rglob("*.py") if path.name in vague]
