"""What a page asks of matching: find and keep, show again, order anew, count what came."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.matching import filters, selection, stored
from app.matching.explained import Explained
from app.matching.known import Known
from app.matching.learner import Learner
from app.matching.learning import NO_LESSONS
from app.matching.open_count import OpenCount
from app.matching.pipeline import RECALL, Pipeline
from app.matching.plans import Plans
from app.matching.relist import Relisted, relist
from app.matching.request import FreshnessCheck, Recall, Request, Scanned, WarmUp
from app.matching.scores import Scores
from app.matching.shown import ShownCounter
from app.matching.terms import wanted_from
from app.matching.turns import Turns
from app.matching.types import SearchResult
from app.matching.waived import all_laid_over
from app.matching.weights import DEFAULT, Weights
from app.preferences import service as preferences
from app.preferences.wishes import applied_to, hard_filters
from app.resumes.profile import Profile
from app.search.plan import plan_for
from app.telemetry import requests
from app.telemetry.stages import Stages
from data.db import Database
from data.errors import PodborError
from data.repositories import candidates, searches
from data.repositories.freshness import VacancyRef
from data.sources.base import Liveness

log = logging.getLogger(__name__)
TOP = 50


def no_check(vacancies: Sequence[VacancyRef]) -> Mapping[int, Liveness]:
    """For a search that must not look at any source."""
    return {}


class MatchingService:
    """Finds and keeps. Everything is bound to the person given; one object serves all threads."""

    def __init__(
        self,
        database: Database,
        recall: Recall,
        freshness: FreshnessCheck = no_check,
        *,
        warm_up: WarmUp | None = None,
        shown: ShownCounter | None = None,
        weights: Weights = DEFAULT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._recall = recall
        self._weights = weights
        self._now = now
        self.learner = Learner()
        self._scores = Scores()
        self._explained = Explained()
        self._rulings = filters.Rulings()
        self._plans = Plans()
        self._pipeline = Pipeline(
            database, recall, freshness, warm_up, shown, weights, now, self.learner, OpenCount(database),
            Known(), self._scores, self._explained, self._rulings, self._plans, Turns(),
        )  # fmt: skip

    def find(
        self,
        person_id: UUID,
        resume_id: UUID | None,
        profile: Profile,
        *,
        text: str = "",
        top: int = TOP,
        job_type: str = "instant",
        scanned: Scanned | None = None,
        saved_search: int | None = None,
    ) -> SearchResult:
        """Search, keep and return the best `top` (1..200) matches, best first.

        The person's wishes are laid over the profile and say what is left out; with the id of a saved search
        its wishes are. `text` is the résumé's text when no stored résumé is named; evidence is quoted from
        it. A search that fails is kept as failed with its error, and the error goes on to the caller.
        """
        top = max(1, min(top, 200))
        with requests.request(scanned.search_id if scanned else uuid4()) as search_id:
            asked = Request(
                search_id, person_id, resume_id, profile, text, top, job_type, self._now(), scanned,
                saved_search,
            )  # fmt: skip
            stages = Stages()
            try:
                return self._pipeline.run(asked, stages)
            except Exception as error:
                self._keep_failure(asked, stages, error)
                raise

    def relearn(self, person_id: UUID, profile: Profile) -> Relisted:
        """Order the last list anew by what this person has said by now, and keep it so."""
        with self._database.transaction() as session:
            profile = applied_to(profile, preferences.standing(session, person_id, None).wishes)
        return relist(self._database, self.learner, self._weights, person_id, profile, now=self._now())

    def newcomers(self, person_id: UUID, profile: Profile, saved_search: int, since: datetime) -> int:
        """How many vacancies that came after `since` a saved search would show now. Nothing is kept, no board
        is asked."""
        with self._database.transaction() as session:
            standing = preferences.standing(session, person_id, saved_search)
        profile = applied_to(profile, standing.wishes)
        wanted, now = wanted_from(profile), self._now()
        hard = hard_filters(standing.wishes, profile, now)
        found = self._recall.candidates(plan_for(profile), limit=RECALL, filters=hard)
        recalled = {one.vacancy_id: one for one in found}
        with self._database.transaction() as session:
            rows = candidates.rows(session, person_id, list(recalled))
            barriers = filters.barriers_of(standing.wishes, hard, standing.exempt)
            sifted = filters.apply(rows, barriers)
            ranked = selection.rank(sifted.kept, recalled, wanted, NO_LESSONS, self._weights, now)
            return preferences.newcomers(session, [one.row.id for one in ranked[:TOP]], since)

    def forget(self) -> int:
        """Drop what is remembered of résumés and wishes; how many they were."""
        kept = (self._explained, self._scores, self._rulings, self._plans)
        return sum(one.forget() for one in kept)

    def begin(self, person_id: UUID, job_type: str) -> UUID:
        """Keep that a search has begun which takes long; `find` with its id ends it, or the sweep does."""
        search_id = uuid4()
        with self._database.transaction() as session:
            searches.begin(session, person_id, search_id, job_type)
        return search_id

    def last(self, person_id: UUID) -> SearchResult | None:
        """The person's last completed search exactly as it was shown, with feedback and status of now. A job
        whose shown posting was closed points at another one that is open."""
        with self._database.transaction() as session:
            search = searches.last_completed(session, person_id)
            if search is None or search.finished_at is None:
                return None
            shown = searches.matches_of(session, person_id, search.id)
            gone = {row.job_id for row in shown if row.status != "open" and row.job_id is not None}
            elsewhere = candidates.postings(session, gone)
            waived = preferences.standing(session, person_id).waived
        result = stored.result_of(search, search.finished_at, shown, elsewhere)
        return replace(result, matches=all_laid_over(result.matches, waived, self._weights))

    def _keep_failure(self, asked: Request, stages: Stages, error: Exception) -> None:
        known = isinstance(error, PodborError)
        told = f"{error.code}: {error}" if isinstance(error, PodborError) else type(error).__name__
        resume_id = None if known else asked.resume_id
        ended = searches.Ended(asked.id, resume_id, asked.job_type, asked.started, self._now())
        try:
            with self._database.transaction() as session:
                searches.forget_begun(session, asked.person_id, asked.id)
                searches.save_failed(
                    session, asked.person_id, ended, timings_ms=stages.timings_ms(), error=told
                )  # fmt: skip
        except PodborError as unkept:  # the database itself is away: the first error is the one to tell
            log.warning("the failed search %s was not kept: %s", asked.id, unkept)
