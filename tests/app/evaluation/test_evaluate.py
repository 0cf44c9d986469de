from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from app.evaluation import dataset, service
from app.evaluation.people import people_of
from app.evaluation.queries import profile_of, question_of
from app.search.embedding import LocalEmbedder
from app.search.recall import Recall
from data.errors import InvalidInput
from data.lexical import LexicalIndex
from data.vectors import VectorStore
from tests.embedders import HashedEmbedder

CORPUS = [
    {"_id": "d1", "title": "Повар горячего цеха", "text": "Готовить супы и горячее.", "skills": ["ХАССП"]},
    {"_id": "d2", "title": "", "text": "Truck driver"},
    {"_id": "d3", "title": "Python-разработчик", "text": "Python-разработчик\nДелать сервисы на Django."},
    {"_id": "d4", "title": "Java-разработчик", "text": "Писать на Java и Spring."},
]
QUERIES = [
    {"_id": "q1", "text": "Шеф-повар"},
    {"_id": "q2", "text": "lorry driver"},
    {"_id": "q3", "text": "Python, Django, PostgreSQL"},
    {"_id": "q4", "text": "nobody judged this"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td2\t1\nq3\td3\t1\nq3\tlost\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as corpus:
        corpus.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in CORPUS)
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, QUERIES)), "utf-8")
    (tmp_path / "qrels.tsv").write_text(QRELS, "utf-8")
    return tmp_path


def test_a_set_is_read_as_written(folder: Path) -> None:
    labelled = dataset.load(folder)
    assert [query.id for query in labelled.queries] == ["q1", "q2", "q3"], "unjudged queries are left out"
    assert labelled.documents[1].title == "Truck driver", "a short text without title is one"
    assert labelled.documents[2].text.strip() == "Делать сервисы на Django."
    assert labelled.strict_grade == 1


def test_queries_with_the_same_answers_are_a_group_where_groups_are_only_named(folder: Path) -> None:
    assert {query.group for query in dataset.load(folder).queries} == {None}
    (folder / "meta.json").write_text('{"group_key": "role", "strict_grade": 1}')
    (folder / "qrels.tsv").write_text("q1\td1\t2\nq1\td2\t0\nq2\td1\t1\nq3\td3\t1\n", "utf-8")
    one, other, third = (query.group for query in dataset.load(folder).queries)
    assert one == other != third
    told = [row | {"role": "cooks"} for row in QUERIES]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, told)), "utf-8")
    assert {query.group for query in dataset.load(folder).queries} == {"cooks"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("queries.jsonl", "{"),
        ("queries.jsonl", "[1]"),
        ("queries.jsonl", '{"text": "no id"}'),
        ("qrels.tsv", "q1 d1 1"),
        ("meta.json", "{"),
    ],
)
def test_broken_sets_are_said_clearly(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, "utf-8")
    with pytest.raises(InvalidInput):
        dataset.load(folder)


def test_missing_folders_and_files_are_said_clearly(folder: Path, tmp_path: Path) -> None:
    (folder / "qrels.tsv").unlink()
    with pytest.raises(InvalidInput, match="qrels"):
        dataset.load(folder)
    with pytest.raises(InvalidInput, match="not a folder"):
        dataset.load(tmp_path / "nowhere")


def test_queries_become_profiles(folder: Path) -> None:
    cook, driver, skills = (profile_of(query) for query in dataset.load(folder).queries)
    assert (cook.role, driver.role) == ("Шеф-повар", "lorry driver")
    assert skills.role is None
    assert skills.skill_names[:2] == ["Python", "Django"]
    resume = "Experience\nNight Auditor\nMay 2013\nto \nCurrent\nGrand Hotel\n" + "Balanced the books.\n" * 60
    assert profile_of(dataset.Query("r", resume)).role == "Night Auditor"


def test_every_mode_ranks_the_right_document_first(folder: Path, chroma: str, tmp_path: Path) -> None:
    labelled = dataset.load(folder)
    embedder = LocalEmbedder()
    embedder.name = "evaluate-test"
    store, lexical = VectorStore(chroma), LexicalIndex(tmp_path / "lexical")
    vacancies = service.index(labelled, store, lexical, embedder)
    recall = Recall(store, lexical, embedder)
    hybrid = service.evaluate(labelled, vacancies, recall)
    assert [hybrid.rankings[query][0] for query in ("q1", "q2", "q3")] == ["d1", "d2", "d3"]
    assert hybrid.measures["ndcg@10"].mean == pytest.approx((2 + 1 / (1 + 0.6309)) / 3, abs=1e-3)
    assert hybrid.measures["mrr"].mean == 1
    lexical_only = service.evaluate(labelled, vacancies, recall, mode="lexical")
    assert lexical_only.rankings["q2"] == ["d2"], "no word in common, no rank"
    dense = service.evaluate(labelled, vacancies, recall, mode="dense")
    assert dense.rankings["q2"][0] == "d2"


def test_who_is_looked_for_goes_by_the_jobs_they_had(tmp_path: Path, chroma: str) -> None:
    told = (
        "Experience\n{}\nMay 2013\nto \nCurrent\nGrand Hotel\nEducation\nHigh school\n"
        + "Worked with people every day of the year.\n" * 20
    )
    people = [
        dataset.Document(name, "", told.format(name)) for name in ("Night Auditor", "Pastry Cook", "Valet")
    ]
    posting = "Bakery cook\n" + "You will work with people every day of the year. " * 20
    labelled = dataset.LabelledSet(
        "people", tuple(people), (dataset.Query("q", posting),), {"q": {"Pastry Cook": 1}}, 1
    )
    embedder = LocalEmbedder()
    embedder.name = "people-test"
    store, lexical = VectorStore(chroma), LexicalIndex(tmp_path / "lexical")
    vacancies = service.index(labelled, store, lexical, embedder)
    assert [one.title for one in vacancies.values()] == ["Night Auditor", "Pastry Cook", "Valet"]
    for mode in ("hybrid", "dense", "lexical"):
        found = service.evaluate(labelled, vacancies, Recall(store, lexical, embedder), mode=mode)
        assert found.rankings["q"][0] == "Pastry Cook", mode
    assert service.indexable(1, people[0]).title == "", "among postings a text stays a text"
    read = people_of(labelled, embedder)
    assert read is not None
    ranked = service.evaluate(labelled, vacancies, Recall(store, lexical, embedder), people=read)
    assert ranked.rankings["q"][0] == "Pastry Cook"
    assert len(ranked.rankings["q"]) == 3, "everybody is judged"


def test_sets_of_anything_but_resumes_are_searched() -> None:
    resume = "Experience\nNight Auditor\nMay 2013 to Current\nGrand Hotel\nEducation\nHigh school"
    posting = (
        "Night Auditor\nWe are a hotel. You will balance the books. Requirements: education, experience."
    )
    for documents, queries, found in (
        (resume, posting, True), (resume, "Night Auditor", True), (posting, resume, False),
        (posting, posting, False), (resume, resume, False), ("Night Auditor", "Porter", False),
        ("Balances the books of hotels at night. " * 5, posting, True), ("Night Auditor", posting, False),
    ):  # fmt: skip
        labelled = dataset.LabelledSet(
            "set", (dataset.Document("d", "", documents),), (dataset.Query("q", queries),), {"q": {"d": 1}}
        )
        assert (people_of(labelled, HashedEmbedder()) is not None) is found, (documents, queries)


def test_a_posting_is_compared_as_a_whole_and_a_resume_as_a_person() -> None:
    resume = "Experience\nNight Auditor\nMay 2013\nto \nCurrent\nGrand Hotel\n" + "Balanced the books.\n" * 60
    person = question_of(dataset.Query("r", resume))
    assert not person.posting
    assert person.plan.titles[0] == "Night Auditor"
    assert "Balanced the books." in person.plan.passage
    text = "Night Auditor\n" + "You will balance the books of a hotel with SQL every night. " * 20
    for query in (dataset.Query("q", text), dataset.Query("q", text, title="Night Auditor", skills=("SQL",))):
        asked = question_of(query)
        assert asked.posting
        assert asked.plan.titles == ("Night Auditor",)
        assert asked.plan.whole
        assert "SQL" in asked.plan.skills
        assert "Night Auditor" in asked.plan.text
        assert "every night" in asked.plan.passage
    untold = question_of(dataset.Query("q", "About us\n" + "We are a hotel that is open every night. " * 20))
    assert untold.plan.titles == ()
    assert untold.plan.text.startswith("About us")
    headed = question_of(dataset.Query("q", "About the job\nNight Auditor\n" + "Books, every night. " * 40))
    assert headed.plan.titles == ("Night Auditor",)
    listed = question_of(dataset.Query("q", "Cook\nSkills: SQL", title="Cook", skills=("SQL",)))
    assert (listed.posting, listed.plan.passage, listed.plan.titles) == (False, "", ("Cook",))
