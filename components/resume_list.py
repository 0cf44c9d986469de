"""All résumés of a person: which one is in use, the state of each, and why one failed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from app.resumes import service
from components import searching, session
from components.cached import ResumeLine
from components.errors import sentence, told_in_passing
from components.formats import safe_markdown, when
from components.i18n import _
from components.vocabulary import resume_status


def resume_list(resumes: Sequence[ResumeLine]) -> None:
    """One row each, newest first; a press on Use makes it the one that is searched for."""
    for resume in resumes:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            told = f"**{safe_markdown(resume.file_name)}** · {resume_status(resume.status)}"
            st.markdown(f"{told} · {when(resume.created_at)}", width="stretch")
            if resume.active:
                st.badge(_("in use"), icon=":material/check:", color="green")
            elif resume.status == "parsed":
                st.button(
                    _("Use this one"), key=f"use-{resume.id}", on_click=_use, args=(resume.id,)
                )  # fmt: skip
            if resume.status == "failed":
                st.caption(sentence(resume.reason or "error"))


def _use(resume_id: UUID) -> None:
    with told_in_passing():
        service.activate(session.container().database, session.person_id(), resume_id)
        searching.ask()
