"""Admin: the product's numbers in a window of time, with their charts and rows."""

import streamlit as st

from app.metrics.registry import METRICS
from components import cached
from components.charts import latency_chart, stage_chart
from components.errors import shown_to_user
from components.exports import csv_button
from components.i18n import _
from components.metric_cards import metric_cards, metrics_frame
from components.tables import table

st.title(_("Admin"))
labels = {"24h": _("24 hours"), "7d": _("7 days"), "30d": _("30 days")}
window = st.segmented_control(
    _("Window"), list(cached.WINDOWS), default="24h", required=True, key="window", bind="query-params",
    format_func=labels.__getitem__, label_visibility="collapsed",
)  # fmt: skip

with shown_to_user():
    now, before = cached.overview(window or "24h")
    over_time, by_stage = cached.latency_frames(window or "24h")

metric_cards(METRICS, now, before)
csv_button(metrics_frame(METRICS, now, before), "metrics", key="metrics_csv")

st.subheader(_("Search time"))
if over_time.is_empty():
    st.info(_("No search was completed in this window."))
    st.stop()
latency_chart(over_time, cached.WINDOWS[window or "24h"])
table(over_time, "latency")

st.subheader(_("Search time by stage"))
stage_chart(by_stage)
table(by_stage, "stages")
