"""What was just said orders the list on screen; it is kept, can be taken back, and is each person's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.matching import feedback, learned
from app.matching.service import MatchingService
from app.matching.types import SearchResult
from data.db import Database
from tests.app.matching.builders import NOW, FixedRecall, Hit, a_person, a_profile, a_vacancy, store

PROFILE = a_profile()


@pytest.fixture
def anna(database: Database) -> UUID:
    person: UUID = a_person(database, "anna")
    return person


@pytest.fixture
def listed(database: Database, anna: UUID) -> tuple[MatchingService, list[int]]:
    """Twelve alike vacancies, every third remote, searched once."""
    ids = store(
        database,
        *(
            a_vacancy(
                n, work_formats=["REMOTE"] if n % 3 == 0 else ["ON_SITE"],
                domains=["fintech"] if n % 3 == 0 else ["retail"], title=f"Python-разработчик {n}",
                published_at=NOW - timedelta(days=1, minutes=n),
            )
            for n in range(12)
        ),
    )  # fmt: skip
    recall = FixedRecall([Hit(number, 0.6 - place / 1_000) for place, number in enumerate(ids)])
    service = MatchingService(database, recall, now=lambda: NOW)
    service.find(anna, None, PROFILE)
    return service, ids


def last(service: MatchingService, person: UUID) -> SearchResult:
    found = service.last(person)
    assert found is not None
    return found


def places(result: SearchResult) -> list[tuple[int, float, dict[str, float]]]:
    return [(one.vacancy_id, one.score, one.parts) for one in result.matches]


def test_a_like_moves_what_is_alike_at_once_and_undo_gives_the_list_back(
    database: Database, anna: UUID, listed: Any
) -> None:
    service, ids = listed
    before = places(last(service, anna))
    feedback.like(database, anna, ids[9])
    moved = service.relearn(anna, PROFILE)
    assert moved.up
    assert moved.down
    after = last(service, anna)
    assert {one.vacancy_id for one in after.matches} == {number for number, *_ in before}
    remote = [one for one in after.matches if "REMOTE" in one.work_formats and one.vacancy_id != ids[9]]
    assert all(one.parts["feedback"] > 0 for one in remote)
    assert all(sum(one.parts.values()) == pytest.approx(one.score, abs=1e-3) for one in after.matches)
    best = after.matches[0]
    assert "REMOTE" in best.work_formats
    climber = next(one for one in after.matches if any(note.startswith("moved:+") for note in one.notes))
    assert any("format:REMOTE" in note for note in climber.notes if note.startswith("liked_similar:"))
    assert places(last(service, anna)) == places(after)  # a refresh shows the same

    feedback.undo(database, anna, ids[9], "like")
    service.relearn(anna, PROFILE)
    assert places(last(service, anna)) == before


def test_a_search_after_it_ranks_like_the_list_on_screen(database: Database, anna: UUID, listed: Any) -> None:
    service, ids = listed
    feedback.like(database, anna, ids[9])
    service.relearn(anna, PROFILE)
    shown = {one.vacancy_id: one.parts["feedback"] for one in last(service, anna).matches}
    again = service.find(anna, None, PROFILE)
    for one in again.matches:
        if one.vacancy_id != ids[9]:
            assert one.parts["feedback"] == pytest.approx(shown[one.vacancy_id], abs=0.002)


def test_switched_off_forgotten_or_taken_out_it_moves_nothing(
    database: Database, anna: UUID, listed: Any
) -> None:
    service, ids = listed
    before = places(last(service, anna))

    def learned_now() -> float:
        service.relearn(anna, PROFILE)
        return sum(abs(one.parts["feedback"]) for one in last(service, anna).matches)

    feedback.like(database, anna, ids[9])
    assert learned_now() > 0
    learned.switch(database, anna, on=False)
    assert learned_now() == 0
    assert not learned.view(database, service.learner, anna, PROFILE).switched_on
    learned.switch(database, anna, on=True)
    found = learned.view(database, service.learner, anna, PROFILE)
    assert found.liked == 1
    for lesson in found.lessons:
        learned.take_out(database, anna, lesson.code)
    assert learned.view(database, service.learner, anna, PROFILE).lessons == ()
    learned.bring_back(database, anna)
    assert learned_now() > 0
    learned.forget(database, anna)
    assert learned_now() == 0
    assert places(last(service, anna)) == before
    assert last(service, anna).matches[9].feedback.verdict == "like"  # the mark itself stays


def test_nobody_learns_from_another(database: Database, anna: UUID, listed: Any) -> None:
    service, ids = listed
    boris = a_person(database, "boris")
    feedback.like(database, boris, ids[9])
    learned.switch(database, boris, on=False)
    assert service.relearn(boris, PROFILE).up == 0  # has no list
    assert service.relearn(anna, PROFILE).up == 0
    assert learned.view(database, service.learner, anna, PROFILE) == learned.Learned()
    assert sum(abs(one.parts["feedback"]) for one in service.find(anna, None, PROFILE).matches) == 0
    feedback.like(database, anna, ids[9])
    mine = learned.view(database, service.learner, anna, PROFILE)
    for lesson in mine.lessons:
        learned.take_out(database, boris, lesson.code)
    learned.forget(database, boris)
    learned.switch_rerank(database, boris, on=True)
    assert learned.view(database, service.learner, anna, PROFILE) == mine


def test_new_feedback_is_heard_at_once_and_what_is_known_is_not_read_again(
    database: Database, anna: UUID, listed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, ids = listed
    reads = []
    from data.repositories import feedback as kept

    real = kept.judged
    monkeypatch.setattr(kept, "judged", lambda *a, **k: reads.append(1) or real(*a, **k))
    feedback.like(database, anna, ids[9])
    for _ in range(3):
        service.find(anna, None, PROFILE)
    assert len(reads) == 1
    feedback.dislike(database, anna, ids[3], "place")
    service.find(anna, None, PROFILE)
    assert len(reads) == 2


def test_a_liked_card_is_not_overtaken_by_what_is_like_it(
    database: Database, anna: UUID, listed: Any
) -> None:
    service, ids = listed
    feedback.like(database, anna, ids[0])
    service.relearn(anna, PROFILE)
    after = last(service, anna).matches
    assert after[0].vacancy_id == ids[0]
    assert after[0].parts["feedback"] > 0
    feedback.dislike(database, anna, ids[1], "other")
    before = {one.vacancy_id: one.score for one in after}
    service.relearn(anna, PROFILE)
    assert {one.vacancy_id: one.score for one in last(service, anna).matches}[ids[1]] == before[ids[1]]
