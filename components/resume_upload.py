"""Uploading a résumé: reading it with its progress told, or one clear sentence why it cannot be read."""

from __future__ import annotations

import streamlit as st

from app.resumes import service
from app.resumes.documents.limits import MAX_FILE_BYTES
from components import searching, session
from components.errors import sentence
from components.i18n import _
from data.errors import PodborError

TYPES = ("pdf", "docx", "odt", "rtf", "doc", "txt", "md", "html", "htm", "json")
MEGABYTES = MAX_FILE_BYTES // 2**20
_DONE = "uploaded_file"


def upload_box() -> None:
    """A new file is read once, then the Matches page opens and searches; a bad file changes nothing."""
    file = st.file_uploader(
        _("Upload your résumé"), TYPES, key="resume_file", max_upload_size=MEGABYTES,
        help=_("PDF, DOCX, TXT, MD, HTML or JSON, up to {limit} MB. It stays on this machine.").format(
            limit=MEGABYTES
        ),
    )  # fmt: skip
    if file is None or st.session_state.get(_DONE) == file.file_id:
        return
    st.session_state[_DONE] = file.file_id
    database, person_id = session.container().database, session.person_id()
    told = None
    with st.status(_("Reading {name} …").format(name=file.name), expanded=True) as status:
        try:
            st.write(_("Reading the text, then role, skills and experience"))
            service.upload(database, person_id, file.name, file.getvalue())
            status.update(label=_("Understood"), state="complete")
        except PodborError as error:
            told = sentence(error.code, str(error))
            status.update(label=_("This file was not taken"), state="error", expanded=False)
    if told:  # outside of the box above, which closes when it is done
        st.error(told, icon=":material/error:")
        return
    searching.ask()
    st.switch_page("../pages/matches.py")
