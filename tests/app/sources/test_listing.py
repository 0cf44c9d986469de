"""Entries and kinds together: which sources there are, with what, and why some are off. Nobody is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app import bootstrap
from app.config import Settings
from app.sources.closed import ClosedSource
from app.sources.listing import Listing
from data.errors import SourceNotConfigured
from data.sources.base import Payload, Query
from tests.app.sources.fakes import KINDS, BoardSource

COMPANY = '[[source]]\nname = "acme"\nkind = "greenhouse"\ntoken = "acmeinc"\n'
REACHABLE = "someone@example.org"


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "KINDS", KINDS)


def listing(home: Path, text: str = "", **given: Any) -> dict[str, Listing]:
    if text:
        (home / "sources.toml").write_text(text)
    values: dict[str, Any] = {"contact": REACHABLE, "hh_token": None, "superjob_key": None} | given
    return bootstrap.listing(Settings(home=home, **values))


def reasons(listed: dict[str, Listing]) -> dict[str, str | None]:
    """Without the source of what people add by hand: it is always there."""
    return {name: one.source.state().reason for name, one in listed.items() if name != "added"}


def test_without_a_file_there_are_the_built_in_ones(tmp_path: Path) -> None:
    assert reasons(listing(tmp_path)) == {
        "demo": None, "hh": "hh_token_missing", "superjob": "superjob_key_missing", "remotive": None,
    }  # fmt: skip


def test_a_company_of_four_lines_is_a_source(tmp_path: Path) -> None:
    acme = listing(tmp_path, COMPANY)["acme"]
    assert isinstance(acme.source, BoardSource)
    assert acme.source.state().configured
    assert acme.source.entry.token == "acmeinc"
    assert (acme.every_minutes, acme.per_second, acme.origin) == (240, 0.5, "file")
    agent = acme.source.client.headers["User-Agent"]
    assert REACHABLE in agent
    assert "Authorization" not in acme.source.client.headers


def test_an_entry_has_its_own_cadence_and_rate_but_not_below_what_its_provider_allows(tmp_path: Path) -> None:
    own = "every_minutes = 15\nper_second = 0.1\n"
    listed = listing(tmp_path, f'{COMPANY}{own}[[source]]\nname = "remotive"\n{own}')
    assert (listed["acme"].every_minutes, listed["acme"].per_second) == (15, 0.1)
    assert listed["remotive"].every_minutes == 360
    assert (listed["remotive"].origin, listed["remotive"].attribution) == ("built_in", "remotive")


@pytest.mark.parametrize("contact", [None, "", "me"])
def test_without_an_address_to_write_to_no_live_board_is_asked(tmp_path: Path, contact: str | None) -> None:
    found = reasons(listing(tmp_path, COMPANY, contact=contact, hh_token="t", superjob_key="k"))
    assert found == {
        "demo": None, "hh": "contact_missing", "superjob": "contact_missing", "remotive": "contact_missing",
        "acme": "contact_missing",
    }  # fmt: skip


def test_a_key_is_sent_in_the_header_of_its_kind_alone(tmp_path: Path) -> None:
    source = listing(tmp_path, superjob_key="k").get("superjob")
    assert source is not None
    assert isinstance(source.source, BoardSource)
    headers = source.source.client.headers
    assert headers["X-Api-App-Id"] == "k"
    assert "Authorization" not in headers


def test_switches(tmp_path: Path) -> None:
    text = f"{COMPANY}enabled = false\n" + '[[source]]\nname = "s"\nkind = "shy"\ntoken = "s"\n'
    found = reasons(listing(tmp_path, text, open_sources=False, demo=False, superjob_key="k"))
    assert found == {
        "hh": "hh_token_missing", "superjob": "open_sources_off", "remotive": "open_sources_off",
        "acme": "switched_off", "s": "switched_off",
    }  # fmt: skip
    on = (
        text.replace("false", "true") + "enabled = true\n" + '[[source]]\nname = "remotive"\nenabled = true\n'
    )
    found = reasons(listing(tmp_path, on, open_sources=False))
    assert (found["acme"], found["s"], found["remotive"]) == (None, None, None)


def test_a_broken_entry_is_listed_with_why_and_the_others_work(tmp_path: Path) -> None:
    listed = listing(tmp_path, '[[source]]\nname = "typo"\nkind = "leverr"\ntoken = "x"\n' + COMPANY)
    assert listed["acme"].source.state().configured
    state = listed["typo"].source.state()
    assert (state.configured, state.reason) == (False, "entry_unknown_kind")
    assert state.details == {"line": "1", "given": "leverr", "nearest": "lever"}
    with pytest.raises(SourceNotConfigured, match="did you mean 'lever'.*line 1") as caught:
        next(listed["typo"].source.fetch(Query(), known=lambda one, when: False))
    assert caught.value.code == "entry_unknown_kind"
    assert listed["typo"].source.check("1", timeout=1).reason == "entry_unknown_kind"


def test_a_file_that_was_named_and_is_absent_is_told(tmp_path: Path) -> None:
    found = reasons(listing(tmp_path, sources=tmp_path / "other.toml"))
    assert found["sources-file"] == "file_absent"


def test_a_source_that_is_off_still_understands_files_of_payloads(tmp_path: Path) -> None:
    source = listing(tmp_path, COMPANY, contact=None)["acme"].source
    assert isinstance(source, ClosedSource)
    (payload,) = source.read_line({"id": 7})
    assert source.parse(payload).title == "Швея"
    assert source.unknown_keys(payload) == frozenset()
    broken = ClosedSource("typo", "", "entry_malformed")
    for use in (broken.parse, broken.unknown_keys):
        with pytest.raises(SourceNotConfigured):
            use(Payload("typo", "1", "detail", {}))
    with pytest.raises(SourceNotConfigured):
        broken.read_line({})


def test_nothing_of_an_entry_gets_the_secret_of_another(tmp_path: Path) -> None:
    listed = listing(tmp_path, COMPANY, superjob_key="secret-word", hh_token="other-secret")
    acme = listed["acme"].source
    assert isinstance(acme, BoardSource)
    assert "secret" not in str(acme.client.headers)
