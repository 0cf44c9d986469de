"""“I don't have this, show me anyway”: one menu under the checklist, and one to take it back."""

from __future__ import annotations

import streamlit as st

from app.matching.types import MatchView
from app.preferences import service
from components import session
from components.errors import told_in_passing
from components.i18n import _

_LONGEST = 90


def waivers(match: MatchView) -> None:
    """Nothing where the posting states no requirement."""
    number = match.vacancy_id
    counted = [one.text for one in match.requirements if one.verdict != "waived"]
    aside = [one.text for one in match.requirements if one.verdict == "waived"]
    if not match.requirements:
        return
    with st.container(horizontal=True, key=f"waivers-{number}"):
        if counted:
            st.menu_button(
                _("I don't have this, show me anyway"), list(dict.fromkeys(counted)), key=f"waive-{number}",
                icon=":material/block:", type="tertiary", format_func=_short, on_click=_waive, args=(number,),
            )  # fmt: skip
        if aside:
            st.menu_button(
                _("Count it again"), list(dict.fromkeys(aside)), key=f"unwaive-{number}",
                icon=":material/undo:", type="tertiary", format_func=_short, on_click=_unwaive,
                args=(number,),
            )  # fmt: skip


def _waive(number: int) -> None:
    with told_in_passing():
        if text := st.session_state.get(f"waive-{number}"):
            service.waive(session.container().database, session.person_id(), number, str(text))


def _unwaive(number: int) -> None:
    with told_in_passing():
        if text := st.session_state.get(f"unwaive-{number}"):
            service.unwaive(session.container().database, session.person_id(), number, str(text))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
