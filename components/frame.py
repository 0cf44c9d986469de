"""The frame around every page: styles, the language switch, titles of the pages."""

from __future__ import annotations

import streamlit as st

from components.errors import passing_messages
from components.i18n import LANGUAGES, _, choose_language, keep_choice_in_url, language, settle
from components.theme import styles

_NAMES = {"ru": "RU", "en": "EN"}


def begin() -> None:
    """Before a page draws: styles, the language, and what a click had to tell."""
    styles()
    keep_choice_in_url()
    settle()
    passing_messages()


def page_titles() -> dict[str, str]:
    return {
        "resume": _("Résumé"),
        "matches": _("Matches"),
        "my_data": _("My data"),
        "runs": _("Runs"),
        "sources": _("Sources"),
        "admin": _("Admin"),
    }


def start() -> None:
    """What "/" shows: the first page under its own address, which can be kept and sent."""
    st.switch_page("../pages/resume.py")


def language_switch() -> None:
    """Russian or English; the choice stays in the session and in the URL."""
    with st.container(horizontal=True, horizontal_alignment="right", key="language_bar"):
        st.segmented_control(
            _("Language"), LANGUAGES, default=language(), key="language_switch", required=True,
            format_func=_NAMES.__getitem__, label_visibility="collapsed", on_change=_switched,
        )  # fmt: skip


def _switched() -> None:
    chosen = st.session_state.get("language_switch")
    if chosen:
        choose_language(chosen)
