"""Imported terms and personal answers on a real Postgres."""

from uuid import UUID

from data.db import Database
from data.models.taxonomy import TaxonomySource
from data.repositories import people, skill_aliases, taxonomy


def _source(name: str = "esco", digest: str = "a") -> TaxonomySource:
    return TaxonomySource(
        name=name, title="ESCO", language="en", licence="free", attribution="the EU",
        file_name="skills_en.csv", digest=digest, terms=2, aliases=1,
    )  # fmt: skip


def _people(database: Database) -> tuple[UUID, UUID]:
    with database.transaction() as session:
        return people.ensure(session, "one").id, people.ensure(session, "two").id


def test_a_source_is_replaced_as_a_whole_and_the_same_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        assert taxonomy.replace(session, _source(), [("manage staff", ["lead staff"]), ("old", [])])
        assert taxonomy.replace(session, _source("onet"), [("Adobe Acrobat", [])])
        assert not taxonomy.replace(session, _source(), [("never written", [])])
    with database.transaction() as session:
        assert taxonomy.replace(session, _source(digest="b"), [("manage staff", ["direct staff"])])
        assert taxonomy.terms(session) == [
            ("esco", "manage staff", ["direct staff"]),
            ("onet", "Adobe Acrobat", []),
        ]
        assert taxonomy.digests(session) == (("esco", "b"), ("onet", "a"))


def test_a_removed_source_takes_its_terms_along(database: Database) -> None:
    with database.transaction() as session:
        taxonomy.replace(session, _source(), [("manage staff", [])])
        assert taxonomy.remove(session, "esco")
        assert not taxonomy.remove(session, "esco")
        assert (taxonomy.terms(session), taxonomy.sources(session)) == ([], [])


def test_answers_are_one_persons_own(database: Database) -> None:
    one, two = _people(database)
    with database.transaction() as session:
        skill_aliases.put(session, one, "скд", "СКУД", accepted=True)
        skill_aliases.put(session, two, "скд", "1C", accepted=True)
    with database.transaction() as session:
        assert not skill_aliases.forget(session, two, "скд", "СКУД")
        assert [row.canonical for row in skill_aliases.of_person(session, one)] == ["СКУД"]
        assert skill_aliases.forget(session, one, "скд", "СКУД")
        assert skill_aliases.count(session, one) == 0
        assert [row.canonical for row in skill_aliases.of_person(session, two)] == ["1C"]


def test_one_accepted_meaning_and_any_number_of_refused(database: Database) -> None:
    one, _ = _people(database)
    with database.transaction() as session:
        for name in ("СКУД", "1C"):
            skill_aliases.put(session, one, "скд", name, accepted=True)
        skill_aliases.put(session, one, "скд", "Прочее", accepted=False)
        skill_aliases.put(session, one, "скд", "1C", accepted=False)
        said = {row.canonical: row.accepted for row in skill_aliases.of_person(session, one)}
    assert said == {"1C": False, "Прочее": False}
