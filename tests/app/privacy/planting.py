"""A row with a marker in every text of every personal table, made from the model, so of new tables too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Uuid,
    insert,
    select,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from data.models import Base, Extraction, Vacancy
from data.repositories import people, personal, vacancies
from tests.data.rows import a_row

#: The database takes nothing but codes here: they become labels of counters that outlive the rows.
CODES = {("match_event", "event"), ("searches", "job_type"), ("searches", "status")}

#: The person is there already; hours of events are counted by a trigger.
FILLED_BY_OTHERS = {"people", "event_hours"}


def plant(session: Session, marker: str) -> UUID:
    """A person with one row in each personal table, and the reading of their résumé."""
    person_id = people.ensure(session, marker).id
    vacancies.upsert(session, [a_row("planted")])
    parents: dict[str, Any] = {
        "people": person_id,
        "vacancies": session.scalar(select(Vacancy.id).where(Vacancy.external_id == "planted")),
    }
    for name in reversed(personal.tables()):
        if name not in FILLED_BY_OTHERS:
            parents[name] = _plant(session, Base.metadata.tables[name], marker, parents)
    _plant(session, Base.metadata.tables[Extraction.__tablename__], marker, parents)
    return person_id


def _plant(session: Session, table: Table, marker: str, parents: dict[str, Any]) -> Any:
    given = {
        column.name: _value(column, marker, parents)
        for column in table.c
        if not column.identity
        and not column.computed
        and not (column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys)
    }
    return session.execute(insert(table).values(**given).returning(*table.primary_key.columns)).scalar()


def _value(column: Column[Any], marker: str, parents: dict[str, Any]) -> Any:
    for key in column.foreign_keys:
        return parents[key.column.table.name]
    kind = column.type
    if (column.table.name, column.name) in CODES:
        return "code"
    if column.name == "person_id":
        return parents["people"]
    if isinstance(kind, Uuid):
        return uuid4()
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer | Float | Numeric):
        return 1
    if isinstance(kind, DateTime | Date):
        return datetime.now(UTC)
    if isinstance(kind, LargeBinary):
        return marker.encode()
    if isinstance(kind, JSONB):
        return {"told": marker}
    return [marker] if isinstance(kind, ARRAY) else marker
