"""Per-field recall and precision of the parser on labelled résumés.

A folder holds `labels.json`: person -> files, name, email[], phone[], city, title, salary [amount, sign],
months, jobs[{start, end, company, position}], education[[level, year, institution]],
languages[[name, level]], skills[]; dates are [year, month], month 0 where only the year is told. Phones
compare by digits, texts without case and ё, skills by their canonical name.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.resumes.languages import level_of
from app.resumes.parser import parse_resume
from app.resumes.profile import Profile
from app.resumes.reading import read_document
from app.taxonomy import skills
from app.taxonomy.words import fold
from data.errors import InvalidInput, UnreadableDocument


@dataclass
class Count:
    """Expected and found values of one field over all files."""

    hits: int = 0
    expected: int = 0
    found: int = 0

    def add(self, expected: Iterable[object], found: Iterable[object]) -> set[object]:
        """Count one file's values; returns those missed."""
        wanted, got = set(expected), set(found)
        self.hits += len(wanted & got)
        self.expected += len(wanted)
        self.found += len(got)
        return wanted - got

    @property
    def recall(self) -> float:
        return self.hits / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 1.0


def measure(folder: Path, *, report: Callable[[str], None] = lambda line: None) -> dict[str, Count]:
    """Field -> counts; `report` is told what was missed in which file."""
    labels = folder / "labels.json"
    if not labels.exists():
        raise InvalidInput(f"{folder} holds no labels.json.")
    counts: dict[str, Count] = defaultdict(Count)
    for label in json.loads(labels.read_text(encoding="utf-8")).values():
        for file_name in label["files"]:
            try:
                text = read_document((folder / file_name).read_bytes(), file_name)
            except (UnreadableDocument, OSError) as error:
                report(f"{file_name}: {error}")
                continue
            expected, found = _expected(label, file_name, text), _found(parse_resume(text))
            _forgive_a_month(expected, found)
            for field, values in expected.items():
                missed = counts[field].add(values, found[field])
                extra = set(found[field]) - set(values)
                if missed or (extra and field not in ("links",)):
                    lists = f"missed {sorted(map(str, missed))}, extra {sorted(map(str, extra))}"
                    report(f"{file_name}: {field}: {lists}")
    return dict(counts)


def table(counts: dict[str, Count]) -> str:
    """Lines of field, recall, precision and number of labels."""
    rows = [f"{'field':<22}{'recall':>8}{'precision':>11}{'labels':>8}"]
    rows += [f"{field:<22}{c.recall:>8.3f}{c.precision:>11.3f}{c.expected:>8}" for field, c in counts.items()]
    return "\n".join(rows)


def _forgive_a_month(expected: dict[str, list[object]], found: dict[str, list[object]]) -> None:
    """Experience counts as right within one month (files and labels are of different days)."""
    for wanted in expected["experience"]:
        for got in found["experience"]:
            if isinstance(wanted, int) and isinstance(got, int) and abs(wanted - got) <= 1:
                found["experience"] = [wanted]


def _plain(text: str | None) -> str:
    return re.sub(r"[^\w]+", " ", fold(text or "")).strip()


def _month(value: Any) -> str:
    if not value:
        return "now"
    return f"{value[0]}-{value[1]:02d}" if value[1] else str(value[0])


def _expected(label: dict[str, Any], file_name: str, text: str) -> dict[str, list[object]]:
    """What the labels say; a field the file does not show (its text lacks it) is not asked for."""
    plain = _plain(text)
    jobs = label.get("jobs", [])
    salary: list[Any] | None = label.get("salary")
    shows_salary = salary and re.sub(r"\D", "", str(salary[0])) in re.sub(r"\D", "", text)
    return {
        "name": [_plain(label["name"])],
        "emails": [one.lower() for one in label.get("email", [])],
        "phones": [re.sub("^8", "7", one) for one in label.get("phone", [])],
        "city": [_plain(label["city"])] if label.get("city") and _plain(label["city"]) in plain else [],
        "salary": [int(salary[0])] if salary and shows_salary else [],
        "job dates": [(_month(job["start"]), _month(job["end"])) for job in jobs],
        "positions": [_plain(job["position"]) for job in jobs],
        "employers": [_plain(job["company"]) for job in jobs],
        "education": [row[1] for row in label.get("education", []) if str(row[1]) in text],
        "languages": [
            (_plain(name)[:6], level_of(level))
            for name, level in label.get("languages", [])
            if _plain(name)[:6] in plain
        ],
        "skills": [fold(skills.canonical(one)) for one in label.get("skills", [])],
        "skills as written": [_plain(one) for one in label.get("skills", [])],
        "title": [_plain(label["title"])] if label.get("title") and _plain(label["title"]) in plain else [],
        "experience": [label["months"]] if jobs else [],
    }


def _found(profile: Profile) -> dict[str, list[object]]:
    months = round((profile.experience_years or 0) * 12)
    return {
        "name": [_plain(profile.name)] if profile.name else [],
        "emails": [one.lower() for one in profile.emails],
        "phones": [re.sub(r"\D", "", one) for one in profile.phones],
        "city": [_plain(profile.city)] if profile.city else [],
        "salary": [int(profile.salary.amount)] if profile.salary else [],
        "job dates": [(one.start, one.end or "now") for one in profile.positions],
        "positions": [_plain(one.title) for one in profile.positions],
        "employers": [_plain(one.employer) for one in profile.positions],
        "education": [one.year for one in profile.education],
        "languages": [(_plain(one.name)[:6], one.level) for one in profile.languages],
        "skills": [fold(name) for name in profile.skill_names],
        "skills as written": [_plain(name) for name in profile.skill_names],
        "title": [_plain(profile.role)] if profile.role else [],
        "experience": [months] if profile.experience_years is not None else [],
    }
