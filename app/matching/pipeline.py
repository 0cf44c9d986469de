"""The hot path: from a profile to the list that is shown, and kept so that a refresh shows the same.

No crawl and no language model in here. Two reads, one freshness check within its budget, one write; what is
the same for everybody, or for the same wishes, is remembered by revision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from app.matching import filters, left_out, selection, stored
from app.matching.cards import Parts, put_together
from app.matching.explained import Explained, Made
from app.matching.filters import Barriers, Rulings, Sifted
from app.matching.known import Known, Loaded
from app.matching.learner import Learner
from app.matching.learning import NO_LESSONS, Lessons
from app.matching.open_count import OpenCount
from app.matching.plans import Planned, Plans
from app.matching.request import FreshnessCheck, Recall, Request, Scanned, WarmUp
from app.matching.scores import Scores
from app.matching.selection import Ranked
from app.matching.shown import ShownCounter
from app.matching.terms import Wanted
from app.matching.turns import Turns
from app.matching.types import LeftOut, SearchResult
from app.matching.waived import all_laid_over, laid_over
from app.matching.weights import Weights
from app.preferences import service as preferences
from app.preferences.service import Standing
from app.preferences.wishes import applied_to, hard_filters
from app.resumes.profile import Profile
from app.segments.service import EMPTY
from app.taxonomy.roles import role_name
from app.telemetry.stages import Stages
from data.db import Database
from data.repositories import candidates, feedback, searches
from data.repositories.candidates import Details, Posting
from data.repositories.freshness import VacancyRef

RECALL = 300
MOST_RECALLED = 1_500
CHECKED = 20

_Postings = Mapping[int, Sequence[Posting]]
_NO_DETAILS = Details("", [])


@dataclass(frozen=True)
class _Plan:
    """What is looked for, the wishes laid over the profile; `away` vacancies must not be shown again."""

    standing: Standing
    profile: Profile
    text: str
    planned: Planned
    barriers: Barriers
    away: int

    @property
    def wanted(self) -> Wanted:
        return self.planned.wanted


@dataclass(frozen=True)
class _Open:
    """The list after the freshness check: those still open, those just found closed, and when each was
    looked at just now."""

    alive: list[Ranked]
    archived: list[Ranked]
    checked_at: Mapping[int, datetime]


@dataclass(frozen=True)
class Pipeline:
    """Its parts are shared by all threads; everything personal goes through `run`."""

    database: Database
    recall: Recall
    freshness: FreshnessCheck
    warm_up: WarmUp | None
    shown: ShownCounter | None
    weights: Weights
    now: Callable[[], datetime]
    learner: Learner
    open_count: OpenCount
    known: Known
    scores: Scores
    explained: Explained
    rulings: Rulings
    plans: Plans
    turns: Turns

    def run(self, asked: Request, stages: Stages) -> SearchResult:
        """Find, explain and keep, when it is this search's turn."""
        with self.turns.turn(stages):
            return self._run(asked, stages)

    def _run(self, asked: Request, stages: Stages) -> SearchResult:
        with stages.stage("plan"):
            plan = self._plan(asked)
        with stages.stage("recall"):
            limit = min(RECALL + plan.away, MOST_RECALLED)  # what was put away must not use the places up
            found = self.recall.candidates(plan.planned.query, limit=limit, filters=plan.barriers.hard)
            recalled = {one.vacancy_id: one for one in found}
        with stages.stage("load"):
            loaded, postings, lessons = self._load(asked, plan, list(recalled))
        index_size = self.open_count.now(len(loaded.rows))
        with stages.stage("score"):
            before = self.rulings.of(plan.barriers, plan.planned.digest)
            sifted = filters.apply(loaded.rows, plan.barriers, postings, before)
            hour = asked.started.replace(minute=0, second=0, microsecond=0)  # the same list for a while
            scored = self.scores.of(plan.wanted, hour)
            ranked = selection.rank(
                sifted.kept, recalled, plan.wanted, lessons, self.weights, hour, postings, loaded.offers,
                scored,
            )  # fmt: skip
        with self.turns.away(stages), stages.stage("freshness"):  # others search while boards answer
            still = self._still_open(ranked)
        left = left_out.collect(
            sifted.left_out, ranked, still.archived, recalled, plan.wanted, self.weights, hour, loaded.offers,
            scored,
        )  # fmt: skip
        outcome, segment = self._asked_for(still.alive, plan.profile, stages, asked.scanned)
        with stages.stage("explain"):
            cards = self._explain(asked, plan, still, loaded, postings, sifted)
        result = SearchResult(
            request_id=asked.id,
            finished_at=self.now(),
            timings_ms={},
            matches=tuple(one.view for one in cards),
            searching_for=_searching_for(plan.profile),
            index_size=index_size,
            candidates=len(recalled),
            archived_now=len(still.archived),
            hidden_by_feedback=_hidden(left),
            outcome=outcome,
            segment=segment,
            left_out=left,
            saved_search=plan.standing.saved,
        )
        timings = self._keep(asked, plan, result, [one.packed for one in cards], stages)
        overlaid = all_laid_over(result.matches, plan.standing.waived, self.weights)
        return replace(result, matches=overlaid, timings_ms=timings)

    def _plan(self, asked: Request) -> _Plan:
        text, away = asked.text, 0
        with self.database.reading() as session:
            standing = preferences.standing(session, asked.person_id, asked.saved_search)
            if standing.heard:
                away = feedback.put_away(session, asked.person_id)
            if asked.resume_id is not None:
                text = text or candidates.resume_text(session, asked.person_id, asked.resume_id)
        profile = applied_to(asked.profile, standing.wishes)
        hard = hard_filters(standing.wishes, profile, asked.started)
        barriers = filters.barriers_of(standing.wishes, hard, standing.exempt)
        return _Plan(standing, profile, text, self.plans.of(profile, text), barriers, away)

    def _load(
        self, asked: Request, plan: _Plan, vacancy_ids: Sequence[int]
    ) -> tuple[Loaded, _Postings, Lessons]:
        said, lessons = plan.standing.heard, NO_LESSONS
        with self.database.reading() as session:
            loaded = self.known.load(session, asked.person_id, vacancy_ids, said=said)
            postings = candidates.postings(session, loaded.jobs)
            if said:
                lessons = self.learner.lessons(
                    session, asked.person_id, plan.planned.digest, plan.wanted, now=asked.started
                )
        return loaded, postings, lessons

    def _still_open(self, ranked: Sequence[Ranked]) -> _Open:
        top = [one.row for one in ranked[:CHECKED]]
        verdicts = self.freshness(
            [VacancyRef(row.id, row.source, row.external_id, row.last_freshness_check) for row in top]
        )
        closed = {number for number, look in verdicts.items() if look.verdict == "archived"}
        now = self.now()
        checked = {number: now for number, look in verdicts.items() if look.verdict == "open"}
        return _Open(*selection.without_closed(ranked, closed), checked)

    def _asked_for(
        self, alive: Sequence[Ranked], profile: Profile, stages: Stages, scanned: Scanned | None
    ) -> tuple[tuple[str, ...], str | None]:
        """The outcome's codes, and the segment asked for when too few open matches are of the profession."""
        relevant = sum(one.scored.gate >= self.weights.stretch_gate for one in alive)
        little = relevant < self.weights.enough
        if scanned is not None:
            return (*([EMPTY] if little else []), *scanned.outcome), None
        if not little or self.warm_up is None:
            return (), None
        with stages.stage("segment"):
            asked = self.warm_up(profile)
        return (EMPTY, asked.code), asked.key

    def _explain(
        self, asked: Request, plan: _Plan, still: _Open, loaded: Loaded, postings: _Postings, sifted: Sifted
    ) -> list[Made]:
        """The best with all that a card shows, and those of the others the person wants to see anyway."""
        waived = plan.standing.waived
        insisted = [one for one in still.alive[asked.top :] if one.row.id in waived]
        chosen = [*still.alive[: asked.top], *insisted]
        details = self.known.details(
            self.database, {one.row.id: loaded.revisions[one.row.id] for one in chosen}
        )  # fmt: skip
        closed = {one.row.id for one in still.archived}
        resume = self.explained.of(plan.profile, plan.text, asked.started.date(), plan.planned.digest)
        checked = resume.checks(details, {one.row.id: one.row.title for one in chosen}, loaded.revisions)
        cards = []
        for one in chosen:
            number = one.row.id
            told = filters.notes_of(number, sifted, plan.barriers)
            others = tuple(it for it in postings.get(one.row.job_id or 0, ()) if it.vacancy_id not in closed)
            looked = still.checked_at.get(number)
            parts = Parts(one, details.get(number, _NO_DETAILS), checked[number], told, looked, others)
            make = partial(put_together, parts, resume.evidence, plan.wanted, self.weights)
            cards.append(resume.card(number, parts.origin, parts.rest, make))
        if waived:
            cards.sort(key=lambda one: -laid_over(one.view, waived.get(one.view.vacancy_id, ())).score)
        return cards

    def _keep(
        self, asked: Request, plan: _Plan, result: SearchResult, packed: Sequence[str], stages: Stages
    ) -> dict[str, float]:
        """Store the search and what it showed; the timings it is stored with."""
        numbers = [view.vacancy_id for view in result.matches]
        keep = partial(
            searches.save_packed,
            person_id=asked.person_id,
            search=searches.Ended(
                asked.id, asked.resume_id, asked.job_type, asked.started, result.finished_at
            ),
            summary=stored.summary_of(result),
            profile_hash=plan.planned.digest,
            scoring_version=self.weights.version,
            matches=list(enumerate(packed, start=1)),
        )
        if self.shown is not None and asked.scanned is None and result.saved_search is None:
            with stages.stage("persist"), self.database.single() as session:
                keep(session, timings_ms=stages.timings_ms())
            timings = stages.timings_ms()
            self.shown.add(numbers)
            self.shown.timed(asked.person_id, asked.id, timings)
            return timings
        with self.database.transaction() as session:
            with stages.stage("persist"):
                if asked.scanned is not None:
                    searches.forget_begun(session, asked.person_id, asked.id)
                if result.saved_search is not None:
                    preferences.looked(session, asked.person_id, result.saved_search[0], result.finished_at)
                if self.shown is None:
                    candidates.add_shown(session, dict.fromkeys(numbers, 1))
                keep(session)
            timings = stages.timings_ms()  # what is returned is what is kept
            searches.keep_timings(session, asked.person_id, asked.id, timings)
        if self.shown is not None:
            self.shown.add(numbers)
        return timings


def _hidden(left: Sequence[LeftOut]) -> int:
    """How many were left out for what the person said of them."""
    return sum(one.count for one in left if one.rule in filters.SAID)


def _searching_for(profile: Profile) -> tuple[str, ...]:
    """Roles (empty when none is known), seniority, domains: what the line above the list says."""
    wished = ", ".join(filter(None, (profile.role, *profile.wanted_roles[:4])))
    role = wished or next((name for one in profile.role_ids if (name := role_name(one))), None)
    return role or "", *(part for part in (profile.seniority, *profile.domains) if part)
