"""Résumés of a person: uploaded, parsed, corrected, one of them active.

A file that cannot be read is refused before anything is stored. A correction is kept apart from what was
extracted and laid over it, so parsing again never loses it.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.resumes.parser import VERSION, parse_resume
from app.resumes.profile import Profile
from app.resumes.reading import read_document
from app.taxonomy import roles
from app.taxonomy.words import normalise
from data.db import Database
from data.errors import InvalidInput, NotFound, PodborError
from data.models.resume import Resume
from data.repositories import resumes

_MAX_RESUMES = 50
#: Characters of one corrected field, written as JSON.
MAX_CORRECTION = 50_000
#: fields a person may correct; the rest follows from them
CORRECTABLE = frozenset(Profile.model_fields) - {"lines", "role_ids"}


def upload(database: Database, person_id: UUID, file_name: str, data: bytes) -> UUID:
    """Read a file, store it with what was understood and make it the active résumé, all or nothing; returns
    its id. The same file again is the same résumé, activated, and read anew when the parser is newer.
    Raises `UnreadableDocument` and stores nothing when the file cannot be read."""
    digest = hashlib.sha256(data).hexdigest()
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        known = resumes.by_digest(session, person_id, digest)
        if known is not None and known.status == "parsed" and known.extractor_version == VERSION:
            return resumes.activate(session, person_id, known.id).id
    text = read_document(data, file_name)
    profile = parse_resume(text)
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        known = resumes.by_digest(session, person_id, digest)
        if known is None:
            if resumes.count(session, person_id) >= _MAX_RESUMES:
                raise InvalidInput("There are too many résumés; delete one first.", code="too_many_resumes")
            name = normalise(PurePath(file_name.replace("\\", "/")).name)[:200] or "resume"
            known = resumes.add(
                session, person_id, file_name=name, file_sha256=digest, file_bytes=data,
                media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            )  # fmt: skip
        resumes.set_parsed(
            session, person_id, known.id, text=text, profile=profile.model_dump(mode="json"),
            extractor_version=VERSION,
        )  # fmt: skip
        return resumes.activate(session, person_id, known.id).id


def parse(database: Database, person_id: UUID, resume_id: UUID) -> Profile:
    """Extract again and store; the status tells `parsing`, then `parsed`, or `failed` with the code of the
    reason. Returns the profile with corrections laid over."""
    with database.transaction() as session:
        resume = resumes.set_status(session, person_id, resume_id, "parsing")
        data, file_name = resume.file_bytes, resume.file_name
    try:
        text = read_document(data, file_name)
    except PodborError as error:
        with database.transaction() as session:
            resumes.set_status(session, person_id, resume_id, "failed", reason=error.code)
        raise
    profile = parse_resume(text)
    with database.transaction() as session:
        resume = resumes.set_parsed(
            session, person_id, resume_id, text=text, profile=profile.model_dump(mode="json"),
            extractor_version=VERSION,
        )  # fmt: skip
        return _corrected(resume)


def listing(database: Database, person_id: UUID) -> list[Resume]:
    """All résumés of the person, newest first."""
    with database.transaction() as session:
        return resumes.of_person(session, person_id)


def profile_of(database: Database, person_id: UUID, resume_id: UUID) -> Profile:
    """What is understood of one résumé, corrections laid over; raises `NotFound` while nothing is."""
    with database.transaction() as session:
        resume = resumes.get(session, person_id, resume_id)
        if resume.profile is None:
            raise NotFound("This résumé is not parsed yet.", code="resume_not_parsed")
        return _corrected(resume)


def active(database: Database, person_id: UUID) -> tuple[Resume, Profile] | None:
    """The active résumé with its profile; None when there is none or it is not parsed."""
    with database.transaction() as session:
        resume = resumes.active(session, person_id)
        if resume is None or resume.profile is None:
            return None
        return resume, _corrected(resume)


def activate(database: Database, person_id: UUID, resume_id: UUID) -> None:
    """Make one résumé the active one; two at once end with one active."""
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        resumes.activate(session, person_id, resume_id)


def correct(database: Database, person_id: UUID, resume_id: UUID, field: str, value: Any) -> Profile:
    """Lay a person's value over an extracted field; raises `InvalidInput` when the field does not take it."""
    if field not in CORRECTABLE:
        raise InvalidInput(f"The field {field!r} cannot be changed.", code="field_unknown")
    if len(json.dumps(value, default=str)) > MAX_CORRECTION:
        raise InvalidInput(f"This is too long for {field}.", code="field_invalid")
    try:
        checked = Profile.model_validate({field: value}).model_dump(mode="json", include={field})
    except ValidationError as error:
        raise InvalidInput(f"This is no value for {field}.", code="field_invalid") from error
    with database.transaction() as session:
        return _corrected(resumes.set_correction(session, person_id, resume_id, field, checked[field]))


def delete(database: Database, person_id: UUID, resume_id: UUID) -> None:
    with database.transaction() as session:
        resumes.delete(session, person_id, resume_id)


def _corrected(resume: Resume) -> Profile:
    profile = Profile.model_validate({**(resume.profile or {}), **resume.corrections})
    if "role" in resume.corrections:
        profile.role_ids = roles.role_ids(profile.role or "")
    return profile
