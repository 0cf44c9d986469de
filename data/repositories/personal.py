"""Everything of one person, in whatever table it lies: told by the model, so no new table is forgotten.

A table is personal when a column of it points at `people`, or is named `person_id`. The readings of résumé
texts (`extraction_cache`) belong to everybody who holds the text, and go with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    String,
    Table,
    Uuid,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from data.models import Base, Erasure, Extraction, Person, Resume, Vacancy
from data.repositories import extractions

_PEOPLE = Person.__tablename__
_VACANCIES = Base.metadata.tables["vacancies"]
_PORTION = 200


@dataclass(frozen=True)
class StoredFile:
    """The bytes of one column of one row; `row` is the id of the row."""

    table: str
    column: str
    row: object
    file_name: str
    data: bytes


def tables() -> list[str]:
    """The personal tables, those that point at others first; `people` is the last."""
    return [table.name for table in reversed(Base.metadata.sorted_tables) if _owners(table)]


def delete_all(session: Session, person_id: UUID) -> dict[str, int]:
    """Delete every row of the person, the person too; table -> how many. Lock the person first: then nobody
    writes a row of theirs in between, or ever after."""
    texts = _texts(session, person_id)
    extractions.lock_texts(session, texts)
    counts: dict[str, int] = {}
    for name in tables():
        table = Base.metadata.tables[name]
        mine = _is_of(table, person_id)
        counts[name] = session.scalar(select(func.count()).select_from(table).where(mine)) or 0
        session.execute(delete(table).where(mine))
    counts[Extraction.__tablename__] = extractions.drop_unused(session, texts)
    return counts


def record(session: Session, rows: dict[str, int]) -> Erasure:
    """The receipt of an erasure: numbers, and nobody's name."""
    receipt = Erasure(rows=rows, memories={})
    session.add(receipt)
    session.flush()
    session.refresh(receipt)
    return receipt


def complete(session: Session, receipt_id: UUID, memories: dict[str, int]) -> None:
    """Add to a receipt what processes remembered."""
    receipt = session.get_one(Erasure, receipt_id)
    receipt.memories = memories


def readable() -> list[str]:
    """Names for `rows`, in the order of a reader: the person, what they gave, what came of it."""
    return [*reversed(tables()), Extraction.__tablename__]


def counts(session: Session, person_id: UUID) -> dict[str, int]:
    """How many rows of the person each table holds, in the order of `readable`."""
    return {
        name: session.scalar(
            select(func.count()).select_from(table).where(_readable_by(table, person_id))
        ) or 0
        for name in readable()
        for table in (Base.metadata.tables[name],)
    }  # fmt: skip


def columns(name: str) -> list[str]:
    """The columns `rows` gives for a table."""
    return list(_statement(Base.metadata.tables[name]).selected_columns.keys())


def rows(session: Session, person_id: UUID, name: str) -> Iterator[dict[str, Any]]:
    """The person's rows of one table, in the order they were made, fetched in portions; without the bytes of
    files. A vacancy's number comes with its title, employer and address."""
    table = Base.metadata.tables[name]
    statement = _statement(table).where(_readable_by(table, person_id))
    for row in session.execute(statement.execution_options(yield_per=_PORTION)).mappings():
        yield dict(row)


def files(session: Session, person_id: UUID) -> Iterator[StoredFile]:
    """The bytes kept in the person's rows, one at a time."""
    for name in readable():
        table = Base.metadata.tables[name]
        for column in table.c:
            if isinstance(column.type, LargeBinary):
                named = table.c.file_name if "file_name" in table.c else literal(name)
                statement = select(table.c.id, named, column).where(_readable_by(table, person_id))
                ordered = statement.order_by(*_order(table)).execution_options(yield_per=1)
                for number, file_name, data in session.execute(ordered):
                    if data:
                        yield StoredFile(name, column.name, number, file_name, data)


def _statement(table: Table) -> Select[Any]:
    wanted = [column for column in table.c if not isinstance(column.type, LargeBinary)]
    if "vacancy_id" not in table.c:
        return select(*wanted).order_by(*_order(table))
    return (
        select(
            *wanted,
            Vacancy.title.label("vacancy_title"),
            Vacancy.employer.label("vacancy_employer"),
            Vacancy.url.label("vacancy_url"),
        )
        .select_from(table.outerjoin(_VACANCIES, Vacancy.id == table.c.vacancy_id))
        .order_by(*_order(table))
    )


def _order(table: Table) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in ("created_at", "started_at", "id") if name in table.c]


def _owners(table: Table) -> list[ColumnElement[Any]]:
    """The columns that say whose a row is."""
    if table.name == _PEOPLE:
        return [table.c.id]
    return [
        column
        for column in table.c
        if column.name == "person_id" or any(key.column.table.name == _PEOPLE for key in column.foreign_keys)
    ]


def _is_of(table: Table, person_id: UUID) -> ColumnElement[bool]:
    return or_(
        *(
            column == person_id if isinstance(column.type, Uuid) else cast(column, String) == str(person_id)
            for column in _owners(table)
        )
    )


def _readable_by(table: Table, person_id: UUID) -> ColumnElement[bool]:
    if table.name == Extraction.__tablename__:
        held = select(Resume.text_sha256).where(Resume.person_id == person_id)
        return table.c.text_sha256.in_(held)
    return _is_of(table, person_id)


def _texts(session: Session, person_id: UUID) -> list[str]:
    held = select(Resume.text_sha256).where(Resume.person_id == person_id)
    return [sha256 for sha256 in session.scalars(held) if sha256]
