"""Streamlit's entry point. The frame around every page: navigation, language, styles."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.telemetry import requests
from components import frame, session

PAGES = Path(__file__).resolve().parents[1] / "pages"

st.set_page_config(page_title="Podbor", page_icon="🧭", layout="wide")
frame.begin()
titles = frame.page_titles()
operating = (
    st.Page(PAGES / "runs.py", title=titles["runs"], icon=":material/sync:", url_path="runs"),
    st.Page(PAGES / "sources.py", title=titles["sources"], icon=":material/hub:", url_path="sources"),
    st.Page(PAGES / "admin.py", title=titles["admin"], icon=":material/monitoring:", url_path="admin"),
)
page = st.navigation(
    [
        st.Page(frame.start, title="Podbor", default=True, visibility="hidden"),
        st.Page(
            PAGES / "resume.py", title=titles["resume"], icon=":material/description:", url_path="resume"
        ),
        st.Page(PAGES / "matches.py", title=titles["matches"], icon=":material/work:", url_path="matches"),
        st.Page(
            PAGES / "my_data.py", title=titles["my_data"], icon=":material/shield_person:", url_path="my-data"
        ),
        *(operating if session.is_operator() else ()),
    ],
    position="top",
)
frame.language_switch()  # first, so that a page that stops early keeps it
with requests.request():
    page.run()
