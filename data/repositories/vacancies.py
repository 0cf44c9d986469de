"""Vacancies as they are kept: written in batches, read by id or by revision.

Every statement that changes what an index holds takes the next number of `vacancy_revision` under
`lock_revisions`, so numbers become visible in order and a projection that followed up to N has seen
everything up to N. Rows that did not change keep their number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from data.models import Vacancy
from data.repositories import posting_events

#: Key of the advisory lock that writers of revisions hold until their commit.
REVISION_LOCK = 7_303_002

_COLUMNS: dict[str, str] = {
    "source": "text", "external_id": "text", "url": "text", "links": "text[]",
    "board_group": "text", "title": "text", "employer": "text",
    "employer_id": "text", "city": "text", "cities": "text[]", "area_id": "text", "body": "text",
    "key_skills": "text[]", "skills": "text[]", "role_ids": "text[]", "role_names": "text[]",
    "domains": "text[]", "seniority": "text", "experience": "text", "work_formats": "text[]",
    "employment": "text", "language": "text", "requirements": "jsonb",
    "requirements_version": "smallint", "complete": "boolean",
    "salary_from": "numeric",
    "salary_to": "numeric", "salary_currency": "text", "salary_gross": "boolean", "salary_period": "text",
    "salary_rub_from": "numeric", "salary_rub_to": "numeric", "published_at": "timestamptz",
    "expires_at": "timestamptz",
    "content_hash": "text", "card_hash": "text", "payload_sha": "text", "run_id": "text", "status": "text",
    "archived_at": "timestamptz",
}  # fmt: skip
_KEY = ("source", "external_id")
_LIFE = ("status", "archived_at")  # moved by `_STATUS` below, not by a change of content
_UNTOLD = "requirements_version"  # of rows that nobody read by rules
_NAMES = ", ".join(_COLUMNS)
_RECORD = "jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(" + ", ".join(
    f"{name} {kind}" for name, kind in _COLUMNS.items()
) + ")"  # fmt: skip
_ASSIGN = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in (*_KEY, *_LIFE))

# A list item never replaces a whole posting, nor does an older publication out of a file replace a newer
# one; what the board says now always counts. Of two old payloads of one publication nothing tells which is
# newer: one of them, always the same, wins.
_UPSERT = text(f"""
    INSERT INTO vacancies AS v ({_NAMES}, shown_count)
    SELECT {_NAMES}, 0 FROM {_RECORD}
    ON CONFLICT (source, external_id) DO UPDATE
    SET {_ASSIGN}, updated_at = now(), last_seen_at = now(), revision = nextval('vacancy_revision')
    WHERE v.content_hash <> excluded.content_hash
      AND (excluded.complete OR NOT v.complete)
      AND (:live OR excluded.complete > v.complete OR excluded.published_at > v.published_at
           OR coalesce(excluded.published_at = v.published_at, true)
              AND coalesce(excluded.payload_sha >= v.payload_sha, true))
    RETURNING v.id, v.source, v.external_id, (v.xmax = 0) AS fresh
""")  # noqa: S608  column names above, values bound
# What a board says now can reopen; what an old file says can only if it was published later.
_STATUS = text(f"""
    UPDATE vacancies AS v
    SET status = r.status, archived_at = r.archived_at, updated_at = now(),
        revision = nextval('vacancy_revision')
    FROM {_RECORD}
    WHERE v.source = r.source AND v.external_id = r.external_id AND v.status <> r.status
      AND (r.status = 'archived' AND (:live OR coalesce(r.published_at >= v.published_at, true))
           OR r.status = 'open' AND (:live OR r.published_at > v.archived_at))
    RETURNING v.id, v.status
""")  # noqa: S608
_SEEN = text(f"""
    UPDATE vacancies AS v SET last_seen_at = now()
    FROM {_RECORD} WHERE v.source = r.source AND v.external_id = r.external_id
""")  # noqa: S608


@dataclass(frozen=True)
class Written:
    """What a batch did. `status_changed` counts closings and reopenings of rows that existed; `moved` names
    the vacancies by what happened: new, changed, closed, reopened."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    status_changed: int = 0
    moved: Mapping[str, Sequence[int]] = field(default_factory=dict, compare=False)


def lock_revisions(session: Session) -> None:
    """Hold the right to hand out revision numbers until this transaction ends.

    Whoever locks many rows and waits for each takes it first, so such writers cannot deadlock; the hot path
    (`candidates.add_shown`, `freshness.record`) waits for no row.
    """
    session.execute(select(func.pg_advisory_xact_lock(REVISION_LOCK)))


def upsert(session: Session, rows: Sequence[Mapping[str, Any]], *, live: bool = True) -> Written:
    """Insert or refresh `rows` (mappings of the columns in `_COLUMNS`), keyed by source and external_id.

    Of several rows with one key the fullest and newest counts. What the board changed goes into the history
    (`posting_events`) in the same transaction. `live` says that the board was asked just
    now, which may reopen an archived posting; a file of old payloads may not.
    """
    by_key = _one_each(rows)
    chosen = list(by_key.values())
    if not chosen:
        return Written()
    payload = {"rows": json.dumps([_plain(row) for row in chosen], ensure_ascii=False), "live": live}
    lock_revisions(session)
    before = posting_events.differing(session, chosen)
    written = session.execute(_UPSERT, payload).all()
    moved = session.execute(_STATUS, payload).all()
    session.execute(_SEEN, {"rows": payload["rows"]})
    new = {row.id: (row.source, row.external_id) for row in written if row.fresh}
    changed = [row.id for row in written if not row.fresh]
    closed = [row.id for row in moved if row.status == "archived"]
    reopened = [row.id for row in moved if row.status == "open"]
    run_id = chosen[0]["run_id"]
    posting_events.add_written(session, before, by_key, new=new, changed=changed)
    posting_events.add_moved(session, "closed", closed, reason="board", run_id=run_id)
    posting_events.add_moved(session, "reopened", reopened, reason="board", run_id=run_id)
    ids = {"new": list(new), "changed": changed, "closed": closed, "reopened": reopened}
    return Written(len(new), len(changed), len(chosen) - len(written), len(moved), ids)


def touch(session: Session, source: str, external_ids: Sequence[str]) -> int:
    """Seen on the board, nothing else known: only `last_seen_at` moves."""
    if not external_ids:
        return 0
    lock_revisions(session)  # no number is taken, but rows are locked: one writer of many at a time
    statement = (
        update(Vacancy)
        .where(Vacancy.source == source, Vacancy.external_id.in_(external_ids))
        .values(last_seen_at=func.now())
        .returning(Vacancy.id)
    )
    return len(session.execute(statement).all())


def publication_times(session: Session, source: str) -> dict[str, datetime | None]:
    """external_id -> published_at of the open, whole postings of a source: what need not be read again."""
    statement = select(Vacancy.external_id, Vacancy.published_at).where(
        Vacancy.source == source, Vacancy.complete, Vacancy.status == "open"
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def external_ids(session: Session, vacancy_ids: Sequence[int]) -> dict[int, str]:
    """id -> the board's own id."""
    statement = select(Vacancy.id, Vacancy.external_id).where(Vacancy.id.in_(vacancy_ids))
    return {row[0]: row[1] for row in session.execute(statement)}


def by_key(session: Session, source: str, external_id: str) -> tuple[int, str] | None:
    """(id, title) of one posting."""
    row = session.execute(
        select(Vacancy.id, Vacancy.title).where(Vacancy.source == source, Vacancy.external_id == external_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def count(session: Session, *, source: str | None = None, status: str | None = "open") -> int:
    statement = select(func.count()).select_from(Vacancy)
    if source is not None:
        statement = statement.where(Vacancy.source == source)
    if status is not None:
        statement = statement.where(Vacancy.status == status)
    return session.scalar(statement) or 0


def count_by_source(session: Session) -> dict[str, int]:
    """Open postings of each source."""
    statement = select(Vacancy.source, func.count()).where(Vacancy.status == "open").group_by(Vacancy.source)
    return {row[0]: row[1] for row in session.execute(statement)}


def _one_each(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    chosen: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        key = (row["source"], row["external_id"])
        other = chosen.get(key)
        if other is None or _rank(row) >= _rank(other):
            chosen[key] = row
    return dict(sorted(chosen.items()))


def _rank(row: Mapping[str, Any]) -> tuple[bool, float, str]:
    published = row["published_at"]
    return bool(row["complete"]), published.timestamp() if published else 0.0, row["payload_sha"] or ""


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name in _COLUMNS:
        value = row.get(name, 0) if name == _UNTOLD else row[name]
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = list(value)
        elif value is not None and not isinstance(value, str | bool | int | list):
            value = str(value)  # Decimal: exact as text
        plain[name] = value
    return plain
