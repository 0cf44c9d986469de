"""Who is signed in. On loopback one local person is, without a question."""

from __future__ import annotations

from data.db import Database
from data.models.person import Person
from data.repositories import people

LOCAL_HANDLE = "local"


def local_person(database: Database) -> Person:
    """The one person of a single-person installation, made at first sight."""
    with database.transaction() as session:
        return people.ensure(session, LOCAL_HANDLE)
