"""The questions of a warm-up are runs of their own kind."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from data.db import Database
from data.models import IngestRun, SegmentJob
from data.repositories import runs, segments, source_overview


def test_they_put_no_planned_reading_off(database: Database) -> None:
    with database.transaction() as session:
        runs.start(session, "question", "trudvsem", params={"text": "повар", "limit": 100})
        session.execute(update(IngestRun).values(counts={"requests": 3}))
        assert runs.asks_for_words(session, "trudvsem")
        assert not runs.asks_for_words(session, "hh")
        assert source_overview.last_asked(session, "trudvsem") is not None, "nobody's warm-up"
        segments.ask(
            session, "a", role_id=None, band="any", domains=[], queries=["повар"], cap=9, ttl=timedelta(1)
        )
        session.execute(update(SegmentJob).values(run_ids=["question"]))
        assert source_overview.last_asked(session, "trudvsem") is None
        session.execute(update(IngestRun).values(status="succeeded"))
        assert not runs.asks_for_words(session, "trudvsem")
