"""The file of boards: good entries, every kind of bad one, and any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.sources import addresses, entries
from app.sources.entries import Reading
from app.sources.problems import sentence
from tests.app.sources.fakes import KINDS

BUILT_IN = {"remotive": "remotive", "superjob": "superjob"}
RESERVED = frozenset({"demo", "hh"})
GOOD = '[[source]]\nname = "good"\nkind = "lever"\ntoken = "good"\n'


def read(text: str) -> Reading:
    return entries.read_text(text, KINDS, built_in=BUILT_IN, reserved=RESERVED)


def test_four_lines_are_enough() -> None:
    reading = read('# boards\n\n[[source]]\nname = "acme"\nkind = "greenhouse"\ntoken = "acmeinc"\n' + GOOD)
    assert reading.problems == []
    acme, good = reading.entries
    assert (acme.entry.name, acme.entry.kind, acme.entry.token, acme.line) == (
        "acme", "greenhouse", "acmeinc", 3,
    )  # fmt: skip
    assert good.line == 7


def test_everything_an_entry_may_say() -> None:
    text = """
    [[source]]
    name = "works"
    kind = "site"
    url = "https://jobs.works.example.com/list"
    employer = "Works"
    allowed_domains = ["works.example.com"]
    every_minutes = 90
    per_second = 0.25
    enabled = false
    """
    (works,) = read(text).entries
    assert works.entry.allowed_domains == ("works.example.com",)
    assert (works.entry.every_minutes, works.entry.per_second, works.entry.enabled) == (90, 0.25, False)


def test_a_built_in_source_is_changed_by_its_name_alone() -> None:
    reading = read('[[source]]\nname = "remotive"\nenabled = false\n')
    (changed,) = reading.entries
    assert (changed.entry.kind, changed.entry.enabled) == ("remotive", False)


@pytest.mark.parametrize(
    ("body", "code", "details"),
    [
        ('name = "a"\nkind = "greenhose"\ntoken = "a"', "entry_unknown_kind",
         {"given": "greenhose", "nearest": "greenhouse"}),
        ('name = "a"\nkind = 7\ntoken = "a"', "entry_unknown_kind", {"given": "7"}),
        ('name = "a"\nkind = "lever"\ntokn = "a"', "entry_unknown_key",
         {"given": "tokn", "nearest": "token", "line": "5"}),
        ('kind = "lever"\ntoken = "a"', "entry_missing", {"field": "name"}),
        ('name = "a"\ntoken = "a"', "entry_missing", {"field": "kind"}),
        ('name = "a"\nkind = "lever"', "entry_missing", {"field": "token"}),
        ('name = "a"\nkind = "site"', "entry_missing", {"field": "url"}),
        ('name = "a"\nkind = "either"', "entry_missing", {"field": "token, url"}),
        ('name = "A b"\nkind = "lever"\ntoken = "a"', "entry_bad_value", {"field": "name", "given": "A b"}),
        ('name = "a"\nkind = "lever"\ntoken = "../a"', "entry_bad_value", {"field": "token"}),
        ('name = "a"\nkind = "lever"\ntoken = "a"\nper_second = 50', "entry_bad_value",
         {"field": "per_second", "given": "50"}),
        ('name = "a"\nkind = "lever"\ntoken = "a"\nper_second = nan', "entry_bad_value",
         {"field": "per_second"}),
        ('name = "a"\nkind = "lever"\ntoken = "a"\nevery_minutes = 1', "entry_bad_value",
         {"field": "every_minutes"}),
        ('name = "a"\nkind = "lever"\ntoken = "a"\nevery_minutes = 0x' + "f" * 9000, "entry_bad_value",
         {"field": "every_minutes"}),
        ('name = "a"\nkind = "lever"\ntoken = "a"\nallowed_domains = "a.com"', "entry_bad_value",
         {"field": "allowed_domains"}),
        ('name = "a"\nkind = "lever"\ntoken = "a"\nallowed_domains = ["10.0.0.1"]', "entry_bad_value",
         {"field": "allowed_domains"}),
        ('name = "good"\nkind = "lever"\ntoken = "b"', "entry_duplicate_name",
         {"given": "good", "first": "1"}),
        ('name = "hh"\nkind = "lever"\ntoken = "a"', "entry_reserved_name", {"given": "hh"}),
        ('name = "remotive"\nkind = "lever"\ntoken = "a"', "entry_reserved_name", {"given": "remotive"}),
        ('name = "a"\nkind = "site"\nurl = "http://a.example.com"', "entry_url_not_https",
         {"host": "a.example.com"}),
        ('name = "a"\nkind = "site"\nurl = "https://127.0.0.1/jobs"', "entry_url_private",
         {"host": "127.0.0.1"}),
        ('name = "a"\nkind = "site"\nurl = "https://b.org"\nallowed_domains = ["a.org"]', "entry_url_outside",
         {"host": "b.org"}),
        ('name = "a"\nkind = ', "entry_malformed", {"line": "7"}),
        ('name = "a"\nname = "b"', "entry_malformed", {"line": "7"}),
        ("name = 2026-13-45", "entry_malformed", {}),
    ],
)  # fmt: skip
def test_a_bad_entry_is_told_with_its_line_and_leaves_the_others(
    body: str, code: str, details: dict[str, str]
) -> None:
    last = GOOD.replace("good", "last")
    reading = read(f"{GOOD}[[source]]\n{body}\n{last}")
    assert [one.entry.name for one in reading.entries] == ["good", "last"]
    (problem,) = reading.problems
    assert problem.code == code
    assert problem.line == 5
    assert problem.facts().items() >= details.items()
    told = sentence(problem.code, problem.facts())
    assert "line" in told
    assert "{" not in told
    if "nearest" in details:
        assert f"did you mean {details['nearest']!r}?" in told


def test_broken_entries_keep_their_names_where_they_can() -> None:
    reading = read(
        '[[source]]\nname = "acme"\nkind = "x"\n[[source]]\nname = "hh"\nkind = "x"\n[[source]]\n= 1'
    )
    assert [one.name for one in reading.problems] == ["acme", "entry-2", "entry-3"]
    assert [one.line for one in reading.problems] == [1, 4, 7]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("this is not TOML", "file_malformed"),
        ("[source]\nname = 'a'", "entry_not_a_table"),
        ("source = 3", "entry_not_a_table"),
        ("source = [1]", "entry_not_a_table"),
        ("[[sources]]\nname = 'a'", "file_unknown_key"),
        ("x = " + "[" * 5000, "file_malformed"),
    ],
)
def test_a_file_of_another_shape_is_one_problem(text: str, code: str) -> None:
    reading = read(text)
    assert reading.entries == []
    assert [one.code for one in reading.problems] == [code]


def test_the_number_of_entries_is_bounded() -> None:
    many = "".join(GOOD.replace("good", f"b{number}") for number in range(entries.MAX_ENTRIES + 40))
    reading = read(many)
    assert len(reading.entries) == entries.MAX_ENTRIES
    assert [one.code for one in reading.problems] == ["file_too_many"]


def read_file(path: Path, *, required: bool = False) -> Reading:
    return entries.read(path, KINDS, built_in=BUILT_IN, reserved=RESERVED, required=required)


def test_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    assert read_file(path) == Reading()
    assert [one.code for one in read_file(path, required=True).problems] == ["file_absent"]
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [one.entry.name for one in read_file(path).entries] == ["good"]
    path.write_bytes(b"name = '\xff'")
    assert [one.code for one in read_file(path).problems] == ["file_not_text"]
    path.write_bytes(b"#" * (entries.MAX_FILE_BYTES + 1))
    assert [one.code for one in read_file(path).problems] == ["file_too_big"]
    path.unlink()
    path.mkdir()
    assert [one.code for one in read_file(path).problems] == ["file_unreadable"]


@pytest.mark.parametrize(
    "url",
    ["https://localhost/", "https://db.local/", "https://10.1.2.3/", "https://[::1]/", "https://2130706433/",
     "https://0x7f.1/", "https://127.1/", "https://intranet/", "https://a..b.com/", "https://printer.lan/",
     "https://169.254.169.254/latest", "https://\u2460\u2461\u2466.0.0.1/", "https://a_b.com/"],
)  # fmt: skip
def test_no_address_of_a_network_of_ones_own(url: str) -> None:
    found = addresses.fault(url)
    assert found is not None
    assert found[0] == "entry_url_private"


@pytest.mark.parametrize(
    "url",
    ["http://a.com", "ftp://a.com", "https://user@a.com", "https://a.com:8443", "https://", "a.com",
     "https://a.com:x", "https://[a.com"],
)  # fmt: skip
def test_only_plain_https(url: str) -> None:
    found = addresses.fault(url)
    assert found is not None
    assert found[0] == "entry_url_not_https"


def test_allowed_domains_hold_their_subdomains_and_nothing_that_looks_alike() -> None:
    assert addresses.fault("https://jobs.a.com:443/x", ["A.com."]) is None
    assert addresses.fault("https://вакансии.пример.рф/x", ["пример.рф"]) is None
    assert addresses.fault("https://nota.com", ["a.com"]) == ("entry_url_outside", "nota.com")
    assert addresses.fault("https://a.com.evil.org", ["a.com"]) == ("entry_url_outside", "a.com.evil.org")


_PIECES = st.sampled_from(
    ["[[source]]", "\n", "name = ", '"a"', '"b"', "kind = ", '"lever"', "token = ", "url = ", "=", "[", "]",
     "{", '"""', "'", "#", "source = ", "1e400", "enabled = true", "\x00", "per_second = inf", '"https://a.com"',
     "[source]", "[[source.x]]", "name.x = 1", "\\ud800", "allowed_domains = [", "0x" + "f" * 4000]
)  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.one_of(st.text(max_size=400), st.lists(_PIECES, max_size=40).map("".join)))
@example('[[source]]\nname = "remotive"\nkind = []')
@example("[[source]]\n[[source.source]]")
@settings(max_examples=400, deadline=None)
def test_any_text_gives_entries_or_problems(text: str) -> None:
    reading = read(text)
    names = [one.entry.name for one in reading.entries] + [one.name for one in reading.problems]
    assert len(names) == len(set(names)), "every entry is listed once"
    for problem in reading.problems:
        assert "{" not in sentence(problem.code, {}) or problem.details


@given(st.dictionaries(st.sampled_from(["name", "kind", "token", "url", "allowed_domains", "x"]), _VALUES))
@settings(max_examples=200, deadline=None)
def test_any_values_give_an_entry_or_a_problem(values: dict[str, object]) -> None:
    reader = entries._Reader(KINDS, BUILT_IN, RESERVED)
    assert reader._one(values, 1)
    assert len(reader.reading.entries) + len(reader.reading.problems) == 1
