"""The operator's tab of quality: clicks, likes, reasons, and what offline evaluations said over time."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import streamlit as st

from components import admin_rows, charts, operator_data
from components.errors import shown_to_user
from components.formats import number, percent
from components.i18n import _, ngettext
from components.tables import chosen_row, table
from components.vocabulary import dislike_reason
from data.repositories.quality import Ndcg

_SHOWN = "ndcg@10"


def quality(window: str) -> None:
    invented = operator_data.is_simulated()
    with shown_to_user():
        ndcg, reasons = operator_data.qualities(window, invented)
        line = next(card.line for card in operator_data.cards(window, invented) if card.slug == "quality")
        kept = operator_data.offline()
    _clicks(ndcg)
    bucket: dict[str, Any] = {}
    if not line.is_empty():
        st.subheader(_("Share of likes"))
        clicked = charts.lines(
            line, (("value", _("Share of likes")),), key=f"likes_chart_{window}",
            span=operator_data.span(window), unit="",
        )  # fmt: skip
        chosen = chosen_row(line, "likes", of=window)
        bucket = admin_rows.picked(line, clicked if chosen is None else chosen)
    reason = _reasons(window, reasons)
    _judged(window, bucket, reason)
    _offline(kept)


def _clicks(ndcg: Ndcg) -> None:
    if ndcg.mean is None:
        st.info(_("Nobody clicked a match in this window."))
        return
    st.metric(
        _("nDCG@10 by clicks"), number(round(ndcg.mean, 3)), border=True, width="content",
        help=_(
            "How high in the list stood what people opened (1), liked (2) or applied to (3). "
            "It flatters the order that was shown. Table: `match_event`."
        ),
    )  # fmt: skip
    of = ngettext("from {count} search with clicks", "from {count} searches with clicks", ndcg.searches)
    told = of.format(count=number(ndcg.searches))
    if ndcg.part < 1:
        told += " · " + _("a sample, {share} of all: right to ± {margin}").format(
            share=percent(ndcg.part), margin=number(math.ceil(ndcg.margin * 1000) / 1000)
        )
    st.caption(told)


def _reasons(window: str, reasons: pl.DataFrame) -> dict[str, Any]:
    """The reason that was picked."""
    st.subheader(_("Why not"))
    if reasons.is_empty():
        st.caption(_("No dislikes in this window."))
        return {}
    names = [dislike_reason(code) if code else _("no reason given") for code in reasons["reason"]]
    charts.bars(reasons, names, (("dislikes", _("Dislikes")),), key="reasons_chart")
    named = reasons.with_columns(pl.Series("reason", names))
    return admin_rows.picked(reasons, chosen_row(named, "dislike_reasons", of=window))


def _judged(window: str, bucket: dict[str, Any], reason: dict[str, Any]) -> None:
    invented, span, told = operator_data.is_simulated(), operator_data.span(window), []
    if bucket:
        span = admin_rows.bucket(window, bucket["at"])
        told.append(admin_rows.span_told(span))
    code = reason.get("reason")
    if reason:
        told.append(dislike_reason(code) if code else _("no reason given"))
    verdict = "dislike" if reason else None
    admin_rows.rows(
        lambda: admin_rows.judged(invented, span, verdict, code, bool(reason) and code is None), "judged",
        " · ".join(told),
    )  # fmt: skip


def _offline(kept: pl.DataFrame) -> None:
    """Ranking on labelled sets, whatever the window."""
    st.subheader(_("Offline evaluations"))
    if kept.is_empty():
        st.caption(_("None was kept yet. `podbor evaluate DIR --keep` keeps one."))
        return
    drawn = kept.filter(pl.col("measure") == _SHOWN).sort("at")
    st.caption(_("nDCG@10 on labelled sets, each with its indexes; all that was kept, whatever the window."))
    charts.series(drawn, ("set", "mode"), "value", key="offline_chart")
    table(kept, "evaluations")
