"""Delete my data: every row of a person in one transaction, then what processes remember; with a receipt.

Found by the model rather than listed, so a new personal table is part of it from its first day. The person's
own row goes too: whatever is still under way for them has nobody left to write for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from data.db import Database
from data.repositories import personal, resumes

#: Forgets everything of everybody in this process and says how much that was.
Forget = Callable[[], int]


@dataclass(frozen=True)
class ErasureReceipt:
    """What was removed: rows by table (those of `resumes` hold the files), remembered values by kind. It is
    kept under its `id` without anything that leads back to the person."""

    id: UUID
    erased_at: datetime
    rows: dict[str, int]
    memories: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def kept(database: Database, person_id: UUID) -> dict[str, int]:
    """What there is to remove: rows of this person by table."""
    with database.transaction() as session:
        return personal.counts(session, person_id)


def delete_everything(
    database: Database, person_id: UUID, *, memories: Mapping[str, Forget] | None = None
) -> ErasureReceipt:
    """Remove all of this person; others stay untouched. `memories` are the caches of this process by name.
    Raises `NotFound` when the person is not there, and then nothing is removed."""
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        rows = personal.delete_all(session, person_id)
        receipt = personal.record(session, rows)
        number, at = receipt.id, receipt.erased_at
    forgotten = {name: forget() for name, forget in (memories or {}).items()}
    with database.transaction() as session:
        personal.complete(session, number, forgotten)
    return ErasureReceipt(number, at, rows, forgotten)
