"""What the person wants: a line that says it, and the form behind it."""

from __future__ import annotations

import hashlib

import streamlit as st

from app.preferences import service
from app.preferences.wishes import NONE, Wishes, applied_to, edited, found_in
from app.resumes.profile import Profile
from components import cached, searching, session
from components.errors import refusal, shown_to_user, told_in_passing
from components.i18n import _
from components.wish_form import wish_fields
from components.wish_words import summary
from data.errors import InvalidInput, PodborError

_OPEN = "wishes"


def preferences(profile: Profile) -> None:
    """Folded: what holds. Unfolded: the form; nothing of it is drawn while it is folded."""
    with shown_to_user():
        wishes = cached.wishes()
    told = summary(wishes, applied_to(profile, wishes))
    label = f"**{_('Your preferences')}**" + (" · " + " · ".join(told) if told else "")
    panel = st.expander(label, icon=":material/tune:", key=_OPEN, on_change="rerun")
    if panel.open:
        with panel:
            _form(wishes, profile)


def open_button() -> None:
    """“Not right?” beside what is searched for; the form stands below."""
    st.button(_("not right?"), key="not_right", icon=":material/edit:", type="tertiary", on_click=_unfold)


def form_key(wishes: Wishes, profile: Profile, name: str = "") -> str:
    """Another one when what the fields start with is another: they must not keep older values."""
    shown = f"{name}{sorted(wishes.kept().items())}{found_in(profile).kept()}"
    return f"wish{hashlib.sha256(shown.encode()).hexdigest()[:8]}"


def _form(wishes: Wishes, profile: Profile) -> None:
    st.caption(
        _("Empty or untouched fields follow your résumé. What you change here holds for every search.")
    )
    key = form_key(wishes, profile)
    with st.form(key=f"{key}-form", border=False):
        form = wish_fields(wishes, found_in(profile), key)
        sent = st.form_submit_button(
            _("Save and search"), key="wishes_save", type="primary", icon=":material/search:"
        )
    if sent:
        _save(wishes, profile, form)
    if wishes != NONE:
        st.button(
            _("Back to what the résumé says"), key="wishes_forget", icon=":material/undo:", type="tertiary",
            on_click=_forget,
        )  # fmt: skip
    st.page_link("../pages/resume.py", label=_("Correct the résumé itself"), icon=":material/description:")


def _save(wishes: Wishes, profile: Profile, form: Wishes | InvalidInput) -> None:
    try:
        if isinstance(form, InvalidInput):
            raise form
        after = edited(wishes, found_in(profile), form)
        service.save(session.container().database, session.person_id(), after)
    except PodborError as error:
        st.error(refusal(error), icon=":material/error:")
        return
    searching.ask()
    st.session_state.pop(_OPEN, None)
    st.rerun()


def _forget() -> None:
    with told_in_passing():
        service.forget(session.container().database, session.person_id())
        searching.ask()


def _unfold() -> None:
    st.session_state[_OPEN] = True
