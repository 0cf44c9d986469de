"""Which side of a search is on screen: the list, or what was left out of it; the choice is in the URL."""

from __future__ import annotations

import streamlit as st

from app.matching.types import SearchResult
from app.resumes.profile import Profile
from components.filtered_out import filtered_out, total
from components.formats import number
from components.i18n import _
from components.match_list import match_list
from components.saved_searches import saved_searches
from components.wish_words import rule

VIEW = "view"
_VIEWS = ("list", "left_out", "saved")


def chosen_view(result: SearchResult) -> str:
    """The switch, with how many there are behind each."""
    words = {
        "list": _("Matches · {count}").format(count=number(len(result.matches))),
        "left_out": _("Filtered out · {count}").format(count=number(total(result))),
        "saved": _("Saved searches"),
    }
    in_url = st.query_params.get(VIEW, _VIEWS[0])
    if VIEW not in st.session_state:
        st.session_state[VIEW] = in_url if in_url in _VIEWS else _VIEWS[0]
    chosen = st.segmented_control(
        _("View"), _VIEWS, required=True, key=VIEW, format_func=words.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen and chosen != _VIEWS[0]:  # by its code: the words are another language's, and count
        st.query_params[VIEW] = chosen
    else:
        st.query_params.pop(VIEW, None)
    return chosen or _VIEWS[0]


def view(chosen: str, result: SearchResult, profile: Profile | None) -> None:
    """Draw it."""
    if chosen == "left_out":
        filtered_out(result)
    elif chosen == "saved":
        if profile is not None:
            saved_searches(profile)
    else:
        match_list()


def nothing_left(result: SearchResult) -> None:
    """Everything that fits was left out: say by what, and where it is."""
    busiest = result.left_out[0]
    st.info(
        _("Your filters leave nothing. Most was left out by: {rule} ({count}).").format(
            rule=rule(busiest.rule), count=number(busiest.count)
        ),
        icon=":material/filter_alt_off:",
    )
    st.button(_("Show what was filtered out"), key="to_left_out", on_click=_to_left_out, type="primary")


def _to_left_out() -> None:
    st.session_state[VIEW] = "left_out"
