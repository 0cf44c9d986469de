"""One run opened up: counts, stages, decisions, and the rows that were set aside with their reason."""

from __future__ import annotations

import polars as pl
import streamlit as st

from components.cached import RunDetails
from components.errors import sentence
from components.formats import number, safe_markdown, seconds
from components.i18n import _
from components.tables import table


def run_details(run: RunDetails | None) -> None:
    """Nothing is hidden: every count, also those this page has no word for."""
    if run is None:
        st.info(_("This run is no longer here."))
        return
    with st.container(border=True):
        if run.error:
            st.error(sentence(run.error, run.error))
        if run.params:
            asked = " · ".join(f"{name}: {value}" for name, value in run.params.items() if value is not None)
            st.caption(safe_markdown(asked))
        counts = [f"{safe_markdown(name)} {number(value)}" for name, value in run.counts.items() if value]
        st.markdown(_("**Counts:** {list}").format(list=" · ".join(counts) or "—"))
        stages = [f"{safe_markdown(name)} {seconds(spent)}" for name, spent in run.timings_ms.items()]
        st.markdown(_("**Stages:** {list}").format(list=" · ".join(stages) or "—"))
        for decision in run.decisions[:20]:
            st.caption(safe_markdown(decision))
        if run.quarantine.is_empty():
            st.caption(_("Nothing was set aside."))
            return
        st.markdown(f"**{_('Set aside')}**")
        reasons = pl.DataFrame(
            list(run.reasons.items()), schema={"reason": pl.String, "count": pl.Int64}, orient="row"
        )
        table(reasons, "quarantine_reasons")
        table(run.quarantine, "quarantine")
