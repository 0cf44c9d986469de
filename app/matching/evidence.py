"""The résumé as evidence: its lines, the skills found in them, its education, languages and years. Pure.

Built once per search, then asked once per requirement. Bounded: 500 lines of 300 characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.matching.finding import EMPTY_WORDS
from app.matching.terms import fold_skills
from app.matching.titles import compare, telling, title_words
from app.resumes.profile import Position, Profile
from app.taxonomy.skills import canonical, find_skills, implied_by
from app.taxonomy.words import fold, stems
from app.taxonomy.work_words import matters_of

MAX_LINES = 500
MAX_LINE = 300
_MAX_SKILLS = 1000
_MAX_POSITIONS = 30
_BELOW_SCHOOL = 2
#: An address, a heading or a wish is no evidence of what its words say.
_SAYS_NOTHING = re.compile(
    r".*@|[A-ZА-ЯЁ ]{4,40}$|(?:\w+\.? )?\d{4}\s*[-–—]\s*(?:\w+\.? ?)?(?:\d{4})?\s*(?:\(.*\))?$|"
    r"(?i:гражданство|желательное время|тип занятости|формат работы|специализации|занятость|график|"
    r"цель\b|желаем|objective|готова? к|ищу\b|(?:водительск\w+ )?(?:права|удостоверение)\b|driver.s licen)"
)
#: A line about studies that nothing labels.
_STUDIES = re.compile(
    r"(?i)\b(?:бакалавр|магистр|специалитет|университет|институт|академия|bachelor|master of|b\.?sc|"
    r"b\.?tech|m\.?sc|mba|ph\.?d|university)\b"
    r".*(?:,|\d{4})|^\W*(?:образование|education)\s*[:—-]\s*\w"
)
_JS = ".js"
_TELLING = 3  # words for each skill named; fewer are a list, which proves less than work with them
_ROOT = 6
_SHARED = 7  # first letters of stems made of one word (tune)
_NONE: frozenset[int] = frozenset()
_REMEMBERED = 5_000  # stems of which is known where they stand
_NEXT_SCHOOL = re.compile(
    r"\s*(?:(?:19|20)\d\d|навыки|повышение|курсы|знание языков|skills|courses|certif|"
    r"сертификат|languages|языки|опыт|experience)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Held:
    """A position with its length in years."""

    words: frozenset[str]
    years: float
    line: str


@dataclass(frozen=True)
class Evidence:
    """`skills` maps folded canonical names to a résumé line; `index` maps stems to line numbers."""

    lines: tuple[str, ...] = ()
    index: dict[str, frozenset[int]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()  # stems of all lines, and those with synonyms of titles folded
    roots: frozenset[str] = frozenset()  # the first letters of longer stems
    akin: dict[str, frozenset[int]] = field(default_factory=dict)  # roots and matters -> line numbers
    asked: dict[str, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)  # remembered
    trades: dict[str, str] = field(default_factory=dict)  # roots of the titles held and a line with them
    skills: dict[str, str] = field(default_factory=dict)
    phrases: tuple[tuple[frozenset[str], str], ...] = ()  # skills of several words, as stems, and their lines
    told: dict[str, str] = field(default_factory=dict)  # those a line says something of, not only lists
    implied: dict[str, str] = field(default_factory=dict)  # wider skills and the line that implies them
    positions: tuple[Held, ...] = ()
    years: float | None = None
    education: tuple[str, ...] = ()
    studied: tuple[str, ...] = ()  # the same lines and those below them: faculty, field, degree
    graduated: bool = True  # False while every school named is still to be finished
    languages: dict[str, tuple[str | None, str]] = field(default_factory=dict)  # folded name -> level, line

    def shows(self, skill: str) -> str | None:
        """The line that shows a skill or something nobody has without it."""
        name = fold(skill)
        return self.skills.get(name) or self.implied.get(name) or self._by_trade(name) or self._bare(name)

    def _bare(self, name: str) -> str | None:
        """Libraries of JavaScript are written without their ending, too ("Express")."""
        words = stems(name[: -len(_JS)]) if name.endswith(_JS) else []
        numbers = self.index.get(words[0], _NONE) if len(words) == 1 else _NONE
        return self.lines[min(numbers)] if numbers else None

    def _by_trade(self, name: str) -> str | None:
        """A teacher can teach: a skill is shown by a title with the same root, or roots of all its words."""
        words = stems(name) if self.trades else []
        if len(words) == 1:
            return self.trades.get(words[0][:_SHARED]) if len(words[0]) > _SHARED else None
        alike = [self.trades.get(word if len(word) < _ROOT else word[: _ROOT - 1]) for word in words]
        return alike[0] if alike and all(alike) and len(set(alike)) == 1 else None

    def best_told(self, line: str | None, skills: Sequence[str]) -> str | None:
        """In place of a list of skills, the line that says what was done with one of those asked."""
        if line is None or _tells(line, len(find_skills(line))):
            return line
        return next((self.told[name] for name in map(fold, skills) if name in self.told), line)

    def holds_together(self, words: frozenset[str]) -> bool:
        """Whether one line has all the stems."""
        found = [self.index.get(one, _NONE) for one in words]
        return bool(found) and bool(frozenset.intersection(*found))

    def lines_with(self, pattern: re.Pattern[str]) -> str | None:
        """The first line that matches."""
        return next((line for line in self.lines if pattern.search(line)), None)

    def best_line(self, wanted: frozenset[str]) -> tuple[int, int, str | None]:
        """The line that shows most of the wanted stems; how many by the word or its root, and how many more
        by another word of the same matter ("погрузка": "склад"). Of ties, the earlier line."""
        own: dict[int, int] = {}
        near: dict[int, int] = {}
        for stem in wanted:
            alike, kindred = self._lines_of(stem)
            for number in alike:
                own[number] = own.get(number, 0) + 1
            for number in kindred:
                near[number] = near.get(number, 0) + 1
        if not own and not near:
            return 0, 0, None
        number = min(own.keys() | near.keys(), key=lambda one: (-own.get(one, 0) - near.get(one, 0), one))
        return own.get(number, 0), near.get(number, 0), self.lines[number]

    def _lines_of(self, stem: str) -> tuple[frozenset[int], frozenset[int]]:
        """The lines with the word or its root, and those with other words of its matter."""
        found = self.asked.get(stem)
        if found is None:
            alike = self.index.get(stem, _NONE) | _of_roots(self.akin, stem)
            found = (alike, _of_matters(self.akin, stem) - alike)
            if len(self.asked) >= _REMEMBERED:
                self.asked.clear()  # by any thread, which is why what was found is not read from there
            self.asked[stem] = found
        return found

    def share_shown(self, words: frozenset[str]) -> float:
        """The share of stems that any line shows, by the stem or by its root: a `проектировщик` has worked in
        a `проектный` office."""
        shown = sum(
            word in self.index or (len(word) > _ROOT and word[:_ROOT] in self.roots) for word in words
        )
        return shown / len(words) if words else 0.0

    def years_as(self, words: frozenset[str]) -> tuple[float, str | None]:
        """Years in positions whose title resembles `words`, and the latest such line; a lone head
        ("аналитик") is enough where `words` name nothing else."""
        heads = words if not telling(words) else frozenset()
        alike = [held for held in self.positions if compare(words, held.words).shared or heads & held.words]
        return sum(held.years for held in alike), alike[0].line if alike else None


def _tells(line: str, skills: int) -> bool:
    """Whether a line that names so many skills says what was done with them."""
    return len(stems(line)) >= _TELLING * max(1, skills) and not _SAYS_NOTHING.match(line)


def _roots(stem: str) -> tuple[str, ...]:
    """What longer stems share that were made of one word: `преподаван` and `преподавател`."""
    return (stem[:_SHARED],) if len(stem) > _SHARED else ()


def _of_roots(akin: dict[str, frozenset[int]], stem: str) -> frozenset[int]:
    return _NONE.union(*(akin.get(root, _NONE) for root in _roots(stem)))


def _of_matters(akin: dict[str, frozenset[int]], stem: str) -> frozenset[int]:
    return _NONE.union(*(akin.get(f"={matter}", _NONE) for matter in matters_of(stem)))


def evidence_of(profile: Profile, text: str = "", *, today: date | None = None) -> Evidence:
    """From the profile and, when there is one, the résumé's text; quotes are lines of that text."""
    lines = _lines(profile, text)
    index: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        if _SAYS_NOTHING.match(line):
            continue
        words = stems(line)
        if EMPTY_WORDS.issuperset(words):  # a heading
            continue
        for stem in words:
            index.setdefault(stem, set()).add(number)
    skills: dict[str, str] = {}
    told: dict[str, str] = {}
    for line in lines[:MAX_LINES]:
        names = [fold(mention.name) for mention in find_skills(line)]
        for name in names:
            skills.setdefault(name, line)
            if _tells(line, len(names)):
                told.setdefault(name, line)
    for skill in profile.skills[:_MAX_SKILLS]:
        for name in fold_skills([skill.name]):
            skills[name] = _cut(skill.evidence) or skills.get(name) or skill.name
    implied: dict[str, str] = {}
    for name, line in skills.items():
        both = [canonical(one) for one in name.split("/")] if "/" in name else []  # "HTML/CSS"
        for wider in (*implied_by(name), *both):
            implied.setdefault(fold(wider), line)
    akin: dict[str, set[int]] = {}
    for stem, numbers in index.items():
        for code in (*(f"={matter}" for matter in matters_of(stem)), *_roots(stem)):
            akin.setdefault(code, set()).update(numbers)
    education = (
        tuple(
            _line(profile, f"education.{number}", " ".join(filter(None, (one.degree, one.institution))))
            for number, one in enumerate(profile.education[:10])
        )
        or tuple(line for line in lines if _STUDIES.search(line))[:3]
    )
    count = min(len(profile.positions), _MAX_POSITIONS)
    today = today or date.today()
    positions = tuple(_held(profile, number, lines, today) for number in range(count))
    return Evidence(
        lines=tuple(lines),
        index={stem: frozenset(numbers) for stem, numbers in index.items()},
        words=frozenset(index).union(*map(title_words, lines)),
        roots=frozenset(stem[:_ROOT] for stem in index if len(stem) > _ROOT),
        skills=skills,
        told=told,
        phrases=tuple(
            (parts, line)
            for name, line in skills.items()
            if " " in name and len(parts := frozenset(stems(name))) > 1
        ),
        implied=implied,
        positions=positions,
        akin={code: frozenset(numbers) for code, numbers in akin.items()},
        trades={
            root: held.line
            for held, position in reversed(tuple(zip(positions, profile.positions, strict=False)))
            for one in stems(position.title)
            for root in (*_roots(one), one if len(one) < _ROOT else one[: _ROOT - 1])
        },
        years=profile.experience_years,
        education=education,
        studied=_studied(education, lines)
        + tuple(_cut(one.degree) for one in profile.education[:10] if one.degree),
        graduated=not profile.education
        or any(one.year is None or one.year <= today.year for one in profile.education),
        languages={
            fold(one.name): (one.level, _line(profile, f"languages.{number}", one.name))
            for number, one in enumerate(profile.languages[:20])
        },
    )


def _studied(education: tuple[str, ...], lines: list[str]) -> tuple[str, ...]:
    """Layouts put faculty and field below the school; a heading or the next year ends them."""
    found: list[str] = []
    for school in education:
        found.append(school)
        place = lines.index(school) if school in lines else len(lines)
        for line in lines[place + 1 : place + 1 + _BELOW_SCHOOL]:
            if _NEXT_SCHOOL.match(line):
                break
            found.append(line)
    return tuple(dict.fromkeys(found))


def _held(profile: Profile, number: int, lines: list[str], today: date) -> Held:
    """Quoted by the line that names the job, of several the one nearest to where it was read: layouts often
    keep its dates on a line of their own, and the same title stands above as the one that is wished for."""
    position = profile.positions[number]
    named = fold(position.title)
    read = _line(profile, f"positions.{number}", position.title)
    near = lines.index(read) if read in lines else len(lines)
    places = [place for place, line in enumerate(lines) if named and named in fold(line)]
    shown = lines[min(places, key=lambda place: (abs(place - near), place < near))] if places else read
    return Held(title_words(position.title), _years(position, today), shown)


def _lines(profile: Profile, text: str) -> list[str]:
    if text.strip():
        found = [_cut(line) for line in text.split("\n", MAX_LINES * 4)[: MAX_LINES * 4]]
    else:
        found = [_cut(line.text) for line in profile.lines.values()]
        found += [_cut(skill.evidence) for skill in profile.skills[:_MAX_SKILLS]]
        found += [_cut(one.title) for one in profile.positions]
    return list(dict.fromkeys(line for line in found if line))[:MAX_LINES]


def _line(profile: Profile, path: str, fallback: str) -> str:
    found = profile.lines.get(path)
    return _cut(found.text if found else fallback)


def _cut(line: str) -> str:
    return line.strip()[:MAX_LINE]


def _years(position: Position, today: date) -> float:
    start = _month(position.start)
    end = today.year * 12 + today.month if position.end is None else _month(position.end)
    if start is None or end is None or (position.end is None and not position.current):
        return 0.0
    return min(60.0, max(0, end - start + 1) / 12)


def _month(value: str | None) -> int | None:
    found = re.match(r"(\d{4})(?:-(\d{1,2}))?", value or "")
    return int(found[1]) * 12 + int(found[2] or 1) if found else None
