"""The operator's tab of freshness: what looks at postings told, over time and by source."""

from __future__ import annotations

import streamlit as st

from components import admin_rows, charts, operator_data
from components.errors import shown_to_user
from components.formats import safe_markdown
from components.i18n import _
from components.record_words import liveness
from components.tables import chosen_row


def freshness(window: str) -> None:
    invented = operator_data.is_simulated()
    with shown_to_user():
        over_time, by_source = operator_data.checks(window, invented)
    if over_time.is_empty():
        st.info(_("No posting was looked at in this window."))
        return
    words = {code: liveness(code) for code in over_time["verdict"].unique()}
    clicked = charts.stacked(
        over_time, "verdict", "checks", key=f"checks_chart_{window}", unit=_("Looks"),
        span=operator_data.span(window), named=words,
    )  # fmt: skip
    line = admin_rows.picked(by_source, chosen_row(by_source, "checks_by_source", of=window))
    source: str | None = line.get("source")
    span, verdict = operator_data.span(window), None
    told = []
    if clicked:
        span, verdict = admin_rows.bucket(window, clicked[0]), clicked[1]
        told = [admin_rows.span_told(span), words[verdict]]
    if source is not None:
        told.append(safe_markdown(source))
    admin_rows.rows(
        lambda: admin_rows.looks(invented, span, verdict, source), "newest_checks", " · ".join(told)
    )
