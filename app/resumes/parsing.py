"""From a stored file to a stored profile: the status of a résumé on its way."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal
from uuid import UUID

from app.resumes.cache import Outcome, read_once
from app.resumes.extractors import RULES, Extracted, Extractor
from app.resumes.reading import read_document
from app.taxonomy import imported
from data.db import Database, Session
from data.errors import PodborError, UnreadableDocument
from data.models.resume import Resume
from data.repositories import extractions, resumes
from data.repositories.extractions import Reading

log = logging.getLogger(__name__)

#: `reading` with (pages done, pages) of a scan or (0, 0), then `understanding` with (0, 0)
Stage = Literal["reading", "understanding"]
Progress = Callable[[Stage, int, int], None]


class ReadingFailed(PodborError):
    """Somebody else's attempt at the same text failed a moment ago; `code` is the reason of that failure."""

    code = "reading_failed"


def parse(
    database: Database,
    person_id: UUID,
    resume_id: UUID,
    extractor: Extractor,
    *,
    activate: bool = False,
    on_progress: Progress | None = None,
) -> None:
    """Read and understand one résumé: `parsing`, then `parsed`, or `failed` with the code of the reason (it
    is raised too). It stays `parsing` while somebody else works on the very same text. An extractor that
    cannot work now is replaced by the rules, and `reason` says so."""
    with database.transaction() as session:
        resume = resumes.get(session, person_id, resume_id)
        if resume.source != "file":  # answers are as they were given
            return
        resumes.set_status(session, person_id, resume_id, "parsing")
        data, file_name = resume.file_bytes, resume.file_name
    told: Progress = on_progress or _untold
    try:
        told("reading", 0, 0)
        text = read_document(data, file_name, on_progress=lambda done, pages: told("reading", done, pages))
        digest = hashlib.sha256(text.encode()).hexdigest()
        _keep_text(database, person_id, resume_id, text, digest)
        told("understanding", 0, 0)
        imported.refresh(database)
        outcome, used, note = _understood(database, person_id, digest, text, extractor)
    except BaseException as error:
        reason = error.code if isinstance(error, PodborError) else "reading_failed"
        with suppress(PodborError), database.transaction() as session:  # the résumé may be gone by now
            resumes.set_status(session, person_id, resume_id, "failed", reason=reason)
        raise
    if outcome.status == "generating" or outcome.result is None:
        return  # whoever looks next takes the result over: `take_ready`
    with database.transaction() as session:
        if activate:
            resumes.lock_person(session, person_id)
        _keep_result(session, person_id, resume_id, used, outcome.result, note)
        if activate:
            resumes.activate(session, person_id, resume_id)


def _untold(stage: Stage, done: int, pages: int) -> None:
    """Nobody listens."""


def take_ready(session: Session, person_id: UUID, resume: Resume) -> bool:
    """Finish a résumé that waited for somebody else's work, if that is done; a first one turns active."""
    if resume.text_sha256 is None:
        return False
    found = extractions.ready_since(session, person_id, resume.text_sha256, resume.status_since)
    if found is None:
        return False
    first = resume.profile is None
    _keep_result(session, person_id, resume.id, found[0], found[1], None)
    if first:
        resumes.activate(session, person_id, resume.id)
    return True


def _keep_text(database: Database, person_id: UUID, resume_id: UUID, text: str, digest: str) -> None:
    """The text, and with it the right to readings of it; those of a text it had before go."""
    with database.transaction() as session:
        before = resumes.get(session, person_id, resume_id).text_sha256
        old = [before] if before and before != digest else []
        extractions.lock_texts(session, old)
        resumes.set_text(session, person_id, resume_id, text=text, text_sha256=digest)
        extractions.drop_unused(session, old)


def _understood(
    database: Database, person_id: UUID, digest: str, text: str, extractor: Extractor
) -> tuple[Outcome, Reading, str | None]:
    """(the outcome, whose it is, why the rules had to do instead)"""
    note = None
    if extractor.model:
        reading = _reading(digest, extractor)
        try:
            outcome = read_once(database, person_id, reading, lambda: _extract(extractor, person_id, text))
        except PodborError as error:
            log.warning("understood by rules alone: %s", error.code)
            note = error.code
        else:
            if outcome.status != "failed":
                return outcome, reading, None
            note = outcome.reason
        extractor = RULES
    reading = _reading(digest, extractor)
    outcome = read_once(database, person_id, reading, lambda: _extract(extractor, person_id, text))
    if outcome.status == "failed":
        failure = UnreadableDocument if (outcome.reason or "").startswith("document_") else ReadingFailed
        raise failure("Understanding this text failed a moment ago.", code=outcome.reason)
    return outcome, reading, note


def _reading(digest: str, extractor: Extractor) -> Reading:
    return Reading(digest, extractor.version, extractor.model, extractor.prompt_version)


def _extract(extractor: Extractor, person_id: UUID, text: str) -> dict[str, Any]:
    found: Extracted = extractor.extract(person_id, text)
    return {"profile": found.profile.model_dump(mode="json"), "by_model": sorted(found.by_model)}


def _keep_result(
    session: Session, person_id: UUID, resume_id: UUID, reading: Reading, result: dict[str, Any],
    note: str | None,
) -> None:  # fmt: skip
    resumes.set_parsed(
        session, person_id, resume_id, profile=result["profile"], by_model=result["by_model"],
        extractor_version=reading.extractor_version, model=reading.model,
        prompt_version=reading.prompt_version, reason=note,
    )  # fmt: skip
