"""The history of postings: what changed on the board, and when.

Written by whoever changes a vacancy, in the same transaction: `vacancies.upsert` what an ingestion brings,
`freshness.record` what a look says. Only what the board changed counts: the same payload read again, a cut
list text that becomes whole, or another normalisation of ours is no event.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import and_, delete, func, insert, select, text
from sqlalchemy.orm import Session, aliased

from data.models import PostingEvent, Vacancy

Kind = Literal[
    "first_seen", "pay_changed", "text_changed", "place_changed", "title_changed", "closed", "reopened",
    "reposted",
]  # fmt: skip
#: Events of one posting that are kept: the first and the newest ones.
MOST = 200
_PAY = {
    "from": "salary_from", "to": "salary_to", "currency": "salary_currency", "gross": "salary_gross",
    "period": "salary_period",
}  # fmt: skip
_LONGEST = 300  # characters of a title in an event
_MOST_PLACES = 20
_SHOWN = 60
_OVERLAP = timedelta(days=1)  # an advert is often put up anew a little before the old one is taken down

_BEFORE = text("""
    SELECT v.id, v.source, v.external_id, v.title, v.city, v.cities, v.body, v.complete,
           v.salary_from, v.salary_to, v.salary_currency, v.salary_gross, v.salary_period,
           v.published_at, v.payload_sha
    FROM vacancies AS v
    JOIN jsonb_to_recordset(CAST(:keys AS jsonb)) AS r(source text, external_id text, content_hash text)
      ON v.source = r.source AND v.external_id = r.external_id
    WHERE v.content_hash <> r.content_hash
""")


@dataclass(frozen=True)
class Event:
    """One line of a posting's history."""

    at: datetime
    kind: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    text: str | None = None  # of text_changed: as it was before


@dataclass(frozen=True)
class Life:
    """The dates of a posting."""

    first_seen_at: datetime
    published_at: datetime | None
    expires_at: datetime | None
    is_open: bool


def differing(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """Vacancies whose content differs from `rows`, as they are now, by id. Call with writers locked out."""
    keys = [{name: row[name] for name in ("source", "external_id", "content_hash")} for row in rows]
    found = session.execute(_BEFORE, {"keys": json.dumps(keys)}).mappings()
    return {row["id"]: dict(row) for row in found}


def add_written(
    session: Session,
    before: Mapping[int, Mapping[str, Any]],
    rows: Mapping[tuple[str, str], Mapping[str, Any]],
    *,
    new: Mapping[int, tuple[str, str]],
    changed: Sequence[int],
) -> None:
    """What an upsert did: `new` vacancies by id with their keys, and those of `before` that `changed`."""
    events: list[dict[str, Any]] = []
    for number, key in new.items():
        row = rows[key]
        state = {"status": row["status"]} if row["status"] != "open" else None
        events.append(_event(number, "first_seen", None, state, row["run_id"]))
    for number in changed:
        if (old := before.get(number)) is not None:
            row = rows[old["source"], old["external_id"]]
            events += [_event(number, *told, row["run_id"]) for told in changes(old, row)]
            if _text_changed(old, row):
                counted = words_changed(old["body"], row["body"])
                events.append(_event(number, "text_changed", None, counted, row["run_id"], old["body"]))
    _insert(session, events)


def add_moved(
    session: Session,
    kind: Literal["closed", "reopened"],
    vacancy_ids: Sequence[int],
    *,
    reason: str | None,
    run_id: str | None = None,
) -> None:
    """Postings that were closed or opened again just now. A reopening notes the publication it came with."""
    published: dict[int, datetime | None] = {}
    if kind == "reopened" and vacancy_ids:
        statement = select(Vacancy.id, Vacancy.published_at).where(Vacancy.id.in_(vacancy_ids))
        published = {row[0]: row[1] for row in session.execute(statement)}
    events = []
    for number in vacancy_ids:
        after: dict[str, Any] = {"reason": reason} if reason else {}
        if when := published.get(number):
            after["published_at"] = when.isoformat()
        events.append(_event(number, kind, None, after or None, run_id))
    _insert(session, events)


def changes(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[Kind, dict[str, Any], dict[str, Any]]]:
    """What differs between two states of one posting, apart from the text: (kind, before, after)."""
    if _same_payload(old, new):
        return
    if _pay(old) != _pay(new):
        yield "pay_changed", _told_pay(old), _told_pay(new)
    was, now = (" ".join(row["title"].split())[:_LONGEST] for row in (old, new))
    if was != now:
        yield "title_changed", {"title": was}, {"title": now}
    left, came = _places(old), _places(new)
    if set(left) != set(came):
        yield "place_changed", {"cities": left[:_MOST_PLACES]}, {"cities": came[:_MOST_PLACES]}
    was_on, now_on = old["published_at"], new["published_at"]
    if was_on and now_on and now_on > was_on:
        yield "reposted", {"published_at": was_on.isoformat()}, {"published_at": now_on.isoformat()}


def words_changed(old: str, new: str) -> dict[str, int]:
    """How many words came and went, moved ones not counted."""
    was, now = Counter(old.split()), Counter(new.split())
    return {"added": (now - was).total(), "removed": (was - now).total()}


def of(session: Session, vacancy_id: int, *, limit: int = MOST) -> list[Event]:
    """The history of one posting, oldest first; of a long one the newest `limit`."""
    return of_many(session, [vacancy_id], limit=limit).get(vacancy_id, [])


def of_many(session: Session, vacancy_ids: Sequence[int], *, limit: int = _SHOWN) -> dict[int, list[Event]]:
    """Histories by vacancy, each oldest first and at most the newest `limit` lines of it."""
    place = func.row_number().over(
        partition_by=PostingEvent.vacancy_id, order_by=(PostingEvent.at.desc(), PostingEvent.id.desc())
    )
    ranked = (
        select(PostingEvent, place.label("place")).where(PostingEvent.vacancy_id.in_(vacancy_ids)).subquery()
    )
    column = ranked.c
    statement = (
        select(column.vacancy_id, column.at, column.kind, column.before, column.after, column.text)
        .where(column.place <= limit)
        .order_by(column.vacancy_id, column.place.desc())
    )
    found: dict[int, list[Event]] = {}
    for number, *event in session.execute(statement):
        found.setdefault(number, []).append(Event(*event))
    return found


def lives(session: Session, vacancy_ids: Sequence[int]) -> dict[int, Life]:
    statement = select(
        Vacancy.id, Vacancy.first_seen_at, Vacancy.published_at, Vacancy.expires_at, Vacancy.status == "open"
    ).where(Vacancy.id.in_(vacancy_ids))
    return {row[0]: Life(row[1], row[2], row[3], row[4]) for row in session.execute(statement)}


def earlier_postings(session: Session, vacancy_ids: Sequence[int], *, since: datetime) -> dict[int, int]:
    """How many postings of the same job, place and board had closed when a posting appeared, counted from
    `since`: the same advert under new numbers. Several cities at once are no such thing."""
    earlier = aliased(Vacancy)
    statement = (
        select(Vacancy.id, func.count())
        .join(
            earlier,
            and_(
                earlier.job_id == Vacancy.job_id,
                earlier.source == Vacancy.source,
                earlier.city.is_not_distinct_from(Vacancy.city),
                earlier.id != Vacancy.id,
                earlier.archived_at > since,
                earlier.archived_at <= Vacancy.first_seen_at + _OVERLAP,
            ),
        )
        .where(Vacancy.id.in_(vacancy_ids))
        .group_by(Vacancy.id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def text_at(session: Session, vacancy_id: int, at: datetime) -> str | None:
    """The text of a posting as it was at a moment; None when it was not known then."""
    vacancy = session.execute(
        select(Vacancy.body, Vacancy.first_seen_at).where(Vacancy.id == vacancy_id)
    ).one_or_none()
    if vacancy is None or at < vacancy.first_seen_at:
        return None
    later = session.scalar(
        select(PostingEvent.text)
        .where(
            PostingEvent.vacancy_id == vacancy_id, PostingEvent.kind == "text_changed", PostingEvent.at > at
        )
        .order_by(PostingEvent.at, PostingEvent.id)
        .limit(1)
    )
    return str(vacancy.body if later is None else later)


def trim(session: Session, *, keep: int = MOST, portion: int = 2_000) -> int:
    """Delete events beyond the newest `keep` of each posting, its first one excepted; returns how many."""
    crowded = (
        select(PostingEvent.vacancy_id)
        .group_by(PostingEvent.vacancy_id)
        .having(func.count() > keep + 1)
        .limit(100)
    )
    place = func.row_number().over(
        partition_by=PostingEvent.vacancy_id, order_by=(PostingEvent.at.desc(), PostingEvent.id.desc())
    )
    ranked = (
        select(PostingEvent.id, place.label("place"))
        .where(PostingEvent.vacancy_id.in_(crowded), PostingEvent.kind != "first_seen")
        .subquery()
    )
    old = select(ranked.c.id).where(ranked.c.place > keep).limit(portion)
    gone = delete(PostingEvent).where(PostingEvent.id.in_(old)).returning(PostingEvent.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def _text_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    if _same_payload(old, new) or not (old["complete"] and new["complete"]):
        return False
    return bool(old["body"].split() != new["body"].split())


def _same_payload(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return old["payload_sha"] is not None and old["payload_sha"] == new["payload_sha"]


def _places(row: Mapping[str, Any]) -> list[str]:
    """Every place it names; rows from before lists of places have one."""
    return list(row["cities"] or ([row["city"]] if row["city"] else []))


def _pay(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A currency without a sum is no pay."""
    named = row["salary_from"] is not None or row["salary_to"] is not None
    return tuple(row[name] for name in _PAY.values()) if named else ()


def _told_pay(row: Mapping[str, Any]) -> dict[str, Any]:
    if not _pay(row):
        return {}
    given = {name: row[column] for name, column in _PAY.items() if row[column] is not None}
    return {
        name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
        for name, value in given.items()
    }


def _event(
    vacancy_id: int,
    kind: Kind,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    run_id: str | None,
    body: str | None = None,
) -> dict[str, Any]:
    return {
        "vacancy_id": vacancy_id, "kind": kind, "before": before, "after": after, "text": body,
        "run_id": run_id,
    }  # fmt: skip


def _insert(session: Session, events: Sequence[dict[str, Any]]) -> None:
    if events:
        session.execute(insert(PostingEvent), events)
