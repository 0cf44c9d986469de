"""A provider that allows four readings a day is not read a fifth time, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.sources import planning
from app.sources.closed import ClosedSource
from app.sources.listing import Listing
from data.db import Database
from data.errors import InvalidInput
from data.models import IngestRun

LISTED = Listing(ClosedSource("remotive", "remotive", "switched_off"), "built_in", least_minutes=360)


def a_run(database: Database, minutes_ago: int, **fields: Any) -> str:
    values: dict[str, Any] = {
        "id": uuid4().hex, "source": "remotive", "status": "succeeded", "params": {"limit": 3},
        "counts": {"requests": 1}, "provenance": {}, "timings_ms": {},
        "started_at": datetime.now(UTC) - timedelta(minutes=minutes_ago),
    }  # fmt: skip
    with database.transaction() as session:
        session.add(IngestRun(**(values | fields)))
    return str((values | fields)["id"])


def test_it_may_be_asked_when_its_rest_is_over(database: Database) -> None:
    planning.demand_allowed(database, "remotive", LISTED)
    a_run(database, 351)
    planning.demand_allowed(database, "remotive", LISTED)
    run_id = a_run(database, 340)
    with pytest.raises(InvalidInput, match="once in 360 minutes") as caught:
        planning.demand_allowed(database, "remotive", LISTED)
    assert caught.value.code == "asked_too_soon"
    planning.demand_allowed(database, "remotive", LISTED, run_id)  # another attempt of the same run
    planning.demand_allowed(database, "remotive", None)


@pytest.mark.parametrize(
    "fields", [{"counts": {"requests": 0}}, {"counts": {}}, {"params": {"file": "x"}}, {"source": "habr"}]
)
def test_what_made_no_request_of_it_does_not_count(database: Database, fields: dict[str, Any]) -> None:
    a_run(database, 5, **fields)
    planning.demand_allowed(database, "remotive", LISTED)
