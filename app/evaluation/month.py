"""A month of a board in minutes: churn, reading, searches, sweeps, bad days; compared with the truth.

The demo board runs in this process under a clock moved by hand, and the database under the same clock, so
what is measured is the code that runs otherwise: real HTTP, the real index, the real checks. The board knows
which postings are open; nothing under test is told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from app.evaluation.month_figures import Seen
from app.evaluation.month_plan import FAULT_RATE, FAULTS, Board, Plan
from app.evaluation.parts import Parts, Say
from app.evaluation.speed import searcher
from app.freshness import service as freshness
from app.freshness import sweep as sweeping
from app.ingestion import service as ingestion
from app.matching.service import MatchingService
from app.matching.types import SearchResult
from app.search import projection
from app.search.recall import Recall
from data.archive import Archive
from data.db import Database
from data.repositories import freshness_quality, people, projections, simulated_time, vacancies
from data.sources.hh import HhSource
from data.sources.politeness import Politeness
from data.sources.politeness_hosts import LocalHosts

CLICKED = 3  # postings opened after each search
SEARCHERS = 12


class Clock:
    """The time of board, database and services: set by hand, it runs on by itself."""

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board
        self.set()

    def set(self) -> None:
        moment = self._board.now()
        with self._database.transaction() as session:
            simulated_time.set_to(session, moment)
        self._base, self._set = moment.astimezone(UTC), time.monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=time.monotonic() - self._set)

    def seconds(self) -> float:
        return self.now().timestamp()


def simulate(parts: Parts, folder: Path, board: Board, say: Say, plan: Plan) -> dict[str, Any]:
    """Run the month from where the board's clock stands; returns figures and the plan. `parts.database` must
    have the simulated clock, `folder` takes the raw payloads."""
    start = board.now()
    work = _Month(parts, folder, board, plan)
    work.begin()
    say(f"day 0: {work.count_open()} open")
    for day in range(plan.days):
        work.day(day)
        seen = work.seen
        say(
            f"day {day + 1}: shown {seen.shown}, of them closed {seen.shown_dead}; "
            f"closings {seen.closings}, mistaken {seen.false_deaths}"
        )
    return work.figures(start)


class _Month:
    def __init__(self, parts: Parts, folder: Path, board: Board, plan: Plan) -> None:
        self.parts, self.plan, self.board = parts, plan, board
        self.database = parts.database
        self.clock = Clock(self.database, board)
        self.archive = Archive(folder / "archive")
        self.source = HhSource(
            "demo", board.address, token="demo", user_agent="Podbor bench", invented=True,  # noqa: S106
            politeness=Politeness(LocalHosts(self.clock.seconds)),
        )  # fmt: skip
        sources = {"demo": self.source}
        check = partial(
            freshness.check_now, self.database, sources, budget_ms=plan.check_budget_ms, gate_minutes=30,
            now=self.clock.now,
        )  # fmt: skip
        recall = Recall(parts.store, parts.lexical, parts.embedder)
        self.matching = MatchingService(self.database, recall, check, now=self.clock.now)
        self.random = Random(plan.seed)  # noqa: S311  repeatable, not secret
        self.seen = Seen()
        self.last_event = 0
        self.searched = 0
        self.people: list[tuple[UUID, Any]] = []

    def begin(self) -> None:
        """Read the board for the first time, and take people who look for what is on it."""
        self.ingest()
        with self.database.transaction() as session:
            rows = projections.open_after(session, 0, limit=self.plan.size)
            for number in range(SEARCHERS):
                person = people.ensure(session, f"bench-{number}").id
                self.people.append((person, searcher([_fields(row) for row in rows], number)))

    def day(self, day: int) -> None:
        if day in self.plan.bad_days:
            self.board.trouble(FAULTS, FAULT_RATE)
        for hour in range(24):
            self.board.advance(1)
            self.clock.set()
            if hour == self.plan.sweep_hour:
                self.sweep()
            if hour % self.plan.ingest_every == 0:
                self.ingest()
            if hour in self.plan.search_hours:
                self.search(self.searched, bad=day in self.plan.bad_days)
                self.searched += 1
            self.audit_truth()
        self.board.trouble((), 0.0)

    def ingest(self) -> None:
        with self.timed("ingest"):
            report = ingestion.run(self.database, self.archive, self.source, follow=self.follow)
        self.seen.ingests[report.status] += 1
        with self.timed("looks at missing"):
            missing = sweeping.confirm_missing(self.database, self.source, report.run_id, pause_ms=0)
        self.seen.looks += missing.looked
        if missing.closed:
            self.follow()

    def sweep(self) -> None:
        with self.timed("sweeps"):
            report = sweeping.sweep(
                self.database, {"demo": self.source}, limit=self.plan.sweep_limit, pause_ms=0
            )
        self.seen.looks += report.looked + report.audited
        self.follow()

    def follow(self) -> int:
        parts = self.parts
        with self.timed("index (part of it is within ingest)"):
            return projection.follow(parts.database, parts.store, parts.lexical, parts.embedder).seen

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seen.seconds[part] += time.monotonic() - started

    def search(self, number: int, *, bad: bool) -> None:
        person, profile = self.people[number % len(self.people)]
        with self.timed("searches"):
            result = self.matching.find(person, None, profile)
        dead = self.dead_among(result)
        seen = self.seen
        if bad:
            seen.bad_day_shown += len(result.matches)
            seen.bad_day_shown_dead += len(dead)
        seen.shown += len(result.matches)
        seen.shown_dead += len(dead)
        seen.shown_known_dead += sum(match.status != "open" for match in result.matches)
        first = [match.vacancy_id for match in result.matches[:10]]
        seen.first_ten += len(first)
        seen.first_ten_dead += sum(one in dead for one in first)
        for _click in range(min(CLICKED, len(result.matches))):
            place = min(int(self.random.expovariate(0.12)), len(result.matches) - 1)  # mostly near the top
            seen.clicks += 1
            seen.dead_clicks += result.matches[place].vacancy_id in dead

    def dead_among(self, result: SearchResult) -> set[int]:
        with self.database.transaction() as session:
            names = vacancies.external_ids(session, [match.vacancy_id for match in result.matches])
        return {number for number, name in names.items() if not self.board.is_open(name)}

    def audit_truth(self) -> None:
        """Every closing since the last look, against the board."""
        with self.database.transaction() as session:
            closings = freshness_quality.closings_after(session, self.last_event)
        for closing in closings:
            self.last_event = max(self.last_event, closing.event_id)
            self.seen.closings += 1
            self.seen.closed_by[closing.reason] += 1
            self.seen.false_deaths += self.board.is_open(closing.external_id)

    def count_open(self) -> int:
        with self.database.transaction() as session:
            return vacancies.count(session)

    def figures(self, start: datetime) -> dict[str, Any]:
        with self.database.transaction() as session:
            told = freshness_quality.read(session, start, self.clock.now())
            open_rows = vacancies.publication_times(session, "demo")
        return self.seen.figures(self.plan, told) | {
            "searches": self.searched,
            "open_in_index": len(open_rows),
            "closed_but_open_in_index_at_end": sum(not self.board.is_open(name) for name in open_rows),
            "requests": self.source.client.requests,
        }


def _fields(row: projections.IndexRow) -> dict[str, Any]:
    """What `searcher` reads of a row."""
    return {"title": row.title, "skills": row.skills, "role_ids": row.role_ids}
