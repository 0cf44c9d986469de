"""People: found or made by handle."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models.person import Person


def get(session: Session, person_id: UUID) -> Person:
    """The person; raises `NotFound`."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("No such person.")
    return person


def by_handle(session: Session, handle: str) -> Person:
    """The person with this handle; raises `NotFound`."""
    person = session.scalars(select(Person).where(Person.handle == handle)).one_or_none()
    if person is None:
        raise NotFound("No such person.")
    return person


def ensure(session: Session, handle: str, *, role: str = "person") -> Person:
    """The person with this handle, made when missing; safe when two processes do it at once."""
    session.execute(insert(Person).values(handle=handle, role=role).on_conflict_do_nothing())
    return session.scalars(select(Person).where(Person.handle == handle)).one()
