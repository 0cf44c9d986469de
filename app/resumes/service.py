"""Résumés of a person: uploaded or answered, understood, corrected; one of them active.

A file that is bad in itself leaves nothing behind. A file that could be good, but whose reading was cut
short (a time-out, a bug, a killed process), stays and shows `failed` with the code of the reason, to be tried
again. No transaction is open while a file is read or understood.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from app.resumes import aliases, corrections, parsing
from app.resumes.cache import DEAD_AFTER
from app.resumes.documents.limits import SCAN_WALL_SECONDS
from app.resumes.extractors import RULES, Extractor
from app.resumes.overlay import Overlay, Review, review
from app.resumes.profile import Profile
from app.taxonomy import imported
from app.taxonomy.words import normalise
from data.db import Database, Session
from data.errors import InvalidInput, NotFound, UnreadableDocument
from data.models.resume import Resume
from data.repositories import extractions, resumes

_MAX_RESUMES = 50
_MAX_TITLE = 120
#: Reading was at fault rather than the file: it stays, to be tried again.
_KEPT = frozenset({"document_timeout"})
#: No reading that is alive takes longer: a scan waits for its turn, is read, and is then understood.
STUCK_AFTER = timedelta(seconds=2 * SCAN_WALL_SECONDS) + DEAD_AFTER

Change = Callable[[dict[str, Any], Overlay], Overlay]


def upload(
    database: Database,
    person_id: UUID,
    file_name: str,
    data: bytes,
    *,
    extractor: Extractor = RULES,
    on_progress: parsing.Progress | None = None,
) -> UUID:
    """Store a file, understand it and make it the active résumé; returns its id. The same file again is the
    same résumé, activated, and read anew when the extractor changed.

    Raises `UnreadableDocument`, and stores nothing, when the file cannot be read. While another process works
    on the very same text the résumé may still be `parsing` on return; it turns active when it is understood.
    `on_progress` is told each stage in the calling thread.
    """
    imported.refresh(database)
    digest = hashlib.sha256(data).hexdigest()
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        known = resumes.by_digest(session, person_id, digest)
        if known is not None and known.status == "parsed" and not is_outdated(known, extractor):
            return resumes.activate(session, person_id, known.id).id
        new = known is None
        if known is None:
            _make_room(resumes.count(session, person_id))
            name = normalise(PurePath(file_name.replace("\\", "/")).name)[:200] or "resume"
            known = resumes.add(
                session, person_id, file_name=name, file_sha256=digest, file_bytes=data,
                media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            )  # fmt: skip
    try:
        parsing.parse(database, person_id, known.id, extractor, activate=True, on_progress=on_progress)
    except UnreadableDocument as error:
        if new and error.code not in _KEPT:
            delete(database, person_id, known.id)
        raise
    return known.id


def save_answers(database: Database, person_id: UUID, answers: Mapping[str, Any], profile: Profile) -> UUID:
    """Keep a profile made from answers instead of a file, and make it the active one; returns its id. A
    person has one of them: new answers replace the old ones together with what was corrected in them."""
    data = json.dumps(dict(answers), ensure_ascii=False, indent=2, default=str).encode()
    if len(data) > corrections.MAX_CORRECTION:
        raise InvalidInput("These answers are too long.", code="field_invalid")
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        kept = resumes.by_source(session, person_id, "answers")
        if kept is None:
            _make_room(resumes.count(session, person_id))
            kept = resumes.add(
                session, person_id, file_name="answers.json", media_type="application/json",
                file_sha256="", file_bytes=b"", source="answers",
            )  # fmt: skip
        kept.file_sha256, kept.file_bytes = hashlib.sha256(data).hexdigest(), data
        resumes.set_overlay(session, person_id, kept.id, {})
        resumes.set_parsed(
            session, person_id, kept.id, profile=profile.model_dump(mode="json"), extractor_version="answers"
        )
        return resumes.activate(session, person_id, kept.id).id


def parse(
    database: Database,
    person_id: UUID,
    resume_id: UUID,
    *,
    extractor: Extractor = RULES,
    on_progress: parsing.Progress | None = None,
) -> Profile:
    """Read and understand again; the status tells `parsing`, then `parsed`, or `failed` with the code of the
    reason. Returns the profile with corrections laid over. `NotFound` with `resume_not_parsed` while another
    process works on the same text and nothing was understood before."""
    parsing.parse(database, person_id, resume_id, extractor, on_progress=on_progress)
    return profile_of(database, person_id, resume_id)


def is_outdated(resume: Resume, extractor: Extractor = RULES) -> bool:
    """Whether reading again would be done by another extractor than the profile was made by. A model's
    reading contains that of the rules of its time and is not outdated by them."""
    if resume.model and not extractor.model:
        return not (resume.extractor_version or "").startswith(f"{extractor.version}+")
    made_by = (resume.extractor_version, resume.model or "", resume.prompt_version or "")
    now = (extractor.version, extractor.model, extractor.prompt_version)
    return resume.source == "file" and made_by != now


def listing(database: Database, person_id: UUID) -> list[Resume]:
    """All résumés of the person, newest first, each with status and reason. One whose reader died shows
    `failed` with `parsing_interrupted`."""
    _settle(database, person_id)
    imported.refresh(database)  # what is outdated depends on it
    with database.transaction() as session:
        return resumes.of_person(session, person_id)


def profile_of(database: Database, person_id: UUID, resume_id: UUID) -> Profile:
    """What is understood of one résumé, corrections laid over; raises `NotFound` while nothing is."""
    return review_of(database, person_id, resume_id).profile


def review_of(database: Database, person_id: UUID, resume_id: UUID) -> Review:
    """As `profile_of`, with where each value comes from and what the person took out."""
    with database.transaction() as session:
        return _reviewed(session, resumes.get(session, person_id, resume_id))


def active(database: Database, person_id: UUID) -> tuple[Resume, Profile] | None:
    """The active résumé with its profile; None when there is none or it is not parsed."""
    with database.transaction() as session:
        resume = resumes.active(session, person_id)
        waiting = resume is None and resumes.any_unfinished(session, person_id)
    if waiting:
        _settle(database, person_id)
        with database.transaction() as session:
            resume = resumes.active(session, person_id)
    if resume is None or resume.profile is None:
        return None
    with database.transaction() as session:
        return resume, _reviewed(session, resume).profile


def activate(database: Database, person_id: UUID, resume_id: UUID) -> None:
    """Make one résumé the active one; two at once end with one active."""
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        resumes.activate(session, person_id, resume_id)


def rename(database: Database, person_id: UUID, resume_id: UUID, title: str) -> None:
    """The person's own name for a résumé; blank gives the file's name back."""
    tidy = " ".join(normalise(title[: 4 * _MAX_TITLE]).split())
    if len(tidy) > _MAX_TITLE:
        raise InvalidInput("This name is too long.", code="field_invalid")
    with database.transaction() as session:
        resumes.locked(session, person_id, resume_id).title = tidy or None


def correct(
    database: Database,
    person_id: UUID,
    resume_id: UUID,
    field: str,
    value: Any,
    item: str | None = None,
) -> Profile:
    """A person's value for a field, for a whole list, or for one item of it (`Provenance.item`); raises
    `InvalidInput` when the field does not take it."""
    return _change(
        database, person_id, resume_id,
        lambda read, said: corrections.correct(read, said, field, value, item),
    )  # fmt: skip


def add(database: Database, person_id: UUID, resume_id: UUID, field: str, value: Any) -> Profile:
    """One more item of a list: a skill, a position, a school, a language."""
    return _change(
        database, person_id, resume_id, lambda read, said: corrections.add(read, said, field, value)
    )


def remove(database: Database, person_id: UUID, resume_id: UUID, field: str, item: str) -> Profile:
    """Take one item of a list out, for good: it stays out when it is read again."""
    return _change(
        database, person_id, resume_id, lambda read, said: corrections.remove(read, said, field, item)
    )


def confirm(
    database: Database, person_id: UUID, resume_id: UUID, field: str, item: str | None = None
) -> Profile:
    """The person says that this is right: kept over every later reading."""
    return _change(
        database, person_id, resume_id, lambda read, said: corrections.confirm(read, said, field, item)
    )


def undo(
    database: Database, person_id: UUID, resume_id: UUID, field: str, item: str | None = None
) -> Profile:
    """Take back what was said of a field, a list or one item of it; what was read stands again."""
    return _change(database, person_id, resume_id, lambda read, said: corrections.undo(said, field, item))


def delete(database: Database, person_id: UUID, resume_id: UUID) -> None:
    """Remove a résumé, the searches made for it, and the kept reading of its text when no other résumé has
    the same. The newest of the others takes the place of the active one."""
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        resume = resumes.get(session, person_id, resume_id)
        texts = [resume.text_sha256] if resume.text_sha256 else []
        was_active = resume.active
        extractions.lock_texts(session, texts)
        resumes.delete(session, person_id, resume_id)
        extractions.drop_unused(session, texts)
        if was_active and (heir := resumes.newest_parsed(session, person_id)):
            resumes.activate(session, person_id, heir.id)


def _change(database: Database, person_id: UUID, resume_id: UUID, change: Change) -> Profile:
    with database.transaction() as session:
        resume = resumes.locked(session, person_id, resume_id)
        read, _ = _extracted(session, resume)
        said = corrections.unfolded(read, Overlay.model_validate(resume.corrections))
        overlay = change(read, said)
        return _reviewed(
            session, resumes.set_overlay(session, person_id, resume_id, overlay.model_dump(mode="json"))
        ).profile


def _reviewed(session: Session, resume: Resume) -> Review:
    read, by_model = _extracted(session, resume)
    said = corrections.unfolded(read, Overlay.model_validate(resume.corrections))
    return review(read, said, by_model=frozenset(by_model))


def _extracted(session: Session, resume: Resume) -> tuple[dict[str, Any], list[str]]:
    """The profile as it was read, every field there, the person's own spellings of skills in force; and its
    paths that a model read."""
    if resume.profile is None:
        raise NotFound("This résumé is not parsed yet.", code="resume_not_parsed")
    read = Profile.model_validate(resume.profile).model_dump(mode="json")
    return aliases.applied(read, resume.by_model, aliases.known_of(session, resume.person_id))


def _make_room(count: int) -> None:
    if count >= _MAX_RESUMES:
        raise InvalidInput("There are too many résumés; delete one first.", code="too_many_resumes")


def _settle(database: Database, person_id: UUID) -> None:
    """Finish what others worked on: a text that is understood by now is taken over; one that nobody can be
    working on any more has failed."""
    with database.transaction() as session:
        if not resumes.any_unfinished(session, person_id):
            return
        resumes.lock_person(session, person_id)
        for resume in resumes.unfinished(session, person_id):
            if parsing.take_ready(session, person_id, resume):
                continue
            if datetime.now(UTC) - resume.status_since > STUCK_AFTER:
                resumes.set_status(session, person_id, resume.id, "failed", reason="parsing_interrupted")
