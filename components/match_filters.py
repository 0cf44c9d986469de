"""Sorting and filtering of the list on screen; the state lives in the URL. What is unknown passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.matching.types import MatchView
from app.preferences.wishes import Sort
from components.i18n import _
from components.pay import net_month
from components.score import BANDS, word
from components.url_choice import from_address, several_from_address, several_to_address, to_address
from components.vocabulary import work_format

SORTS: tuple[Sort, ...] = ("score", "newest", "pay")
FORMATS = ("REMOTE", "HYBRID", "ON_SITE")
_LONGEST = 100  # characters of words to look for
_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Filters:
    text: str = ""
    formats: tuple[str, ...] = ()
    least: str = "weak"  # code of the lowest band that is shown
    sort: str = "score"


def choose_filters(bar: DeltaGenerator) -> Filters:
    """Put one button into `bar` that opens order and filters, and give back what is chosen."""
    chosen = _active()
    label = _("Order and filters ({count})").format(count=chosen) if chosen else _("Order and filters")
    bands = [band.code for band in reversed(BANDS)]
    from_address("sort", SORTS, "score")
    from_address("least", bands, "weak")
    several_from_address("mode", FORMATS)
    if "q" not in st.session_state:
        st.session_state["q"] = st.query_params.get("q", "")[:_LONGEST]
    with bar, st.popover(label, icon=":material/tune:", key="filters"):
        sort = st.selectbox(_("Order"), SORTS, key="sort", format_func=sort_word)
        least = st.selectbox(_("At least"), bands, key="least", format_func=_band_label)
        formats = st.pills(
            _("Work mode"), FORMATS, selection_mode="multi", key="mode", format_func=work_format
        )
        text = st.text_input(
            _("Search in the list"), key="q", placeholder=_("title, company, city"), max_chars=_LONGEST
        )
    to_address("sort", sort or "score", "score")
    to_address("least", least or "weak", "weak")
    several_to_address("mode", formats)
    to_address("q", text or "", "")
    return Filters((text or "").strip(), tuple(formats), least or "weak", sort or "score")


def _active() -> int:
    """How many filters narrow the list, by what the last turn left in the session."""
    state = st.session_state
    return sum((bool(state.get("q")), bool(state.get("mode")), state.get("least", "weak") != "weak"))


def clear_filters() -> None:
    """A callback: back to the whole list."""
    st.session_state["q"] = ""
    st.session_state["mode"] = []
    st.session_state["least"] = "weak"


def apply_filters(matches: Sequence[MatchView], filters: Filters) -> list[MatchView]:
    """The matches that pass, in the chosen order; a posting that names no work mode passes."""
    from_score = next(band.from_score for band in BANDS if band.code == filters.least)
    words = filters.text.lower().split()
    kept = [
        match
        for match in matches
        if match.score >= from_score
        and (not filters.formats or not match.work_formats or set(filters.formats) & set(match.work_formats))
        and all(
            one in f"{match.title} {match.employer} {match.city} {' '.join(match.cities)}".lower()
            for one in words
        )
    ]
    if filters.sort == "newest":
        kept.sort(key=lambda match: match.published_at or _EPOCH, reverse=True)
    elif filters.sort == "pay":
        kept.sort(key=_net_pay, reverse=True)
    return kept


def _net_pay(match: MatchView) -> float:
    """Net roubles a month, the upper end where there is one; unknown pay comes last."""
    low, high = net_month(match)
    return float(high or low or 0)


def sort_word(code: str) -> str:
    return {
        "score": _("Best first"), "newest": _("Newest first"), "pay": _("Best paid first"),
    }[code]  # fmt: skip


def _band_label(code: str) -> str:
    band = next(one for one in BANDS if one.code == code)
    return word(band.from_score)
