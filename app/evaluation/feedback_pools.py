"""Résumés and what is recalled for them, out of a heap of vacancies: where simulated people live."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from app.evaluation.feedback_users import Pool
from app.ingestion.normalise import NormalisedVacancy
from app.matching.terms import wanted_from
from app.resumes.profile import Profile, SalaryExpectation, Skill
from app.search.documents import Indexable, card_text, lexical_document, title_text
from app.search.embedding import Embedder
from app.search.plan import plan_for
from app.search.recall import Mode, Recall
from data.lexical import LexicalIndex
from data.repositories.candidates import CandidateRow
from data.vectors import VectorStore

_BATCH = 500
_RECALL = 300
_SKILLS = 10  # of the posting a résumé is made of: nobody has them all

OnProgress = Callable[[str, int, int], None]


def row_of(number: int, vacancy: NormalisedVacancy) -> CandidateRow:
    """The vacancy as the database would give it to scoring."""
    own = {"id": number, "last_freshness_check": None, "job_id": None, "own_board": False}
    given = {
        name: list(value) if isinstance(value, tuple) else value
        for name in CandidateRow.__dataclass_fields__
        if (value := own.get(name, getattr(vacancy, name, None))) is not None
    }
    empty = dict.fromkeys(CandidateRow.__dataclass_fields__) | {"seen": False, "hidden": False, "cities": []}
    return CandidateRow(**(empty | given))


def index(
    vacancies: Sequence[NormalisedVacancy],
    lexical: LexicalIndex,
    dense: tuple[VectorStore, Embedder] | None,
    *,
    on_progress: OnProgress = lambda stage, done, total: None,
) -> None:
    """Write all into the lexical index, and into the vectors where they are asked for; ids are positions
    counted from 1."""
    everything = [
        Indexable(
            number, one.title, one.body, one.skills, one.key_skills, one.role_ids, one.card_hash
        )
        for number, one in enumerate(vacancies, start=1)
    ]  # fmt: skip
    parts = [everything[start : start + _BATCH] for start in range(0, len(everything), _BATCH)]
    lexical.replace_all(([lexical_document(one) for one in part], 1) for part in parts)
    if dense is None:
        return
    store, embedder = dense
    titles = store.collection("title", embedder.name, embedder.dimension)
    cards = store.collection("card", embedder.name, embedder.dimension)
    for number, part in enumerate(parts, start=1):
        for collection, texts in ((titles, map(title_text, part)), (cards, map(card_text, part))):
            vectors = embedder.encode(list(texts))
            told = [place for place in range(len(part)) if vectors[place].any()]
            collection.upsert([part[place].id for place in told], vectors[told])
        on_progress("index", number, len(parts))


def pools(
    vacancies: Sequence[NormalisedVacancy],
    recall: Recall,
    *,
    people: int,
    seed: int,
    mode: Mode = "hybrid",
    on_progress: OnProgress = lambda stage, done, total: None,
) -> list[Pool]:
    """A résumé each from `people` vacancies drawn by chance, with what is recalled for it."""
    random = Random(seed)  # noqa: S311
    telling = [one for one in vacancies if one.role_ids and len(one.skills) >= 3]
    chosen = random.sample(telling, min(people, len(telling)))
    made = []
    for number, one in enumerate(chosen, start=1):
        profile = _resume(one, random)
        found = {
            hit.vacancy_id: hit for hit in recall.candidates(plan_for(profile), limit=_RECALL, mode=mode)
        }
        rows = [row_of(place, vacancies[place - 1]) for place in found]
        made.append(Pool(wanted_from(profile), rows, found))
        on_progress("recall", number, len(chosen))
    return made


def _resume(vacancy: NormalisedVacancy, random: Random) -> Profile:
    """Somebody who could apply: the title, some of the skills, the city, a pay near what is offered."""
    names = random.sample(vacancy.skills, min(_SKILLS, len(vacancy.skills)))
    pay = vacancy.salary_rub_from or vacancy.salary_rub_to
    return Profile(
        role=vacancy.title,
        role_ids=list(vacancy.role_ids),
        city=vacancy.city,
        seniority=vacancy.seniority,
        domains=list(vacancy.domains[:3]),
        skills=[Skill(name=name) for name in names],
        salary=SalaryExpectation(amount=pay) if pay and random.random() < 0.5 else None,
    )


def distinct(vacancies: Iterable[NormalisedVacancy], most: int) -> list[NormalisedVacancy]:
    """The first `most` open ones that do not look alike."""
    kept: dict[tuple[str, str | None], NormalisedVacancy] = {}
    for one in vacancies:
        if one.status == "open" and one.complete:
            kept.setdefault((one.card_hash, one.employer), one)
        if len(kept) == most:
            break
    return list(kept.values())
