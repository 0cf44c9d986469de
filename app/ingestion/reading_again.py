"""Stored postings by the rules of today: what is read off a posting's own text needs no board."""

from __future__ import annotations

from app.ingestion.requirements import VERSION, extract
from data.db import Database
from data.repositories import requirements as stored

_PORTION = 500


def requirements(database: Database, *, most: int) -> int:
    """Extract the requirements of open postings anew that older rules extracted, at most `most`, portion by
    portion, each in a transaction of its own; how many were looked at. A row whose requirements stay as they
    are keeps its revision."""
    looked_at, last = 0, None
    while looked_at < most:
        with database.reading() as session:
            portion = stored.outdated(session, VERSION, limit=min(_PORTION, most - looked_at), below=last)
        if not portion:
            break
        found = {
            one.id: stored.Found(one.content_hash, extract(one.body, one.key_skills)) for one in portion
        }  # fmt: skip
        with database.transaction() as session:
            stored.keep(session, VERSION, found)
        looked_at, last = looked_at + len(portion), portion[-1].id
    return looked_at
