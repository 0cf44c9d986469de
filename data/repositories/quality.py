"""Whether people like what they are shown, for the operator."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.models import Feedback

#: Of more clicks a window, some of the searches tell as much (docs/adr/0034-sampled-ndcg.md).
MOST_CLICKS = 30_000
#: Standard errors to either side that hold in 95 of 100 cases.
_95 = 1.96
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
    SELECT avg(reached), stddev_samp(reached), count(*) FROM (
        SELECT gained / (4 * coalesce((cast(:best AS float8[]))[applied], 0)
                         + 2 * coalesce((cast(:best AS float8[]))[liked], 0)
                         + (cast(:best AS float8[]))[opened])::float8 AS reached
        FROM each
    ) AS shares
""")
_CLICKS = text("""
    SELECT coalesce(sum(number), 0) FROM event_people
    WHERE hour >= date_trunc('hour', cast(:since AS timestamptz), 'UTC') AND hour < :until
      AND event IN ('open', 'like', 'dislike', 'apply')
""")


@dataclass(frozen=True)
class Ndcg:
    """Mean nDCG@10 over `searches` somebody clicked in: all of the window (`part` 1), or that part of them.
    The mean over all is within `margin` to either side of it, in 95 samples of 100; 0 when it is of all."""

    mean: float | None
    searches: int
    part: float
    margin: float


def ndcg_proxy(session: Session, since: datetime, until: datetime, *, most_clicks: int = MOST_CLICKS) -> Ndcg:
    """Gain of a card: opened 1, liked 2, applied 3, else 0; DCG after Järvelin and Kekäläinen (2002) with
    2^gain - 1. A proxy: nobody opens what is not shown, so it flatters the order that was shown. With more
    than `most_clicks` clicks, of part of the searches: their ids are random, so those with the lowest ids are
    a fair sample, the same every time."""
    clicks = session.scalar(_CLICKS, {"since": since, "until": until}) or 0
    part = min(1.0, most_clicks / max(int(clicks), 1))
    below = UUID(int=min(int(part * 2**128), 2**128 - 1))
    given = {
        "since": since, "until": until, "below": below, "discounts": _DISCOUNTS[:10], "best": _BEST,
        "places": _PLACES,
    }  # fmt: skip
    mean, deviation, searches = session.execute(_NDCG, given).one()
    # Of a sample without replacement; one search alone tells nothing of the others.
    spread = 0.5 if deviation is None else deviation
    margin = _95 * spread * math.sqrt((1 - part) / max(searches, 1))
    return Ndcg(mean, int(searches), part, margin)


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
