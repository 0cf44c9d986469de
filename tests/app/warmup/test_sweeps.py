"""Nothing stays stuck longer than its sweep."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select, update

from app.warmup.sweeps import Swept, sweep
from data.db import Database
from data.models import Person, SearchJob, SegmentJob
from data.repositories import segments


def test_searches_after_three_minutes_and_warm_ups_after_half_an_hour(database: Database) -> None:
    with database.transaction() as session:
        person = Person(handle="anna")
        session.add(person)
        session.flush()
        for seconds in (170, 190):
            session.add(
                SearchJob(
                    id=uuid4(), person_id=person.id, job_type="deepscan", status="running",
                    started_at=func.now() - timedelta(seconds=seconds),
                )
            )  # fmt: skip
        for key in ("young", "old"):
            segments.ask(
                session, key, role_id=None, band="any", domains=[], queries=["повар"], cap=9,
                ttl=timedelta(1),
            )  # fmt: skip
            segments.claim(session, key, lease=timedelta(minutes=2))
        session.execute(
            update(SegmentJob)
            .where(SegmentJob.key == "old")
            .values(started_at=func.now() - timedelta(seconds=1810))
        )
    assert sweep(database) == Swept(requeued=1, given_up=0, searches=1)
    assert sweep(database) == Swept()
    with database.transaction() as session:
        ended = session.execute(select(SearchJob.status, SearchJob.error).order_by(SearchJob.started_at))
        assert [tuple(row) for row in ended] == [("failed", "interrupted"), ("running", None)]
