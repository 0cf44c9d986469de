"""The newest looks at postings, for the page of runs."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import FreshnessCheck, Vacancy


def recent(session: Session, *, limit: int = 200) -> pl.DataFrame:
    """Columns: checked_at, source, title, verdict, trigger, status_code, reason, duration_ms.

    Newest first.
    """
    rows = session.execute(
        select(
            FreshnessCheck.checked_at,
            FreshnessCheck.source,
            Vacancy.title,
            FreshnessCheck.verdict,
            FreshnessCheck.trigger,
            FreshnessCheck.status_code,
            FreshnessCheck.reason,
            FreshnessCheck.duration_ms,
        )
        .join(Vacancy, Vacancy.id == FreshnessCheck.vacancy_id)
        .order_by(FreshnessCheck.checked_at.desc(), FreshnessCheck.id.desc())
        .limit(limit)
    )
    schema: dict[str, Any] = {
        "checked_at": pl.Datetime("us", "UTC"), "source": pl.String, "title": pl.String,
        "verdict": pl.String, "trigger": pl.String, "status_code": pl.Int64, "reason": pl.String,
        "duration_ms": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
