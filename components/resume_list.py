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
    """One row each, newest first: use it for searches, or delete it after a second press."""
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
            with st.popover(_("Delete"), icon=":material/delete:", key=f"ask-delete-{resume.id}"):
                st.write(
                    _(
                        "The file, what was understood of it and the searches made for it are removed "
                        "for good."
                    )
                )
                st.button(
                    _("Delete for good"), key=f"delete-{resume.id}", type="primary", on_click=_delete,
                    args=(resume.id,),
                )  # fmt: skip


def _delete(resume_id: UUID) -> None:
    with told_in_passing():
        service.delete(session.container().database, session.person_id(), resume_id)


def _use(resume_id: UUID) -> None:
    with told_in_passing():
        service.activate(session.container().database, session.person_id(), resume_id)
        searching.ask()
