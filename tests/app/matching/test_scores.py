"""A remembered score is the one that would be made now."""

from __future__ import annotations

from datetime import timedelta

from app.matching.learning import NO_LESSONS
from app.matching.scores import Scores
from app.matching.selection import offer_of, rank
from app.matching.terms import wanted_from
from app.matching.weights import DEFAULT
from data.repositories import candidates
from tests.app.matching.builders import NOW, Hit, a_person, a_profile, a_vacancy, store


def test_the_second_list_is_the_first_and_what_changed_is_scored_anew(database):
    anna = a_person(database, "anna")
    ids = store(
        database, *(a_vacancy(number, title=title) for number, title in enumerate(("Повар", "Токарь")))
    )
    with database.transaction() as session:
        rows = candidates.rows(session, anna, ids)
    offers = {row.id: offer_of(row) for row in rows}
    wanted, scores = wanted_from(a_profile()), Scores()

    def ranked(relevance, offers, hour=NOW):
        hits = {one: Hit(one, relevance) for one in ids}
        memory = scores.of(wanted, hour)
        return rank(rows, hits, wanted, NO_LESSONS, DEFAULT, hour, {}, offers, memory)

    first = ranked(0.4, offers)
    again = ranked(0.4, offers)
    assert [one.scored for one in again] == [one.scored for one in first]
    assert all(one.scored is two.scored for one, two in zip(first, again, strict=True))
    for other in (
        ranked(0.5, offers),
        ranked(0.4, {row.id: offer_of(row) for row in rows}),
        ranked(0.4, offers, NOW + timedelta(hours=1)),
    ):
        assert not any(one.scored is two.scored for one, two in zip(first, other, strict=True))
    assert ranked(0.9, offers)[0].scored.score > first[0].scored.score
    assert scores.forget() == 2
