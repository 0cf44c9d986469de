"""People with a hidden taste who judge what they are shown: does the next list suit them better?

Each has a résumé and likes and dislikes a few traits of postings that they tell nobody. They judge the first
ten unjudged of the list, in five rounds, with the product's own feedback and ranking; the system sees likes,
dislikes, reasons and ratings, nothing else. Pure and seeded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from app.evaluation import metrics
from app.evaluation.metrics import Interval
from app.matching.features import codes_of, pay_of
from app.matching.learning import KEPT_WITHIN, NO_LESSONS, Lessons
from app.matching.selection import Ranked, Recalled, rank
from app.matching.terms import Wanted
from app.matching.weights import DEFAULT, Weights
from data.repositories.candidates import CandidateRow
from data.repositories.feedback import JudgedVacancy

ROUNDS = 5
SHOWN = 10
#: A trait a taste can be about divides the list: neither everywhere nor hardly anywhere.
_SHARES = (0.08, 0.55)
_SLIP = 0.1  # so often people press the wrong button
_REASON_GIVEN = 0.6
_RATES = 0.3
#: What each kind of trait is, as a reason for a dislike.
_REASONS = {"skill": "skills", "word": "skills", "city": "place", "format": "place", "pay": "salary",
            "employer": "company"}  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """One résumé and everything that was recalled for it."""

    wanted: Wanted
    rows: Sequence[CandidateRow]
    recalled: Mapping[int, Recalled]


@dataclass(frozen=True)
class Taste:
    """Traits as codes; "pay:high" is the best paid third of what states its pay."""

    likes: tuple[str, ...]
    dislikes: tuple[str, ...]


@dataclass
class Round:
    """nDCG@10 by the hidden taste. `unjudged` leaves out what the person has judged, `before` is the same
    list without learning; `everything` and `everything_before` have all in them; `fresh` a third of the
    vacancies that is never shown for judgement."""

    unjudged: float
    before: float
    everything: float
    everything_before: float
    fresh: float
    fresh_before: float
    buried: int  # strong without learning, wanted by the taste, and out of the first fifty


@dataclass(frozen=True)
class Findings:
    """Means over people with 95 % intervals, one entry a round (round 0: nothing said yet)."""

    people: int
    vacancies: int
    judged: float  # judgements each has given at the end
    rounds: list[dict[str, Interval]]
    gained: dict[str, Interval] = field(default_factory=dict)  # the last round against the same without
    buried: int = 0


def simulate(
    pools: Sequence[Pool], *, now: datetime, seed: int = 20261121, weights: Weights = DEFAULT
) -> Findings:
    """One person for each pool that a taste can be found for."""
    lives = [
        life
        for number, pool in enumerate(pools)
        # each has a source of their own, so the number of people changes nobody's taste
        if (life := _live(pool, Random(f"{seed}/{number}"), now, weights)) is not None  # noqa: S311
    ]
    names = [name for name in Round.__dataclass_fields__ if name != "buried"]
    rounds = [
        {name: metrics.bootstrap([getattr(life.rounds[number], name) for life in lives]) for name in names}
        for number in range(ROUNDS + 1)
    ]
    last = [life.rounds[-1] for life in lives]
    gained = {
        name: metrics.bootstrap([getattr(one, name) - getattr(one, f"{before}before") for one in last])
        for name, before in (("unjudged", ""), ("everything", "everything_"), ("fresh", "fresh_"))
    }
    return Findings(
        len(lives), len({row.id for pool in pools for row in pool.rows}),
        sum(life.judged for life in lives) / max(len(lives), 1), rounds, gained,
        sum(one.buried for life in lives for one in life.rounds),
    )  # fmt: skip


@dataclass(frozen=True)
class _Life:
    rounds: list[Round]
    judged: int


def _live(pool: Pool, random: Random, now: datetime, weights: Weights) -> _Life | None:
    plain = rank(pool.rows, pool.recalled, pool.wanted, NO_LESSONS, weights, now)
    taste = _taste(plain, pool.wanted, random)
    if taste is None:
        return None
    grades = _grades(plain, pool.wanted, taste)
    if sum(grade >= 2 for grade in grades.values()) < SHOWN:
        return None  # nothing to find
    fresh = {str(one.row.id) for one in plain if random.random() < 1 / 3}
    judged: list[JudgedVacancy] = []
    rounds = []
    for number in range(ROUNDS + 1):
        lessons = Lessons(tuple(reversed(judged)), pool.wanted)
        ranked = rank(pool.rows, pool.recalled, pool.wanted, lessons, weights, now)
        rounds.append(_measured(ranked, plain, grades, {str(one.vacancy_id) for one in judged}, fresh))
        if number < ROUNDS:
            judged += _say(ranked, grades, taste, {one.vacancy_id for one in judged}, fresh, random)
    return _Life(rounds, len(judged))


def _measured(
    ranked: Sequence[Ranked],
    plain: Sequence[Ranked],
    grades: Mapping[str, int],
    judged: set[str],
    fresh: set[str],
) -> Round:
    order, before = ([str(one.row.id) for one in some] for some in (ranked, plain))

    def ndcg(ids: Sequence[str], wanted: Callable[[str], bool]) -> float:
        among = {one: grade for one, grade in grades.items() if wanted(one)}
        return metrics.ndcg([one for one in ids if wanted(one)], among)

    def unjudged(one: str) -> bool:
        return one not in judged

    strong = [one for one in before[: len(before) // 10] if grades.get(one, 0) >= 2]
    return Round(
        ndcg(order, unjudged), ndcg(before, unjudged),
        ndcg(order, lambda one: True), ndcg(before, lambda one: True),
        ndcg(order, fresh.__contains__), ndcg(before, fresh.__contains__),
        len(set(strong) - set(order[:KEPT_WITHIN])),
    )  # fmt: skip


def _say(
    ranked: Sequence[Ranked],
    grades: Mapping[str, int],
    taste: Taste,
    known: set[int],
    fresh: set[str],
    random: Random,
) -> Iterator[JudgedVacancy]:
    """The first ten that are neither judged nor kept for measuring."""
    shown = [one.row for one in ranked if one.row.id not in known and str(one.row.id) not in fresh]
    for row in shown[:SHOWN]:
        grade = grades.get(str(row.id), 0)
        if random.random() < _SLIP:
            grade = random.choice((0, 3))
        if grade == 1:  # neither this nor that: most say nothing, some rate it
            if random.random() < _RATES:
                yield _judgement(row, None, None, 3)
            continue
        reason = None
        if grade == 0 and random.random() < _REASON_GIVEN:
            reason = _reason(row, taste)
        yield _judgement(row, "like" if grade else "dislike", reason, None)


def _reason(row: CandidateRow, taste: Taste) -> str:
    minded = [one for one in _codes(row, None) if one in taste.dislikes]
    return _REASONS.get(minded[0].partition(":")[0], "other") if minded else "skills"


def _judgement(
    row: CandidateRow, verdict: str | None, reason: str | None, relevance: int | None
) -> JudgedVacancy:
    return JudgedVacancy(
        row.id, verdict, row.title, tuple(row.skills), reason, relevance, row.employer, tuple(row.domains),
        tuple(row.work_formats), row.city, row.seniority, row.salary_rub_from, row.salary_rub_to,
    )  # fmt: skip


def _taste(plain: Sequence[Ranked], wanted: Wanted, random: Random) -> Taste | None:
    """Two or three likes and one or two dislikes of different kinds, among what divides the profession."""
    suitable = [one.row for one in plain if _of_profession(one.row, wanted)]
    if len(suitable) < 3 * SHOWN:
        return None
    high = _well_paid(suitable)
    counted: dict[str, int] = {}
    for row in suitable:
        for code in _codes(row, high):
            counted[code] = counted.get(code, 0) + 1
    low, most = (share * len(suitable) for share in _SHARES)
    kinds: dict[str, list[str]] = {}
    for code, times in sorted(counted.items()):
        if low <= times <= most and not code.startswith("word:"):
            kinds.setdefault(code.partition(":")[0], []).append(code)
    chosen = [random.choice(kinds[kind]) for kind in random.sample(sorted(kinds), min(5, len(kinds)))]
    if len(chosen) < 3:
        return None
    liked = 2 if len(chosen) < 5 else random.choice((2, 3))
    return Taste(tuple(chosen[:liked]), tuple(chosen[liked:]))


def _grades(plain: Sequence[Ranked], wanted: Wanted, taste: Taste) -> dict[str, int]:
    """3: two likes more than dislikes, 2: one more, 1: neither, 0: more dislikes, or another profession."""
    suitable = [one.row for one in plain if _of_profession(one.row, wanted)]
    high = _well_paid(suitable)
    grades = {}
    for row in suitable:
        codes = set(_codes(row, high))
        points = len(codes.intersection(taste.likes)) - len(codes.intersection(taste.dislikes))
        if grade := max(0, min(3, points + 1)):
            grades[str(row.id)] = grade
    return grades


def _codes(row: CandidateRow, high: float | None) -> list[str]:
    codes = [f"{kind}:{name}" for kind, names in codes_of(row).items() for name in sorted(names)]
    pay = pay_of(row)
    if high is not None and pay is not None and pay >= high:
        codes.append("pay:high")
    return codes


def _well_paid(rows: Sequence[CandidateRow]) -> float | None:
    pays = sorted(pay for row in rows if (pay := pay_of(row)) is not None)
    return pays[2 * len(pays) // 3] if len(pays) >= SHOWN else None


def _of_profession(row: CandidateRow, wanted: Wanted) -> bool:
    return bool(set(row.role_ids).intersection(wanted.role_ids))
