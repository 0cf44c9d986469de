"""Documents are kept true by tests."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from app.cli import COMMANDS
from app.config import Settings

ROOT = Path(__file__).resolve().parents[2]


def variables() -> set[str]:
    """The environment variable of every setting."""
    names = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        names.add(str(alias.choices[0]) if hasattr(alias, "choices") else f"PODBOR_{name.upper()}")
    return names


def test_the_readme_documents_every_setting() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), flags=re.M))
    assert table == variables()


def test_the_example_file_names_every_setting() -> None:
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.M))
    assert named == variables()


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text()
    assert [name for name in COMMANDS if f"podbor {name}" not in text] == []


def test_every_decision_record_has_its_parts() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert records
    for record in records:
        text = record.read_text()
        assert all(
            part in text for part in ("## Context", "## Decision", "## Consequences", "## Alternatives")
        ), record


def test_links_in_documents_lead_somewhere() -> None:
    broken = []
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            if not (document.parent / target).exists():
                broken.append(f"{document.name}: {target}")
    assert broken == []


def test_locks_name_no_host() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()


def test_no_machine_paths_are_committed() -> None:
    root = str(ROOT)
    found = subprocess.run(
        ["git", "grep", "-nIF", root + "/"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
