"""Like, dislike with a reason, seen, hide, one to five stars; a second press takes it back. The card changes
at once, and with it the order of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from app.matching import feedback
from app.matching.relist import Relisted
from app.matching.types import MatchView
from app.telemetry.events import Event
from components import cached, session, telling
from components.errors import told_in_passing
from components.formats import number as figure
from components.i18n import _, ngettext
from components.vocabulary import dislike_reason

REASONS = ("skills", "place", "salary", "company", "other")
_EVENTS: dict[str, Event] = {"like": "like", "seen": "seen", "hidden": "hide", "applied": "apply"}
_LAST = "feedback_last"
_SCALE: Literal["stars"] = "stars"


@dataclass(frozen=True)
class _Last:
    """The last thing said and what it moved; `action` is None when it was taken back."""

    vacancy_id: int
    action: str | None
    moved: Relisted


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


def stars(match: MatchView) -> None:
    """How relevant it is, one to five; the same star again takes it back."""
    key = f"relevance-{match.vacancy_id}"
    told = match.feedback.relevance
    st.session_state[key] = None if told is None else told - 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("How well does it suit you?"), width="content")
        st.feedback(_SCALE, key=key, on_change=_rate, args=(match.vacancy_id,))


def hidden_line(match: MatchView, title: str) -> None:
    """What is left of a hidden card until the next search."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Hidden: {title}").format(title=title))
        _button("hidden", match.vacancy_id, on=True, label=_("Undo"), icon="undo")


def moved_line() -> None:
    """What the last press did to the list, and the way back; nothing when it moved nothing."""
    last: _Last | None = st.session_state.get(_LAST)
    if last is None or not (last.moved.up or last.moved.down):
        return
    up = ngettext("{count} vacancy moved up", "{count} vacancies moved up", last.moved.up)
    down = ngettext("{count} moved down", "{count} moved down", last.moved.down)
    told = " · ".join((up.format(count=figure(last.moved.up)), down.format(count=figure(last.moved.down))))
    with st.container(horizontal=True, vertical_alignment="center", key="moved_line"):
        st.caption(_("The list has learned from you: {told}.").format(told=told), width="content")
        if last.action is not None:
            st.button(
                _("Undo"), key="undo_last", icon=":material/undo:", type="tertiary",
                on_click=_press, args=(last.action, last.vacancy_id, True),
            )  # fmt: skip


def relearn(vacancy_id: int = 0, action: str | None = None) -> None:
    """Order the list by what has been said by now; `action` on `vacancy_id` is what can be taken back."""
    wanted = cached.wanted_profile()
    if wanted is None:
        return
    moved = session.container().matching.relearn(session.person_id(), wanted[1])
    st.session_state[_LAST] = _Last(vacancy_id, action, moved)


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
        if action in ("like", "dislike", "relevance"):  # the others teach nothing
            relearn(number, None if on else action)


def _dislike(number: int) -> None:
    with told_in_passing():
        reason = st.session_state.get(f"dislike-{number}")
        feedback.dislike(session.container().database, session.person_id(), number, reason)
        telling.tell("dislike", vacancy_id=number, detail=reason)
        relearn(number, "dislike")


def _rate(number: int) -> None:
    with told_in_passing():
        database, person_id = session.container().database, session.person_id()
        star = st.session_state.get(f"relevance-{number}")
        if star is None:
            feedback.undo(database, person_id, number, "relevance")
            telling.tell("undo", vacancy_id=number, detail="relevance")
        else:
            feedback.rate(database, person_id, number, star + 1)
            telling.tell("rate", vacancy_id=number, detail=str(star + 1))
        relearn(number, None if star is None else "relevance")
