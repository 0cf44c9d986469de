"""Who is signed in. On loopback one local person is, without a question."""

from __future__ import annotations

from uuid import UUID

from data.db import Database
from data.models.person import Person
from data.repositories import people

LOCAL_HANDLE = "local"
OPERATOR = "operator"


def known(database: Database, handle: str) -> Person:
    """The person with this handle; raises `NotFound`."""
    with database.transaction() as session:
        return people.by_handle(session, handle)


def local_person(database: Database) -> Person:
    """The one person of a single-person installation, made at first sight; it is their machine to operate."""
    with database.transaction() as session:
        return people.ensure(session, LOCAL_HANDLE, role=OPERATOR)


def role_of(database: Database, person_id: UUID) -> str:
    """person, recruiter or operator; raises `NotFound`."""
    with database.transaction() as session:
        return people.get(session, person_id).role
