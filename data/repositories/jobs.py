"""Which postings are one job: what the rules and an operator write, and what is shown of it.

Writers hold `vacancies.lock_revisions`, so two ingests never place postings at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, any_, delete, func, insert, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.models import JobKey, JobMerge, JobSplit, Vacancy


@dataclass(frozen=True)
class Placed:
    """A posting that was put into a job, and why, when it joined others there."""

    vacancy_id: int
    job_id: int
    from_job_id: int | None = None
    with_vacancy_id: int | None = None
    rule: str | None = None
    score: float = 0.0


@dataclass(frozen=True)
class Member:
    """One posting of a job, as an operator and a card see it."""

    id: int
    source: str
    external_id: str
    title: str
    employer: str | None
    city: str | None
    url: str | None
    status: str
    published_at: datetime | None


@dataclass(frozen=True)
class Merge:
    """One line of a job's history."""

    id: int
    vacancy_id: int
    from_job_id: int | None
    with_vacancy_id: int | None
    rule: str
    score: float
    by: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None


def splits_among(session: Session, job_ids: Iterable[int]) -> set[frozenset[int]]:
    """Pairs of jobs an operator has called different, where either is among `job_ids`."""
    wanted = list(job_ids)
    if not wanted:
        return set()
    found = session.execute(
        select(JobSplit.job_id, JobSplit.other_job_id).where(
            or_(
                JobSplit.job_id == _any(wanted, BigInteger), JobSplit.other_job_id == _any(wanted, BigInteger)
            )
        )
    )
    return {frozenset(row) for row in found}


def new_jobs(session: Session, number: int) -> list[int]:
    """Ids of so many new jobs, ascending."""
    if not number:
        return []
    made = session.execute(
        text("INSERT INTO jobs (created_at) SELECT now() FROM generate_series(1, :number) RETURNING id"),
        {"number": number},
    )
    return sorted(made.scalars())


def place(
    session: Session,
    placed: Sequence[Placed],
    keys: Mapping[int, Sequence[int]],
    version: int,
    own_board: bool | None,
) -> None:
    """Put postings into their jobs, remember their keys, and log those that joined others.

    `keys` names the postings that were looked at; `own_board` None leaves that mark as it is.
    """
    looked_at = list(keys)
    if looked_at:
        session.execute(delete(JobKey).where(JobKey.vacancy_id == _any(looked_at, BigInteger)))
        pairs = [(key, number) for number, all_keys in keys.items() for key in all_keys]
        session.execute(
            text(
                "INSERT INTO job_keys (key, vacancy_id) SELECT key, vacancy_id FROM"
                " unnest(CAST(:keys AS bigint[]), CAST(:ids AS bigint[])) AS given(key, vacancy_id)"
                " ON CONFLICT DO NOTHING"
            ),
            {"keys": [key for key, _id in pairs], "ids": [number for _key, number in pairs]},
        )
    moved = {one.vacancy_id: one.job_id for one in placed}
    touched = sorted({*moved, *looked_at})
    if touched:
        session.execute(
            text(
                "UPDATE vacancies AS v SET job_id = coalesce(given.job_id, v.job_id),"
                " identity_hash = CASE WHEN given.looked_at THEN :version || ':' || v.content_hash"
                " ELSE v.identity_hash END,"
                " own_board = CASE WHEN given.looked_at THEN coalesce(:own, v.own_board)"
                " ELSE v.own_board END"
                " FROM unnest(CAST(:ids AS bigint[]), CAST(:jobs AS bigint[]), CAST(:looked AS boolean[]))"
                " AS given(id, job_id, looked_at) WHERE v.id = given.id"
            ),
            {
                "ids": touched,
                "jobs": [moved.get(number) for number in touched],
                "looked": [number in keys for number in touched],
                "version": str(version),
                "own": own_board,
            },
        )
    log = [
        {
            "job_id": one.job_id, "from_job_id": one.from_job_id, "vacancy_id": one.vacancy_id,
            "with_vacancy_id": one.with_vacancy_id, "rule": one.rule, "score": one.score,
        }
        for one in placed
        if one.rule
    ]  # fmt: skip
    if log:
        session.execute(insert(JobMerge), log)


def merge_jobs(
    session: Session, merged: Mapping[int, int], *, why: Mapping[int, Placed], by: str = "rules"
) -> None:
    """Each job of `merged` ends in the one it maps to: its postings move, each with a line in the log;
    what was kept apart from it stays apart from that one. `why` gives rule and score for an ending job."""
    for ending, into in sorted(merged.items()):
        reason = why.get(ending)
        rows = session.execute(
            update(Vacancy)
            .where(Vacancy.job_id == ending)
            .values(job_id=into)
            .returning(Vacancy.id)
            .execution_options(synchronize_session=False)
        ).scalars()
        log = [
            {
                "job_id": into, "from_job_id": ending, "vacancy_id": number, "by": by,
                "with_vacancy_id": reason.with_vacancy_id if reason else None,
                "rule": (reason.rule if reason else None) or "same_text",
                "score": reason.score if reason else 0.0,
            }
            for number in rows
        ]  # fmt: skip
        if log:
            session.execute(insert(JobMerge), log)
        others = [next(iter(pair - {ending})) for pair in splits_among(session, [ending]) if ending in pair]
        session.execute(
            delete(JobSplit).where(or_(JobSplit.job_id == ending, JobSplit.other_job_id == ending))
        )
        for other in others:
            keep_apart(session, into, other, by=by)


def keep_apart(session: Session, one: int, other: int, *, by: str) -> None:
    """No rule puts these two jobs together from now on."""
    if one == other:
        return
    session.execute(
        upsert(JobSplit)
        .values(job_id=min(one, other), other_job_id=max(one, other), by=by)
        .on_conflict_do_nothing()
    )


def bring_together(session: Session, one: int, other: int) -> None:
    """Forget that these two jobs are kept apart."""
    session.execute(
        delete(JobSplit).where(JobSplit.job_id == min(one, other), JobSplit.other_job_id == max(one, other))
    )


def job_of(session: Session, vacancy_id: int) -> int | None:
    """The posting's job, None while it has not been looked for. NotFound when there is no such posting."""
    found = session.execute(select(Vacancy.job_id).where(Vacancy.id == vacancy_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such vacancy.", vacancy_id=vacancy_id)
    return found[0]


def members(session: Session, job_id: int, *, limit: int = 500) -> list[Member]:
    """The job's postings: open ones first, the company's own board before others, newest first."""
    found = session.execute(
        select(
            Vacancy.id, Vacancy.source, Vacancy.external_id, Vacancy.title, Vacancy.employer, Vacancy.city,
            Vacancy.url, Vacancy.status, Vacancy.published_at,
        )
        .where(Vacancy.job_id == job_id)
        .order_by(
            (Vacancy.status == "open").desc(), Vacancy.own_board.desc(),
            Vacancy.published_at.desc().nulls_last(), Vacancy.id,
        )
        .limit(limit)
    )  # fmt: skip
    return [Member(*row) for row in found]


def history(session: Session, job_id: int, *, limit: int = 500) -> list[Merge]:
    """How the job's postings came together, oldest first."""
    found = session.execute(
        select(
            JobMerge.id, JobMerge.vacancy_id, JobMerge.from_job_id, JobMerge.with_vacancy_id, JobMerge.rule,
            JobMerge.score, JobMerge.by, JobMerge.at, JobMerge.undone_at, JobMerge.undone_by,
        )
        .where(JobMerge.job_id == job_id)
        .order_by(JobMerge.id)
        .limit(limit)
    )  # fmt: skip
    return [Merge(**row) for row in found.mappings()]


def take_out(session: Session, vacancy_id: int, *, by: str) -> tuple[int, int]:
    """Give the posting a job of its own and remember that it is not the other; returns (old job, new job)."""
    old = job_of(session, vacancy_id)
    [new] = new_jobs(session, 1)
    session.execute(update(Vacancy).where(Vacancy.id == vacancy_id).values(job_id=new))
    if old is not None:
        keep_apart(session, old, new, by=by)
        session.execute(
            update(JobMerge)
            .where(
                JobMerge.job_id == old, JobMerge.undone_at.is_(None),
                or_(JobMerge.vacancy_id == vacancy_id, JobMerge.with_vacancy_id == vacancy_id),
            )
            .values(undone_at=func.now(), undone_by=by)
        )  # fmt: skip
    return old if old is not None else new, new


def counts(session: Session) -> dict[str, int]:
    """Postings, the jobs they make, those not placed yet, joins that stand, pairs kept apart."""
    row = session.execute(
        select(
            func.count().label("postings"),
            func.count(Vacancy.job_id.distinct()).label("jobs"),
            func.count().filter(Vacancy.job_id.is_(None)).label("unplaced"),
        )
    ).one()
    return {
        "postings": row.postings,
        "jobs": row.jobs,
        "unplaced": row.unplaced,
        "merges": session.scalar(select(func.count()).where(JobMerge.undone_at.is_(None))) or 0,
        "splits": session.scalar(select(func.count()).select_from(JobSplit)) or 0,
    }


def _any(values: Sequence[Any], kind: type[BigInteger] | type[Text]) -> Any:
    """One array, so that the statement is the same text however many there are."""
    return any_(literal(list(values), ARRAY(kind)))
