"""The lexical signals of a plan: what each field finds by itself, and what all say of given vacancies."""

from __future__ import annotations

from collections.abc import Iterable

from app.search.documents import grams, role_tokens, skill_tokens
from app.search.plan import QueryPlan
from app.search.pool import Found, Ids, Pool, Scores
from app.search.tasks import Expected
from app.taxonomy.skills import find_skills
from app.taxonomy.title_concepts import weighted
from app.taxonomy.words import stems
from data.alike import most_alike
from data.asking import Asked, Asking
from data.bounded import Bounded, OfState
from data.lexical import LexicalIndex
from data.tokens import TextField, Words

_BEST = 400
_USUAL = 0.5  # a word of what the occupation does, beside one the person says; 0.3 to 0.7 order the same
_ROLE_WORTH = (1.0, 0.6, 0.6)
_PLANS = 100  # about 240 KB each, and …
_POOLS = 3  # … so many pools of 150 KB: with and without filters
FEATURE_OF: dict[TextField, str] = {
    "title": "lexical_title",
    "grams": "lexical_grams",
    "concepts": "concepts",
    "skills": "lexical_skills",
    "body": "lexical_body",
    "roles": "role",
}


class WordReader:
    """The questions of the latest plans and what they found, as the index is now. One object serves all
    threads."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index
        self._asked: OfState[QueryPlan, PlanWords] = OfState(_PLANS)

    def asking(self) -> Asking:
        """The index as it is now: the same object until it changes. Raises IndexUnavailable."""
        return self._index.ask()

    def ask(self, plan: QueryPlan) -> PlanWords:
        """Raises IndexUnavailable."""
        asking = self.asking()  # in another state a word weighs something else
        return self._asked.memory(asking).made(
            plan, lambda: PlanWords(asking.prepare(lexical_queries(plan), finding=True))
        )

    def near_tasks(self, expected: Expected) -> Found:
        """How alike in words titles and some tasks are: the mean of both witnesses, each with its likest
        task. Raises IndexUnavailable."""
        asking, scores = self._index.ask(), dict[int, float]()
        for told in expected.witnesses:
            words = [
                Words(dict.fromkeys(stems(task), 1.0), worth)
                for task, worth in zip(told.tasks, told.worths, strict=True)
            ]
            ids, found = most_alike(asking, "title", words)
            for key, score in zip(ids.tolist(), found.tolist(), strict=True):
                scores[key] = scores.get(key, 0.0) + score / 2
        return Found.of(scores)

    def forget(self) -> int:
        """Drop the remembered questions; how many they were."""
        return self._asked.clear()


class PlanWords:
    """The lexical signals of one plan, from one state of the index; what it finds is found once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._best: dict[str, Found] | None = None
        self._told: Bounded[bytes, Scores] = Bounded(_POOLS)

    @property
    def telling(self) -> bool:
        """Whether `complete` is cheap enough to ask it about everybody."""
        return self._asked.telling

    def own_best(self) -> dict[str, Found]:
        """Each field's own best; nobody else has more than the last of a full list."""
        if self._best is not None:
            return self._best
        found = {}
        for name in self._asked.fields:
            ids, scores = self._asked.best(name, _BEST)
            rest = float(scores[-1]) if len(scores) == _BEST else 0.0
            found[FEATURE_OF[name]] = Found(ids, scores, rest)
        self._best = found
        return found

    def complete(self, pool: Pool, places: Ids) -> None:
        """Every field's score of all those that may come among the best."""
        ids = pool.ids[places]
        scores = self._told.made(ids.tobytes(), lambda: self._asked.scores(ids))
        pool.fill([FEATURE_OF[name] for name in self._asked.fields], places, scores)


def lexical_queries(plan: QueryPlan) -> dict[TextField, list[Words]]:
    """Field -> alternatives, of which the best counts; an older job is worth less."""
    aged = list(zip(plan.titles, plan.worths, strict=True))
    mentioned = [mention.name for title in plan.titles[:2] for mention in find_skills(title)]
    skills = skill_tokens((*plan.skills, *mentioned))
    body = dict.fromkeys(stems(" ".join(plan.usual)), _USUAL)
    body |= dict.fromkeys(stems(" ".join((*plan.titles[:3], *plan.skills, *plan.written))), 1.0)
    if plan.passage and (plan.whole or not plan.titles):
        body = _counted(stems(plan.passage))
    body = body or dict.fromkeys(stems(plan.text), 1.0)
    return {
        "title": [Words(_counted(stems(title)), worth) for title, worth in aged]
        or [Words(_counted(stems(plan.text[:200])))],
        "grams": [Words(_counted(grams(title)), worth) for title, worth in aged],
        "concepts": [Words(weighted(title), worth) for title, worth in aged],
        "skills": [Words(dict.fromkeys(skills, 1.0))],
        "body": [Words(body)],
        "roles": [
            Words(dict.fromkeys(role_tokens([role], sure=sure), 1.0), worth)
            for role, worth in zip(plan.role_ids, _ROLE_WORTH, strict=False)
            for sure in ((True,) if plan.language == "ru" else (True, False))
        ],
    }


def _counted(words: Iterable[str]) -> dict[str, float]:
    """Term -> how often it stands in the query, which is how BM25 counts a query."""
    counted: dict[str, float] = {}
    for word in words:
        counted[word] = counted.get(word, 0.0) + 1.0
    return counted
