"""People by handle."""

from uuid import uuid4

import pytest

from app.accounts import service
from data.db import Database
from data.errors import NotFound
from data.repositories import people


def test_one_person_per_handle(database: Database) -> None:
    first = service.local_person(database)
    assert service.local_person(database).id == first.id
    with database.transaction() as session:
        assert people.get(session, first.id).handle == "local"
        assert people.ensure(session, "ada", role="recruiter").role == "recruiter"
        with pytest.raises(NotFound):
            people.get(session, uuid4())
