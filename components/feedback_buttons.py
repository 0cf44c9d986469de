"""Like, dislike with a reason, seen, hide; a second press takes it back. The card changes at once."""

from __future__ import annotations

import streamlit as st

from app.matching import feedback
from app.matching.types import MatchView
from app.telemetry.events import Event
from components import session, telling
from components.errors import told_in_passing
from components.i18n import _
from components.vocabulary import dislike_reason

REASONS = ("skills", "place", "salary", "company", "other")
_EVENTS: dict[str, Event] = {"like": "like", "seen": "seen", "hidden": "hide", "applied": "apply"}


def feedback_buttons(match: MatchView) -> None:
    """Five buttons beside the source link; the caller's container lays them out."""
    number, state = match.vacancy_id, match.feedback
    liked, disliked = state.verdict == "like", state.verdict == "dislike"
    _button("like", number, on=liked, label=_("Liked") if liked else _("Like"), icon="thumb_up")
    if disliked:
        _button("dislike", number, on=True, label=_("Disliked"), icon="thumb_down")
    else:
        st.menu_button(
            _("Dislike"), REASONS, key=f"dislike-{number}", icon=":material/thumb_down:",
            format_func=dislike_reason, on_click=_dislike, args=(number,),
        )  # fmt: skip
    _button(
        "seen", number, on=state.seen, label=_("Seen") if state.seen else _("Mark seen"), icon="visibility"
    )
    _button("hidden", number, on=False, label=_("Hide"), icon="visibility_off")
    applied = _("Applied") if state.applied else _("I applied")
    _button("applied", number, on=state.applied, label=applied, icon="send")


def hidden_line(match: MatchView, title: str) -> None:
    """What is left of a hidden card until the next search."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Hidden: {title}").format(title=title))
        _button("hidden", match.vacancy_id, on=True, label=_("Undo"), icon="undo")


def _button(action: str, number: int, *, on: bool, label: str, icon: str) -> None:
    st.button(
        label, key=f"{action}-{number}", icon=f":material/{icon}:", type="primary" if on else "secondary",
        on_click=_press, args=(action, number, on),
    )  # fmt: skip


def _press(action: str, number: int, on: bool) -> None:
    """A callback: it runs before the list is drawn again, so the list shows it."""
    with told_in_passing():
        database, person_id = session.container().database, session.person_id()
        if on:
            feedback.undo(database, person_id, number, action)  # type: ignore[arg-type]
        elif action == "like":
            feedback.like(database, person_id, number)
        elif action == "seen":
            feedback.mark_seen(database, person_id, number)
        elif action == "applied":
            feedback.mark_applied(database, person_id, number)
        else:
            feedback.hide(database, person_id, number)
        telling.tell("undo" if on else _EVENTS[action], vacancy_id=number, detail=action if on else None)


def _dislike(number: int) -> None:
    with told_in_passing():
        reason = st.session_state.get(f"dislike-{number}")
        feedback.dislike(session.container().database, session.person_id(), number, reason)
        telling.tell("dislike", vacancy_id=number, detail=reason)
