"""The list of matches: ten first, the rest on demand. A fragment, so a click redraws the list alone."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from app.freshness.history import History
from app.matching.types import MatchView, SearchResult
from components import cached, preferences, searching, telling
from components.cached import IndexState
from components.compare import compare_button, comparison
from components.errors import passing_messages, shown_to_user
from components.exports import csv_button, matches_frame, xlsx_button
from components.feedback_buttons import feedback_buttons, hidden_line, moved_line, stars
from components.formats import milliseconds, number, safe_markdown
from components.i18n import _, ngettext
from components.learning_panel import learning_panel
from components.match_filters import apply_filters, choose_filters, clear_filters, sources_of
from components.posting_timeline import posting_timeline
from components.source_lines import attributions
from components.source_texts import credit
from components.vacancy_card import details, head, source_button
from components.vocabulary import domain, seniority

FIRST = 10
_ALL = "show_all"


def search_line(result: SearchResult, index: IndexState, *, repeatable: bool, new: int = 0) -> None:
    """What was searched for, how long it took among how many, how many are `new` since the search before,
    and the way to search again."""
    role, *others = result.searching_for or ("",)
    told = " · ".join(safe_markdown(one) for one in (role, *(_worded(code) for code in others)) if one)
    with st.container(horizontal=True, vertical_alignment="center", key="search_line"):
        st.markdown(_("Searching for: **{what}**").format(what=told or "—"), width="content")
        preferences.open_button()
        if repeatable:
            searching.again_button(result, index)
    spent = milliseconds(result.timings_ms.get("total", 0.0))
    among = ngettext(
        "Found in {time} among {count} vacancy", "Found in {time} among {count} vacancies", result.index_size
    ).format(time=spent, count=number(result.index_size))
    extras = [among]
    if new:
        told = ngettext(
            "**{count} new** since your last search", "**{count} new** since your last search", new
        )
        extras.append(told.format(count=number(new)))
    if result.archived_now:
        extras.append(
            ngettext(
                "{count} just closed and was left out",
                "{count} just closed and were left out",
                result.archived_now,
            ).format(count=number(result.archived_now))
        )
    st.caption(" · ".join(extras))


@st.fragment
def match_list() -> None:
    """The last search as it was shown, filtered and sorted by what stands in the URL."""
    passing_messages()
    with shown_to_user():
        result = cached.last_search()
    if result is None:
        return
    bar = st.container(horizontal=True, vertical_alignment="center", key="list_bar")
    now = datetime.now(UTC)
    filters = choose_filters(bar, sources_of(result.matches))
    matches = apply_filters(result.matches, filters, now)
    if not matches:
        st.info(_("The filters leave nothing of the list."), icon=":material/filter_alt_off:")
        st.button(_("Clear filters"), on_click=clear_filters, key="clear_filters")
        return
    shown = matches if st.session_state.get(_ALL) else matches[:FIRST]
    with bar:
        st.caption(
            _("{shown} of {total} shown").format(shown=number(len(shown)), total=number(len(result.matches)))
        )
        csv_button(matches_frame(shown), "matches", key="matches_csv")
        xlsx_button(matches_frame(shown), "matches", key="matches_xlsx")
        with shown_to_user():
            learning_panel()
    comparison(result.matches)
    moved_line()
    owed = attributions()
    with shown_to_user():
        histories = cached.histories_of([match.vacancy_id for match in shown])
    for match in shown:
        named = credit(owed.get(match.source, ""))
        _card(match, now, named, histories.get(match.vacancy_id))
    telling.impressions(shown, result.request_id)
    if len(shown) < len(matches):
        st.button(
            ngettext("Show all {count}", "Show all {count}", len(matches)).format(count=number(len(matches))),
            key="show_all_button", on_click=_show_all, type="primary",
        )  # fmt: skip


def _card(match: MatchView, now: datetime, named: str | None, history: History | None) -> None:
    if match.feedback.hidden:
        hidden_line(match, safe_markdown(match.title))
        return
    with st.container(border=True, key=f"card-{match.vacancy_id}"):
        head(match, now=now, credit=named)
        with st.container(horizontal=True, gap="xsmall"):
            source_button(match)
            feedback_buttons(match)
            compare_button(match)
        with st.expander(_("Requirements, score, text")):
            stars(match)
            details(match)
            posting_timeline(history)


def _show_all() -> None:
    st.session_state[_ALL] = True


def _worded(code: str) -> str:
    return domain(code) if seniority(code) == code else seniority(code)
