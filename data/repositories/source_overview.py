"""How each source has been doing: its last runs and what they brought. Not bound to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.models import IngestRun, SegmentJob

#: Runs that asked the board; a file of raw payloads says nothing about it.
_LIVE = ~IngestRun.params.has_key("file")


@dataclass(frozen=True)
class SourceRuns:
    """One source. `status`, `error` and `quarantined` are of the last run that asked the board, the sums of
    all such runs since the moment asked for."""

    last_run_id: str
    last_run_at: datetime
    status: str
    error: str | None
    quarantined: int
    decisions: tuple[str, ...]
    last_success_at: datetime | None
    new: int
    changed: int
    removed: int


def read(session: Session, since: datetime) -> dict[str, SourceRuns]:
    """By source; two queries."""
    sums = {
        row.source: row
        for row in session.execute(
            select(
                IngestRun.source,
                func.max(IngestRun.finished_at)
                .filter(IngestRun.status == "succeeded")
                .label("last_success_at"),
                *(_sum(name, since).label(name) for name in ("new", "changed", "removed")),
            )
            .where(_LIVE)
            .group_by(IngestRun.source)
        )
    }
    last = session.scalars(
        select(IngestRun)
        .where(_LIVE)
        .ext(distinct_on(IngestRun.source))
        .order_by(IngestRun.source, IngestRun.started_at.desc())
        .execution_options(populate_existing=True)
    )
    return {
        run.source: SourceRuns(
            run.id, run.started_at, run.status, run.error, int(run.counts.get("quarantined", 0)),
            tuple(run.provenance.get("decisions", ())), sums[run.source].last_success_at,
            sums[run.source].new, sums[run.source].changed, sums[run.source].removed,
        )
        for run in last
    }  # fmt: skip


def last_started(session: Session, since: datetime) -> dict[str, list[tuple[dict[str, Any], datetime]]]:
    """By source: what was asked for and when a run that asked the board for it last began; a refused run
    asked nobody."""
    found: dict[str, list[tuple[dict[str, Any], datetime]]] = {}
    for row in session.execute(
        select(IngestRun.source, IngestRun.params, func.max(IngestRun.started_at))
        .where(IngestRun.started_at >= since, IngestRun.status != "refused", _LIVE)
        .group_by(IngestRun.source, IngestRun.params)
    ):
        found.setdefault(row[0], []).append((row[1], row[2]))
    return found


def last_asked(session: Session, source: str, *, other_than: str | None = None) -> datetime | None:
    """When a run of `source` that made at least one request last began. The questions of a warm-up are no
    reading of the board: a planned one is not put off for them."""
    questions = select(func.unnest(SegmentJob.run_ids))
    requests = IngestRun.counts["requests"].as_string().cast(BigInteger)
    statement = select(func.max(IngestRun.started_at)).where(
        IngestRun.source == source,
        _LIVE,
        requests > 0,
        IngestRun.id.is_distinct_from(other_than),
        IngestRun.id.not_in(questions),
    )
    return session.scalar(statement)


def _sum(name: str, since: datetime) -> Any:
    numbers = func.sum(IngestRun.counts[name].as_string().cast(BigInteger))
    return func.coalesce(numbers.filter(IngestRun.started_at >= since), 0)
