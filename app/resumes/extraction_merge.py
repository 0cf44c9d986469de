"""What the rules read and what a model read, as one profile. Pure.

The rules' value stays wherever there is one; the model fills what they left empty and adds items they missed:

* name, e-mails, phones, links: always the rules', the model never sees them.
* role, city, salary: the model's where the rules found none.
* positions: the same job (alike, or told on neighbouring lines with the same beginning) is completed with the
  employer and dates it lacks; another is added when it has an employer or a beginning.
* education: the same school gets the degree and year it lacks; another is added.
* skills: added under their canonical name; qualities everybody claims are not.
* languages: the same one gets the level it lacks; another is added.
* years, seniority, profession, industries: derived again where they rest on what was added, or were empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel

from app.resumes.dates import Point, union_months
from app.resumes.extraction_evidence import Evidence, Shown
from app.resumes.extraction_schema import ResumeFacts, ToldPosition
from app.resumes.extractors import Extracted
from app.resumes.items import alike
from app.resumes.profile import (
    Education,
    LanguageLevel,
    Position,
    Profile,
    SalaryExpectation,
    Skill,
    SourceLine,
)
from app.taxonomy import domains, roles, skills
from app.taxonomy.seniority import seniority_of
from app.taxonomy.words import fold, stems

Line = Callable[[int], SourceLine]
Item = TypeVar("Item", bound=BaseModel)
_MOST = {"positions": 60, "skills": 150, "education": 20, "languages": 20}
_SKILL_WORDS = 4


@dataclass
class _Entry:
    """One item on its way into the merged list."""

    value: BaseModel
    line: SourceLine | None
    inner: dict[str, SourceLine] = field(default_factory=dict)  # lines of single fields below it
    by_model: bool = False


def merge(
    local: Profile, facts: ResumeFacts, evidence: Evidence, line: Line, *, today: date | None = None
) -> Extracted:
    """`line` gives the résumé's own line for one that was sent. Nothing of `local` is lost."""
    profile = local.model_copy(deep=True)
    told: set[str] = set()
    _single(profile, facts, evidence, line, told)
    grown = _positions(profile, facts, evidence, line, told)
    _skills(profile, facts, evidence, line, told)
    _education(profile, facts, evidence, line, told)
    _languages(profile, facts, evidence, line, told)
    _derive(profile, grown, today or date.today())
    return Extracted(profile, frozenset(told))


def _single(profile: Profile, facts: ResumeFacts, evidence: Evidence, line: Line, told: set[str]) -> None:
    for name, fact in (("role", facts.role), ("city", facts.city)):
        if getattr(profile, name) is None and fact and (shown := evidence.find(fact.value, fact.line)):
            setattr(profile, name, shown.value)
            profile.lines[name] = line(shown.line)
            told.add(name)
    wanted = facts.salary
    if profile.salary is None and wanted and evidence.amount(wanted.amount, wanted.currency, wanted.line):
        profile.salary = SalaryExpectation(amount=Decimal(wanted.amount), currency=wanted.currency)
        profile.lines["salary"] = line(wanted.line)
        told.add("salary")


def _positions(profile: Profile, facts: ResumeFacts, evidence: Evidence, line: Line, told: set[str]) -> bool:
    """Whether the time worked may have changed."""
    entries = _entries(profile, "positions", profile.positions)
    grown = False
    for fact in facts.positions[: _MOST["positions"]]:
        shown = evidence.find(fact.title, fact.line)
        if shown is None:
            continue
        found = _position(fact, shown, evidence)
        source = line(shown.line)
        same = next((entry for entry in entries if _same_job(entry, found, source)), None)
        if same is not None:
            grown |= _complete(same, found, ("employer", "start", "end", "current"))
        elif found.employer or found.start:
            entries.insert(_place(entries, found), _Entry(found, source, by_model=True))
            grown |= found.start is not None
    profile.positions = _kept(profile, "positions", entries, Position, told)
    return grown


def _position(fact: ToldPosition, shown: Shown, evidence: Evidence) -> Position:
    employer = evidence.find(fact.employer, shown.line, near=3)
    start = evidence.date(fact.start, shown.line)
    current = bool(fact.current and start and evidence.goes_on(shown.line))
    end = None if current else evidence.date(fact.end, shown.line)
    if start and end and end < start[: len(end)]:
        end = None
    return Position(
        title=shown.value,
        employer=employer.value if employer else None,
        start=start,
        end=end,
        current=current,
    )


def _same_job(entry: _Entry, found: Position, source: SourceLine) -> bool:
    known = entry.value
    assert isinstance(known, Position)
    if alike("positions", known.model_dump(), found.model_dump()):
        return True
    near = entry.line is not None and abs(entry.line.number - source.number) <= 3
    begins = (known.start or "")[:4], (found.start or "")[:4]
    return near and (begins[0] == begins[1] or not all(begins))


def _place(entries: list[_Entry], found: Position) -> int:
    """Newest first, as résumés have it; one without a beginning goes last."""
    for place, entry in enumerate(entries):
        if found.start and isinstance(entry.value, Position) and (entry.value.start or "9999") < found.start:
            return place
    return len(entries)


def _skills(profile: Profile, facts: ResumeFacts, evidence: Evidence, line: Line, told: set[str]) -> None:
    entries = _entries(profile, "skills", profile.skills)
    known = {fold(name) for name in profile.skill_names}
    for fact in facts.skills[: _MOST["skills"]]:
        shown = evidence.find(fact.value, fact.line)
        if shown is None or len(shown.value.split()) > _SKILL_WORDS or skills.is_generic(shown.value):
            continue
        name = skills.canonical(shown.value)
        short = len(shown.value) < 3 and not skills.is_listed(shown.value)
        if fold(name) not in known and not short:
            known.add(fold(name))
            source = line(shown.line)
            entries.append(_Entry(Skill(name=name, evidence=source.text), source, by_model=True))
    profile.skills = _kept(profile, "skills", entries, Skill, told)


def _education(profile: Profile, facts: ResumeFacts, evidence: Evidence, line: Line, told: set[str]) -> None:
    entries = _entries(profile, "education", profile.education)
    for fact in facts.education[: _MOST["education"]]:
        shown = evidence.find(fact.institution, fact.line)
        if shown is None:
            continue
        degree = evidence.find(fact.degree, shown.line, near=3)
        found = Education(
            institution=shown.value, degree=degree.value if degree else None,
            year=evidence.year(fact.year, shown.line),
        )  # fmt: skip
        same = next((entry for entry in entries if _same_school(entry, found)), None)
        if same is None:
            entries.append(_Entry(found, line(shown.line), by_model=True))
        else:
            _complete(same, found, ("degree", "year"))
    profile.education = _kept(profile, "education", entries, Education, told)


def _same_school(entry: _Entry, found: Education) -> bool:
    known = entry.value
    assert isinstance(known, Education)
    one, other = (" ".join(stems(name)) for name in (known.institution, found.institution))
    return one in other or other in one


def _languages(profile: Profile, facts: ResumeFacts, evidence: Evidence, line: Line, told: set[str]) -> None:
    entries = _entries(profile, "languages", profile.languages)
    for fact in facts.languages[: _MOST["languages"]]:
        shown = evidence.find(fact.name, fact.line)
        if shown is None:
            continue
        found = LanguageLevel(name=shown.value.capitalize(), level=evidence.level(fact.level, shown.line))
        same = next((one for one in entries if stems(_name(one)) == stems(found.name)), None)
        if same is None:
            entries.append(_Entry(found, line(shown.line), by_model=True))
        else:
            _complete(same, found, ("level",))
    profile.languages = _kept(profile, "languages", entries, LanguageLevel, told)


def _name(entry: _Entry) -> str:
    assert isinstance(entry.value, LanguageLevel)
    return entry.value.name


def _complete(entry: _Entry, found: BaseModel, names: tuple[str, ...]) -> bool:
    """Give an item what it lacks. An end is no gap in a job that goes on, nor `current` in one that ended."""
    changes = {
        name: getattr(found, name)
        for name in names
        if getattr(entry.value, name) in (None, False) and getattr(found, name) not in (None, False)
    }
    if getattr(entry.value, "current", False):
        changes.pop("end", None)
    if getattr(entry.value, "end", None):
        changes.pop("current", None)
    if not changes:
        return False
    entry.value = entry.value.model_copy(update=changes)
    entry.by_model = True
    return bool(changes.keys() - {"employer"})


def _entries(profile: Profile, name: str, items: list[Item]) -> list[_Entry]:
    """The items of a list with their lines, which leave `profile.lines` until they are put back."""
    entries = []
    for index, value in enumerate(items):
        path = f"{name}.{index}"
        below = {key: profile.lines.pop(key) for key in list(profile.lines) if key.startswith(f"{path}.")}
        inner = {key.removeprefix(path): source for key, source in below.items()}
        entries.append(_Entry(value, profile.lines.pop(path, None), inner))
    return entries


def _kept(
    profile: Profile, name: str, entries: list[_Entry], kind: type[Item], told: set[str]
) -> list[Item]:  # fmt: skip
    """The items of the merged list; lines and the model's share are noted under their new places."""
    items = []
    for index, entry in enumerate(entries):
        path = f"{name}.{index}"
        assert isinstance(entry.value, kind)
        items.append(entry.value)
        if entry.line is not None:
            profile.lines[path] = entry.line
        profile.lines |= {path + below: source for below, source in entry.inner.items()}
        if entry.by_model:
            told.add(path)
    return items


def _derive(profile: Profile, grown: bool, today: date) -> None:
    if grown:
        periods = [
            (start, None if job.current else _point(job.end))
            for job in profile.positions
            if (start := _point(job.start)) and (job.current or job.end)
        ]
        if periods:
            profile.experience_years = round(union_months(periods, today) / 12, 2)
            profile.lines.pop("experience_years", None)
    if not profile.role_ids and profile.role:
        profile.role_ids = roles.role_ids(profile.role)
    if profile.seniority is None and profile.role:
        profile.seniority = seniority_of(profile.role, profile.experience_years)
    if not profile.domains:
        jobs = " . ".join(f"{job.title} {job.employer or ''}" for job in profile.positions[:8])
        profile.domains = domains.domains_of(f"{profile.role or ''} . {jobs}")


def _point(written: str | None) -> Point | None:
    if not written:
        return None
    year, _, month = written.partition("-")
    return Point(int(year), int(month) if month else None)
