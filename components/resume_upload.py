"""Uploading a résumé: reading it with its progress told, or one clear sentence why it cannot be read."""

from __future__ import annotations

import streamlit as st

from app.resumes import service
from app.resumes.documents.limits import MAX_FILE_BYTES
from components import cached, reading_job, searching, session, telling
from components.errors import sentence
from components.i18n import _
from data.errors import PodborError

TYPES = ("pdf", "docx", "odt", "rtf", "doc", "txt", "md", "html", "htm", "json")
MEGABYTES = MAX_FILE_BYTES // 2**20
_DONE = "uploaded_file"
_REFUSED = "refused_file"


def upload_box() -> None:
    """A new file is read once, then the Matches page opens and searches; a bad file changes nothing."""
    file = st.file_uploader(
        _("Upload your résumé"), TYPES, key="resume_file", max_upload_size=MEGABYTES,
        help=_("PDF, Word, ODT, RTF, HTML, TXT, MD or JSON, up to {limit} MB. The file stays here.").format(
            limit=MEGABYTES
        ),
    )  # fmt: skip
    new = file is not None and st.session_state.get(_DONE) != file.file_id
    if file is not None and new and not reading_job.running():
        st.session_state[_DONE] = file.file_id
        st.session_state.pop(_REFUSED, None)
        telling.tell("upload")
        database, person_id, name, data = (
            session.container().database, session.person_id(), file.name, file.getvalue(),
        )  # fmt: skip
        reading_job.start(
            name,
            lambda told: service.upload(database, person_id, name, data, on_progress=told),
            new=True,
        )
    if reading_job.running():
        reading_job.progress()
    elif (job := reading_job.ended()) is not None:
        _finish(job)
    elif file is None:
        st.session_state.pop(_REFUSED, None)
    if told := st.session_state.get(_REFUSED):
        st.error(told, icon=":material/error:")


def _finish(job: reading_job.Job) -> None:
    error = job.error
    if isinstance(error, PodborError):
        st.session_state[_REFUSED] = sentence(error.code, str(error))
    elif error is not None:
        raise error
    else:
        telling.tell("parsed")
    if error is None and job.new and not any(one.unfinished for one in cached.resumes()):
        searching.ask()
        st.switch_page("../pages/matches.py")
