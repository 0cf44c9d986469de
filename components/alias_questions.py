"""Ways of writing a skill that only the person can settle: asked once, with the line they stand in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.resumes import aliases
from app.resumes.aliases import AliasSuggestion, KnownAlias
from components import searching, session
from components.errors import told_in_passing
from components.formats import safe_html, safe_markdown
from components.i18n import _
from components.profile_words import line_text


def alias_questions(asked: Sequence[AliasSuggestion], answered: Sequence[KnownAlias]) -> None:
    """One question at a time is enough; answers can be taken back."""
    for number, one in enumerate(asked):
        with st.container(border=True, key=f"alias-{number}"):
            question = _("Does «{written}» mean {canonical} here?")
            if one.reason == "near":
                question = _("«{written}»: is that {canonical}?")
            written, canonical = safe_markdown(one.written), safe_markdown(one.canonical)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{question.format(written=written, canonical=canonical)}**", width="stretch")
                given = (one.written, one.canonical)
                st.button(
                    _("Yes"), key=f"alias-yes-{number}", icon=":material/check:", on_click=_answer,
                    args=(True, *given),
                )  # fmt: skip
                st.button(
                    _("No"), key=f"alias-no-{number}", icon=":material/close:", on_click=_answer,
                    args=(False, *given),
                )  # fmt: skip
            if one.line:
                st.html(f'<span class="pb-quote">{safe_html(line_text(one.line))}</span>')
    if answered:
        with st.expander(_("Your spellings"), icon=":material/spellcheck:"):
            for number, answer in enumerate(answered):
                _known(number, answer)


def _known(number: int, answer: KnownAlias) -> None:
    told = _("«{written}» is {canonical}") if answer.accepted else _("«{written}» is not {canonical}")
    with st.container(horizontal=True, vertical_alignment="center"):
        worded = told.format(written=safe_markdown(answer.written), canonical=safe_markdown(answer.canonical))
        st.markdown(worded, width="stretch")
        st.button(
            _("Take back"), key=f"alias-back-{number}", type="tertiary", icon=":material/undo:",
            on_click=_take_back, args=(answer.written, answer.canonical),
        )  # fmt: skip


def _answer(accepted: bool, written: str, canonical: str) -> None:
    with told_in_passing():
        said = aliases.confirm if accepted else aliases.reject
        said(session.container().database, session.person_id(), written, canonical)
        searching.ask()


def _take_back(written: str, canonical: str) -> None:
    with told_in_passing():
        aliases.forget(session.container().database, session.person_id(), written, canonical)
        searching.ask()
