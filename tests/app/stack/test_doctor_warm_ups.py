"""What the doctor says of the queue of warm-ups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, update

from app.config import Settings
from app.stack import doctor
from app.stack.doctor import Finding
from app.stack.postgres import EmbeddedPostgres
from data.db import Database
from data.models import SegmentJob
from data.repositories import segments
from tests.committed import committed

WELL = Finding("OK", "postgres", "18, migrations at head")


@pytest.fixture
def real(postgres: EmbeddedPostgres) -> Iterator[Database]:
    with committed(postgres.url(), delete(SegmentJob)) as database:
        yield database


def test_a_queue_that_does_not_move_is_told(postgres: EmbeddedPostgres, real: Database) -> None:
    settings = Settings(database_url=postgres.url())
    with real.transaction() as session:
        segments.ask(
            session, "a", role_id=None, band="any", domains=[], queries=["повар"], cap=9, ttl=timedelta(1)
        )
    assert [one.level for one in doctor._warm_ups(settings, WELL)] == ["OK"]
    with real.transaction() as session:
        session.execute(update(SegmentJob).values(not_before=func.now() - timedelta(hours=1)))
    [late] = doctor._warm_ups(settings, WELL)
    assert (late.level, late.text) == ("WARN", "1 have waited or run for over 35 minutes")
    down = Finding("FAIL", "postgres", "does not answer")
    assert list(doctor._warm_ups(settings, down)) == []
