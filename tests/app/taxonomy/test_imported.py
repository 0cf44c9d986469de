"""Imported terms in force: what they resolve to, where they count, replacing and removing them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.resumes import extractors
from app.resumes.parser import VERSION, parse_resume
from app.taxonomy import imported, skills
from app.taxonomy.imported_files import read
from data.db import Database
from data.errors import NotFound
from tests.app.taxonomy.making import ESCO, esco_file, onet_file


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    yield
    skills.use_imported("", {})


def found(*terms: tuple[str, tuple[str, ...]]) -> dict[str, str]:
    return {" ".join(spelling): name for spelling, name in imported.resolved(terms).items()}


def test_spellings_of_a_term_mean_its_name() -> None:
    assert found(("herd fogs", ("fog herding", "herding of fogs"))) == {
        "herd fogs": "herd fogs",
        "fog herding": "herd fogs",
        "herding of fogs": "herd fogs",
    }


def test_a_remark_in_brackets_is_not_part_of_a_name() -> None:
    assert found(("Quuxlang (computer programming)", ())) == {
        "quuxlang": "Quuxlang",
        "quuxlang computer programming": "Quuxlang",
    }


def test_an_abbreviation_alone_lends_nothing() -> None:
    terms = (
        ("Rapid Emergency Action Console Tracker REACT", ()),
        ("Quarry warehouse WMS", ("WMS",)),
        ("herd fogs", ("HC", "hcx")),
    )
    assert set(found(*terms).values()) == {terms[0][0], terms[1][0], "herd fogs"}
    assert {"react", "hcx", "hc"}.isdisjoint(found(*terms))


def test_a_narrower_thing_in_one_word_is_not_the_term() -> None:
    assert set(found(("fog languages", ("Frobby", "foglang")))) == {"fog languages", "foglang"}


def test_a_part_of_the_name_is_a_wider_thing() -> None:
    assert set(found(("fog engineering", ("engineering", "engineering of fog")))) == {
        "fog engineering",
        "engineering of fog",
    }


def test_capitals_stay_as_written() -> None:
    skills.use_imported("x", imported.resolved([("Fogboss Suite", ("Fogboss 5",))]))
    assert skills.canonical("FogBoss  suite") == "FogBoss suite"
    assert skills.canonical("fogboss 5") == "Fogboss Suite"


def test_only_the_very_name_of_our_skill_lends_to_it() -> None:
    assert found(("Python (computer programming)", ("Python 2000", "Monty", "snake talk"))) == {
        "python computer programming": "Python",
        "python 2000": "Python",
    }
    assert skills.canonical("питон") == "Python"
    assert found(("питон", ("питон ползучий",))) == {}  # a way of writing it, not its name


def test_our_own_tables_win() -> None:
    assert "postgres" not in found(("Elephant keeping", ("Postgres", "elephant base")))
    skills.use_imported("x", imported.resolved([("PHP", ("PHP zorp",)), ("elephants", ("Postgres",))]))
    assert skills.canonical("postgres") == "PostgreSQL"
    assert skills.canonical("php ZORP") == "PHP"


def test_a_spelling_two_terms_claim_is_nobodys_unless_it_is_a_name() -> None:
    assert "fog care" not in found(("herd fogs", ("fog care",)), ("wash fogs", ("fog care",)))
    both = found(("herd fogs", ("wash fogs",)), ("wash fogs", ()))
    assert both["wash fogs"] == "wash fogs"


def test_imported_terms_count_in_lists_and_never_in_running_text() -> None:
    text = "Jane Roe\n\nExperience\n2019 - 2021 Acme, shepherd\nI did fog herding and Zorptech Suite daily.\n"
    listed = f"{text}\nSkills\nfog herding, sky, Python\n"
    skills.use_imported("x", imported.resolved([("herd fogs", ("fog herding",)), ("Zorptech Suite", ())]))
    assert skills.find_skills(text) == []
    assert skills.find_skills("fog herding, Zorptech Suite", generic=True) == []
    assert not skills.is_known("Zorptech Suite")
    assert skills.is_listed("zorptech suite")
    assert parse_resume(text).skill_names == []
    assert parse_resume(listed).skill_names == ["herd fogs", "sky", "Python"]


def test_a_name_of_a_person_among_imported_terms_changes_no_name() -> None:
    text = "Qwelia Brannock\nqwelia@example.com\n\nSkills\nPython, SQL\n"
    before = parse_resume(text)
    skills.use_imported("x", imported.resolved([("Qwelia", ()), ("Brannock", ()), ("Qwelia Brannock", ())]))
    assert parse_resume(text) == before


def test_import_again_replaces_and_remove_takes_out(database: Database, tmp_path: Path) -> None:
    source, changed = imported.bring(database, read("esco", esco_file(tmp_path)))
    assert (source.terms, changed) == (2, True)
    first = skills.imported_version()
    assert skills.canonical("Fog Herding") == "herd fogs"
    assert extractors.RULES.version == f"{VERSION}+terms-{first}"

    assert imported.bring(database, read("esco", esco_file(tmp_path)))[1] is False
    assert skills.imported_version() == first

    renamed = ESCO.replace("herd fogs", "shepherd fogs")
    assert imported.bring(database, read("esco", esco_file(tmp_path, renamed)))[1] is True
    assert skills.canonical("fog herding") == "shepherd fogs"
    assert skills.canonical("herd fogs") == "herd fogs"
    assert not skills.is_listed("herd fogs")
    assert skills.imported_version() not in ("", first)

    imported.bring(database, read("onet", onet_file(tmp_path)))
    assert [one.name for one in imported.listing(database)] == ["esco", "onet"]
    imported.remove(database, "esco")
    assert not skills.is_listed("fog herding")
    assert skills.is_listed("Zorptech Suite")
    imported.remove(database, "onet")
    assert extractors.RULES.version == VERSION
    with pytest.raises(NotFound):
        imported.remove(database, "onet")


def test_another_process_catches_up_with_one_small_question(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported.bring(database, read("esco", esco_file(tmp_path)))
    version = skills.imported_version()
    skills.use_imported("", {})  # as in a process that has just begun
    assert imported.refresh(database) == version
    assert skills.canonical("fog herding") == "herd fogs"

    def never(session: object) -> None:
        raise AssertionError("the terms are read again")

    monkeypatch.setattr("app.taxonomy.imported.taxonomy.terms", never)
    assert imported.refresh(database) == version
