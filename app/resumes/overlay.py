"""What a person says of their profile, laid over what was extracted. Pure.

Kept apart from the extraction, so that reading again, or with a newer extractor, loses nothing: a single
value is replaced or confirmed; of a list each item by itself is edited, removed, added or confirmed, so that
a newer reading still brings the skill it finds for the first time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.resumes.dates import Point, union_months
from app.resumes.items import LISTS, ItemMark, Json, Shown, lay_over
from app.resumes.profile import UNREVIEWED, Position, Profile, SourceLine
from app.taxonomy import roles
from app.taxonomy.seniority import seniority_of

#: `extracted` by rules, `model` by a language model, `derived` from other fields; the rest is the person's
Origin = Literal["extracted", "model", "derived", "corrected", "confirmed", "missing"]
_FOLLOWING = frozenset({"experience_years", "seniority", "domains"})
_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")


class FieldMark(BaseModel):
    """A single value, replaced or confirmed."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["corrected", "confirmed"]
    value: Json = None


class Overlay(BaseModel):
    """All that one person said of one résumé, as it is stored."""

    model_config = ConfigDict(extra="forbid")

    fields: dict[str, FieldMark] = Field(default_factory=dict)
    items: dict[str, list[ItemMark]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Provenance:
    """Where one value comes from. `item` addresses one item of a list for later changes, `line` is the
    résumé's line that shows it, `extracted` what was read where the person says something else."""

    origin: Origin
    item: str | None = None
    line: SourceLine | None = None
    extracted: Json = None


@dataclass(frozen=True)
class Removed:
    """An extracted item the person took out; undoing with its field and item brings it back."""

    field: str
    item: str
    value: Json


@dataclass(frozen=True)
class Review:
    """The profile to use; the provenance of each value ("city", "skills.3"; an absent one is `missing`); and
    what was taken out."""

    profile: Profile
    provenance: dict[str, Provenance] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()


def review(
    extracted: Mapping[str, Json],
    overlay: Overlay,
    *,
    by_model: frozenset[str] = frozenset(),
    today: date | None = None,
) -> Review:
    """`extracted` is a `Profile` as JSON; `by_model` names its paths that a language model read."""
    base = Profile.model_validate(extracted)
    values: dict[str, Any] = base.model_dump(mode="json")
    lines: dict[str, SourceLine] = {}
    told: dict[str, Provenance] = {}
    removed: list[Removed] = []
    for name in Profile.model_fields:
        if name in UNREVIEWED:
            continue
        if name in LISTS:
            shown, gone = lay_over(name, values[name], overlay.items.get(name, ()))
            values[name] = [one.value for one in shown]
            removed += [Removed(name, one.item, one.extracted) for one in gone]
            for number, one in enumerate(shown):
                told[f"{name}.{number}"] = _of_item(base, name, one, by_model)
                if one.index is not None and one.by_person != "corrected":
                    lines |= _moved(base, f"{name}.{one.index}", f"{name}.{number}")
            continue
        mark = overlay.fields.get(name)
        told[name] = _of_field(base, name, values[name], mark, by_model)
        if mark:
            values[name] = mark.value
        if not mark or mark.kind == "confirmed":
            lines |= _moved(base, name, name)
    profile = Profile.model_validate({**values, "lines": lines})
    _follow(profile, overlay, told, today or date.today())
    return Review(profile, told, tuple(removed))


def _of_item(base: Profile, name: str, one: Shown, by_model: frozenset[str]) -> Provenance:
    path = f"{name}.{one.index}"
    line = base.lines.get(path) if one.index is not None else None
    origin: Origin = one.by_person or _read_by(name, path, line, by_model)
    differs = one.by_person == "corrected" and one.extracted is not None
    return Provenance(origin, one.item, line, one.extracted if differs else None)


def _of_field(
    base: Profile, name: str, value: Json, mark: FieldMark | None, by_model: frozenset[str]
) -> Provenance:
    line = base.lines.get(name)
    if mark:
        return Provenance(mark.kind, None, line, value if mark.value != value else None)
    if value is None:
        return Provenance("missing")
    return Provenance(_read_by(name, name, line, by_model), None, line)


def _read_by(name: str, path: str, line: SourceLine | None, by_model: frozenset[str]) -> Origin:
    if path in by_model:
        return "model"
    return "derived" if line is None and name in _FOLLOWING else "extracted"


def _moved(base: Profile, old: str, new: str) -> dict[str, SourceLine]:
    """The lines of a path and of what lies under it, at its new place."""
    return {
        new + path.removeprefix(old): line
        for path, line in base.lines.items()
        if path == old or path.startswith(f"{old}.")
    }


def _follow(profile: Profile, overlay: Overlay, told: dict[str, Provenance], today: date) -> None:
    """What rests on a corrected field changes with it, unless the person set it too."""
    role = overlay.fields.get("role")
    if role and role.kind == "corrected":
        profile.role_ids = roles.role_ids_of([profile.role or "", *profile.wanted_roles])
        level = seniority_of(profile.role or "")
        if level and "seniority" not in overlay.fields:
            profile.seniority, told["seniority"] = level, Provenance("derived")
            profile.lines.pop("seniority", None)
    changed = any(mark.kind != "confirmed" for mark in overlay.items.get("positions", ()))
    if changed and "experience_years" not in overlay.fields:
        periods = [period for one in profile.positions if (period := _period(one))]
        if periods:
            profile.experience_years = round(union_months(periods, today) / 12, 2)
            told["experience_years"] = Provenance("derived")
            profile.lines.pop("experience_years", None)


def _period(position: Position) -> tuple[Point, Point | None] | None:
    start = _point(position.start)
    end = None if position.current else _point(position.end)
    if start is None or (end is None and not position.current and position.end):
        return None
    return start, end


def _point(written: str | None) -> Point | None:
    found = _MONTH.fullmatch(written or "")
    if not found or not 1 <= int(found.group(2) or 1) <= 12:
        return None
    return Point(int(found.group(1)), int(found.group(2)) if found.group(2) else None)
