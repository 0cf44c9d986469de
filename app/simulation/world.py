"""Invented people over some weeks, for the operator's pages: who comes, searches, clicks and returns.

Pure and seeded: the same arguments give the same rows. People come over the whole time, return less each
week, and go down the funnel each with their own inclination. Some hours are bad on purpose: a slow evening
two weeks before the end, a provider that times out on one day, a night of refused freshness checks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

#: Table -> one row as column -> value.
Row = tuple[str, dict[str, Any]]

VACANCIES = 2_000
_SOURCES = ("demo", "greenhouse", "habr")
_STAGES = {"plan": 1.0, "recall": 60.0, "load": 12.0, "score": 25.0, "freshness": 45.0, "explain": 9.0,
           "persist": 8.0}  # fmt: skip
_MODELS = {"gpt-4o-mini": (Decimal("0.15"), Decimal("0.6")), "gpt-4o": (Decimal("2.5"), Decimal("10"))}
_REASONS = ("skills", "skills", "place", "salary", "salary", "company", "other", None)
_MILLION = Decimal(1_000_000)
_HOST = "api.example.com"


@dataclass(frozen=True)
class Plan:
    """`intensity` multiplies how often people come; 1 is about twelve visits each over two months."""

    people: int = 1_000
    days: int = 60
    seed: int = 20261121
    intensity: float = 1.0
    until: datetime = datetime(2026, 11, 21, tzinfo=UTC)

    @property
    def since(self) -> datetime:
        return self.until - timedelta(days=self.days)


def rows(plan: Plan) -> Iterator[Row]:
    """Every row, what is referred to before what refers to it."""
    yield from _vacancies(plan)
    yield from _checks(plan)
    yield from _warm_ups(plan)
    for number in range(plan.people):
        # each person has a source of their own, so the number of people changes nobody's life
        yield from _Life(plan, Random(f"{plan.seed}/{number}"), number).rows()  # noqa: S311


def _vacancies(plan: Plan) -> Iterator[Row]:
    random = Random(f"{plan.seed}/vacancies")  # noqa: S311
    for number in range(1, VACANCIES + 1):
        seen = plan.since + timedelta(days=random.uniform(-20, plan.days * 0.9))
        gone = seen + timedelta(days=random.expovariate(1 / 35))
        yield "vacancies", {
            "id": number, "source": _SOURCES[number % len(_SOURCES)], "external_id": f"s{number}",
            "title": f"Simulated vacancy {number}", "body": "",
            "employer": f"Simulated employer {math.isqrt(number * 3)}", "content_hash": "s", "card_hash": "s",
            "first_seen_at": seen, "published_at": seen, "updated_at": seen, "last_seen_at": seen,
            "status": "archived" if gone < plan.until else "open",
            "archived_at": gone if gone < plan.until else None,
        }  # fmt: skip


def _checks(plan: Plan) -> Iterator[Row]:
    random = Random(f"{plan.seed}/checks")  # noqa: S311
    for day in range(plan.days):
        night = plan.since + timedelta(days=day, hours=1)
        refused = 0.9 if day == plan.days - 9 else 0.03
        for number in range(120):
            vacancy = random.randint(1, VACANCIES)
            if random.random() < refused:
                verdict = "unknown"
            else:
                verdict = "archived" if random.random() < 0.04 else "open"
            yield "freshness_sweep_log", {
                "vacancy_id": vacancy, "source": _SOURCES[vacancy % len(_SOURCES)], "trigger": "sweep",
                "verdict": verdict, "reason": "blocked" if verdict == "unknown" else None,
                "duration_ms": round(random.lognormvariate(4.5, 0.5)),
                "checked_at": night + timedelta(seconds=number / 2),
            }  # fmt: skip


def _warm_ups(plan: Plan) -> Iterator[Row]:
    """Some a day; a few find nothing, and more of them fail in the night the boards refuse."""
    random = Random(f"{plan.seed}/warm-ups")  # noqa: S311
    for number in range(plan.days * 4):
        day = number // 4
        asked = plan.since + timedelta(days=day, hours=random.uniform(7, 22))
        roll, fails = random.random(), 0.6 if day == plan.days - 9 else 0.04
        status = "failed" if roll < fails else "partial" if roll < fails + 0.08 else "done"
        found = 0 if status == "failed" else round(random.lognormvariate(3.5, 0.6))
        yield "segment_jobs", {
            "key": f"{random.getrandbits(64):016x}", "role_id": str(random.choice((96, 10, 124, 94))),
            "band": random.choice(("entry", "middle", "senior")), "domains": [], "queries": ["simulated"],
            "status": status, "requested_by": "search", "asked": random.randint(1, 4),
            "requested_at": asked, "not_before": asked, "started_at": asked + timedelta(seconds=5),
            "finished_at": asked + timedelta(minutes=random.uniform(3, 9)), "attempts": 1, "step": 1,
            "found": found, "added": found // 2,
            "error": "source_unavailable" if status == "failed" else None, "run_ids": [],
        }  # fmt: skip


class _Life:
    """One person: the day they come, how often they return, how far down the funnel they go."""

    def __init__(self, plan: Plan, random: Random, number: int) -> None:
        self.plan, self.random = plan, random
        self.person = self._id()
        self.handle = f"simulated-{number}"
        self.comes = plan.since + timedelta(days=plan.days * random.random() ** 0.8)
        self.halves_after = random.choice((4, 7, 14, 40))  # days after which they come half as often
        self.opens, self.likes = random.betavariate(2, 5), random.betavariate(2, 6)
        self.applies = random.betavariate(1, 8)
        self.uses_model = random.random() < 0.15

    def rows(self) -> Iterator[Row]:
        yield "people", {"id": self.person, "handle": self.handle, "role": "person", "created_at": self.comes}
        yield self._event("upload", self.comes)
        if self.random.random() > 0.95:
            return
        yield self._event("parsed", self.comes + timedelta(seconds=1))
        if self.uses_model:
            for _ in range(self.random.randint(1, 3)):
                yield from self._call(self.comes + timedelta(minutes=self.random.uniform(1, 30)))
        if self.random.random() > 0.97:
            return
        at = self.comes + timedelta(seconds=4)
        judged: set[int] = set()
        while at < self.plan.until:
            yield from self._visit(at, judged)
            age = (at - self.comes) / timedelta(days=1)
            pause = self.random.expovariate(self.plan.intensity) * 2 ** (age / self.halves_after)
            at = self._by_day(at + timedelta(days=max(pause, 0.02 / self.plan.intensity)))

    def _by_day(self, at: datetime) -> datetime:
        """People sleep: what falls into the small hours happens in the evening."""
        return at + timedelta(hours=13) if at.hour < 4 else at

    def _visit(self, at: datetime, judged: set[int]) -> Iterator[Row]:
        for _ in range(self.random.choice((1, 1, 2))):
            search = self._id()
            slow = 4.0 if self._slow(at) else 1.0
            timings = {
                name: round(self.random.lognormvariate(math.log(usual * slow), 0.35), 1)
                for name, usual in _STAGES.items()
            }
            total = sum(timings.values())
            failed = self.random.random() < (0.05 if slow > 1 else 0.004)
            ended = at + timedelta(milliseconds=total)
            yield "searches", {
                "id": search, "person_id": self.person, "job_type": "instant",
                "status": "failed" if failed else "completed", "started_at": at, "finished_at": ended,
                "timings_ms": timings | {"total": round(total, 1)}, "summary": {},
                "error": "index_unavailable" if failed else None,
            }  # fmt: skip
            yield self._event("search", ended, search=search)
            if failed:
                at += timedelta(minutes=1)
                continue
            shown = self.random.sample(range(1, VACANCIES + 1), 10 if self.random.random() < 0.7 else 30)
            for rank, vacancy in enumerate(shown, start=1):
                yield self._event("impression", ended, search=search, vacancy=vacancy, rank=rank)
            for rank, vacancy in enumerate(shown, start=1):
                if self.random.random() < self.opens * 2.2 / (rank + 1):
                    at = ended + timedelta(seconds=10 * rank)
                    yield from self._look(at, search, vacancy, rank, judged)
            at += timedelta(minutes=self.random.uniform(1, 9))

    def _look(self, at: datetime, search: UUID, vacancy: int, rank: int, judged: set[int]) -> Iterator[Row]:
        yield self._event("open", at, search=search, vacancy=vacancy, rank=rank)
        if vacancy in judged:
            return
        if self.random.random() < self.likes * (1.6 if rank <= 3 else 1.0):
            verdict = "like"
        elif self.random.random() < 0.15:
            verdict = "dislike"
        else:
            return
        judged.add(vacancy)
        at += timedelta(seconds=20)
        yield self._event(verdict, at, search=search, vacancy=vacancy, rank=rank)
        yield "feedback", {
            "person_id": self.person, "vacancy_id": vacancy, "verdict": verdict, "seen": False,
            "hidden": False, "updated_at": at,
            "reason": self.random.choice(_REASONS) if verdict == "dislike" else None,
        }  # fmt: skip
        if verdict == "like" and self.random.random() < self.applies:
            yield self._event("apply", at + timedelta(minutes=2), search=search, vacancy=vacancy, rank=rank)

    def _call(self, at: datetime) -> Iterator[Row]:
        if at >= self.plan.until:
            return
        model = "gpt-4o-mini" if self.random.random() < 0.93 else "gpt-4o"
        price_in, price_out = _MODELS[model]
        prompt, completion = self.random.randint(1_200, 6_000), self.random.randint(200, 1_200)
        cached = prompt // 2 if self.random.random() < 0.3 else 0
        bad_day = at.date() == (self.plan.until - timedelta(days=6)).date()
        status = "model_timeout" if self.random.random() < (0.6 if bad_day else 0.02) else "ok"
        whole = (prompt - cached) * price_in + cached * price_in / 2 + completion * price_out
        cost = Decimal(0) if status != "ok" else (whole / _MILLION).quantize(Decimal("0.0000000001"))
        call = self._id()
        yield "openai_call_log", {
            "call_id": call, "created_at": at, "day": at.date(), "scope": "person",
            "purpose": "resume_extraction", "model": model, "host": _HOST, "prompt_tokens": prompt,
            "cached_tokens": cached, "completion_tokens": completion if status == "ok" else 0,
            "reserved": cost * 3, "cost": cost, "price_known": True, "usage_known": True,
            "attempts": 1 if status == "ok" else 3, "status": status,
            "duration_ms": round(self.random.lognormvariate(8, 0.4)) if status == "ok" else 45_000,
        }  # fmt: skip
        yield "llm_receipts", {
            "call_id": call, "person_id": self.person, "created_at": at, "purpose": "resume_extraction",
            "model": model, "host": _HOST, "sent": "[]", "removed": {},
        }  # fmt: skip

    def _event(
        self, event: str, at: datetime, *, search: UUID | None = None, vacancy: int | None = None,
        rank: int | None = None,
    ) -> Row:  # fmt: skip
        return "match_event", {
            "at": min(at, self.plan.until), "event": event, "person_id": self.person, "request_id": search,
            "search_id": search, "vacancy_id": vacancy, "rank": rank,
            "source": _SOURCES[vacancy % len(_SOURCES)] if vacancy else None, "detail": None,
        }  # fmt: skip

    def _slow(self, at: datetime) -> bool:
        evening = self.plan.until - timedelta(days=14)
        return at.date() == evening.date() and 17 <= at.hour < 21

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)
