"""When a search runs by itself, and running it. A refresh never searches: it shows the last one."""

from __future__ import annotations

import streamlit as st

from app.matching.types import SearchResult
from app.resumes.profile import Profile
from components import session, telling
from components.banners import LITTLE
from components.cached import ActiveResume, IndexState
from components.i18n import _

_WANTED = "search_wanted"
_REPEATED = "search_repeated_at"


def ask(saved_search: int | None = None) -> None:
    """The next look at the Matches page searches: after an upload, a change of résumé, a press of Find; with
    the wishes of a saved search, if one is named."""
    st.session_state[_WANTED] = (saved_search,)


def ask_again(result: SearchResult | None) -> None:
    """The same search once more, saved or not."""
    ask(result.saved_search[0] if result is not None and result.saved_search else None)


def due(result: SearchResult | None, index: IndexState) -> bool:
    """Asked for, never done before, or done while the index was as good as empty: one that nothing was
    recalled for at all is repeated, because an index follows the database with a delay, once for each size
    of the index."""
    if _WANTED in st.session_state:
        return True
    if result is None:
        return True
    came_early = index.open >= LITTLE and (result.index_size < LITTLE or result.candidates == 0)
    if not came_early or st.session_state.get(_REPEATED) == index.open:
        return False
    st.session_state[_REPEATED] = index.open
    return True


def again_button(result: SearchResult, index: IndexState) -> None:
    """Search again by hand; says so when the index has grown since."""
    grown = index.open > result.index_size * 1.1 + LITTLE
    label = _("New vacancies have come: search again") if grown else _("Search again")
    st.button(
        label, key="again", icon=":material/search:", type="primary" if grown else "tertiary",
        on_click=ask_again, args=(result,),
    )  # fmt: skip


def is_blind(result: SearchResult, profile: Profile) -> bool:
    """Whether nothing says what to look for: no role, wished for or read, no job and no skill. What such a
    search finds is chance."""
    return not any(result.searching_for[:1]) and not profile.skills and not profile.positions


def nothing_to_go_by() -> None:
    """In place of a list that would be chance."""
    st.info(
        _(
            "Neither a job nor a skill could be read from the résumé, so there is nothing to look for. Say"
            " what you want to work as with “not right?” above, or correct the résumé."
        ),
        icon=":material/person_search:",
    )
    st.page_link("../pages/resume.py", label=_("Correct the résumé itself"), icon=":material/description:")


def find(resume: ActiveResume) -> SearchResult:
    """One search for the active résumé; its list starts with the first ten again."""
    st.session_state.pop("show_all", None)
    [saved_search] = st.session_state.pop(_WANTED, (None,))
    with st.spinner(_("Searching …")):
        result = session.container().matching.find(
            session.person_id(), resume.id, resume.profile, saved_search=saved_search
        )
    telling.tell("search", search_id=result.request_id)
    return result
