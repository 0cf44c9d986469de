"""Runs: what was read from the boards, what was set aside, which postings were looked at again."""

import streamlit as st

from components import cached, run_reader
from components.errors import shown_to_user
from components.i18n import _
from components.prefect_links import in_prefect
from components.run_details import changes_of_source, open_alerts, run_details
from components.tables import chosen_row, table, zone_told
from components.warm_ups import warm_ups_table

st.title(_("Runs"))
st.link_button(_("Prefect ↗"), cached.prefect_address(), icon=":material/account_tree:")
zone_told()

with shown_to_user():
    runs = cached.ingest_runs()
    checks = cached.freshness_checks()
    open_alerts()

st.subheader(_("Readings of the job boards"))
if runs.is_empty():
    st.info(_("Nothing has been read yet. The first reading starts by itself soon after the start."))
else:
    st.caption(_("Pick a row to see its details."))
    chosen = chosen_row(in_prefect(runs, "id", keep=True), "runs", hidden=("id",))
    if chosen is not None:
        with shown_to_user():
            run_details(run_reader.details(runs["id"][chosen]))
    st.subheader(_("What has changed in a week"))
    with shown_to_user():
        changes_of_source(sorted(set(runs["source"])))

st.subheader(_("Freshness checks"))
if checks.is_empty():
    st.info(_("No posting has been looked at again yet."))
else:
    table(in_prefect(checks, "sweep_id"), "checks")

warm_ups_table()
