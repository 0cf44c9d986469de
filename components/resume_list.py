"""All résumés of a person: which one is in use, the state of each, and why one failed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from app.resumes import service
from components import cached, reading_job, searching, session
from components.cached import ResumeLine
from components.errors import sentence, shown_to_user, told_in_passing
from components.formats import safe_markdown, when
from components.i18n import _
from components.vocabulary import resume_status

_RENAMED = "renamed_resume"


def resume_list(resumes: Sequence[ResumeLine]) -> None:
    """One card each, newest first: use it for searches, rename it, read it again, delete it after a second
    press."""
    for resume in resumes:
        with st.container(border=True, key=f"resume-{resume.id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                told = f"**{safe_markdown(resume.name)}** · {resume_status(resume.status)}"
                st.markdown(f"{told} · {when(resume.created_at)}", width="stretch")
                if resume.active:
                    st.badge(_("in use"), icon=":material/check:", color="green")
                elif resume.status == "parsed":
                    st.button(
                        _("Use this one"), key=f"use-{resume.id}", on_click=_use, args=(resume.id,)
                    )  # fmt: skip
            if resume.reason and not resume.unfinished:
                st.caption(sentence(resume.reason))
            if st.session_state.get(_RENAMED) == resume.id:
                _rename_form(resume)
            else:
                _actions(resume)
    if any(one.unfinished for one in resumes) and not reading_job.running():
        _watch([(one.id, one.status) for one in resumes])


def _actions(resume: ResumeLine) -> None:
    with st.container(horizontal=True):
        if resume.status == "failed" or resume.outdated:
            st.button(
                _("Read again"), key=f"again-{resume.id}", type="tertiary", icon=":material/refresh:",
                help=_("Your corrections are kept."), on_click=_read_again, args=(resume.id, resume.name),
                disabled=reading_job.running(),
            )  # fmt: skip
        st.button(
            _("Rename"), key=f"rename-{resume.id}", type="tertiary", icon=":material/edit:",
            on_click=_open_rename, args=(resume.id,),
        )  # fmt: skip
        with st.popover(
            _("Delete"), icon=":material/delete:", key=f"ask-delete-{resume.id}", type="tertiary"
        ):
            st.write(
                _("The file, what was understood of it and the searches made for it are removed for good.")
            )
            st.button(
                _("Delete for good"), key=f"delete-{resume.id}", type="primary", on_click=_delete,
                args=(resume.id,),
            )  # fmt: skip


def _rename_form(resume: ResumeLine) -> None:
    with st.form(key=f"rename-form-{resume.id}"):
        st.text_input(
            _("Name of this résumé"), resume.name[:120], max_chars=120, key=f"title-{resume.id}"
        )  # fmt: skip
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Save"), key=f"save-title-{resume.id}", type="primary", on_click=_rename, args=(resume.id,)
            )
            st.form_submit_button(
                _("Cancel"), key=f"keep-title-{resume.id}", type="tertiary", on_click=_close_rename
            )


@st.fragment(run_every=2)
def _watch(before: list[tuple[UUID, str]]) -> None:
    """While somebody else reads the same text: look again, and draw the page anew when it is done."""
    with shown_to_user():
        now = [(one.id, one.status) for one in cached.resumes()]
    if now != before:
        searching.ask()
        st.rerun(scope="app")
    st.caption(_("This text is being read. The page looks again by itself."))


def _open_rename(resume_id: UUID) -> None:
    st.session_state[_RENAMED] = resume_id


def _close_rename() -> None:
    st.session_state.pop(_RENAMED, None)


def _rename(resume_id: UUID) -> None:
    with told_in_passing():
        title = str(st.session_state.get(f"title-{resume_id}") or "")
        service.rename(session.container().database, session.person_id(), resume_id, title)
        _close_rename()


def _read_again(resume_id: UUID, name: str) -> None:
    database, person_id = session.container().database, session.person_id()
    reading_job.start(
        name, lambda told: service.parse(database, person_id, resume_id, on_progress=told), new=False
    )


def _delete(resume_id: UUID) -> None:
    with told_in_passing():
        service.delete(session.container().database, session.person_id(), resume_id)


def _use(resume_id: UUID) -> None:
    with told_in_passing():
        service.activate(session.container().database, session.person_id(), resume_id)
        searching.ask()
