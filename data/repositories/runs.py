"""Runs of the ingestion, what they read and what they could not understand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from data.db import Database
from data.errors import DatabaseUnavailable, InvalidInput, NotFound
from data.models import IngestRun, Quarantined, RawPayload, RunBatch

#: A run that has not said a word for so long is dead, whatever holds its lock.
SILENT = timedelta(hours=2)
_LOCKS = 7_303_003
_REMEMBER = text("""
    INSERT INTO raw_payloads (run_id, source, external_id, kind, sha256)
    SELECT :run_id, * FROM unnest(
        CAST(:source AS text[]), CAST(:external_id AS text[]), CAST(:kind AS text[]), CAST(:sha256 AS text[]))
    ON CONFLICT DO NOTHING
""")
_ID = re.compile(r"[0-9a-z_-]{4,64}")


@contextmanager
def exclusive(database: Database, source: str) -> Iterator[bool]:
    """True while this process alone works on `source`; False when another one does.

    The lock belongs to a connection, so it ends with the process, however that ends. Raises
    DatabaseUnavailable.
    """
    if isinstance(database.bind, Connection):  # a caller's own transaction: nobody else is in it
        yield True
        return
    key = {"space": _LOCKS, "key": crc32(source.encode()) - 2**31}
    try:
        connection = database.bind.connect().execution_options(isolation_level="AUTOCOMMIT")
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:space, :key)"), key))
    except OperationalError as error:
        raise DatabaseUnavailable("The database does not answer.") from error
    with connection:
        try:
            yield mine
        finally:
            if mine:
                _unlock(connection, key)


def _unlock(connection: Connection, key: dict[str, int]) -> None:
    try:
        connection.execute(text("SELECT pg_advisory_unlock(:space, :key)"), key)
    except DBAPIError:
        connection.invalidate()  # the server went away, and the lock with it


def start(session: Session, run_id: str, source: str, *, params: Mapping[str, Any]) -> None:
    """A new run, or another attempt of one that was started before under the same id."""
    fresh = {"status": "running", "finished_at": None, "error": None, "heartbeat_at": func.now()}
    statement = insert(IngestRun).values(
        id=run_id,
        source=source,
        status="running",
        started_at=func.clock_timestamp(),
        params=dict(params),
        counts={},
        timings_ms={},
        provenance={},
    )
    session.execute(statement.on_conflict_do_update(index_elements=[IngestRun.id], set_=fresh))


def beat(session: Session, run_id: str, counts: Mapping[str, int]) -> None:
    session.execute(
        update(IngestRun)
        .where(IngestRun.id == run_id)
        .values(heartbeat_at=func.now(), counts=dict(counts))
        .execution_options(synchronize_session=False)
    )


def finish(
    session: Session,
    run_id: str,
    status: str,
    *,
    counts: Mapping[str, int],
    timings_ms: Mapping[str, float],
    provenance: Mapping[str, Any],
    error: str | None = None,
) -> None:
    session.execute(
        update(IngestRun)
        .where(IngestRun.id == run_id)
        .values(
            status=status, finished_at=func.now(), heartbeat_at=func.now(), counts=dict(counts),
            timings_ms=dict(timings_ms), provenance=dict(provenance), error=error,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def bury(session: Session, *, source: str | None = None, silent_for: timedelta = SILENT) -> list[str]:
    """Mark dead runs as failed ("interrupted"): those silent for too long. Returns their ids.

    The holder of `exclusive(source)` passes `silent_for=timedelta(0)`: whatever else runs there is dead.
    """
    statement = update(IngestRun).where(
        IngestRun.status == "running", IngestRun.heartbeat_at <= func.now() - silent_for
    )
    if source is not None:
        statement = statement.where(IngestRun.source == source)
    done = statement.values(status="failed", error="interrupted", finished_at=func.now()).returning(
        IngestRun.id
    )
    return list(session.scalars(done.execution_options(synchronize_session=False)))


def running_sources(session: Session) -> list[str]:
    return list(
        session.scalars(select(IngestRun.source).where(IngestRun.status == "running").distinct())
    )  # fmt: skip


def asks_for_words(session: Session, source: str) -> bool:
    """Whether a run at work on this source searches for words, which is not the reading a plan asks for."""
    asked = select(IngestRun.id).where(
        IngestRun.source == source, IngestRun.status == "running", IngestRun.params.has_key("text")
    )
    return bool(session.scalar(select(asked.exists())))


def add_payloads(session: Session, run_id: str, rows: Sequence[tuple[str, str, str, str]]) -> int:
    """Remember archived payloads (source, external_id, kind, sha256) not remembered before, and that the
    others were used again."""
    if not rows:
        return 0
    shas = {row[3] for row in rows}
    old = set(session.scalars(select(RawPayload.sha256).where(RawPayload.sha256.in_(shas))))
    session.execute(
        update(RawPayload)
        .where(RawPayload.sha256.in_(old), RawPayload.last_used_at < func.now() - timedelta(days=1))
        .values(last_used_at=func.now())
        .execution_options(synchronize_session=False)
    )
    new = {row for row in rows if row[3] not in old}
    if new:
        names = ("source", "external_id", "kind", "sha256")
        columns = dict(zip(names, map(list, zip(*sorted(new), strict=True)), strict=True))
        session.execute(_REMEMBER, columns | {"run_id": run_id})
    return len(new)


def add_quarantined(
    session: Session, run_id: str, source: str, rows: Sequence[tuple[str | None, str, str | None]]
) -> None:
    """Keep rows that could not be understood: (external_id, reason, sha256)."""
    if rows:
        session.execute(
            insert(Quarantined),
            [
                {"run_id": run_id, "source": source, "external_id": external, "reason": reason, "sha256": sha}
                for external, reason, sha in rows
            ],
        )


def forget_attempt(session: Session, run_id: str) -> None:
    """Another attempt under the same id starts its own lists. What was changed stays changed, and noted."""
    for table in (Quarantined, RunBatch):
        session.execute(delete(table).where(table.run_id == run_id))


def add_batch(session: Session, batch: Mapping[str, Any]) -> None:
    """One batch of a run: the columns of `RunBatch`."""
    session.execute(insert(RunBatch).values(**batch))


def batches(session: Session, run_id: str) -> list[RunBatch]:
    """In the order they were read."""
    return list(session.scalars(select(RunBatch).where(RunBatch.run_id == run_id).order_by(RunBatch.number)))


def get(session: Session, run_id: str) -> IngestRun | None:
    return session.get(IngestRun, run_id, populate_existing=True)


def find(session: Session, beginning: str) -> IngestRun:
    """The run whose id begins so. Raises NotFound, or InvalidInput when there are several."""
    given = beginning.strip().lower()
    if not _ID.fullmatch(given):
        raise NotFound("There is no such run.", code="run_unknown")
    found = session.scalars(
        select(IngestRun)
        .where(IngestRun.id.startswith(given, autoescape=True))
        .order_by(IngestRun.id)
        .limit(2)
    ).all()
    exact = [one for one in found if one.id == given]
    if not found:
        raise NotFound("There is no such run.", code="run_unknown")
    if len(found) > 1 and not exact:
        raise InvalidInput("Several runs begin so: give more of the id.", code="run_ambiguous")
    return exact[0] if exact else found[0]


def latest(session: Session, *, source: str | None = None, limit: int = 50) -> list[IngestRun]:
    """Newest first."""
    statement = select(IngestRun).order_by(IngestRun.started_at.desc()).limit(limit)
    if source is not None:
        statement = statement.where(IngestRun.source == source)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def before(session: Session, source: str, run_id: str) -> IngestRun | None:
    """The newest other run that asked the source for everything, however it ended."""
    return session.scalars(
        select(IngestRun)
        .where(IngestRun.source == source, IngestRun.id != run_id, IngestRun.params == {})
        .order_by(IngestRun.started_at.desc(), IngestRun.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def reasons_before(session: Session, source: str, run_id: str) -> set[str] | None:
    """Why rows of other runs were set aside; None when no other run of the source ended well."""
    ended = select(IngestRun.id).where(
        IngestRun.source == source, IngestRun.id != run_id, IngestRun.status.in_(("succeeded", "partial"))
    )
    if session.scalar(ended.limit(1)) is None:
        return None
    statement = select(Quarantined.reason).where(Quarantined.source == source, Quarantined.run_id != run_id)
    return set(session.scalars(statement.distinct()))


def last_success(session: Session, source: str) -> datetime | None:
    """When the source was last read to the end; a query, a limit or a file is not the whole of it."""
    return session.scalar(
        select(func.max(IngestRun.finished_at)).where(
            IngestRun.source == source, IngestRun.status == "succeeded", IngestRun.params == {}
        )
    )


def quarantined(session: Session, run_id: str, *, limit: int = 200) -> list[Quarantined]:
    return list(
        session.scalars(
            select(Quarantined).where(Quarantined.run_id == run_id).order_by(Quarantined.id).limit(limit)
        )
    )


def quarantine_reasons(session: Session, run_id: str) -> dict[str, int]:
    """How many rows were set aside for each reason."""
    statement = (
        select(Quarantined.reason, func.count())
        .where(Quarantined.run_id == run_id)
        .group_by(Quarantined.reason)
        .order_by(func.count().desc(), Quarantined.reason)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def schema_version(session: Session) -> str | None:
    """The migration the database stands at."""
    found: str | None = session.scalar(text("SELECT max(version_num) FROM alembic_version"))
    return found
