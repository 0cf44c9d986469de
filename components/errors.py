"""The one place where the project's errors become a sentence on screen. Bugs go on raising."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.resumes.documents.limits import MAX_FILE_BYTES
from components import source_texts
from components.formats import safe_markdown
from components.i18n import _
from data.errors import PodborError

_PASSING = "told_in_passing"
log = logging.getLogger(__name__)


def sentence(code: str, fallback: str = "") -> str:
    """What a person is told for an error code; an unknown code says `fallback`."""
    return (
        _sentences().get(code)
        or _of_a_source(code)
        or safe_markdown(fallback)
        or _("Something did not work. Please try again.")
    )


def refusal(error: PodborError) -> str:
    """One sentence, with what was written where that helps."""
    written, meant = (error.details.get(name) for name in ("written", "meant"))
    if error.code == "place_unknown" and meant:
        told = _("There is no “{written}” in the directory of places. Did you mean {meant}?")
        return told.format(written=safe_markdown(str(written)[:60]), meant=safe_markdown(str(meant)))
    told = sentence(error.code, str(error))
    return f"{safe_markdown(str(written)[:60])}: {told}" if written else told


def in_a_cell(code: str) -> str:
    """The sentence of a code for a table, where nothing is Markdown; an unknown code stays."""
    return _sentences().get(code) or _of_a_source(code) or code


def _of_a_source(code: str) -> str | None:
    """Why a source cannot be used; None for other codes."""
    told = source_texts.why(code)
    return None if told == code else told


@contextmanager
def shown_to_user() -> Iterator[None]:
    """Show the project's own errors as a message and end the page there; let bugs raise."""
    try:
        yield
    except PodborError as error:
        log.warning("%s: %s", error.code, error)
        st.error(sentence(error.code, str(error)), icon=":material/error:")
        st.stop()


@contextmanager
def told_in_passing() -> Iterator[None]:
    """For a click: the message passes by and the page stays as it is."""
    try:
        yield
    except PodborError as error:
        log.warning("%s: %s", error.code, error)
        tell_in_passing(sentence(error.code, str(error)))


def tell_in_passing(told: str) -> None:
    """Kept until the page or its part is drawn: a callback itself may draw nothing inside of a fragment."""
    st.session_state[_PASSING] = told


def passing_messages() -> None:
    """Show what a click had to tell; at the head of the page and of each fragment with buttons."""
    if told := st.session_state.pop(_PASSING, None):
        st.toast(told, icon=":material/info:")


def _sentences() -> dict[str, str]:
    return {
        "error": _("Something did not work. Please try again."),
        "not_found": _("This is no longer here."),
        "invalid_input": _("This cannot be used. Nothing was stored."),
        "import_empty": _("There is nothing to read in it."),
        "import_no_title": _("No title of a vacancy was found: begin the text with it."),
        "import_too_short": _("The text is too short for a vacancy; paste all of it."),
        "import_too_big": _("This is too much for one vacancy."),
        "import_bad_link": _("This is not the address of one vacancy."),
        "import_not_understood": _("It could not be understood as a vacancy."),
        "import_host_not_allowed": _(
            "This host is not among those that may be read. Copy the page and paste it, or name the host in"
            " `PODBOR_IMPORT_DOMAINS`."
        ),
        "import_hh_not_configured": _(
            "hh.ru shows single vacancies only to programs with its token. Open the page, copy everything and"
            " paste it here."
        ),
        "job_not_shared": _("This posting shares its job with no other."),
        "job_not_two": _("These two postings are one job already."),
        "document_empty": _("The file is empty. Nothing was stored."),
        "document_too_big": _("The file is too big; up to {limit} MB are read. Nothing was stored.").format(
            limit=MAX_FILE_BYTES // 2**20
        ),
        "document_too_long": _("The document is too long for a résumé. Nothing was stored."),
        "document_encrypted": _("The file is protected with a password. Save it without one and try again."),
        "document_broken": _("The file is damaged and cannot be read."),
        "document_is_image": _("This is a picture. Upload the résumé as text: PDF, DOCX, TXT or HTML."),
        "document_no_text": _("There is no text in this file. Upload one with text."),
        "document_too_little": _(
            "There is too little text in this file. Name at least the job you want and what you can do, or "
            "answer the three questions."
        ),
        "document_scan": _(
            "This is a scan, and scans are not read on this machine. Upload a file with text."
        ),
        "document_fonts": _("The fonts of this PDF hide its letters. Save the résumé as DOCX or text."),
        "document_doc": _("Old Word files (.doc) are not read on this machine. Save it as DOCX or PDF."),
        "document_unsupported": _("This kind of file cannot be read. Use PDF, DOCX, ODT, RTF, HTML or text."),
        "document_bomb": _("This file unpacks to far more than a résumé can hold, so it was not opened."),
        "document_timeout": _("Reading the file took too long. Try to save it in another format."),
        "database_unavailable": _("The database does not answer. The page will work again when it is back."),
        "index_unavailable": _("The search index does not answer. Try again in a few seconds."),
        "source_error": _("The job board answered with an error."),
        "source_not_configured": _("This job board is not set up yet."),
        "source_forbidden": _("The job board refuses our requests. Check the token and the contact address."),
        "source_unavailable": _("The job board does not answer. Try again later."),
        "robots_disallowed": _("The job board's robots.txt forbids reading it, so it is not read."),
        "robots_unreachable": _("The job board's robots.txt cannot be read, so nothing was asked for."),
        "source_address_refused": _(
            "The job board's name leads to no public address. Nothing was asked for."
        ),
        "source_host_refused": _("The job board sent us to a host that is not allowed. We did not go there."),
        "board_unknown": _("There is no job board of this name. Check its name in the file of boards."),
        "employer_token_needed": _("The provider shows this board only with the employer's own token."),
        "empty_board": _(
            "The job board shows no postings at all; that may be a wrong name, so none is closed."
        ),
        "board_moved": _("The job board changed while it was read. The next reading takes it anew."),
        "board_endless": _("The pages of the job board do not end. Nothing is closed."),
        "board_cut_short": _("The job board showed fewer postings than it has. None is closed."),
        "payload_changed": _("The job board changed its format; some rows were set aside."),
        "stack_error": _("A part of the installation did not start. Run the doctor command to see which."),
        "asked_too_soon": _("Its provider does not allow another reading of this board yet. Try later."),
        "flows_away": _("Prefect does not answer, so nothing was started. Try again in a minute."),
        "flow_not_served": _("Nobody carries out this work now. Start Podbor with all its parts."),
        "too_many_resumes": _("There are too many résumés. Delete one first."),
        "resume_not_parsed": _("This résumé has not been read yet."),
        "parsing_interrupted": _("Reading this résumé was interrupted. Read it again."),
        "reading_failed": _("Something went wrong while this résumé was read. Try again in a minute."),
        "export_too_big": _("There is too much for one download. Use the command podbor person export."),
        "field_invalid": _("This value does not fit the field. Nothing was changed."),
        "role_missing": _("Name at least one job you want."),
        "role_too_short": _("Write the job out: four letters at least."),
        "role_too_general": _("This job is too general. Say which: an accountant, a Java developer."),
        "role_too_long": _("This job title is too long. A few words are enough."),
        "too_many_roles": _("Too many jobs at once. Name up to five."),
        "too_many_places": _("Too many places at once. Name up to five."),
        "place_unknown": _("There is no such place in the directory. Choose one from the list."),
        "salary_invalid": _("This pay cannot be used. Write an amount a month."),
        "too_many_domains": _("Too many industries at once. Choose up to three."),
        "too_many_employers": _("Too many companies. Name up to thirty."),
        "wish_invalid": _("This wish cannot be used. Nothing was changed."),
        "rule_unknown": _("There is no such filter."),
        "name_missing": _("Give the search a name."),
        "name_taken": _("Another saved search has this name."),
        "too_many_saved": _("There are too many saved searches. Delete one first."),
        "too_many_waivers": _("Too many requirements of this vacancy are set aside already."),
        "too_many_skills": _("Too many skills at once. Name up to thirty."),
        "month_invalid": _("Write a month like 03.2020, or a year like 2020."),
        "too_many_aliases": _("There are too many answers. Take some back first."),
        "field_unknown": _("This field cannot be changed."),
        "embeddings_unavailable": _("The embedding model does not answer. Try again later."),
        "model_off": _("No language model is set up. The rules on this machine do the work."),
        "model_not_scrubbed": _("The text would still have told whose it is, so nothing was sent."),
        "model_too_long": _("The text is too long for the language model. The rules did the work."),
        "model_audio_unsupported": _("This recording cannot be used. Take WAV, MP3, M4A, OGG or WebM."),
        "model_rate_limited": _("The language model is overloaded. The rules did the work."),
        "model_server_error": _("The language model's server failed. The rules did the work."),
        "model_timeout": _("The language model took too long. The rules did the work."),
        "model_unreachable": _("The language model cannot be reached. The rules did the work."),
        "model_quota": _("The account at the language model's provider has no money left."),
        "model_rejected": _(
            "The language model's provider refuses our requests. Check the key and the model."
        ),
        "model_malformed": _("The language model answered nonsense. The rules did the work."),
        "model_truncated": _("The language model's answer was cut off. The rules did the work."),
        "model_refused": _("The language model refused to answer. The rules did the work."),
        "model_filtered": _("The provider's filter held the answer back. The rules did the work."),
        "model_wrong_schema": _("The language model answered something else. The rules did the work."),
        "model_too_often": _(
            "The language model did this often enough for now. Try again in an hour; what is there stays."
        ),
        "budget_person": _("Your budget for language models is used up for today. What is free goes on."),
        "budget_system": _("Today's budget for language models is used up. What is free goes on."),
        "file_unreadable": _("The file with raw records cannot be read."),
        "run_in_progress": _("Another reading of this job board is going on."),
        "disk_full": _("The disk is full."),
        "archive_unavailable": _("The archive of raw records does not answer."),
        "board_shrank": _(
            "The board suddenly shows less than half of its open postings. Nothing is closed until the next "
            "reading says the same."
        ),
        "interrupted": _("The run was interrupted."),
        "time_is_up": _("The time for this was up before all was read."),
        "segment_no_source": _("No job board is set up that could be asked."),
        "hh_token_missing": _("no hh.ru token (PODBOR_HH_TOKEN)"),
        "contact_missing": _("no contact address (PODBOR_CONTACT)"),
    }
