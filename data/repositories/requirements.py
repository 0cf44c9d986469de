"""The requirements of stored postings, and by which version of the rules they were extracted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.models import Vacancy
from data.repositories.vacancies import lock_revisions

# Only as long as the posting is the one that was read: what came meanwhile was read by today's rules.
_KEEP = text("""
    UPDATE vacancies AS v
    SET requirements = r.requirements, requirements_version = :version,
        revision = CASE WHEN v.requirements = r.requirements THEN v.revision
                        ELSE nextval('vacancy_revision') END
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id bigint, content_hash text, requirements jsonb)
    WHERE v.id = r.id AND v.content_hash = r.content_hash
""")


@dataclass(frozen=True, slots=True)
class Text:
    """What requirements are extracted from."""

    id: int
    body: str
    key_skills: Sequence[str]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Found:
    """Requirements `[{text, kind, skills}]` of a posting with that content."""

    content_hash: str
    requirements: Sequence[Mapping[str, Any]]


def outdated(session: Session, version: int, *, limit: int, below: int | None = None) -> list[Text]:
    """Open postings whose requirements are by rules before `version`, the newest first, those with an id
    `below` that of the last one."""
    statement = (
        select(Vacancy.id, Vacancy.body, Vacancy.key_skills, Vacancy.content_hash)
        .where(Vacancy.status == "open", Vacancy.requirements_version < version)
        .order_by(Vacancy.id.desc())
        .limit(limit)
    )
    if below is not None:
        statement = statement.where(Vacancy.id < below)
    return [Text(*row) for row in session.execute(statement)]


def keep(session: Session, version: int, found: Mapping[int, Found]) -> None:
    """Requirements by vacancy id. Revisions move where they differ from those that were kept."""
    if not found:
        return
    lock_revisions(session)
    rows = [
        {"id": key, "content_hash": one.content_hash, "requirements": one.requirements}
        for key, one in sorted(found.items())
    ]
    session.execute(_KEEP, {"rows": json.dumps(rows, ensure_ascii=False), "version": version})
