"""Answers of models kept by what was asked: the same question costs nothing for a while."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from data.db import Database
from data.errors import NotFound
from data.repositories import llm_calls, model_results

Result = TypeVar("Result", bound=BaseModel)

MOST_BYTES = 200_000  # of one answer; a longer one is not kept


class Results:
    """`lasts` is how long an answer is kept."""

    def __init__(self, database: Database, *, lasts: timedelta = timedelta(days=30)) -> None:
        self._database, self._lasts = database, lasts

    def find(self, person_id: UUID | None, key: str, schema: type[Result]) -> Result | None:
        """The kept answer as `schema`; None when there is none, or none that it still takes."""
        with self._database.transaction() as session:
            kept = model_results.find(session, person_id, key)
        if kept is None:
            return None
        try:
            return schema.model_validate_json(json.dumps(kept), strict=True)
        except ValidationError:
            return None

    def keep(self, person_id: UUID | None, key: str, answer: BaseModel, *, purpose: str, model: str) -> None:
        """Keep an answer; not one of somebody who is being erased, nor one that is too long."""
        written = answer.model_dump_json(by_alias=True)
        if len(written.encode()) > MOST_BYTES or "\\u0000" in written:  # Postgres takes no zero
            return
        with suppress(NotFound), self._database.transaction() as session:
            if person_id is not None:
                llm_calls.hold_person(session, person_id)
            model_results.keep(
                session, person_id, key, purpose=purpose, model=model, answer=json.loads(written),
                lasts=self._lasts,
            )  # fmt: skip


def key_of(person_id: UUID | None, purpose: str, prompt_version: str, host: str, sent: str) -> str:
    """A hash of whose it is and of all that would be asked: model, instructions, schema, scrubbed text."""
    told = json.dumps([str(person_id), purpose, prompt_version, host, sent])
    return hashlib.sha256(told.encode()).hexdigest()
