"""Robots files and answers with validators, kept for all processes; bounded in number and age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.models.source_host import SourcePage, SourceRobots

#: Pages kept for one source, and for how long without being asked for. A board of single pages without end
#: keeps its first ones: those of lists.
MOST_PAGES = 200
UNUSED = timedelta(days=14)


@dataclass(frozen=True)
class KeptRobots:
    verdict: Literal["rules", "none", "unreachable"]
    status_code: int | None
    reason: str | None
    body: str | None
    fetched_at: datetime
    seconds_left: float


def robots(session: Session, origin: str) -> KeptRobots | None:
    """The robots file of an origin, while it counts."""
    left = func.date_part("epoch", SourceRobots.expires_at - func.clock_timestamp())
    row = session.execute(
        select(
            SourceRobots.verdict, SourceRobots.status_code, SourceRobots.reason, SourceRobots.body,
            SourceRobots.fetched_at, left.label("left"),
        ).where(SourceRobots.origin == origin)
    ).one_or_none()  # fmt: skip
    if row is None or row.left <= 0:
        return None
    verdict = cast(Literal["rules", "none", "unreachable"], row.verdict)
    return KeptRobots(verdict, row.status_code, row.reason, row.body, row.fetched_at, float(row.left))


def keep_robots(
    session: Session,
    origin: str,
    *,
    verdict: str,
    status_code: int | None,
    reason: str | None,
    body: str,
    seconds: float,
) -> None:
    now = func.clock_timestamp()
    values = {
        "verdict": verdict, "status_code": status_code, "reason": reason, "body": body, "fetched_at": now,
        "expires_at": now + timedelta(seconds=seconds),
    }  # fmt: skip
    session.execute(
        insert(SourceRobots)
        .values(origin=origin, **values)
        .on_conflict_do_update(index_elements=[SourceRobots.origin], set_=values)
    )


def page(session: Session, source: str, url_sha: str) -> SourcePage | None:
    """The kept answer, marked as used."""
    mine = (SourcePage.source == source) & (SourcePage.url_sha == url_sha)
    session.execute(
        update(SourcePage)
        .where(mine, SourcePage.used_at < func.now() - timedelta(hours=1))
        .values(used_at=func.now())
        .execution_options(synchronize_session=False)
    )
    return session.scalars(select(SourcePage).where(mine)).one_or_none()


def keep_page(
    session: Session,
    source: str,
    url_sha: str,
    *,
    etag: str | None,
    last_modified: str | None,
    content_type: str | None,
    sha256: str,
    body: bytes,
) -> bool:
    """Keep an answer, in the place of an older one or while there is room; False when there is none."""
    session.execute(
        delete(SourcePage)
        .where(SourcePage.used_at < func.now() - UNUSED)
        .execution_options(synchronize_session=False)
    )
    known = exists().where(SourcePage.source == source, SourcePage.url_sha == url_sha)
    count = select(func.count()).select_from(SourcePage).where(SourcePage.source == source)
    if not session.scalar(select(known)) and (session.scalar(count) or 0) >= MOST_PAGES:
        return False
    now = func.now()
    values = {
        "etag": etag, "last_modified": last_modified, "content_type": content_type, "sha256": sha256,
        "body": body, "stored_at": now, "used_at": now,
    }  # fmt: skip
    session.execute(
        insert(SourcePage)
        .values(source=source, url_sha=url_sha, **values)
        .on_conflict_do_update(index_elements=[SourcePage.source, SourcePage.url_sha], set_=values)
    )
    return True
