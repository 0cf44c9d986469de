"""Admin: the product's numbers in a window of time; a tab behind each, with its rows."""

import streamlit as st

from app.metrics.registry import METRICS
from components import (
    admin_cost,
    admin_freshness,
    admin_people,
    admin_quality,
    admin_speed,
    cached,
    operator_data,
    warm_ups,
)
from components.errors import shown_to_user
from components.exports import csv_button
from components.i18n import _
from components.metric_cards import headline_cards, headlines_frame, metric_cards, metrics_frame
from components.metric_texts import tab_title

TABS = {
    "latency": admin_speed.speed,
    "cost": admin_cost.cost,
    "activation": admin_people.funnel,
    "retention": admin_people.retention,
    "quality": admin_quality.quality,
    "warmup": warm_ups.warm_ups_tab,
    "freshness": admin_freshness.freshness,
    "events": admin_people.events,
}

st.title(_("Admin"))
labels = {"24h": _("24 hours"), "7d": _("7 days"), "30d": _("30 days")}
with st.container(horizontal=True, vertical_alignment="center"):
    window = st.segmented_control(
        _("Window"), list(operator_data.WINDOWS), default="24h", required=True, key="window",
        bind="query-params", format_func=labels.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    if operator_data.simulation_exists():
        st.toggle(_("Invented people"), key="simulated")
    st.link_button(_("Prefect ↗"), cached.prefect_address(), icon=":material/account_tree:")
if operator_data.is_simulated():
    st.warning(_("These numbers are invented: `podbor simulate` made them."), icon=":material/science:")

with shown_to_user():
    cards = operator_data.cards(window or "24h", operator_data.is_simulated())
headline_cards(cards)
csv_button(headlines_frame(cards), "metrics", key="metrics_csv")

chosen = st.segmented_control(
    _("Show"), list(TABS), default="latency", required=True,
    key="tab", bind="query-params", format_func=tab_title, label_visibility="collapsed",
)  # fmt: skip
figures = [metric for metric in METRICS if metric.tab == (chosen or "latency")]
if figures:
    with shown_to_user():
        now, before = operator_data.figures(window or "24h", operator_data.is_simulated())
    metric_cards(figures, now, before)
    csv_button(metrics_frame(figures, now, before), "figures", key="figures_csv")
TABS[chosen or "latency"](window or "24h")
