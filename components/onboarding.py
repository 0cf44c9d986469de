"""Three questions for somebody without a résumé; the answers lead to the matches."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import streamlit as st

from app.resumes import service
from app.resumes.onboarding import MAX_ROLES, profile_from_answers
from app.taxonomy import areas, roles
from components import searching, session
from components.errors import told_in_passing
from components.i18n import _
from components.match_filters import MODE

_DONE = "answers_given"
_MOST_PAY = 100_000_000


def onboarding() -> None:
    """Roles, place or remote, pay; directory names are offered, any other may be typed."""
    st.subheader(_("No résumé at hand? Three questions will do"))
    with st.form(key="onboarding"):
        st.multiselect(
            _("1. What do you want to work as?"), roles.role_names(), key="answer_roles",
            max_selections=MAX_ROLES, accept_new_options=True, placeholder=_("Begin to type"),
            select_all=False, filter_mode="contains",
        )  # fmt: skip
        st.selectbox(
            _("2. Where?"), _cities(), None, key="answer_place", accept_new_options=True,
            placeholder=_("A city, or leave it empty"),
        )  # fmt: skip
        st.checkbox(_("Remote only"), key="answer_remote")
        st.number_input(
            _("3. How much a month, ₽, from?"), 0, _MOST_PAY, None, step=5000, key="answer_pay",
            placeholder=_("May stay empty"),
        )  # fmt: skip
        st.form_submit_button(
            _("Show vacancies"), key="answer", type="primary", icon=":material/search:", on_click=_answer
        )


def follow_answers() -> None:
    """Once they are given, on to the matches; who wants remote work alone sees them filtered."""
    if (remote := st.session_state.pop(_DONE, None)) is not None:
        searching.ask()
        if remote:
            st.session_state[MODE] = ["REMOTE"]
        st.switch_page("../pages/matches.py")


def _answer() -> None:
    given: dict[str, Any] = {
        "roles": list(st.session_state.get("answer_roles") or []),
        "places": [place] if (place := st.session_state.get("answer_place")) else [],
        "remote": bool(st.session_state.get("answer_remote")),
        "salary": st.session_state.get("answer_pay"),
    }
    with told_in_passing():
        salary = Decimal(given["salary"]) if given["salary"] else None
        profile = profile_from_answers(given["roles"], given["places"], given["remote"], salary)
        database, person_id = session.container().database, session.person_id()
        kept = service.save_answers(database, person_id, given, profile)
        service.rename(database, person_id, kept, _("My answers"))
        st.session_state[_DONE] = given["remote"]


@cache
def _cities() -> tuple[str, ...]:
    return areas.large_cities()
