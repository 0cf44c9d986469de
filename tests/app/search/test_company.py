"""Who keeps good company rises; relevances are dealt anew, never invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.search import recall
from app.search.company import BY_THEMES, LEAST, Feedback, asked_again, beside, settled, spoken_for
from app.search.documents import Indexable, lexical_document
from app.search.embedding import LocalEmbedder
from app.search.plan import make_plan
from app.search.recall import Candidate, Recall
from data.lexical import LexicalIndex
from data.vectors import VectorStore

ONE = Feedback(best=2, opens=0.5, open=0.9, weight=1.0)


def rows_of(angles: list[float]) -> NDArray[np.float32]:
    """Directions in a plane, degrees; NaN for a row that is not there."""
    turned = np.deg2rad(angles)
    return np.asarray(np.nan_to_num(np.stack([np.cos(turned), np.sin(turned)], axis=1)), dtype=np.float32)


def test_what_the_best_have_in_common_is_asked_again() -> None:
    relevance = np.array([0.6, 0.6, 0.5, 0.5])
    found = asked_again(relevance, rows_of([0, 20, 10, 100]), ONE)
    assert found[2] == pytest.approx((0.5 + 1.0) / 2)
    assert found[3] == pytest.approx(0.5 / 2)


def test_nothing_is_asked_where_the_best_disagree() -> None:
    relevance = np.array([0.6, 0.6, 0.5])
    assert asked_again(relevance, rows_of([0, 130, 65]), ONE).tolist() == relevance.tolist()


def test_who_has_no_place_keeps_their_relevance() -> None:
    found = asked_again(np.array([0.9, 0.6, 0.6, 0.1]), rows_of([float("nan"), 10, 10, 10]), ONE)
    assert found[0] == 0.9
    assert found[1] == pytest.approx(0.8)
    nowhere = np.zeros((2, 1), dtype=np.float32)
    assert asked_again(np.array([0.9, 0.6]), nowhere, ONE).tolist() == [0.9, 0.6]


def test_the_mean_is_of_the_best_alone() -> None:
    relevance = np.array([0.6, 0.6, 0.5, 0.5])
    one, other = (asked_again(relevance, rows_of([0, 0, 30, last]), ONE) for last in (40.0, 90.0))
    assert one[:3].tolist() == other[:3].tolist()


def test_neighbours_of_good_ones_rise_and_the_lonely_sink() -> None:
    angles = [0.0, 90.0, 12.0, 102.0]
    found = beside(np.array([0.9, 0.2, 0.5, 0.5]), rows_of(angles), 0.4)
    assert found[2] > found[3]
    assert found[2] > 0.5


def test_copies_are_no_witnesses() -> None:
    found = beside(np.array([0.9, 0.5, 0.5]), rows_of([0, 0.5, 90]), 0.4)
    assert found.tolist() == pytest.approx([0.9, 0.5, 0.5], abs=1e-6)
    alone = beside(np.array([0.9, 0.5]), np.zeros((2, 3), dtype=np.float32), 0.4)
    assert alone.tolist() == [0.9, 0.5]


def test_relevances_are_dealt_not_made() -> None:
    chance = np.random.default_rng(3)
    count = 3 * LEAST
    relevance = np.sort(chance.random(count))[::-1]
    rows = chance.standard_normal((count, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    for themes in (rows, np.zeros((count, 1), dtype=np.float32)):
        dealt = settled(relevance, themes, rows)
        assert sorted(dealt) == sorted(relevance)
        assert settled(relevance, themes, rows).tolist() == dealt.tolist()
    nothing = np.zeros((count, 8), dtype=np.float32)
    assert settled(relevance, nothing, nothing).tolist() == relevance.tolist()


def test_one_of_the_crowd_passes_a_stranger() -> None:
    """Fifty postings of one trade and one of another that a word has put among them."""
    count = LEAST + 10
    relevance = np.linspace(0.6, 0.4, count)
    angles = np.linspace(-25, 25, count)
    angles[4] = 120.0
    rows = rows_of(list(angles))
    assert BY_THEMES.best < count
    dealt = settled(relevance, rows, rows)
    assert dealt[4] < dealt[:4].min()
    assert dealt[4] < relevance[4]


def test_a_resume_of_several_jobs_is_not_asked_again() -> None:
    """Neighbours count for it as for anybody; here nobody has one."""
    relevance = np.linspace(0.6, 0.4, LEAST)
    themes = rows_of([*np.linspace(-10, 10, 30), *np.linspace(60, 80, 8), 0, 0])
    nothing = np.zeros((LEAST, 2), dtype=np.float32)
    assert settled(relevance, themes, nothing, terse=False).tolist() == relevance.tolist()
    assert settled(relevance, themes, nothing)[-1] > relevance[-1]


def test_a_handful_is_left_as_it_is() -> None:
    relevance = np.linspace(0.9, 0.1, LEAST - 1)
    rows = rows_of(list(np.linspace(0, 90, LEAST - 1)))
    assert settled(relevance, rows, rows) is relevance


def test_in_another_language_the_surest_speak_for_what_is_meant() -> None:
    relevance = np.linspace(0.6, 0.4, LEAST)
    angles = [0.0, 8.0, -8.0, *np.linspace(70, 110, LEAST - 4), 1.0]
    found = spoken_for(relevance, rows_of(angles))
    assert sorted(found) == sorted(relevance)
    assert found[:3].tolist() == relevance[:3].tolist(), "who speaks stays where they are"
    assert found[-1] > relevance[4]  # the title of the last one is near to those of the first
    assert found[3] == relevance[4]
    nothing = np.zeros((LEAST, 2), dtype=np.float32)
    assert spoken_for(relevance, nothing) is relevance
    assert spoken_for(np.zeros(LEAST), rows_of(angles)).tolist() == [0.0] * LEAST


def test_a_search_deals_the_same_relevances_to_the_same_vacancies(
    chroma: str, tmp_path: Path, local: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks in another language too, by the titles that are near to those of the surest."""
    jobs = ("Повар", "Бухгалтер", "Водитель", "Сварщик", "Инженер", "Продавец", "Юрист", "Учитель")
    words = ("цеха", "участка", "отдела", "смены", "склада", "группы")
    titles = [f"{job} {word}" for job in jobs for word in words]
    vacancies = [Indexable(number, title) for number, title in enumerate(titles, start=1)]
    store, lexical = VectorStore(chroma), LexicalIndex(tmp_path / "lexical")
    lexical.write([lexical_document(one) for one in vacancies], cursor=1)
    vectors = local.encode(titles)
    for field in ("title", "card"):
        collection = store.collection(field, "company-test", local.dimension)
        collection.upsert([one.id for one in vacancies], vectors)
    monkeypatch.setattr(local, "name", "company-test")
    searcher = Recall(store, lexical, local)

    def asked(title: str, least: int) -> list[Candidate]:
        monkeypatch.setattr(recall, "LEAST", least)
        return searcher.candidates(make_plan([title]))

    plain, dealt = asked("Повар склада", 1_000), asked("Повар склада", LEAST)
    assert len(plain) == len(titles)
    assert [one.relevance for one in dealt] == [one.relevance for one in plain]
    assert [one.vacancy_id for one in dealt] != [one.vacancy_id for one in plain]
    assert {one.vacancy_id: one.features for one in dealt} == {one.vacancy_id: one.features for one in plain}

    alone, together = asked("Cook", 1_000), asked("Cook", LEAST)
    assert [one.relevance for one in together] == [one.relevance for one in alone]
    assert all(titles[one.vacancy_id - 1].startswith("Повар") for one in together[: len(words)])
