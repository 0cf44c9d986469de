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
from components.tables import zone_told
from components.url_choice import url_choice

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
    window = url_choice(_("Window"), labels, key="window", default="24h")
    if operator_data.simulation_exists():
        st.toggle(_("Invented people"), key="simulated")
    st.link_button(_("Prefect ↗"), cached.prefect_address(), icon=":material/account_tree:")
zone_told()
if operator_data.is_simulated():
    st.warning(_("These numbers are invented: `podbor simulate` made them."), icon=":material/science:")

with shown_to_user():
    cards = operator_data.cards(window, operator_data.is_simulated())
headline_cards(cards)
csv_button(headlines_frame(cards), "metrics", key="metrics_csv")

chosen = url_choice(_("Show"), {slug: tab_title(slug) for slug in TABS}, key="tab", default="latency")
figures = [metric for metric in METRICS if metric.tab == chosen]
if figures:
    with shown_to_user():
        now, before = operator_data.figures(window, chosen, operator_data.is_simulated())
    metric_cards(figures, now, before)
    csv_button(metrics_frame(figures, now, before), "figures", key="figures_csv")
TABS[chosen](window)
