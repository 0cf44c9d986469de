"""Sorting and filtering of the list on screen; the state lives in the URL. What is unknown passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.matching.types import MatchView
from app.preferences.wishes import Sort
from app.taxonomy.words import fold
from components.i18n import _
from components.pay import net_month
from components.profile_inputs import MOST_PAY
from components.score import BANDS, points, word
from components.url_choice import from_address, several_from_address, several_to_address, to_address
from components.vocabulary import track_word, work_format
from components.wish_words import days

SORTS: tuple[Sort, ...] = ("score", "newest", "pay")
FORMATS = ("REMOTE", "HYBRID", "ON_SITE")
TRACKS = ("match", "stretch")
DAYS = ("any", "7", "14", "30", "90")
_LONGEST = 100  # characters of words to look for
_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Filters:
    text: str = ""
    formats: tuple[str, ...] = ()
    least: str = "weak"  # code of the lowest band that is shown
    sort: str = "score"
    tracks: tuple[str, ...] = ()
    days: int | None = None  # posted within
    pay: int = 0  # net roubles a month
    sources: tuple[str, ...] = ()


def choose_filters(bar: DeltaGenerator, sources: Sequence[str] = ()) -> Filters:
    """Put one button into `bar` that opens order and filters, and give back what is chosen; `sources` are
    those of the list."""
    bands = [band.code for band in reversed(BANDS)]
    from_address("sort", SORTS, "score")
    from_address("least", bands, "weak")
    from_address("posted", DAYS, "any")
    several_from_address("mode", FORMATS)
    several_from_address("track", TRACKS)
    several_from_address("source", sources)
    st.session_state["source"] = [one for one in st.session_state["source"] or () if one in sources]
    if "q" not in st.session_state:
        st.session_state["q"] = st.query_params.get("q", "")[:_LONGEST]
    if "pay" not in st.session_state:
        st.session_state["pay"] = _amount(st.query_params.get("pay", ""))
    chosen = _active()
    label = _("Order and filters ({count})").format(count=chosen) if chosen else _("Order and filters")
    with bar, st.popover(label, icon=":material/tune:", key="filters"):
        sort = st.selectbox(_("Order"), SORTS, key="sort", format_func=sort_word)
        least = st.selectbox(_("At least"), bands, key="least", format_func=_band_label)
        tracks = st.pills(
            _("How well it suits"), TRACKS, selection_mode="multi", key="track", format_func=track_word
        )
        formats = st.pills(
            _("Work mode"), FORMATS, selection_mode="multi", key="mode", format_func=work_format
        )
        posted = st.selectbox(_("Posted in"), DAYS, key="posted", format_func=_days_word)
        pay = st.number_input(
            _("Pay from, net roubles a month"), 0, MOST_PAY, None, step=5000, key="pay",
            placeholder=_("May stay empty"),
        )  # fmt: skip
        from_sources = (
            st.pills(_("Sources"), sources, selection_mode="multi", key="source") if len(sources) > 1 else ()
        )
        text = st.text_input(
            _("Search in the list"), key="q", placeholder=_("title, company, skill, text"),
            max_chars=_LONGEST,
        )  # fmt: skip
        st.caption(_("What a posting does not state passes."))
        if chosen:
            st.button(_("Clear filters"), on_click=clear_filters, key="filters_none", type="tertiary")
    to_address("sort", sort or "score", "score")
    to_address("least", least or "weak", "weak")
    to_address("posted", posted or "any", "any")
    several_to_address("mode", formats)
    several_to_address("track", tracks)
    several_to_address("source", from_sources)
    to_address("q", text or "", "")
    to_address("pay", str(pay) if pay else "", "")
    return Filters(
        (text or "").strip(), tuple(formats), least or "weak", sort or "score", tuple(tracks),
        int(posted) if posted and posted != "any" else None, int(pay or 0), tuple(from_sources),
    )  # fmt: skip


def sources_of(matches: Sequence[MatchView]) -> list[str]:
    """Where the jobs of a list were found."""
    return sorted({one.source for one in matches} | {link.source for one in matches for link in one.links})


def _active() -> int:
    """How many filters narrow the list, by what the address or the last turn left in the session."""
    state = st.session_state
    narrowing = [bool(state.get(name)) for name in ("q", "mode", "track", "source", "pay")]
    narrowing += [state.get("least", "weak") != "weak", state.get("posted", "any") != "any"]
    return sum(narrowing)


def clear_filters() -> None:
    """A callback: back to the whole list."""
    st.session_state["q"] = ""
    st.session_state["pay"] = None
    st.session_state["least"] = "weak"
    st.session_state["posted"] = "any"
    for name in ("mode", "track", "source"):
        st.session_state[name] = []


def apply_filters(matches: Sequence[MatchView], filters: Filters, now: datetime) -> list[MatchView]:
    """The matches that pass, in the chosen order; what a posting does not state passes."""
    least = next(points(band.from_score) for band in BANDS if band.code == filters.least)
    words = fold(filters.text).split()
    since = now - timedelta(days=filters.days) if filters.days else _EPOCH
    kept = [
        match
        for match in matches
        if points(match.score) >= least
        and (not filters.formats or not match.work_formats or set(filters.formats) & set(match.work_formats))
        and (not filters.tracks or match.track in filters.tracks)
        and (not filters.sources or set(filters.sources) & set(sources_of([match])))
        and (match.published_at or now) >= since
        and (not filters.pay or not (paid := _net_pay(match)) or paid >= filters.pay)
        and (not words or _says(match, words))
    ]
    if filters.sort == "newest":
        kept.sort(key=lambda match: match.published_at or _EPOCH, reverse=True)
    elif filters.sort == "pay":
        kept.sort(key=_net_pay, reverse=True)
    return kept


def _says(match: MatchView, words: Sequence[str]) -> bool:
    """Every word, anywhere in the posting."""
    told = (match.title, match.employer, match.city, *match.cities, *match.key_skills, match.body)
    said = fold(" ".join(filter(None, told)))
    return all(one in said for one in words)


def _net_pay(match: MatchView) -> float:
    """Net roubles a month, the upper end where there is one; unknown pay comes last."""
    low, high = net_month(match)
    return float(high or low or 0)


def sort_word(code: str) -> str:
    return {
        "score": _("Best first"), "newest": _("Newest first"), "pay": _("Best paid first"),
    }[code]  # fmt: skip


def _days_word(code: str) -> str:
    return _("any time") if code == "any" else days(int(code))


def _amount(written: str) -> int | None:
    """What the address says of pay, when it is a number within bounds."""
    usable = written.isascii() and written.isdigit() and len(written) <= len(str(MOST_PAY))
    return min(int(written), MOST_PAY) if usable else None


def _band_label(code: str) -> str:
    band = next(one for one in BANDS if one.code == code)
    return word(band.from_score)
