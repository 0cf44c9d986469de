"""What the search left out: by which rule, how many, the best few, and the ways back."""

from __future__ import annotations

import streamlit as st

from app.matching import left_out
from app.matching.filters import ALWAYS
from app.matching.types import LeftOut, LeftVacancy, SearchResult
from app.preferences import service
from app.preferences.wishes import USUAL
from components import cached, searching, session, telling
from components.errors import shown_to_user, told_in_passing
from components.formats import number, safe_html, web_address
from components.i18n import _, ngettext
from components.job_postings import source_name
from components.score import ring_html
from components.wish_words import rule


def filtered_out(result: SearchResult) -> None:
    """One fold a rule, the busiest first; then the rules that are switched off."""
    if not result.left_out:
        st.info(_("Nothing was left out of this search."), icon=":material/filter_alt_off:")
    else:
        st.caption(
            _("Counted among the vacancies closest to what you look for, not among all that are stored.")
        )
    for place, one in enumerate(result.left_out):
        _rule(one, unfolded=place == 0, saved=result.saved_search)
    with shown_to_user():
        if result.saved_search is None:
            _switched_off()
        _brought_back(cached.exempted())


def total(result: SearchResult) -> int:
    return sum(one.count for one in result.left_out)


def _rule(one: LeftOut, *, unfolded: bool, saved: tuple[int, str] | None) -> None:
    with st.expander(
        f"**{rule(one.rule)}** · {number(one.count)}", expanded=unfolded, key=f"left-{one.rule}"
    ):
        if one.rule not in ALWAYS:
            st.button(
                ngettext("Show {count} all the same", "Show all {count} of them", one.count).format(
                    count=number(one.count)
                ),
                key=f"off-{one.rule}", icon=":material/filter_alt_off:",
                help=_("Switches this rule off, until you switch it on again."),
                on_click=_switch, args=(one.rule, False, saved),
            )  # fmt: skip
        for vacancy in one.best:
            _vacancy(vacancy, one.rule)
        if one.count > len(one.best):
            more = one.count - len(one.best)
            told = ngettext("and {count} more that fits less", "and {count} more that fit less", more)
            st.caption(told.format(count=number(more)))


def _vacancy(vacancy: LeftVacancy, code: str) -> None:
    facts = " · ".join(safe_html(one) for one in (vacancy.employer, vacancy.city) if one)
    with st.container(horizontal=True, vertical_alignment="center", key=f"out-{code}-{vacancy.vacancy_id}"):
        st.html(
            f'<div class="pb-card pb-small">{ring_html(vacancy.score)}<div>'
            f'<p class="pb-title">{safe_html(vacancy.title)}</p><div>{facts}</div></div></div>'
        )
        if code != "archived":
            st.button(
                _("Bring back"), key=f"back-{code}-{vacancy.vacancy_id}", icon=":material/undo:",
                on_click=_bring_back, args=(vacancy.vacancy_id, code),
            )  # fmt: skip
        if address := web_address(vacancy.url):
            st.link_button(
                f"{source_name(vacancy)} ↗", address, type="tertiary", key=f"see-{code}-{vacancy.vacancy_id}"
            )


def _switched_off() -> None:
    """What would leave out by itself and was told not to."""
    off = [one for one in USUAL if not cached.wishes().holds(one)]
    if not off:
        return
    st.markdown(f"**{_('Switched off')}**")
    with st.container(horizontal=True):
        for one in off:
            st.button(
                f"{rule(one)}: {_('leave out again')}", key=f"on-{one}", icon=":material/filter_alt:",
                on_click=_switch, args=(one, True, None),
            )  # fmt: skip


def _brought_back(count: int) -> None:
    if count:
        told = ngettext("Filter {count} brought back again", "Filter {count} brought back again", count)
        st.button(
            told.format(count=number(count)), key="exempt_none", icon=":material/filter_alt:",
            type="tertiary", on_click=_filter_again,
        )  # fmt: skip


def _filter_again() -> None:
    with told_in_passing():
        service.forget_exemptions(session.container().database, session.person_id())
        searching.ask_again(cached.last_search())


def _bring_back(vacancy_id: int, code: str) -> None:
    with told_in_passing():
        left_out.bring_back(session.container().database, session.person_id(), vacancy_id, code)
        telling.tell("undo", vacancy_id=vacancy_id, detail=code)
        searching.ask_again(cached.last_search())


def _switch(code: str, on: bool, saved: tuple[int, str] | None) -> None:
    with told_in_passing():
        database, person_id = session.container().database, session.person_id()
        service.switch_rule(database, person_id, code, on=on, saved_search=saved[0] if saved else None)
        searching.ask_again(cached.last_search())
