"""What was learned of a person, for the person to see, to take out piece by piece, or to have forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from app.matching.learner import Learner
from app.matching.relist import rows_of, usual
from app.matching.taste import Lesson
from app.matching.terms import wanted_from
from app.matching.weights import DEFAULT, Weights
from app.resumes.profile import Profile
from data.db import Database
from data.repositories import learning, searches


@dataclass(frozen=True)
class Learned:
    """`without` are the traits taken out, as codes; counts are the judgements lessons come from."""

    switched_on: bool = True
    lessons: tuple[Lesson, ...] = ()
    without: tuple[str, ...] = ()
    liked: int = 0
    disliked: int = 0
    rated: int = 0
    rerank: bool = False  # whether this person wants a model's order offered


def view(
    database: Database, learner: Learner, person_id: UUID, profile: Profile, weights: Weights = DEFAULT
) -> Learned:
    """Against the list the person saw last."""
    with database.transaction() as session:
        choice = learning.of(session, person_id)
        if not choice.switched_on:
            return Learned(switched_on=False, without=choice.without, rerank=choice.rerank)
        now = datetime.now(UTC)
        found = learner.lessons(session, person_id, profile.digest(), wanted_from(profile), now=now)
        search = searches.last_completed(session, person_id) if found.judged else None
        shown = searches.matches_of(session, person_id, search.id) if search else []
        rows = rows_of(session, person_id, shown)
    taste = found.taste(usual(shown, rows), weights)
    verdicts = [one.verdict for one in found.judged]
    return Learned(
        True, tuple(taste.lessons(weights)), choice.without,
        verdicts.count("like"), verdicts.count("dislike"), verdicts.count(None), choice.rerank,
    )  # fmt: skip


def switch(database: Database, person_id: UUID, *, on: bool) -> None:
    """Whether what this person says changes their lists."""
    with database.transaction() as session:
        learning.switch(session, person_id, on=on)


def switch_rerank(database: Database, person_id: UUID, *, on: bool) -> None:
    """Whether this person is offered a model's order of the best ones."""
    with database.transaction() as session:
        learning.switch_rerank(session, person_id, on=on)


def take_out(database: Database, person_id: UUID, trait: str) -> None:
    """Learn nothing from this trait; twice is once."""
    with database.transaction() as session:
        choice = learning.of(session, person_id)
        learning.take_out(session, person_id, (*choice.without, trait[:300]))


def bring_back(database: Database, person_id: UUID) -> None:
    """Everything that was taken out counts again."""
    with database.transaction() as session:
        learning.take_out(session, person_id, ())


def forget(database: Database, person_id: UUID) -> None:
    """What was said so far teaches nothing any more; the marks on the cards stay."""
    with database.transaction() as session:
        learning.forget(session, person_id)
