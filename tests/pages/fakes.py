"""A wired container over the test's own Postgres with invented rows; only recall and boards are fakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from app.config import Settings
from app.matching.service import MatchingService
from app.resumes.profile import Position, Profile, SalaryExpectation, Skill, SourceLine
from app.telemetry.events import EventLog
from data.archive import Archive
from data.db import Database
from data.errors import IndexUnavailable
from data.models import FreshnessCheck, IngestRun, Person, Quarantined, Resume, Vacancy
from data.sources.base import SourceState

NOW = datetime.now(UTC)
TITLES = (
    "Python-разработчик",
    "Backend developer (Python)",
    "Аналитик данных",
    "Бухгалтер",
    "Go-разработчик",
)


@dataclass(frozen=True)
class Recalled:
    vacancy_id: int
    relevance: float
    features: dict[str, float] = field(default_factory=dict)


class FakeRecall:
    """Recalls every vacancy it was told of; `broken` stands for an index that does not answer."""

    def __init__(self, ids: Sequence[int] = (), *, broken: bool = False) -> None:
        self._ids, self.broken = list(ids), broken

    def candidates(self, plan: object, *, limit: int = 300, filters: object = None) -> list[Recalled]:
        if self.broken:
            raise IndexUnavailable("The index does not answer.")
        return [Recalled(number, 0.9 - 0.01 * place) for place, number in enumerate(self._ids[:limit])]


class Memory:
    """A place for an archive that goes with the test."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def has(self, name: str) -> bool:
        return name in self.files

    def write(self, name: str, packed: bytes) -> None:
        self.files[name] = packed

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def delete(self, name: str) -> None:
        self.files.pop(name, None)


class FakeSource:
    whole_board = False

    def __init__(self, state: SourceState, kind: str = "hh") -> None:
        self._state = state
        self.name, self.kind = state.name, kind

    def state(self) -> SourceState:
        return self._state


def a_container(database: Database, recall: FakeRecall, **settings: Any) -> Any:
    """What pages use of the real container."""
    demo = SourceState("demo", True, None, invented=True, host="127.0.0.1")
    closed = SourceState("hh", False, "hh_token_missing", host="api.hh.ru")
    return SimpleNamespace(
        settings=Settings(**settings),
        database=database,
        archive=Archive(Memory()),
        sources={"demo": FakeSource(demo), "hh": FakeSource(closed)},
        listed={},
        matching=MatchingService(database, recall),
        memories={"texts": lambda: 3},
        model_extractor=None,
        reranker=None,
        events=EventLog(database, flush_seconds=3600.0),
        simulated=database,
    )


def a_profile() -> Profile:
    return Profile(
        name="Иван Петров",
        emails=["ivan@example.org"],
        city="Москва",
        role="Python-разработчик",
        seniority="senior",
        domains=["fintech"],
        skills=[Skill(name="Python", evidence="5 лет пишу на Python"), Skill(name="PostgreSQL")],
        positions=[Position(title="Разработчик", employer="ООО «Ромашка»", start="2020-01", current=True)],
        experience_years=5.5,
        salary=SalaryExpectation(amount=Decimal(250_000)),
        lines={"role": SourceLine(number=1, text="Python-разработчик, *senior*")},
    )


def a_person(database: Database) -> UUID:
    with database.transaction() as session:
        person = Person(handle="local", role="operator")
        session.add(person)
        session.flush()
        return person.id


def a_resume(database: Database, person_id: UUID, **fields: Any) -> UUID:
    values: dict[str, Any] = {
        "file_name": "cv.txt", "media_type": "text/plain", "file_sha256": uuid4().hex, "file_bytes": b"cv",
        "text": "Python-разработчик\n5 лет пишу на Python", "status": "parsed", "active": True,
        "profile": a_profile().model_dump(mode="json"), "parsed_at": NOW, "extractor_version": "test",
    }  # fmt: skip
    with database.transaction() as session:
        resume = Resume(person_id=person_id, **(values | fields))
        session.add(resume)
        session.flush()
        return resume.id


def vacancies(database: Database, number: int, **fields: Any) -> list[int]:
    """Open vacancies of the demo board; the first one carries hostile text."""
    rows = []
    for place in range(number):
        values: dict[str, Any] = {
            "source": "demo",
            "external_id": str(place),
            "url": f"http://127.0.0.1:8190/vacancy/{place}",
            "title": f"{TITLES[place % len(TITLES)]} {place}" if place else "Разработчик <script>x</script>",
            "employer": "ООО «Вымысел»",
            "city": "Москва",
            "body": "Ищем человека.\n- Python\n- SQL",
            "key_skills": ["Python", "SQL"],
            "skills": ["Python", "SQL"],
            "work_formats": ["REMOTE"] if place % 2 else [],
            "requirements": [
                {"text": "Опыт с Python", "kind": "must", "skills": ["Python"]},
                {"text": "Знание Kubernetes", "kind": "must", "skills": ["Kubernetes"]},
            ],
            "salary_from": Decimal(200_000) if place % 3 else None,
            "salary_currency": "RUB" if place % 3 else None,
            "salary_gross": True,
            "salary_period": "month",
            "published_at": NOW - timedelta(days=place % 20, hours=2),
            "content_hash": str(place),
            "card_hash": str(place),
        }
        rows.append(Vacancy(**(values | fields)))
    with database.transaction() as session:
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def a_run(database: Database, vacancy_id: int) -> str:
    """A partial run with one row set aside, and two looks at a posting."""
    with database.transaction() as session:
        run = IngestRun(
            id=uuid4().hex, source="demo", status="partial", started_at=NOW - timedelta(minutes=3),
            finished_at=NOW, counts={"fetched": 10, "new": 9, "quarantined": 1}, timings_ms={"fetch": 1200.0},
            provenance={"decisions": ["stopped at the limit of 10"]}, params={"limit": 10},
            error="interrupted",
        )  # fmt: skip
        session.add(run)
        session.flush()
        session.add(Quarantined(run_id=run.id, source="demo", external_id="7", reason="title_missing"))
        for verdict in ("open", "unknown"):
            session.add(
                FreshnessCheck(
                    vacancy_id=vacancy_id, source="demo", trigger="read", verdict=verdict, status_code=200,
                    duration_ms=12,
                )
            )  # fmt: skip
        return run.id
