"""The whole way from a posting to its checklist, against what a strict reader says of invented pairs."""

from __future__ import annotations

from datetime import date

from app.ingestion.requirements import extract
from app.matching.checklist import check
from app.matching.evidence import evidence_of
from app.resumes.parser import parse_resume
from tests.app.matching.judged.people import PEOPLE
from tests.app.matching.judged.postings import JUDGED, POSTINGS

TODAY = date(2026, 11, 21)
PRECISE = 0.90  # share of the verdicts given that are right
TOLD = 0.6  # share of the requirements that get a verdict


def judged() -> tuple[list[tuple[str, str, object, object]], int, int]:
    """(person, line, said, right) of every verdict given, how many were right, how many were to be given."""
    given: list[tuple[str, str, object, object]] = []
    right = asked = 0
    for person, (title, body) in POSTINGS.items():
        resume = PEOPLE[person]
        shown = evidence_of(parse_resume(resume), resume, today=TODAY)
        asked += sum(one is not None for one in JUDGED[person].values())
        for one in check(extract(body, []), shown, title):
            if one.verdict == "unclear":
                continue
            expected = JUDGED[person].get(one.text)
            quoted = one.evidence is None or one.evidence in resume
            good = expected == (one.kind, one.verdict) and quoted
            right += good
            if not good:
                given.append((person, one.text, (one.kind, one.verdict, one.evidence), expected))
            else:
                given.append((person, one.text, one.verdict, one.verdict))
    return given, right, asked


def test_verdicts_are_right_nine_times_in_ten_and_most_lines_get_one() -> None:
    given, right, asked = judged()
    wrong = [one for one in given if one[2] != one[3]]
    assert len(given) >= 60
    assert right / len(given) >= PRECISE, wrong
    assert right / asked >= TOLD, wrong
