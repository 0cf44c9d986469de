"""What one requirement may ask for (education, a language, papers, skills, years) and whether it is there.

Each aspect answers None when the requirement does not ask for it. Pure; text is only ever compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from app.matching import papers, schooling, tenure, tongues
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.traits import is_attitude, is_trait
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.skills import SkillMention, find_skills
from app.taxonomy.words import fold
from app.taxonomy.words import stems as stems_of

_SENTENCE = re.compile(r"(?:(?<=[^\W\d]{4})|(?<=\bлет))[.!]\s+(?:[-–—]\s*)?(?=[^\W\d])")
_MOST_SENTENCES = 4
#: Skills that a line about a language names only to say what the language is for.
_WITH_A_LANGUAGE = frozenset({"Техническая документация", "Деловая переписка", "Документация", "Переписка"})
#: A Latin name joined to a skill by a comma or an "and", in a line that is Russian otherwise.
_LISTED_AFTER = re.compile(r"\s*(?:,|\sи)\s+([A-Z][A-Za-z]{3,})(?=\s*[,;.]|\s+и\s|\s*$)")
_LISTED_BEFORE = re.compile(r"[а-яё]\s+(?:[A-Z]{2,3} )?([A-Z][A-Za-z]{3,})\s*(?:,|\sи)\s+(?:[A-Z]{2} )?$")
#: A Latin name right behind a skill, but for words that only say how well or what for.
_NARROWER = re.compile(
    r" ((?!(?:Core|Advanced|Intermediate|Upper|Basic|Senior|Junior|Middle|Developer|Engineer|Programming|"
    r"Framework|Professional|Experience|Enterprise|Skills?|Standard|Edition|DB|Database|Server)\b)[A-Z][A-Za-z]+)"
    r"(?=(?: [A-Z][A-Za-z]+)?\s*(?:[,;./()]|$|and\b|or\b|и\b|или\b))"
)
_NARROWED = re.compile(
    r"\b(?!(?:Apache|Autodesk|Microsoft|Google|Amazon|Adobe|Oracle|Yandex|Red|Core|Native|Backend|Frontend|Middle|Senior|"
    r"Junior|Python|Java)\b)([A-Z][a-z]{2,}) $"
)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NO_NAME = EMPTY_WORDS | frozenset(stems_of("пк рф it ит pc eng"))
_NAME = re.compile(r"\b[A-Za-z][A-Za-z+#.]+|\b[А-ЯЁ]{2,}\b")
_ENGLISH_NAME = re.compile(r"(?<![.!?:] )(?<=\s)\(?([A-Z][A-Za-z]*[A-Z0-9+#][A-Za-z0-9+#]*|[A-Z][a-z]{2,})\b")
_EITHER = re.compile(
    r"\bили\b|\bлибо\b|/|один из|одн[ао]й из|люб(?:ой|ого|ым|ую|ом|ых)\b|например|и т\.? ?[дп]|и др\b|etc|\("
)
_ENOUGH_WORDS = 0.75  # share of a requirement's telling words that a line must show to meet it (tune)
_SOME_WORDS = 0.34
_HALF = 0.5
_LONG_WORD = 6  # letters of a stem
_GRADE = re.compile(r"\b(?:\d|i{1,3}|iv|vi?)(?:-\w{1,2})? (?:групп|разряд|класс)")
_ASIDE = re.compile(r"\([^()]*(?:\)|$)")
_CLAUSE_END = re.compile(r"[,;](?![^()]*\))\s|\.\s")
_ASKED = re.compile(
    r"(?i)(?:и\s+)?(?:опыт|знани|умени|навык|понимани|владени|наличи|успешн|experience|knowledge)"
)
_AS_EXAMPLES = re.compile(r"например|таких как|вроде|включая|such as|including|e\.g|etc|и т\.|или|\bor\b")
_CLAUSE = re.compile(r"[,;()/]|\s(?:и|или|а также|and|or)\s")
#: What is done with a thing says nothing about which thing it is.
_NOTHING_TOLD = EMPTY_WORDS | frozenset(
    stems_of(
        "выполнение составление проведение подготовка ведение участие создание построение обеспечение "
        "организация использование применение осуществление реализация формирование оформление "
        "взаимодействие "
        "разработка разрабатывать вести проводить создавать решать контроль работа знаете знаешь "
        "профессиональный "
        "информация задача вопрос процесс процессы результат качество команда сотрудник клиент развитие"
    )
)


@lru_cache(maxsize=20_000)  # postings repeat their lines, and each is asked about several times
def _mentions(text: str) -> tuple[SkillMention, ...]:
    return tuple(find_skills(text))


@lru_cache(maxsize=20_000)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(stems_of(text))


def judge(text: str, skills: Sequence[str], evidence: Evidence, title: str = "") -> tuple[Finding, bool]:
    """The verdict on one requirement, and whether it asks for something a résumé states.

    `title` is the posting's: "experience in a similar position" means that one. Sentences are judged one by
    one: all met is met.
    """
    parts = [part for part in _SENTENCE.split(text) if len(part.strip()) > 2]
    if len(parts) < 2:
        return _judge(text, skills, evidence, title)
    judged = [_judge(part, (), evidence, title) for part in parts[:_MOST_SENTENCES]]
    telling = [one for one, part in zip(judged, parts, strict=False) if one[1] or not is_trait(part)]
    return _weakest([finding for finding, _ in telling or judged]), any(firm for _, firm in telling)


def _judge(text: str, skills: Sequence[str], evidence: Evidence, title: str) -> tuple[Finding, bool]:
    low = fold(text)
    if paper := papers.certificate(low, evidence):
        return paper, True  # knowing the thing it is of is not having it
    named = _skills(text, skills, evidence)
    in_brackets = named is not None and not _mentions(_ASIDE.sub(" ", text))
    if named and (in_brackets or schooling.asks_first(low)) and schooling.education(low, evidence, title):
        named = None  # fields of study
    driving = papers.licence(low, evidence)
    if named and named.verdict == "missing" and driving and driving.verdict == "met":
        named = None  # the licence is there, by whatever name
    length = tenure.years(low, evidence, title, named)
    if length and length.verdict == "missing" and not evidence.positions:
        named = None  # years of a skill that somebody without any work cannot have
    if length and length.verdict == "met" and named and named.verdict == "missing" and tenure.as_whom(low):
        named = None  # part of the name of a profession that was held
    of_the_job = named is None or _shares_a_word(low, length)
    aspects: list[Callable[[], Finding | None]] = [
        lambda: schooling.education(low, evidence, title),
        lambda: tongues.language(low, evidence),
        lambda: driving,
        lambda: papers.citizenship(low, evidence),
        lambda: papers.car(low, evidence),
        lambda: papers.journeys(low, evidence),
        lambda: length if of_the_job else named,
        lambda: named if of_the_job else length,
        lambda: tenure.industry(low, evidence),
        lambda: tenure.same_job(low, evidence, title),
        lambda: tenure.as_a(low, evidence),
        lambda: tenure.any_work(low, evidence),
    ]
    findings = [finding for aspect in aspects if (finding := aspect()) is not None]
    if not findings and not names_a_thing(text, evidence) and (at_computer := papers.computer(low, evidence)):
        findings.append(at_computer)
    if not findings:
        loose_words = _words(low, evidence)
        if not loose_words.line and (line := _a_name(text, evidence)):
            return Finding("partly", line), True
        return loose_words, False
    by_name_only = named is not None and findings == [named]
    if by_name_only and findings[0].verdict == "met" and _asks_more(text, evidence):
        return Finding("partly", findings[0].line), True
    if by_name_only and findings[0].verdict == "missing":
        loose = _in_a_line(low, evidence, EMPTY_WORDS)
        words = {one for found in _mentions(text) for one in _stems(text[found.start : found.end])}
        if loose.verdict == "met" and words <= evidence.index.keys():
            return loose, True  # the very words, though no taxonomy found them there
        line = _words(low, evidence).line or _a_name(text, evidence)
        if line:
            return Finding("partly", line), True  # not by its name, but in so many words
    return _weakest(findings), True


def _shares_a_word(low: str, length: Finding | None) -> bool:
    """Whether the line of a job itself has a telling word of the requirement."""
    line = frozenset(_stems(length.line)) if length and length.line else frozenset()
    return not line.isdisjoint(frozenset(_stems(low)) - _NOTHING_TOLD)


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
    shown = max(held, key=held.count)  # the line that shows most of them, of several the first
    whole = len(held) == len(lines) and not _names_more(text, evidence) and not _names_many(text, evidence)
    return Finding("met" if whole else "partly", shown)


def _names_many(text: str, evidence: Evidence) -> bool:
    """Whether Russian text lists several Latin names that neither a taxonomy nor the résumé knows."""
    if not _CYRILLIC.search(text) or _EITHER.search(fold(text)):
        return False
    known = [(one.start, one.end) for one in _mentions(text)]
    names = [
        found[0]
        for found in _NAME.finditer(text)
        if not any(start <= found.start() < end for start, end in known)
    ]
    unknown = [one for one in names if not frozenset(_stems(one)) & (evidence.index.keys() | EMPTY_WORDS)]
    return len(unknown) > 1


def _asks_more(text: str, evidence: Evidence) -> bool:
    """Whether a clause beside the one with the skills asks for something of which no word is shown."""
    clauses = [one for one in _CLAUSE_END.split(text) if one.strip()]
    if len(clauses) < 2:
        return False
    for clause in clauses:
        if not _ASKED.match(clause.strip()):
            continue
        if (
            _mentions(clause)
            or _AS_EXAMPLES.search(fold(clause))
            or is_trait(clause)
            or is_attitude(clause.strip())
        ):
            continue
        wanted = frozenset(one for one in _stems(clause) if len(one) > 3) - _NOTHING_TOLD
        if len(wanted) > 1 and not evidence.share_shown(wanted) and not evidence.best_line(wanted)[2]:
            return True
    return False


def _names_more(text: str, evidence: Evidence) -> bool:
    """Whether a name no taxonomy knows is listed beside a skill in Russian text ("Elastic, Kafka") or makes a
    narrower thing of it ("Java Card")."""
    either = bool(_EITHER.search(fold(text)))
    for mention in _mentions(text):
        listed = (_LISTED_AFTER.match(text, mention.end), _LISTED_BEFORE.search(text[: mention.start]))
        listing = text.rfind("(", 0, mention.start) > text.rfind(")", 0, mention.start)
        narrower = None if listing else _NARROWER.match(text, mention.end)
        beside = (narrower, *(() if either else listed))
        if _CYRILLIC.search(text):
            beside = (*beside, _NARROWED.search(text[: mention.start]))
        for name in (found[1] for found in beside if found):
            known = _mentions(name) or not frozenset(_stems(name)) - EMPTY_WORDS
            if not known and not all(stem in evidence.index for stem in _stems(name)):
                return True
    return False


def _words(low: str, evidence: Evidence) -> Finding:
    """By the stems a line of the résumé shares with the requirement; of several clauses each may have its
    own line, and one that is shown makes the whole partly."""
    whole = _in_a_line(low, evidence, EMPTY_WORDS)
    if whole.verdict == "met":
        return whole
    telling = frozenset(one for one in _stems(low) if len(one) > 2) - _NOTHING_TOLD
    if telling and telling <= evidence.index.keys():  # whatever is done with it
        named_alone = _in_a_line(low, evidence, _NOTHING_TOLD)
        if named_alone.verdict == "met":
            return named_alone
    if whole.verdict == "missing" and (line := _a_skill_within(low, evidence)):
        whole = Finding("partly", line)
    clauses = [_in_a_line(clause, evidence, _NOTHING_TOLD) for clause in _CLAUSE.split(low) if clause.strip()]
    shown = [one for one in clauses if one.verdict == "met"]
    if len(clauses) > 1 and len(shown) == len(clauses):
        return shown[0]
    return whole if whole.verdict == "partly" or not shown else Finding("partly", shown[0].line)


def _a_name(text: str, evidence: Evidence) -> str | None:
    """The line with one of the names a requirement gives, of those that no taxonomy knows."""
    known = {one for mention in _mentions(text) for one in _stems(text[mention.start : mention.end])}
    for name in _NAME.findall(text) if _CYRILLIC.search(text) else ():
        for one in set(_stems(name)) - known - EMPTY_WORDS:
            if len(one) > 2 and one in evidence.index:
                return evidence.lines[min(evidence.index[one])]
    return None


def names_a_thing(text: str, evidence: Evidence) -> bool:
    """Whether a requirement names something by a name of its own (an abbreviation, a Latin name in Russian
    text, a capital inside a sentence) that the résumé does not: then it is missing there."""
    text = text.partition(": ")[2] or text
    pattern = _NAME if _CYRILLIC.search(text) else _ENGLISH_NAME
    names = [found for found in pattern.findall(text) if not frozenset(_stems(found)) <= _NO_NAME]
    return any(not all(one in evidence.index for one in _stems(name)) for name in names)


def _a_skill_within(low: str, evidence: Evidence) -> str | None:
    """The line of a skill of several words that the requirement has among its own, in whatever order."""
    asked = frozenset(_stems(low))
    return next((line for words, line in evidence.phrases if words <= asked), None)


def _in_a_line(low: str, evidence: Evidence, empty: frozenset[str]) -> Finding:
    """A single word has to be a long one: short ones stand in any line."""
    found = _stems(low)
    wanted = frozenset(stem for stem in found if len(stem) > 2 and not stem.isdigit()) - empty
    if not wanted:
        short = next((one for one in found if len(found) == 1 and one in evidence.index), None)
        return Finding("met", evidence.lines[min(evidence.index[short])]) if short else Finding("missing")
    if len(wanted) == 1 and wanted.isdisjoint(evidence.index):
        return Finding("missing")  # a root alone says too little
    own, near, line = evidence.best_line(wanted)
    share = (own + near) / len(wanted)
    if own and share >= _ENOUGH_WORDS and (own + near >= 2 or len(next(iter(wanted))) >= _LONG_WORD):
        grade = _GRADE.search(low)
        return Finding("met" if not grade or grade[0] in fold(line or "") else "partly", line)
    some = own + near >= 2 and share >= _SOME_WORDS
    return Finding("partly", line) if some or (near >= 2 and share >= _HALF) else Finding("missing")
