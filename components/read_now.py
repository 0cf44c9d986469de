"""Have a source read before its turn: a button for operators, and where to watch."""

from __future__ import annotations

import streamlit as st

from components import session
from components.errors import shown_to_user
from components.i18n import _
from components.prefect_links import flow_run


def read_now(name: str) -> None:
    """The button, and after a click the link to the run that reads."""
    if not session.is_operator():
        return
    if st.button(_("Read now"), key=f"read_now_{name}", icon=":material/sync:"):
        from app import bootstrap

        with shown_to_user(), st.spinner(_("Starting …")):
            started = bootstrap.read_now(session.container(), name)
        st.success(
            _("A reading was started: [watch it]({link}). It will be on the page of runs, too.").format(
                link=flow_run(started)
            ),
            icon=":material/check:",
        )
