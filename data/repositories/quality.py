"""Whether people like what they are shown, for the operator."""

from __future__ import annotations

import itertools
import math
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.models import Feedback

#: Of more clicks a window, some of the searches tell as much: a mean over 30,000 is right to half a percent.
MOST_CLICKS = 100_000
#: The most that can stand under one search: more places than are ever shown at once.
_PLACES = 200
_DISCOUNTS = [1 / math.log2(place + 1) for place in range(1, _PLACES + 1)]
#: What the best order of n cards of gain 1 comes to, for n = 1, 2, ...
_BEST = list(itertools.accumulate(_DISCOUNTS))
_NDCG = text("""
    WITH placed AS (
        SELECT search_id, min(rank) AS rank,
               max(CASE event WHEN 'apply' THEN 7 WHEN 'like' THEN 3 WHEN 'open' THEN 1 ELSE 0 END) AS gain
        FROM match_event
        WHERE at >= :since AND at < :until AND event IN ('open', 'like', 'dislike', 'apply')
          AND search_id < cast(:below AS uuid) AND rank BETWEEN 1 AND 10
        GROUP BY search_id, vacancy_id
    ),
    each AS (
        SELECT sum(gain * (cast(:discounts AS float8[]))[rank]) AS gained,
               least(count(*) FILTER (WHERE gain = 7), :places) AS applied,
               least(count(*) FILTER (WHERE gain >= 3), :places) AS liked,
               least(count(*), :places) AS opened
        FROM placed WHERE gain > 0 GROUP BY search_id
    )
    -- the best order has the applied first: each card after them gains less
    SELECT avg(gained / (4 * coalesce((cast(:best AS float8[]))[applied], 0)
                         + 2 * coalesce((cast(:best AS float8[]))[liked], 0)
                         + (cast(:best AS float8[]))[opened]))::float8, count(*)
    FROM each
""")


_CLICKS = text("""
    SELECT count(*) FROM match_event
    WHERE at >= :since AND at < :until AND event IN ('open', 'like', 'dislike', 'apply')
""")


def ndcg_proxy(session: Session, since: datetime, until: datetime) -> tuple[float | None, int]:
    """(mean nDCG@10 over searches somebody clicked in, their number). Gain of a card: opened 1, liked 2,
    applied 3, else 0; DCG after Järvelin and Kekäläinen (2002) with 2^gain - 1. A proxy: nobody opens what
    is not shown, so it flatters the order that was shown. With more than MOST_CLICKS clicks, of part of the
    searches: their ids are random, so those with the lowest ids are a fair sample, the same every time."""
    clicks = session.scalar(_CLICKS, {"since": since, "until": until}) or 0
    part = min(1.0, MOST_CLICKS / max(clicks, 1))
    below = UUID(int=min(int(part * 2**128), 2**128 - 1))
    given = {
        "since": since, "until": until, "below": below, "discounts": _DISCOUNTS[:10], "best": _BEST,
        "places": _PLACES,
    }  # fmt: skip
    row = session.execute(_NDCG, given).one()
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
