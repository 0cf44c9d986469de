"""Keeping what a person wants: their wishes, saved searches, exemptions and waivers. Each call is one small
transaction bound to the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.preferences.waivers import MAX_REQUIREMENT, MOST_WAIVED, digest, key_of
from app.preferences.wishes import Wishes, checked, read
from app.taxonomy.words import fold, normalise
from data.db import Database, Session
from data.errors import InvalidInput
from data.repositories import preferences, resumes

MAX_SAVED = 30
_MAX_NAME = 80
#: What answers to the three questions speak of: the newest word holds.
ANSWERED = ("roles", "areas", "remote", "salary", "currency")


@dataclass(frozen=True)
class Standing:
    """What a search respects: `waived` are keys of requirements by vacancy id."""

    wishes: Wishes
    exempt: frozenset[int]
    waived: Mapping[int, frozenset[str]]
    saved: tuple[int, str] | None = None  # id and name of the saved search
    heard: bool = False  # the person has said something of some vacancy


@dataclass(frozen=True)
class Saved:
    """One saved search."""

    id: int
    name: str
    wishes: Wishes
    created_at: datetime
    looked_at: datetime | None


def standing(session: Session, person_id: UUID, saved_search: int | None = None) -> Standing:
    """With the wishes of a saved search instead of the person's own, if one is named. NotFound when it is
    not theirs."""
    found = preferences.standing(session, person_id)
    wishes, named = found.wishes, None
    if saved_search is not None:
        saved = preferences.saved_one(session, person_id, saved_search)
        wishes, named = saved.wishes, (saved.id, saved.name)
    waived: dict[int, set[str]] = {}
    for number, key in found.waived:
        waived.setdefault(number, set()).add(key)
    by_vacancy = {number: frozenset(keys) for number, keys in waived.items()}
    return Standing(read(wishes), found.exempt, by_vacancy, named, found.heard)


def wishes_of(database: Database, person_id: UUID) -> Wishes:
    """What the person set."""
    with database.transaction() as session:
        return read(preferences.wishes_of(session, person_id))


def save(database: Database, person_id: UUID, wishes: Wishes) -> Wishes:
    """Keep them after checking; raises `InvalidInput` and then changes nothing."""
    good = checked(wishes)
    with database.transaction() as session:
        preferences.put_wishes(session, person_id, good.kept())
    return good


def forget(database: Database, person_id: UUID) -> None:
    """Back to what the résumé says."""
    with database.transaction() as session:
        preferences.forget_wishes(session, person_id)


def answered(database: Database, person_id: UUID, *, remote_only: bool) -> None:
    """The person has just said anew, elsewhere, what they look for: older wishes of the same step back."""
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        before = read(preferences.wishes_of(session, person_id))
        fresh = Wishes.model_fields
        update = {name: fresh[name].default for name in ANSWERED}
        after = before.model_copy(update=update).with_rule("remote", on=remote_only)
        preferences.put_wishes(session, person_id, after.kept())


def switch_rule(
    database: Database, person_id: UUID, rule: str, *, on: bool, saved_search: int | None = None
) -> Wishes:
    """Switch one rule of the standing wishes, or of a saved search; raises InvalidInput (`rule_unknown`) and
    NotFound."""
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        if saved_search is not None:
            saved = preferences.saved_one(session, person_id, saved_search)
            changed = read(saved.wishes).with_rule(rule, on=on)
            preferences.change_search(session, person_id, saved_search, changed.kept())
            return changed
        after = read(preferences.wishes_of(session, person_id)).with_rule(rule, on=on)
        preferences.put_wishes(session, person_id, after.kept())
    return after


def exempt(database: Database, person_id: UUID, vacancy_id: int) -> None:
    """Show a vacancy whatever the filters say."""
    with database.transaction() as session:
        preferences.exempt(session, person_id, vacancy_id)


def unexempt(database: Database, person_id: UUID, vacancy_id: int) -> bool:
    """Take that back; whether there was anything to take."""
    with database.transaction() as session:
        return preferences.unexempt(session, person_id, vacancy_id)


def exempted(database: Database, person_id: UUID) -> int:
    """How many vacancies are shown whatever the filters say."""
    with database.transaction() as session:
        return preferences.exempted(session, person_id)


def forget_exemptions(database: Database, person_id: UUID) -> None:
    """Filters hold for all of them again."""
    with database.transaction() as session:
        preferences.forget_exemptions(session, person_id)


def waive(database: Database, person_id: UUID, vacancy_id: int, requirement: str) -> None:
    """ "I don't have this, show me anyway": raises InvalidInput (`too_many_waivers`, `wish_invalid`)."""
    text = requirement.strip()[:MAX_REQUIREMENT]
    if not text:
        raise InvalidInput("There is no such requirement.", code="wish_invalid")
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        if preferences.count_waived(session, person_id, vacancy_id) >= MOST_WAIVED:
            raise InvalidInput("Too many requirements are waived.", code="too_many_waivers")
        preferences.waive(session, person_id, vacancy_id, key_of(text), text)


def unwaive(database: Database, person_id: UUID, vacancy_id: int, requirement: str) -> bool:
    """It counts again; whether it had been waived."""
    with database.transaction() as session:
        return preferences.unwaive(
            session, person_id, vacancy_id, key_of(requirement.strip()[:MAX_REQUIREMENT])
        )


def overrides(database: Database, person_id: UUID) -> str:
    """All the person waived, for the key of a cache; empty when it is nothing."""
    with database.transaction() as session:
        waived = preferences.standing(session, person_id).waived
    return digest(f"{number}:{key}" for number, key in waived)


def saved_searches(database: Database, person_id: UUID) -> list[Saved]:
    """In the order of their names."""
    with database.transaction() as session:
        rows = preferences.saved(session, person_id)
    return [Saved(one.id, one.name, read(one.wishes), one.created_at, one.looked_at) for one in rows]


def save_search(database: Database, person_id: UUID, name: str, wishes: Wishes) -> int:
    """Keep wishes under a name, in place of those that had it. Raises InvalidInput: `name_missing`,
    `too_many_saved`, and what `checked` raises."""
    tidy, good = _name(name), checked(wishes)
    with database.transaction() as session:
        resumes.lock_person(session, person_id)
        held = preferences.saved(session, person_id)
        if len(held) >= MAX_SAVED and tidy not in {one.name for one in held}:
            raise InvalidInput("There are too many saved searches.", code="too_many_saved")
        return preferences.save_search(session, person_id, tidy, good.kept())


def change_search(database: Database, person_id: UUID, number: int, name: str, wishes: Wishes) -> None:
    """Another name, other wishes, or both, at once or not at all. Raises NotFound and what `save_search` and
    `rename_search` do."""
    good, tidy = checked(wishes), _name(name)
    with database.transaction() as session:
        _rename(session, person_id, number, tidy)
        preferences.change_search(session, person_id, number, good.kept())


def looked(session: Session, person_id: UUID, number: int, at: datetime) -> None:
    """The person ran a saved search. NotFound when it is not theirs."""
    preferences.looked(session, person_id, number, at)


def newcomers(session: Session, vacancy_ids: list[int], since: datetime) -> int:
    """How many of the vacancies came into the index after a moment."""
    return preferences.first_seen_since(session, vacancy_ids, since)


def rename_search(database: Database, person_id: UUID, number: int, name: str) -> None:
    """Raises NotFound, or InvalidInput: `name_missing`, `name_taken`."""
    tidy = _name(name)
    with database.transaction() as session:
        _rename(session, person_id, number, tidy)


def _rename(session: Session, person_id: UUID, number: int, tidy: str) -> None:
    resumes.lock_person(session, person_id)
    others = [one.name for one in preferences.saved(session, person_id) if one.id != number]
    if fold(tidy) in map(fold, others):
        raise InvalidInput("Another saved search has this name.", code="name_taken")
    preferences.rename_search(session, person_id, number, tidy)


def delete_search(database: Database, person_id: UUID, number: int) -> bool:
    """Whether there was one."""
    with database.transaction() as session:
        return preferences.delete_search(session, person_id, number)


def _name(written: str) -> str:
    if tidy := " ".join(normalise(written[: 2 * _MAX_NAME]).split())[:_MAX_NAME]:
        return tidy
    raise InvalidInput("Give the search a name.", code="name_missing")
