"""The hot path: from a profile to the list that is shown, kept so that a refresh shows the same.

No crawl and no language model in here. Two reads, one freshness check within its budget, one write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from app.matching import filters, left_out, selection, stored
from app.matching.checklist import without_shown
from app.matching.claims import claims_of
from app.matching.explained import Explained
from app.matching.known import Known
from app.matching.learner import Learner
from app.matching.learning import NO_LESSONS
from app.matching.open_count import OpenCount
from app.matching.relist import Relisted, relist
from app.matching.scores import Scores
from app.matching.selection import Ranked, Recalled
from app.matching.shown import ShownCounter
from app.matching.terms import wanted_from
from app.matching.types import MatchView, RequirementCheck, SearchResult
from app.matching.waived import all_laid_over, laid_over
from app.matching.weights import DEFAULT, Weights
from app.preferences import service as preferences
from app.preferences.wishes import applied_to, hard_filters
from app.resumes.profile import Profile
from app.search.filters import HardFilters
from app.search.plan import QueryPlan, plan_for
from app.segments.service import EMPTY, Asked
from app.taxonomy.roles import role_name
from app.telemetry import requests
from app.telemetry.stages import Stages
from data.db import Database
from data.errors import PodborError
from data.repositories import candidates, feedback, searches
from data.repositories.candidates import Details
from data.repositories.freshness import VacancyRef
from data.sources.base import Liveness

log = logging.getLogger(__name__)
RECALL = 300
MOST_RECALLED = 1_500
TOP = 50
CHECKED = 20

#: Looks at vacancies within its own time budget; those it says nothing of stay as they are.
FreshnessCheck = Callable[[Sequence[VacancyRef]], Mapping[int, Liveness]]
#: Asks for the warm-up of a profile's segment; nothing is crawled before it returns.
WarmUp = Callable[[Profile], Asked]


@dataclass(frozen=True)
class Scanned:
    """A scan of the boards that this search ends: it was begun under `search_id` (`begin`), and `outcome`
    says how it went. No warm-up is asked for after it."""

    search_id: UUID
    outcome: tuple[str, ...] = ()


class Recall(Protocol):
    def candidates(
        self, plan: QueryPlan, *, limit: int = ..., filters: HardFilters = ...
    ) -> Sequence[Recalled]: ...


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
        self._freshness = freshness
        self._warm_up = warm_up
        self._shown = shown
        self._weights = weights
        self._now = now
        self.learner = Learner()
        self._open = OpenCount(database)
        self._known = Known()
        self._scores = Scores()
        self._explained = Explained()

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
            started, stages = self._now(), Stages()
            try:
                return self._search(
                    search_id, person_id, resume_id, profile, text, top, job_type, started, stages, scanned,
                    saved_search,
                )  # fmt: skip
            except Exception as error:
                self._keep_failure(search_id, person_id, resume_id, job_type, started, stages, error)
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
        return self._explained.forget() + self._scores.forget()

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

    def _search(
        self,
        search_id: UUID,
        person_id: UUID,
        resume_id: UUID | None,
        profile: Profile,
        text: str,
        top: int,
        job_type: str,
        started: datetime,
        stages: Stages,
        scanned: Scanned | None,
        saved_search: int | None,
    ) -> SearchResult:
        with stages.stage("plan"):
            with self._database.reading() as session:
                standing = preferences.standing(session, person_id, saved_search)
                said = standing.heard
                away = feedback.put_away(session, person_id) if said else 0
                if resume_id is not None:
                    text = text or candidates.resume_text(session, person_id, resume_id)
            profile = applied_to(profile, standing.wishes)
            plan, wanted = plan_for(profile, passage=text), wanted_from(profile)
            barriers = filters.barriers_of(
                standing.wishes, hard_filters(standing.wishes, profile, started), standing.exempt
            )
        with stages.stage("recall"):
            limit = min(RECALL + away, MOST_RECALLED)  # what was put away must not use the places up
            found = self._recall.candidates(plan, limit=limit, filters=barriers.hard)
            recalled = {one.vacancy_id: one for one in found}
        with stages.stage("load"), self._database.reading() as session:
            loaded = self._known.load(session, person_id, list(recalled), said=said)
            postings = candidates.postings(session, loaded.jobs)
            lessons = NO_LESSONS
            if said:
                lessons = self.learner.lessons(session, person_id, profile.digest(), wanted, now=started)
        index_size = self._open.now()
        with stages.stage("score"):
            sifted = filters.apply(loaded.rows, barriers, postings)
            hour = started.replace(minute=0, second=0, microsecond=0)  # the same list for a while
            ranked = selection.rank(
                sifted.kept, recalled, wanted, lessons, self._weights, hour, postings, loaded.offers,
                self._scores.of(wanted, hour),
            )  # fmt: skip
        with stages.stage("freshness"):
            alive, archived, checked_at = self._still_open(ranked)
            asked = [one for one in alive[top:] if one.row.id in standing.waived]  # "show me anyway"
            shown = [*alive[:top], *asked]
        left = left_out.collect(
            sifted.left_out, ranked, archived, recalled, wanted, self._weights, started
        )  # fmt: skip
        outcome, segment = self._asked_for(alive, profile, stages, scanned)
        with stages.stage("explain"):
            details = self._known.details(
                self._database, {one.row.id: loaded.revisions[one.row.id] for one in shown}
            )
            closed = {one.row.id for one in archived}
            resume = self._explained.of(profile, text, started.date())
            checked = resume.checks(details, {one.row.id: one.row.title for one in shown}, loaded.revisions)
            views = []
            for one in shown:
                known = details.get(one.row.id, Details("", []))
                checks = checked[one.row.id]
                notes = without_shown(one.scored.notes, checks, resume.evidence)
                notes += filters.notes_of(one.row.id, sifted, barriers)
                others = postings.get(one.row.job_id or 0, ())
                others = [other for other in others if other.vacancy_id not in closed]
                place = stored.places_of(one.row, others, wanted)
                views.append(self._view(one, known, checks, notes, checked_at.get(one.row.id), place))
            views.sort(key=lambda one: -laid_over(one, standing.waived.get(one.vacancy_id, ())).score)
        result = SearchResult(
            request_id=search_id,
            finished_at=self._now(),
            timings_ms={},
            matches=tuple(views),
            searching_for=_searching_for(profile),
            index_size=index_size,
            candidates=len(recalled),
            archived_now=len(archived),
            hidden_by_feedback=sum(one.count for one in left if one.rule in filters.SAID),
            outcome=outcome,
            segment=segment,
            left_out=left,
            saved_search=standing.saved,
        )
        with self._database.transaction() as session:
            with stages.stage("persist"):
                if scanned is not None:
                    searches.forget_begun(session, person_id, search_id)
                if standing.saved is not None:
                    preferences.looked(session, person_id, standing.saved[0], result.finished_at)
                if self._shown is None:
                    candidates.add_shown(session, dict.fromkeys((one.vacancy_id for one in views), 1))
                searches.save(
                    session,
                    person_id,
                    searches.Ended(search_id, resume_id, job_type, started, result.finished_at),
                    summary=stored.summary_of(result),
                    profile_hash=profile.digest(),
                    scoring_version=self._weights.version,
                    matches=[stored.row_of(view, number) for number, view in enumerate(views, start=1)],
                )
            timings = stages.timings_ms()  # what is returned is what is kept
            searches.keep_timings(session, person_id, search_id, timings)
        if self._shown is not None:
            self._shown.add(one.vacancy_id for one in views)
        overlaid = all_laid_over(result.matches, standing.waived, self._weights)
        return replace(result, matches=overlaid, timings_ms=timings)

    def _asked_for(
        self, alive: Sequence[Ranked], profile: Profile, stages: Stages, scanned: Scanned | None
    ) -> tuple[tuple[str, ...], str | None]:
        """The outcome's codes, and the segment asked for when too few open matches are of the profession."""
        relevant = sum(one.scored.gate >= self._weights.stretch_gate for one in alive)
        little = relevant < self._weights.enough
        if scanned is not None:
            return (*([EMPTY] if little else []), *scanned.outcome), None
        if not little or self._warm_up is None:
            return (), None
        with stages.stage("segment"):
            asked = self._warm_up(profile)
        return (EMPTY, asked.code), asked.key

    def _still_open(self, ranked: Sequence[Ranked]) -> tuple[list[Ranked], list[Ranked], dict[int, datetime]]:
        """Those still open, those just found closed, and when each was looked at just now."""
        top = [one.row for one in ranked[:CHECKED]]
        verdicts = self._freshness(
            [VacancyRef(row.id, row.source, row.external_id, row.last_freshness_check) for row in top]
        )
        closed = {number for number, look in verdicts.items() if look.verdict == "archived"}
        now = self._now()
        checked = {number: now for number, look in verdicts.items() if look.verdict == "open"}
        alive, gone = selection.without_closed(ranked, closed)
        return alive, gone, checked

    def _view(
        self,
        one: Ranked,
        known: Details,
        checks: tuple[RequirementCheck, ...],
        told: tuple[str, ...],
        checked_now: datetime | None,
        places: dict[str, Any],
    ) -> MatchView:
        row, scored = one.row, one.scored
        track, notes = selection.track_of(scored, checks, self._weights)
        claims = (one.note for one in claims_of(known.body, row.work_formats))
        return MatchView(
            **(stored.card_of(row) | places),
            vacancy_id=row.id,
            score=scored.score,
            parts=scored.parts,
            track=track,
            requirements=checks,
            notes=(*notes, *told, *claims),
            checked_at=checked_now or row.last_freshness_check,
            status=row.status,
            body=known.body,
            feedback=stored.state_of(row),
        )

    def _keep_failure(
        self,
        search_id: UUID,
        person_id: UUID,
        resume_id: UUID | None,
        job_type: str,
        started: datetime,
        stages: Stages,
        error: Exception,
    ) -> None:
        known = isinstance(error, PodborError)
        told = f"{error.code}: {error}" if isinstance(error, PodborError) else type(error).__name__
        ended = searches.Ended(search_id, None if known else resume_id, job_type, started, self._now())
        try:
            with self._database.transaction() as session:
                searches.forget_begun(session, person_id, search_id)
                searches.save_failed(
                    session, person_id, ended, timings_ms=stages.timings_ms(), error=told
                )  # fmt: skip
        except PodborError as unkept:  # the database itself is away: the first error is the one to tell
            log.warning("the failed search %s was not kept: %s", search_id, unkept)


def _searching_for(profile: Profile) -> tuple[str, ...]:
    """Roles, seniority, domains: what the line above the list says."""
    wished = ", ".join(filter(None, (profile.role, *profile.wanted_roles[:4])))
    role = wished or next((name for one in profile.role_ids if (name := role_name(one))), None)
    return tuple(part for part in (role, profile.seniority, *profile.domains) if part)
