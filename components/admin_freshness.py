"""The operator's tab of freshness: what looks at postings told, over time and by source."""

from __future__ import annotations

import polars as pl
import streamlit as st

from components import charts, operator_data
from components.errors import shown_to_user
from components.i18n import _
from components.tables import table
from components.vocabulary import liveness


def freshness(window: str) -> None:
    with shown_to_user():
        over_time, by_source, newest = operator_data.checks(window, operator_data.is_simulated())
    if over_time.is_empty():
        st.info(_("No posting was looked at in this window."))
        return
    named = over_time.with_columns(
        pl.col("verdict").replace_strict({code: liveness(code) for code in over_time["verdict"].unique()})
    )
    charts.stacked(
        named, "verdict", "checks", key="checks_chart", unit=_("Looks"), span=operator_data.span(window)
    )
    table(by_source, "checks_by_source")
    st.subheader(_("The newest looks"))
    table(newest, "newest_checks")
