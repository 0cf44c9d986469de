"""A choice among a few that is kept in the address, by its code: a link means the same in every language."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def url_choice(label: str, words: Mapping[str, str], *, key: str, default: str) -> str:
    """One of the codes of `words` (code -> what is shown). The address says which at the first visit; what
    is not one of them is the default."""
    if key not in st.session_state:
        told = st.query_params.get(key, default)
        st.session_state[key] = told if told in words else default
    chosen = st.segmented_control(
        label, list(words), required=True, key=key, format_func=words.__getitem__,
        label_visibility="collapsed",
    ) or default  # fmt: skip
    if chosen != st.query_params.get(key, default):
        st.query_params[key] = chosen
    return chosen
