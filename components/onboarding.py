"""Three questions for somebody without a résumé; the answers lead to the matches."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import streamlit as st

from app.preferences import service as preferences
from app.resumes import service
from app.resumes.onboarding import MAX_PLACES, MAX_ROLES, MAX_SKILLS, general_skills, profile_from_answers
from app.resumes.profile import SalaryExpectation
from app.resumes.suggestions import suggest_places, suggest_roles
from components import searching, session
from components.errors import log, refusal
from components.i18n import _
from components.profile_inputs import CURRENCIES, MOST_PAY, skill_names
from data.errors import PodborError

_DONE = "answers_given"
_REFUSED = "answers_refused"
_REMOTE = ("no", "too", "only")
_OFFERED = 500  # places in the list; any other is typed


def onboarding() -> None:
    """The questions in full, where there is no résumé."""
    st.subheader(_("No résumé at hand? Three questions will do"))
    _questions()


def onboarding_aside() -> None:
    """The same folded away, where there is one."""
    refused = _REFUSED in st.session_state
    with st.expander(_("No résumé? Three questions"), expanded=refused, icon=":material/contact_support:"):
        _questions()


def follow_answers() -> None:
    """Once they are given, on to the matches; who wants remote work alone sees nothing else."""
    if st.session_state.pop(_DONE, None) is not None:
        searching.ask()
        st.switch_page("../pages/matches.py")


def _questions() -> None:
    """Roles, places or remote, pay; what is known is offered, anything else may be typed."""
    with st.form(key="onboarding"):
        _several(_("1. What do you want to work as?"), "roles", _role_names(), MAX_ROLES)
        _several(
            _("2. Where?"), "places", _place_names(), MAX_PLACES, _("A city or a region, or leave it empty")
        )
        words = {"no": _("not needed"), "too": _("suits me too"), "only": _("only remote")}
        st.radio(
            _("Remote work"), _REMOTE, key="answer_remote", horizontal=True, format_func=words.__getitem__
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input(
                _("3. How much a month, from?"), 0, MOST_PAY, None, step=5000, key="answer_pay",
                placeholder=_("May stay empty"),
            )  # fmt: skip
            st.selectbox(_("Currency"), CURRENCIES, key="answer_currency", width=120)
        _several(
            _("Skills, if you like"), "skills", _skills(), MAX_SKILLS,
            _("In general words or exactly: databases, Excel"),
        )  # fmt: skip
        if told := st.session_state.pop(_REFUSED, None):
            st.error(told, icon=":material/error:")
        st.form_submit_button(
            _("Show vacancies"), key="answer", type="primary", icon=":material/search:", on_click=_answer
        )


def _several(label: str, name: str, known: tuple[str, ...], most: int, hint: str | None = None) -> None:
    st.multiselect(
        label, known, key=f"answer_{name}", max_selections=most, accept_new_options=True,
        placeholder=hint or _("Begin to type"), select_all=False, filter_mode="contains",
    )  # fmt: skip


def _answer() -> None:
    state = st.session_state
    several = {name: list(state.get(f"answer_{name}") or []) for name in ("roles", "places", "skills")}
    remote, pay = str(state.get("answer_remote") or "no"), state.get("answer_pay")
    currency = str(state.get("answer_currency") or CURRENCIES[0])
    given: dict[str, Any] = {**several, "remote": remote, "salary": pay, "currency": currency}
    salary = SalaryExpectation(amount=Decimal(pay), currency=currency) if pay else None
    try:
        profile = profile_from_answers(
            several["roles"], several["places"], remote != "no", salary, several["skills"]
        )
        database, person_id = session.container().database, session.person_id()
        kept = service.save_answers(database, person_id, given, profile)
        service.rename(database, person_id, kept, _("My answers"))
        preferences.answered(database, person_id, remote_only=remote == "only")
    except PodborError as error:
        log.warning("answers: %s", error.code)
        state[_REFUSED] = refusal(error)
    else:
        state[_DONE] = remote


@cache
def _role_names() -> tuple[str, ...]:
    """The plain titles first: the list is narrowed in its own order, and Enter takes the first."""
    return tuple(sorted(suggest_roles("", 1_000), key=lambda title: len(title.replace("-", " ").split())))


@cache
def _place_names() -> tuple[str, ...]:
    return tuple(suggest_places("", _OFFERED))


@cache
def _skills() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*general_skills(), *skill_names())))
