"""Saved searches: what each looks for, how many are new since it was last run; run, change, delete."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from app.preferences import service
from app.preferences.service import Saved
from app.preferences.wishes import MAX_TEXT, Wishes, applied_to, edited, found_in
from app.resumes.profile import Profile
from components import cached, searching, session
from components.errors import refusal, shown_to_user, told_in_passing
from components.formats import ago, number, safe_markdown
from components.i18n import _, ngettext
from components.match_filters import SORTS, sort_word
from components.preferences import form_key
from components.wish_form import wish_fields
from components.wish_words import summary
from data.errors import InvalidInput, PodborError

_NAME = 80  # characters
_VIEW = "view"


def saved_searches(profile: Profile) -> None:
    """One fold each; a form is drawn only where its fold is open."""
    with shown_to_user():
        kept = cached.saved_searches()
        wishes = cached.wishes()
    if not kept:
        st.info(
            _(
                "No search is saved yet. Save one, and it tells how many vacancies have come since you"
                " looked."
            ),
            icon=":material/bookmark:",
        )
    for one in kept:
        with shown_to_user():
            _saved(one, profile)
    panel = st.expander(
        _("Save another search"), icon=":material/bookmark_add:", key="saved_new", on_change="rerun",
        expanded=not kept,
    )  # fmt: skip
    if panel.open:
        with panel:
            st.caption(_("It begins with your preferences and keeps its own filters from then on."))
            _form(Saved(0, "", wishes, datetime.now(UTC), None), profile)


def saved_line(saved: tuple[int, str]) -> None:
    """Above the list: which saved search it is, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key="saved_line"):
        st.markdown(_("Saved search: **{name}**").format(name=safe_markdown(saved[1])), width="content")
        st.button(
            _("Back to my preferences"), key="saved_leave", icon=":material/undo:", type="tertiary",
            on_click=searching.ask,
        )  # fmt: skip


def _saved(one: Saved, profile: Profile) -> None:
    told = summary(one.wishes, applied_to(profile, one.wishes))
    new = cached.new_in(one.id, one.looked_at, profile) if one.looked_at else 0
    label = " · ".join((f"**{safe_markdown(one.name)}**", *told))
    with st.container(border=True, key=f"saved-{one.id}"):
        st.markdown(label)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _("Run"), key=f"run-{one.id}", type="primary", icon=":material/play_arrow:", on_click=_run,
                args=(one,),
            )  # fmt: skip
            st.button(
                _("Delete"),
                key=f"forget-{one.id}",
                icon=":material/delete:",
                on_click=_delete,
                args=(one.id,),
            )
            st.caption(_since(one, new))
        panel = st.expander(_("Change it"), key=f"change-{one.id}", on_change="rerun")
        if panel.open:
            with panel:
                _form(one, profile)


def _since(one: Saved, new: int) -> str:
    if one.looked_at is None:
        return _("not run yet")
    looked = _("looked at {ago}").format(ago=ago(one.looked_at))
    if not new:
        return f"{looked} · {_('nothing new since')}"
    told = ngettext("**{count} new** since your last look", "**{count} new** since your last look", new)
    return f"{looked} · {told.format(count=number(new))}"


def _form(one: Saved, profile: Profile) -> None:
    key = form_key(one.wishes, profile, f"{one.id}{one.name}")
    with st.form(key=f"{key}-form", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(_("Name of the search"), one.name, max_chars=_NAME, key=f"{key}-name")
            sort = st.selectbox(
                _("Order"), SORTS, SORTS.index(one.wishes.sort), key=f"{key}-sort", format_func=sort_word
            )
        text = st.text_input(
            _("Words to look for instead of the jobs"), one.wishes.text, max_chars=MAX_TEXT,
            key=f"{key}-text", placeholder=_("May stay empty"),
            help=_(
                "They steer the search and are no strict filter: a vacancy that says it otherwise is found"
                " too."
            ),
        )  # fmt: skip
        form = wish_fields(one.wishes, found_in(profile), key)
        sent = st.form_submit_button(
            _("Save and run"), key=f"keep-{one.id}", type="primary", icon=":material/bookmark:"
        )
    if sent:
        _keep(one, profile, name, form, {"text": text, "sort": sort})


def _keep(one: Saved, profile: Profile, name: str, form: Wishes | InvalidInput, more: dict[str, str]) -> None:
    database, person_id = session.container().database, session.person_id()
    try:
        if isinstance(form, InvalidInput):
            raise form
        wishes = edited(one.wishes, found_in(profile), form).model_copy(update=more)
        if one.id:
            service.change_search(database, person_id, one.id, name, wishes)
            number_of = one.id
        else:
            number_of = service.save_search(database, person_id, name, wishes)
    except PodborError as error:
        st.error(refusal(error), icon=":material/error:")
        return
    _run(replace(one, id=number_of, wishes=wishes))
    st.rerun()


def _run(one: Saved) -> None:
    """The Matches list shows it, in its own order."""
    searching.ask(one.id)
    st.session_state["saved_sort"] = one.wishes.sort
    st.session_state["saved_then_list"] = True


def to_the_list() -> None:
    """Before any widget is drawn: a search that was just asked for is shown as a list, in its order."""
    if st.session_state.pop("saved_then_list", False):
        st.session_state[_VIEW] = "list"
        st.session_state["sort"] = st.session_state.pop("saved_sort", "score")


def _delete(number_of: int) -> None:
    with told_in_passing():
        service.delete_search(session.container().database, session.person_id(), number_of)
