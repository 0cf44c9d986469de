"""Choices that are kept in the address by their codes: a link means the same in every language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import streamlit as st


def url_choice(label: str, words: Mapping[str, str], *, key: str, default: str) -> str:
    """One of the codes of `words` (code -> what is shown). The address says which at the first visit; what
    is not one of them is the default."""
    from_address(key, words, default)
    chosen = st.segmented_control(
        label, list(words), required=True, key=key, format_func=words.__getitem__,
        label_visibility="collapsed",
    ) or default  # fmt: skip
    to_address(key, chosen, default)
    return chosen


def from_address(key: str, known: Collection[str], default: str) -> None:
    """Before a widget is drawn for the first time: what the address says, if it is one of the codes."""
    if key not in st.session_state:
        told = st.query_params.get(key, default)
        st.session_state[key] = told if told in known else default


def several_from_address(key: str, known: Collection[str]) -> None:
    """The same for a widget that takes several codes."""
    if key not in st.session_state:
        st.session_state[key] = [one for one in st.query_params.get_all(key) if one in known]


def to_address(key: str, chosen: str, default: str) -> None:
    """After it: what is chosen now; the default needs no word."""
    if chosen == default:
        st.query_params.pop(key, None)
    elif chosen != st.query_params.get(key):
        st.query_params[key] = chosen


def several_to_address(key: str, chosen: Sequence[str]) -> None:
    if list(chosen) != st.query_params.get_all(key):
        st.query_params[key] = list(chosen)
