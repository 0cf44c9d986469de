"""Offline ranking quality: a labelled corpus in the product's own indexes, ranked by its recall and score.

Nobody in a labelled set has a city or a salary, so only the parts of the score that read words take part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from app.evaluation import metrics
from app.evaluation.dataset import Document, LabelledSet
from app.evaluation.metrics import Interval
from app.evaluation.people import rank_people
from app.evaluation.queries import jobs_of, question_of
from app.evaluation.ranking import rank
from app.search import themes
from app.search.compacting import compact_beside
from app.search.documents import Indexable, card_text, lexical_document, title_text
from app.search.embedding import Embedder, Vectors
from app.search.people import People
from app.search.plan import Seeking
from app.search.recall import Mode, Recall
from app.taxonomy import roles, skills
from data.compact import FACTS
from data.db import Session
from data.lexical import LexicalIndex
from data.repositories import evaluations
from data.themes import ThemeIndex
from data.vectors import Field, VectorStore

_BATCH = 500
_DEPTH = 400  # candidates a query
_MAX_SKILLS = 60
_SAMPLE = 300
_ASKED = 20  # queries that tell whether the set looks for people

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evaluation:
    """Means over queries with 95 % intervals; `macro_ndcg` is the mean over groups, where a set has them."""

    set_name: str
    mode: Mode
    queries: int
    documents: int
    measures: dict[str, Interval]
    macro_ndcg: float | None = None
    rankings: dict[str, list[str]] = field(default_factory=dict, repr=False)


def index(
    labelled: LabelledSet,
    store: VectorStore,
    lexical: LexicalIndex,
    embedder: Embedder,
    *,
    on_progress: OnProgress = lambda stage, done, total: None,
) -> dict[int, Indexable]:
    """Write the corpus into both indexes, its vectors also as a search reads them; vacancy ids are positions
    counted from 1."""
    people = any(question_of(query).posting for query in labelled.queries[:_ASKED])
    vacancies = {
        number: indexable(number, document, people=people)
        for number, document in enumerate(labelled.documents, start=1)
    }
    everything = list(vacancies.values())
    titles = store.collection("title", embedder.name, embedder.dimension)
    cards = store.collection("card", embedder.name, embedder.dimension)
    tokens = [lexical_document(one) for one in everything]
    lexical.replace_all((tokens[start : start + _BATCH], 1) for start in range(0, len(tokens), _BATCH))
    themes.rebuild(
        ThemeIndex.beside(lexical.folder),
        lambda wanted: [[one for one in tokens if wanted(one.id)]],
        count=len(everything),
        cursor=1,
    )
    compact = compact_beside(lexical, embedder)
    compact.wipe()
    for start in range(0, len(everything), _BATCH):
        part = everything[start : start + _BATCH]
        names = [title_text(one) for one in part]
        by_title = embedder.encode(names)
        by_card = by_title.copy()
        others = [number for number, one in enumerate(part) if card_text(one) != names[number]]
        if others:  # a title without skills or body is its own card
            by_card[others] = embedder.encode([card_text(part[number]) for number in others])
        for collection, vectors in ((titles, by_title), (cards, by_card)):
            told = [number for number in range(len(part)) if vectors[number].any()]
            collection.upsert([part[number].id for number in told], vectors[told])
        both: dict[Field, Vectors] = {"title": by_title, "card": by_card}
        compact.put([one.id for one in part], both, np.zeros(len(part), FACTS), [], cursor=1)
        on_progress("index", start + len(part), len(everything))
    compact.settle(1)
    return vacancies


def indexable(number: int, document: Document, *, people: bool = False) -> Indexable:
    """A document as ingestion would have normalised it. Where `people` are looked for, a long text without a
    title goes by the jobs it tells of."""
    title = document.title or (jobs_of(document.text) if people else "")
    found = [skills.canonical(name) for name in document.skills]
    found += [mention.name for mention in skills.find_skills(f"{document.title}\n{document.text[:20_000]}")]
    return Indexable(
        id=number,
        title=title,
        body=document.text,
        skills=tuple(dict.fromkeys(found))[:_MAX_SKILLS],
        key_skills=document.skills,
        role_ids=tuple(roles.role_ids(title)[:1]),
    )


def evaluate(
    labelled: LabelledSet,
    vacancies: dict[int, Indexable],
    recall: Recall,
    *,
    mode: Mode = "hybrid",
    people: People | None = None,
    on_progress: OnProgress = lambda stage, done, total: None,
) -> Evaluation:
    """Rank every query and measure. `vacancies` as `index` gave them; where the documents are `people`, the
    hybrid order is theirs."""
    if people is not None and mode == "hybrid":
        return measure(labelled, rank_people(labelled, people, on_progress=on_progress), mode)
    rankings: dict[str, list[str]] = {}
    seeking = _sought(vacancies, recall) if mode == "hybrid" else "vacancies"
    for number, query in enumerate(labelled.queries, start=1):
        asked = question_of(query, seeking=seeking)
        candidates = recall.candidates(asked.plan, limit=_DEPTH, mode=mode)
        scored = mode == "hybrid" and not asked.posting
        ordered = rank(asked.profile, candidates, vacancies) if scored else candidates
        rankings[query.id] = [labelled.documents[found.vacancy_id - 1].id for found in ordered]
        on_progress("rank", number, len(labelled.queries))
    return measure(labelled, rankings, mode)


def _sought(vacancies: Mapping[int, Indexable], recall: Recall) -> Seeking:
    """Short texts without anything else may be posts or what one does there: the corpus itself tells."""
    several = list(vacancies.values())[:: max(1, len(vacancies) // _SAMPLE)]
    if any(one.body or one.key_skills for one in several):
        return "vacancies"
    return "skills" if recall.speaks_of_tasks([title_text(one) for one in several]) else "vacancies"


def measure(labelled: LabelledSet, rankings: dict[str, list[str]], mode: Mode) -> Evaluation:
    """Measures of ready rankings (query id -> document ids, best first)."""
    strict = labelled.strict_grade
    per_query: dict[str, list[float]] = {"ndcg@10": [], "map": [], "mrr": [], "recall@100": []}
    groups: list[str] = []
    for query in labelled.queries:
        ranking, grades = rankings.get(query.id, []), labelled.grades[query.id]
        per_query["ndcg@10"].append(metrics.ndcg(ranking, grades))
        groups.append(query.group or "")
        if any(grade >= strict for grade in grades.values()):
            per_query["map"].append(metrics.average_precision(ranking, grades, strict))
            per_query["mrr"].append(metrics.reciprocal_rank(ranking, grades, strict))
            per_query["recall@100"].append(metrics.recall(ranking, grades, 100, strict))
    return Evaluation(
        set_name=labelled.name,
        mode=mode,
        queries=len(labelled.queries),
        documents=len(labelled.documents),
        measures={name: metrics.bootstrap(values) for name, values in per_query.items()},
        macro_ndcg=metrics.macro(per_query["ndcg@10"], groups) if any(groups) else None,
        rankings=rankings,
    )


def keep(session: Session, result: Evaluation, *, model: str, note: str = "") -> None:
    """Keep the measures for the operator's pages; `model` is that of the embeddings, `note` tells what was
    tried."""
    measures = [
        evaluations.Measure(name, found.mean, found.low, found.high)
        for name, found in result.measures.items()
    ]
    if result.macro_ndcg is not None:
        measures.append(evaluations.Measure("ndcg@10_macro", result.macro_ndcg))
    evaluations.keep(
        session, result.set_name, mode=result.mode, model=model, queries=result.queries,
        documents=result.documents, measures=measures, note=note,
    )  # fmt: skip
