"""Offline evaluations: what ranking was worth on labelled sets, over time. Nothing here is of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.models import EvaluationRow

MOST = 2_000  # rows read
_NAME, _NOTE = 80, 200


@dataclass(frozen=True)
class Measure:
    """A mean over queries, 0..1, with its 95 % interval where there is one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


def keep(
    session: Session, set_name: str, *, mode: str, model: str, queries: int, documents: int,
    measures: Sequence[Measure], note: str = "",
) -> None:  # fmt: skip
    """Keep one evaluation; all its rows get the moment of the transaction."""
    told = {
        "set_name": set_name[:_NAME], "mode": mode, "model": model[:_NAME], "queries": queries,
        "documents": documents, "note": note[:_NOTE],
    }  # fmt: skip
    rows = [
        {**told, "measure": one.name, "value": one.value, "low": one.low, "high": one.high}
        for one in measures
    ]
    if rows:
        session.execute(insert(EvaluationRow), rows)


def over_time(session: Session) -> pl.DataFrame:
    """Columns: at, set, mode, measure, value, low, high, queries, documents, model, note; the newest first,
    at most MOST rows."""
    row = EvaluationRow
    rows = session.execute(
        select(
            row.at, row.set_name, row.mode, row.measure, row.value, row.low, row.high, row.queries,
            row.documents, row.model, row.note,
        )
        .order_by(row.at.desc(), row.id)
        .limit(MOST)
    )  # fmt: skip
    schema: dict[str, Any] = {
        "at": pl.Datetime("us", "UTC"), "set": pl.String, "mode": pl.String, "measure": pl.String,
        "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "queries": pl.Int64,
        "documents": pl.Int64, "model": pl.String, "note": pl.String,
    }  # fmt: skip
    return pl.DataFrame([tuple(one) for one in rows], schema=schema, orient="row")
