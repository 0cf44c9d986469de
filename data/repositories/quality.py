"""Whether people like what they are shown, for the operator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.models import Feedback

_NDCG = text("""
    WITH placed AS (
        SELECT search_id, vacancy_id, min(rank) AS rank,
               max(CASE event WHEN 'apply' THEN 3 WHEN 'like' THEN 2 WHEN 'open' THEN 1 ELSE 0 END) AS gain
        FROM match_event
        WHERE at >= :since AND at < :until AND event IN ('open', 'like', 'dislike', 'apply')
          AND search_id IS NOT NULL AND rank <= 10
        GROUP BY search_id, vacancy_id
    ),
    ideal AS (
        SELECT *, row_number() OVER (PARTITION BY search_id ORDER BY gain DESC) AS best FROM placed
        WHERE gain > 0
    ),
    each AS (
        SELECT search_id,
               sum((2 ^ gain - 1) / (ln(rank + 1) / ln(2.0::float8)))
                 / sum((2 ^ gain - 1) / (ln((best + 1)::float8) / ln(2.0::float8))) AS ndcg
        FROM ideal GROUP BY search_id
    )
    SELECT avg(ndcg)::float8, count(*) FROM each
""")


def ndcg_proxy(session: Session, since: datetime, until: datetime) -> tuple[float | None, int]:
    """(mean nDCG@10 over searches somebody clicked in, their number). Gain of a card: opened 1, liked 2,
    applied 3, else 0; DCG after Järvelin and Kekäläinen (2002) with 2^gain - 1. A proxy: nobody opens what
    is not shown, so it flatters the order that was shown."""
    row = session.execute(_NDCG, {"since": since, "until": until}).one()
    return row[0], int(row[1])


def reasons(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Columns: reason (null: none was given), dislikes; the most frequent first."""
    rows = session.execute(
        select(Feedback.reason, func.count())
        .where(Feedback.verdict == "dislike", Feedback.updated_at >= since, Feedback.updated_at < until)
        .group_by(Feedback.reason)
        .order_by(func.count().desc(), Feedback.reason)
    )
    schema: dict[str, Any] = {"reason": pl.String, "dislikes": pl.Int64}
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
