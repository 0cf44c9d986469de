"""Every kind there is, as its smallest entry: it can be wired, and asks nobody until it is read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import bootstrap
from app.config import ROOT, Settings
from app.sources import addresses, built_in, entries
from app.sources.problems import standing
from data.sources.entry import Kind
from data.sources.kinds import KINDS

GIVEN = {"token": "example", "url": "https://jobs.example.com/list"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_smallest_entry_of_a_kind_makes_a_source(kind: Kind, tmp_path: Path) -> None:
    fields = [need.split("|")[0] for need in kind.needs]
    lines = ["[[source]]", 'name = "one"', f'kind = "{kind.name}"', "enabled = true"]
    (tmp_path / "sources.toml").write_text(
        "\n".join([*lines, *(f'{one} = "{GIVEN[one]}"' for one in fields)])
    )
    settings = Settings(
        home=tmp_path, contact="me@example.org", hh_token=None,
        **({kind.setting: "k"} if kind.setting else {}),
    )  # fmt: skip
    one = bootstrap.listing(settings)["one"]
    state = one.source.state()
    assert standing(state) == "used", state
    assert one.source.name == "one"
    assert one.source.kind in (kind.name, "hh"), "some speak hh.ru's API"
    assert one.source.whole_board == kind.whole_board
    assert addresses.fault(f"https://{state.host}") is None
    assert (one.per_second or 9) <= 1, "nobody is asked more than once a second unless an operator says so"
    assert (one.every_minutes or 0) >= kind.least_minutes
    assert urlsplit(f"https://{state.host}").hostname == state.host


def test_kinds_with_one_board_are_built_in() -> None:
    assert {kind.name for kind in KINDS.values() if not kind.needs} == set(built_in.names(KINDS))


def test_the_example_file_is_right() -> None:
    text = (ROOT / "deploy" / "sources.example.toml").read_text(encoding="utf-8")
    reading = entries.read_text(
        text, KINDS, built_in=built_in.names(KINDS), reserved=frozenset({"demo", "hh"})
    )
    assert reading.problems == []
    assert len(reading.entries) == text.count("[[source]]")
