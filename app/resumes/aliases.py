"""Ways of writing a skill that only the person can settle: asked, answered once, applied ever after.

Two things are asked about: a skill no table knows that is written nearly like a known one (`Postgress`), and
a spelling with several meanings (`СКД`). Answers are kept apart from what was read of a résumé and applied
to every reading, so reading again loses none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from app.resumes.profile import Profile, SourceLine
from app.taxonomy import near, skills
from app.taxonomy.words import fold, normalise
from data.db import Database, Session
from data.errors import InvalidInput, NotFound
from data.repositories import people, resumes, skill_aliases

_MAX_WRITTEN = 100
_MAX_ANSWERS = 500
_MAX_ASKED = 20


@dataclass(frozen=True)
class KnownAlias:
    """An answer: `written` does (`accepted`) or does not mean `canonical`."""

    written: str
    canonical: str
    accepted: bool


@dataclass(frozen=True)
class AliasSuggestion:
    """A question: does `written` mean `canonical`? `line` shows where it stands."""

    written: str
    canonical: str
    line: SourceLine | None
    reason: Literal["near", "ambiguous"]


def suggestions(profile: Profile, known: Iterable[KnownAlias] = ()) -> list[AliasSuggestion]:
    """What is worth asking about the skills of a profile, in their order, at most twenty; nothing that is
    answered already. Pure."""
    answered: dict[tuple[str, ...], set[str]] = {}
    settled = set()
    for answer in known:
        spelling = skills.spelling(answer.written)
        answered.setdefault(spelling, set()).add(fold(answer.canonical))
        if answer.accepted:
            settled.add(spelling)
    asked: dict[tuple[tuple[str, ...], str], AliasSuggestion] = {}
    for number, skill in enumerate(profile.skills):
        line = profile.lines.get(f"skills.{number}")
        for written in _written(skill.name, skill.evidence):
            spelling = skills.spelling(written)
            if not spelling or spelling in settled:
                continue
            meanings = near.meanings(written)
            reason: Literal["near", "ambiguous"] = "ambiguous" if meanings else "near"
            for name in meanings or (() if skills.is_certain(written) else near.nearest(written)):
                if fold(name) not in answered.get(spelling, ()):
                    asked.setdefault((spelling, name), AliasSuggestion(written, name, line, reason))
    return list(asked.values())[:_MAX_ASKED]


def applied(
    read: Mapping[str, Any], by_model: Sequence[str], known: Sequence[KnownAlias]
) -> tuple[dict[str, Any], list[str]]:
    """What was read (a `Profile` as JSON) with a person's answers in force, and its paths a model read. An
    accepted spelling becomes its skill, a refused one stands as it is written; of two that are now one skill
    the first stays. Pure."""
    values = dict(read)
    if not known or not values.get("skills"):
        return values, list(by_model)
    accepted = {skills.spelling(one.written): one.canonical for one in known if one.accepted}
    refused = {(skills.spelling(one.written), fold(one.canonical)) for one in known if not one.accepted}
    kept: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    for number, skill in enumerate(values["skills"]):
        name = _meant(skill["name"], skill.get("evidence", ""), accepted, refused)
        if fold(name) not in kept:
            places[f"skills.{number}"] = f"skills.{len(kept)}"
            kept[fold(name)] = {**skill, "name": name}
    values["skills"] = list(kept.values())
    values["lines"] = {
        places.get(path, path): line
        for path, line in values.get("lines", {}).items()
        if path in places or not path.startswith("skills.")
    }
    paths = [places.get(path, path) for path in by_model if path in places or not path.startswith("skills.")]
    return values, paths


def known_of(session: Session, person_id: UUID) -> list[KnownAlias]:
    """The person's answers, oldest first."""
    rows = skill_aliases.of_person(session, person_id)
    return [KnownAlias(row.written, row.canonical, row.accepted) for row in rows]


def answers(database: Database, person_id: UUID) -> list[KnownAlias]:
    """The person's answers, oldest first."""
    with database.transaction() as session:
        return known_of(session, person_id)


def confirm(database: Database, person_id: UUID, written: str, canonical: str) -> None:
    """From now on `written` means `canonical` in every résumé of this person. Raises `InvalidInput`."""
    _answer(database, person_id, written, canonical, accepted=True)


def reject(database: Database, person_id: UUID, written: str, canonical: str) -> None:
    """`written` does not mean `canonical` here; it is not asked again. Raises `InvalidInput`."""
    _answer(database, person_id, written, canonical, accepted=False)


def forget(database: Database, person_id: UUID, written: str, canonical: str) -> None:
    """Take an answer back; raises `NotFound` when there is none."""
    with database.transaction() as session:
        if not skill_aliases.forget(session, person_id, *_checked(written, canonical)):
            raise NotFound("There is no such answer.")


def _answer(database: Database, person_id: UUID, written: str, canonical: str, *, accepted: bool) -> None:
    spelt, name = _checked(written, canonical)
    with database.transaction() as session:
        people.get(session, person_id)
        resumes.lock_person(session, person_id)
        if skill_aliases.count(session, person_id) >= _MAX_ANSWERS:
            raise InvalidInput("There are too many answers; take some back first.", code="too_many_aliases")
        skill_aliases.put(session, person_id, spelt, name, accepted=accepted)


def _checked(written: str, canonical: str) -> tuple[str, str]:
    spelt, name = (" ".join(normalise(text[:1000]).split()) for text in (written, canonical))
    if not (skills.spelling(spelt) and name) or max(len(spelt), len(name)) > _MAX_WRITTEN:
        raise InvalidInput("This is no name of a skill.", code="field_invalid")
    return fold(spelt), skills.canonical(name)


def _written(name: str, evidence: str) -> list[str]:
    """How a skill is written in the line that shows it."""
    found = [evidence[one.start : one.end] for one in skills.find_skills(evidence, generic=True)
             if one.name == name]  # fmt: skip
    return found or [name]


def _meant(
    name: str,
    evidence: str,
    accepted: Mapping[tuple[str, ...], str],
    refused: set[tuple[tuple[str, ...], str]],
) -> str:
    written = _written(name, evidence)
    spellings = {skills.spelling(one) for one in written}
    if len(spellings) == 1:
        spelling = next(iter(spellings))
        if spelling in accepted:
            return accepted[spelling]
        if (spelling, fold(name)) in refused and skills.spelling(name) != spelling:
            return written[0]
    return accepted.get(skills.spelling(name), name)
