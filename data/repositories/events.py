"""Events of people: written in batches, never more than so many a minute and person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.models import MatchEvent


@dataclass(frozen=True)
class EventRow:
    """One row of `match_event`."""

    at: datetime
    event: str
    person_id: UUID
    request_id: UUID | None = None
    search_id: UUID | None = None
    vacancy_id: int | None = None
    rank: int | None = None
    source: str | None = None
    detail: str | None = None


#: Of a person's events in one minute only the first `most` are kept, whichever process brings them. The
#: lock orders writers, so two do not both take the last place. Events of somebody who has left are dropped.
_ADD = text("""
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r (
            place int, at timestamptz, event text, person_id uuid, request_id uuid, search_id uuid,
            vacancy_id bigint, rank int, source text, detail text)
    ),
    counted AS (
        SELECT given.*, row_number() OVER (PARTITION BY person_id, date_trunc('minute', at) ORDER BY place)
            + (SELECT count(*) FROM match_event AS e
               WHERE e.person_id = given.person_id
                 AND e.at >= date_trunc('minute', given.at)
                 AND e.at < date_trunc('minute', given.at) + interval '1 minute') AS nth
        FROM given
    )
    INSERT INTO match_event (at, event, person_id, request_id, search_id, vacancy_id, rank, source, detail)
    SELECT at, event, person_id, request_id, search_id, vacancy_id, rank, source, detail
    FROM counted
    WHERE nth <= :most AND EXISTS (SELECT FROM people WHERE people.id = counted.person_id)
    ORDER BY place
    RETURNING id
""")
_LOCK = 7305


def add(session: Session, rows: Sequence[EventRow], *, most: int) -> int:
    """Keep `rows`, at most `most` a person and clock minute; returns how many were kept."""
    if not rows:
        return 0
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    plain = [
        {
            name: value if isinstance(value, int | str | None) else str(value)
            for name, value in vars(row).items()
        }
        | {"place": place}
        for place, row in enumerate(rows)
    ]
    return len(session.execute(_ADD, {"rows": json.dumps(plain), "most": most}).all())


def of_person(session: Session, person_id: UUID, *, limit: int = 1000) -> list[EventRow]:
    """What this person did, newest first."""
    columns = [getattr(MatchEvent, name) for name in EventRow.__dataclass_fields__]
    statement = (
        select(*columns)
        .where(MatchEvent.person_id == person_id)
        .order_by(MatchEvent.at.desc(), MatchEvent.id.desc())
        .limit(limit)
    )
    return [EventRow(*row) for row in session.execute(statement)]
