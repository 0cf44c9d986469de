"""What one requirement may ask for (education, a language, papers, skills, years) and whether it is there.

Each aspect answers None when the requirement does not ask for it. Pure; text is only ever compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.matching import papers, schooling, tongues
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.titles import telling, title_words
from app.taxonomy.domains import domains_of
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.words import fold, stems

_NUMBER_WORDS = {
    "одного": 1, "года": 1, "год": 1, "полугода": 0.5, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5,
    "полутора": 1.5,
    "шести": 6, "семи": 7, "восьми": 8, "десяти": 10, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
_YEARS = re.compile(
    r"(\d{1,2}(?:[.,]\d)?)(?:\s*[-–—]\s*\d{1,2})?\s*\+?\s*[-–]?\s*(?:х|ех|ух|и|ти|ми|го|й)?\s*(?:лет|год|"
    r"years?|yrs?)|"
    r"(?:от|более|не менее|минимум|свыше|at least)\s+(одного|полугода|полутора|двух|трех|четырех|пяти|шести|"
    r"семи|"
    r"восьми|десяти|"
    r"года|two|three|four|five)\b"
)
_EXPERIENCE = re.compile(r"опыт|стаж|experience|years?\b|лет\b")
_SAME_JOB = re.compile(
    r"(?:аналогичн|подобн|схож|похож|соответствующ|данн|этой|указанн)\w*\s+(?:\w+\s+)?(?:должност|позици|рол|"
    r"сфер|"
    r"област|вакан|профес|специальност|работ)|на должности\W*$|similar (?:role|position)|in (?:a|the) same "
    r"role|по специальности\W*$"
)
_IN_AN_INDUSTRY = re.compile(
    r"(?:опыт|стаж)\w*(?:\s+[\w-]+){0,3}\s+(?:в|на)\s|experience (?:\w+ )?(?:in|with) (?:the )?\w+ "
    r"(?:industry|domain|sector)"
)
#: Skills that a line about a language names only to say what the language is for.
_WITH_A_LANGUAGE = frozenset({"Техническая документация", "Деловая переписка", "Документация", "Переписка"})
_ENOUGH_WORDS = 0.75  # share of a requirement's telling words that a line must show to meet it (tune)
_SOME_WORDS = 0.34


def judge(text: str, skills: Sequence[str], evidence: Evidence, title: str = "") -> tuple[Finding, bool]:
    """The verdict on one requirement, and whether it asks for something a résumé states.

    `title` is the posting's: "experience in a similar position" means that one.
    """
    low = fold(text)
    named = _skills(text, skills, evidence)
    aspects: list[Callable[[], Finding | None]] = [
        lambda: schooling.education(low, evidence),
        lambda: tongues.language(low, evidence),
        lambda: papers.licence(low, evidence),
        lambda: papers.citizenship(low, evidence),
        lambda: papers.car(low, evidence),
        lambda: papers.journeys(low, evidence),
        lambda: named,
        lambda: _industry(low, evidence),
        lambda: _years(low, evidence, title, named),
        lambda: _same_job(low, evidence, title),
    ]
    findings = [finding for aspect in aspects if (finding := aspect()) is not None]
    if not findings and (at_computer := papers.computer(low, evidence)):
        findings.append(at_computer)
    return (_weakest(findings), True) if findings else (_words(low, evidence), False)


def _weakest(findings: list[Finding]) -> Finding:
    """All met is met; none at all is missing; anything between is partly, shown by the best line."""
    shown = next((one.line for one in findings if one.line and one.verdict == "met"), None)
    shown = shown or next((one.line for one in findings if one.line), None)
    verdicts = {one.verdict for one in findings}
    if len(verdicts) == 1:
        return Finding(findings[0].verdict, shown if findings[0].verdict != "missing" else None)
    return Finding("partly", shown)


def _skills(text: str, names: Sequence[str], evidence: Evidence) -> Finding | None:
    """One of each group of alternatives has to be there."""
    in_passing = _WITH_A_LANGUAGE if tongues.asked(fold(text)) else frozenset()
    groups = [
        [name for name in group if not tongues.is_language(name) and name not in in_passing]
        for group in skill_groups(text)
    ]
    named = {fold(name) for group in groups for name in group}
    left = [name for name in names if not tongues.is_language(name) and name not in in_passing]
    if not named:  # what was stored knows of more than the text shows
        groups = [[name] for name in left]
    groups = [group for group in groups if group]
    if not groups:
        return None
    lines = [next(filter(None, map(evidence.shows, group)), None) for group in groups]
    held = [line for line in lines if line]
    if not held:
        return Finding("missing")
    return Finding("met" if len(held) == len(lines) else "partly", held[0])


def _industry(low: str, evidence: Evidence) -> Finding | None:
    """Experience in an industry is shown by a line of the résumé that speaks of the same one."""
    if not _IN_AN_INDUSTRY.search(low) or skill_groups(low):
        return None
    asked = set(domains_of(low, 2))
    if not asked:
        return None
    line = next((one for one in evidence.lines if asked.intersection(domains_of(one, 2))), None)
    return Finding("met", line) if line else Finding("missing")


def _years(low: str, evidence: Evidence, title: str, skills: Finding | None) -> Finding | None:
    found = _YEARS.search(low)
    if found is None or not _EXPERIENCE.search(low):
        return None
    asked = _NUMBER_WORDS.get(found[2], 1) if found[2] else float(found[1].replace(",", "."))
    words = telling(title_words(low[: found.start()] + " " + low[found.end() :])) - EMPTY_WORDS
    latest = evidence.positions[0].line if evidence.positions else None
    years, line = max(
        evidence.years_as(words) if words else (0.0, None),
        evidence.years_as(title_words(title)) if title else (0.0, None),
        key=lambda one: one[0],
    )
    if skills is not None and skills.verdict == "missing":
        return Finding("missing")  # years of something that is not there at all
    if years >= asked:
        return Finding("met", line)
    total = evidence.years if evidence.years is not None else sum(held.years for held in evidence.positions)
    if total >= asked:  # long enough in all, in this trade only as far as other words show
        general = not words or _words(low, evidence).verdict != "missing"
        return Finding("met" if general else "partly", latest)
    if total >= asked * 0.6:
        return Finding("partly", latest)
    return Finding("missing")


def _same_job(low: str, evidence: Evidence, title: str) -> Finding | None:
    if not title or not _SAME_JOB.search(low) or _YEARS.search(low):
        return None
    years, line = evidence.years_as(title_words(title))
    return Finding("met", line) if years > 0 and line else Finding("missing")


def _words(low: str, evidence: Evidence) -> Finding:
    """By the stems a line of the résumé shares with the requirement; a neighbouring line may add to it."""
    wanted = frozenset(stem for stem in stems(low) if len(stem) > 2 and not stem.isdigit()) - EMPTY_WORDS
    if not wanted:
        return Finding("missing")
    hits, line = evidence.best_line(wanted)
    share = hits / len(wanted)
    if share >= _ENOUGH_WORDS and (hits >= 2 or len(next(iter(wanted))) > 4):
        return Finding("met", line)
    return Finding("partly", line) if hits >= 2 and share >= _SOME_WORDS else Finding("missing")
