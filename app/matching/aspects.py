"""What one requirement may ask for (education, a language, papers, skills, years) and whether it is there.

Each aspect answers None when the requirement does not ask for it. Pure; text is only ever compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.matching import papers, schooling, tenure, tongues
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Aspect, Finding
from app.matching.mentions import mentions_of, stems
from app.matching.name_words import AN_ITEM, CALLED_OTHERWISE, NO_SKILLS, PRODUCT, SHARED
from app.matching.named import named_skills
from app.matching.other_names import other_names
from app.matching.sentences import asked_firmly, sentences
from app.matching.traits import is_attitude, is_trait
from app.taxonomy.skills import canonical
from app.taxonomy.words import fold

_MOST_SENTENCES = 4
_ENOUGH_WORDS = 0.8  # share of a requirement's telling words that a line must show to meet it (tune)
_SOME_WORDS = 0.34
_HALF = 0.5
_FEW_WORDS = 2
_ONE_C = re.compile(r"\b1[сc]\s?:")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LONG_WORD = 6  # letters of a stem
_GRADE = re.compile(r"\b(?:\d|i{1,3}|iv|vi?)(?:-\w{1,2})? (?:групп|разряд|класс)")
_ASIDE = re.compile(r"\([^()]*(?:\)|$)")
_CLAUSE_END = re.compile(r"[,;](?![^()]*\))\s|\.\s")
_ASKED = re.compile(
    r"(?i)(?:и\s+)?(?:опыт|знани|умени|навык|понимани|владени|наличи|успешн|experience|knowledge)"
)
_AS_EXAMPLES = re.compile(r"например|таких как|вроде|включая|such as|including|e\.g|etc|и т\.|или|\bor\b")
CLAUSE = re.compile(r"[,;()/]|\s(?:и|или|а также|and|or)\s")
_TACIT = re.compile(r"(?:the |proven |demonstrated )*(?:ability|able|capab\w+) (?:to|of)\b")
_OR = re.compile(r"\s(?:или|либо|or)\s")
#: What is done with a thing says nothing about which thing it is.
NOTHING_TOLD = EMPTY_WORDS | frozenset(
    stems(
        "выполнение составление проведение подготовка ведение участие создание построение обеспечение "
        "организация использование применение осуществление реализация формирование оформление "
        "взаимодействие "
        "разработка разрабатывать вести проводить создавать решать контроль работа знаете знаешь "
        "профессиональный "
        "информация задача вопрос процесс процессы результат качество команда сотрудник клиент развитие"
    )
)

_OF_PAPERS = frozenset({"licence", "citizenship", "car", "portfolio", "journeys"})
_ACTIVITIES = (
    NOTHING_TOLD
    | CALLED_OTHERWISE
    | frozenset(stems("сопровождение установка внедрение эксплуатация технология"))
)


def judge(text: str, skills: Sequence[str], evidence: Evidence, title: str = "") -> tuple[Finding, bool]:
    """The verdict on one requirement, and whether it asks for something a résumé states.

    `title` is the posting's: "experience in a similar position" means that one. Sentences are judged one by
    one: all met is met.
    """
    text, parts = sentences(text)
    if len(parts) < 2:
        return _judge(text, skills, evidence, title)
    judged = [_judge(part, (), evidence, title) for part in parts[:_MOST_SENTENCES]]
    telling = [one for one, part in zip(judged, parts, strict=False) if one[1] or not is_trait(part)]
    found = _weakest([finding for finding, _ in telling or judged])
    return found, found.verdict != "unclear" and any(firm for _, firm in telling)


def _judge(text: str, skills: Sequence[str], evidence: Evidence, title: str) -> tuple[Finding, bool]:
    if (firmly := asked_firmly(text)) != text:
        text, skills = firmly, ()
    low = fold(text)
    asked = papers.asked(low)
    for of_its_kind in (papers.electrical, papers.clearance, papers.certificate):
        if of_its_kind.__name__ not in asked or (paper := of_its_kind(low, evidence)) is None:
            continue
        # knowing the thing it is of is not having it
        return paper.of("paper"), paper.verdict != "unclear" or of_its_kind is papers.certificate
    if NO_SKILLS.fullmatch(text):
        return Finding("unclear"), False
    named = named_skills(text, skills, evidence)
    in_brackets = named is not None and not mentions_of(_ASIDE.sub(" ", text))
    if named and (in_brackets or schooling.asks_first(low)) and schooling.education(low, evidence, title):
        named = None  # fields of study
    driving = papers.licence(low, evidence) if "licence" in asked else None
    if named and named.verdict == "missing" and driving and driving.verdict == "met":
        named = None  # the licence is there, by whatever name
    length = tenure.years(low, evidence, title, named)
    if length and length.verdict == "missing" and not evidence.positions:
        named = None  # years of a skill that somebody without any work cannot have
    if length and length.verdict == "met" and named and named.verdict == "missing" and tenure.as_whom(low):
        named = None  # part of the name of a profession that was held
    if length and length.verdict == "met" and named and named.verdict == "unclear":
        named = None  # the trade itself in common words
    of_samples = "asks_for_samples" in asked or low.startswith(("портфолио", "наличие портфолио"))
    if of_samples:
        named = None  # where they are shown
    of_the_job = named is None or _shares_a_word(low, length)
    aspects: list[tuple[Aspect, Callable[[], Finding | None]]] = [
        ("education", lambda: schooling.education(low, evidence, title)),
        ("language", lambda: tongues.language(low, evidence)),
        ("licence", lambda: driving),
        ("citizenship", lambda: papers.citizenship(low, evidence)),
        ("car", lambda: papers.car(low, evidence)),
        ("portfolio", lambda: papers.portfolio(low, evidence) if named is None or of_samples else None),
        ("journeys", lambda: papers.journeys(low, evidence)),
        ("years" if of_the_job else "names", lambda: length if of_the_job else named),
        ("names" if of_the_job else "years", lambda: named if of_the_job else length),
        ("industry", lambda: None if PRODUCT.search(text) else tenure.industry(low, evidence)),
        ("same_job", lambda: tenure.same_job(low, evidence, title)),
        ("as_a", lambda: tenure.as_a(low, evidence)),
        ("any_work", lambda: tenure.any_work(low, evidence)),
    ]
    findings = [
        finding.of(name)
        for name, aspect in aspects
        if (name not in _OF_PAPERS or name in asked) and (finding := aspect()) is not None
    ]
    if not findings:
        return _by_words(text, low, evidence)
    if named is not None and len(findings) == 1 and findings[0].by == ("names",):
        named = _by_name(findings[0], text, low, evidence)
        return named, named.verdict != "unclear"
    found = _weakest(findings)
    return found, found.verdict != "unclear"


def _by_words(text: str, low: str, evidence: Evidence) -> tuple[Finding, bool]:
    """Nothing of what a résumé states is asked for, or only by names that no taxonomy knows."""
    loose = _words(low, evidence)
    names = None if is_attitude(text) or _TACIT.match(low) else other_names(text, evidence)
    if names is None and (at_computer := papers.computer(low, evidence)):
        return at_computer.of("computer"), at_computer.verdict != "unclear"
    if loose.verdict == "met" or names is None:
        return loose.of("words"), False
    return names.of("other_names"), True


def _by_name(named: Finding, text: str, low: str, evidence: Evidence) -> Finding:
    """Only skills are asked for: the very words show one that no taxonomy found in the résumé."""
    if named.verdict == "met":
        return Finding("unclear", named.line) if _asks_more(text, evidence) else named
    if named.verdict == "partly":
        return named
    if _TACIT.match(low):
        return Finding("unclear")
    every = frozenset(stems(text)) - EMPTY_WORDS
    if len(every) > 1 and any(one.isdigit() for one in every) and evidence.holds_together(every):
        number = min(frozenset.intersection(*(evidence.index[one] for one in every)))
        return Finding("met", evidence.lines[number], by=("names", "words"))
    loose = _in_a_line(low, evidence, EMPTY_WORDS)
    words = {one for found in mentions_of(text) for one in stems(text[found.start : found.end])}
    if loose.verdict == "met" and words <= evidence.index.keys():
        return loose.of("names", "words")
    others = other_names(text, evidence)
    if others and not named.line and (others.line or named.verdict == "unclear"):
        return others.of("names", "other_names")
    if named.verdict == "missing" and (line := _edition(low, evidence) or _item_beside(text, evidence)):
        return Finding("partly", line, named.lacks, ("names", "beside"))
    if named.verdict == "missing" and tenure.leads(low):
        return Finding("unclear")
    if named.verdict == "missing" and _is_told_of(text, evidence):
        return Finding("unclear")
    return Finding(named.verdict, None, named.lacks, named.by)


def _edition(low: str, evidence: Evidence) -> str | None:
    """The line of one of the 1C products that a list names after the first ("1С: Розница, Кадры")."""
    clauses = CLAUSE.split(_ASIDE.sub(" ", low.rpartition(":")[2])) if _ONE_C.search(low) else ()
    names = (f"1С:{clause.strip()}" for clause in clauses if clause.strip())
    return next(filter(None, (evidence.shows(canonical(name)) for name in names)), None)


def _is_told_of(text: str, evidence: Evidence) -> bool:
    """Whether one line has two telling words of those around the skills: the same may be there in others."""
    if not _CYRILLIC.search(text) or len(stems(text)) <= AN_ITEM:
        return False
    named = {one for found in mentions_of(text) for one in stems(text[found.start : found.end])}
    words = frozenset(one for one in stems(text) if len(one) >= _LONG_WORD) - _ACTIVITIES - named
    own, _, _ = evidence.best_line(words)
    return own >= SHARED


def _item_beside(text: str, evidence: Evidence) -> str | None:
    """The line that has an item of a list whole, beside the skills that are missing."""
    clauses = [one for one in CLAUSE.split(_ASIDE.sub(" ", text)) if one.strip()]
    russian = _CYRILLIC.search(text) is not None
    for clause in clauses if len(clauses) > 1 else ():
        wanted = (
            frozenset(one for one in stems(clause) if len(one) >= _LONG_WORD - (not russian)) - _ACTIVITIES
        )
        few = len(stems(clause)) <= _FEW_WORDS
        if not russian and (len(wanted) < 2 or not evidence.holds_together(wanted)):
            continue  # one word of an English clause says too little
        if wanted and few and not mentions_of(clause) and wanted <= evidence.index.keys():
            return evidence.lines[min(evidence.index[min(wanted)])]
    return None


def _shares_a_word(low: str, length: Finding | None) -> bool:
    """Whether the line of a job itself has a telling word of the requirement."""
    line = frozenset(stems(length.line)) if length and length.line else frozenset()
    return not line.isdisjoint(frozenset(stems(low)) - NOTHING_TOLD)


def _weakest(findings: list[Finding]) -> Finding:
    """All met is met; none at all is missing; anything between is partly, shown by the best line. What is
    unclear leaves the whole so, unless something is missing beside it."""
    shown = next((one.line for one in findings if one.line and one.verdict == "met"), None)
    shown = shown or next((one.line for one in findings if one.line), None)
    lacks = tuple(name for one in findings for name in one.lacks)
    verdicts = {one.verdict for one in findings}
    by = tuple(aspect for one in findings for aspect in one.by)
    if len(verdicts) == 1:
        return Finding(findings[0].verdict, shown if findings[0].verdict != "missing" else None, lacks, by)
    if "unclear" not in verdicts or "partly" in verdicts:
        return Finding("partly", shown, lacks, by)
    if "missing" not in verdicts:
        return Finding("unclear", shown, by=by)
    return Finding("partly", shown, lacks, by) if "met" in verdicts else Finding("missing", None, lacks, by)


def _asks_more(text: str, evidence: Evidence) -> bool:
    """Whether a clause beside the one with the skills asks for something of which no word is shown."""
    clauses = [one for one in _CLAUSE_END.split(text.partition(": ")[0]) if one.strip()]  # then come details
    if len(clauses) < 2:
        return False
    for clause in clauses:
        if not _ASKED.match(clause.strip()):
            continue
        if (
            mentions_of(clause)
            or _AS_EXAMPLES.search(fold(clause))
            or is_trait(clause)
            or is_attitude(clause.strip())
        ):
            continue
        wanted = frozenset(one for one in stems(clause) if len(one) > 3) - NOTHING_TOLD
        if len(wanted) > 1 and not evidence.share_shown(wanted) and not evidence.best_line(wanted)[2]:
            return True
    return False


def _words(low: str, evidence: Evidence) -> Finding:
    """By the stems a line of the résumé shares with the requirement; of several clauses each may have its
    own line, and of alternatives one is enough. Less than that is unclear, with the nearest line."""
    whole = _in_a_line(low, evidence, EMPTY_WORDS)
    if whole.verdict == "met":
        return whole
    telling = frozenset(one for one in stems(low) if len(one) > 2) - NOTHING_TOLD
    if telling and telling <= evidence.index.keys():  # whatever is done with it
        named_alone = _in_a_line(low, evidence, NOTHING_TOLD)
        if named_alone.verdict == "met":
            return named_alone
    if not whole.line and (line := _a_skill_within(low, evidence)):
        whole = Finding("unclear", line)
    clauses = [_in_a_line(clause, evidence, NOTHING_TOLD) for clause in CLAUSE.split(low) if clause.strip()]
    shown = [one for one in clauses if one.verdict == "met"]
    if len(clauses) > 1 and (len(shown) == len(clauses) or (shown and _OR.search(low))):
        return shown[0]
    return whole if whole.line or not shown else Finding("unclear", shown[0].line)


def _a_skill_within(low: str, evidence: Evidence) -> str | None:
    """The line of a skill of several words that the requirement has among its own, in whatever order."""
    asked = frozenset(stems(low))
    return next((line for words, line in evidence.phrases if words <= asked), None)


def _in_a_line(low: str, evidence: Evidence, empty: frozenset[str]) -> Finding:
    """A single word has to be a long one: short ones stand in any line."""
    found = stems(low)
    wanted = frozenset(stem for stem in found if len(stem) > 2 and not stem.isdigit()) - empty
    if not wanted:
        lone = found if len(found) == 1 and not EMPTY_WORDS.issuperset(found) else ()
        short = next((one for one in lone if one in evidence.index), None)
        return Finding("met", evidence.lines[min(evidence.index[short])]) if short else Finding("unclear")
    if len(wanted) == 1 and wanted.isdisjoint(evidence.index):
        return Finding("unclear")  # a root alone says too little
    own, near, line = evidence.best_line(wanted)
    share = (own + near) / len(wanted)
    if own and share >= _ENOUGH_WORDS and (own + near >= 2 or len(next(iter(wanted))) >= _LONG_WORD):
        grade = _GRADE.search(low)
        return Finding("met" if not grade or grade[0] in fold(line or "") else "partly", line)
    some = own + near >= 2 and share >= _SOME_WORDS
    return Finding("unclear", line if some or (near >= 2 and share >= _HALF) else None)
