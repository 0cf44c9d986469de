"""What is remembered of explanations is of this résumé and of this revision, and is forgotten when asked."""

from __future__ import annotations

from datetime import date

from app.matching.checklist import check
from app.matching.evidence import evidence_of
from app.matching.explained import Explained
from data.repositories.candidates import Details
from tests.app.matching.builders import a_profile

TODAY = date(2026, 11, 21)
SQL = Details("", [{"text": "Знание SQL", "kind": "must", "skills": ["SQL"]}])
KAFKA = Details("", [{"text": "Знание Kafka", "kind": "must", "skills": ["Kafka"]}])


def verdicts(explained, details, revision=1, *, profile=None, text=""):
    shown = explained.of(profile or a_profile(), text, TODAY)
    [checks] = shown.checks({7: details}, {7: "Аналитик"}, {7: revision}).values()
    return [one.verdict for one in checks]


def test_the_same_as_without_a_memory():
    explained, profile = Explained(), a_profile()
    expected = check(SQL.requirements, evidence_of(profile, "", today=TODAY), "Аналитик")
    for _ in range(2):
        assert explained.of(profile, "", TODAY).checks({7: SQL}, {7: "Аналитик"}, {7: 1}) == {7: expected}
    assert explained.of(profile, "", TODAY).checks({}, {9: "Аналитик"}, {9: 1}) == {9: ()}


def test_another_revision_and_another_resume_are_looked_at_anew():
    explained = Explained()
    assert verdicts(explained, SQL) == ["met"]
    assert verdicts(explained, KAFKA) == ["met"], "the same revision is not read again"
    assert verdicts(explained, KAFKA, revision=2) == ["missing"]
    assert verdicts(explained, KAFKA, profile=a_profile(skills=[])) == ["missing"]
    assert verdicts(explained, KAFKA, text="Писал сервисы на Kafka") == ["met"]
    assert verdicts(explained, KAFKA, text="\ud800") == ["missing"]
    assert explained.forget() == 4


def test_a_card_is_made_anew_when_any_part_of_it_is_another():
    shown, made = Explained().of(a_profile(), "", TODAY), []

    def card(origin, told, number=7):
        def make():
            made.append((origin, told))
            return object(), f"{len(made)}"

        return shown.card(number, origin, told, make).packed

    row, score = [1], [2]
    assert card((row, score), ("a",)) == "1"
    assert card((row, score), ("".join("a"),)) == "1"
    assert card(([1], score), ("a",)) == "2", "equal is not the same: it may differ in what does not compare"
    assert card((row, score), ("b",)) == "3"
    assert card((row, score), ("b",), number=8) == "4"
    assert card((row, score), ("b",)) == "3"
