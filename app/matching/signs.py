"""What tells how far a verdict on a requirement can be trusted. Pure.

A verdict rests on what is named (a skill, a degree, years); how much of the requirement that leaves unsaid
tells best how often it is wrong. `assurance` weighs the signs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.matching.aspects import CLAUSE, NOTHING_TOLD
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.mentions import is_a_name, mentions_of, stems
from app.matching.name_words import NO_NAME
from app.matching.titles import telling, title_words
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.skills import broader
from app.taxonomy.words import fold

_ROOT = 6
_ABOVE = 3  # lines of a résumé
_CYRILLIC = re.compile(r"[а-яё]{2}", re.IGNORECASE)
#: A number but of years: a version, a size, a clause of a norm.
_FIGURE = re.compile(
    r"(?<!\d)\d+(?!\d)(?!\s*\+?\s*(?:(?:[-–—]|до|to)\s*\d+\s*\+?\s*)?(?:-?[хм]\w*\s)?\s*(?:лет|год|years?|yrs))"
)
_AND = re.compile(r"\b(?:и|and)\b")
_EXAMPLES = re.compile(
    r"e\.g|i\.e|such as|\blike\b|например|таких как|типа|и т\. ?[дп]|и (?:др|проч)\b|etc|аналог|similar|other"
)
_CHOICE = re.compile(r"\b(?:или|либо|or)\b|/")
#: A noun of doing or a verb ahead of all else, as duties begin.
_DOING = re.compile(
    r"(?!знани|понимани|умени|владени|образовани|желани|влад|уме|зна)"
    r"[а-я]+(?:ение|ание|ция|ировать|ать|ить|ять|ться|ете|ешь)\b|участи[ея]\b|работа\b"
)
_ASKING = re.compile(
    r"опыт|стаж|знани|знать|умени|уметь|понимани|владени|навык|образовани|наличи|уверенн|experience|knowledge|"
    r"understanding|degree|\bskills?\b|proficien|familiar|\babl|abilit|years?\b|certif|background|expert"
)
_BETWEEN = re.compile(r"[,;/()&+]|\s(?:и|and|а также|или|or)\s|[.:]\s|\.$")
#: An item of a list that is a name and nothing more.
_ITEM = re.compile(r"\s*(?:MS |Microsoft )?([A-Z][\w+#.-]*(?: [\w.+#-]+)?)\s*\.?$")
_NAME = re.compile(r"(?<![.!?:] )(?<=\s)\(?[A-ZА-ЯЁ][\w-]+|\b[A-Za-z][\w+#-]*")


class _Asked(NamedTuple):
    """What the text alone tells."""

    words: float
    told: dict[str, str]  # stems that say something, of no skill, and the roots of long ones
    names: frozenset[str]  # stems of what is written like a name, of no skill
    items: tuple[frozenset[str], ...]  # stems of names that a list has, of no skill
    skills: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    proper: tuple[str, ...]  # those of a name nobody paraphrases
    russian: bool
    examples: bool
    choice: bool
    clauses: int
    ands: int
    doing: bool
    asking: bool
    figures: bool


class Signs(NamedTuple):
    """Of one verdict; counts are cut off where more of them tell no more."""

    unshown: int  # telling words beside the skills that the résumé has not, up to 8
    shown: int  # and those it has, up to 4
    strange: int  # of those not shown, the ones that are no common word of work, up to 6
    names: int  # of those not shown, what is written like a name, up to 3
    items: int  # names in a list that the résumé has not, up to 3
    bare: bool  # no word beside the skills
    words: float  # tens of words, up to 2.5
    clauses: int  # up to 6
    ands: int  # up to 3
    several: bool  # aspects that decided
    lacking: int  # skills the résumé does not show, up to 4
    gaps: int  # groups of alternatives of which it shows none, up to 3
    proper: int  # of the lacking, the ones with a name of their own, up to 4
    kin: int  # of those, the ones of which it has a wider or a sister skill, up to 2
    lacks: int  # names said to lack, up to 4
    choice: bool
    examples: bool
    russian: bool
    doing: bool
    asking: bool
    figures: bool
    nice: bool
    quoted: bool  # a line is shown
    alien: int  # `unheld`
    wished: bool  # it stands above all jobs, as a name, a wish or a summary does


@lru_cache(maxsize=5_000)
def _called(title: str) -> frozenset[str]:
    words = title_words(title)
    return telling(words) or words


@lru_cache(maxsize=20_000)
def _asked(text: str) -> _Asked:
    mentions = mentions_of(text)
    of_skills = {one for found in mentions for one in stems(text[found.start : found.end])}
    words = [one for one in dict.fromkeys(stems(text)) if len(one) > 2 and not one.isdigit()]
    told = {
        one: one[:_ROOT] if len(one) > _ROOT else ""
        for one in words
        if one not in EMPTY_WORDS and one not in of_skills
    }
    low = fold(text)
    named = " ".join(found[0] for found in _NAME.finditer(text)) if _CYRILLIC.search(text) else ""
    return _Asked(
        words=min(25, len(text.split())) / 10,
        told=told,
        names=frozenset(stems(named)).intersection(told),
        items=_items(text),
        skills=tuple(one.name for one in mentions),
        groups=skill_groups(text),
        proper=tuple(one.name for one in mentions if is_a_name(one.name, text)),
        russian=bool(_CYRILLIC.search(text)),
        examples=bool(_EXAMPLES.search(low)),
        choice=bool(_CHOICE.search(low)),
        clauses=min(6, sum(bool(one.strip()) for one in CLAUSE.split(low))),
        ands=min(3, len(_AND.findall(low))),
        doing=bool(_DOING.match(low)),
        asking=bool(_ASKING.search(low)),
        figures=bool(_FIGURE.search(low)),
    )


def _items(text: str) -> tuple[frozenset[str], ...]:
    taken = [(one.start, one.end) for one in mentions_of(text)]
    found, start = [], 0
    for mark in (*_BETWEEN.finditer(text), None):
        end = mark.start() if mark else len(text)
        name = _ITEM.fullmatch(text[start:end]) if start else None
        if name:
            a, b = start + name.start(1), start + name.end(1)
            words = frozenset(stems(name[1])) - NO_NAME
            if words and not any(first < b and a < last for first, last in taken):
                found.append(words)
        start = mark.end() if mark else end
    return tuple(found)


def unheld(title: str, evidence: Evidence) -> int:
    """Telling words of a posting's title that no position held has, up to 3: the same for all it asks for."""
    return min(3, sum(not any(one in held.words for held in evidence.positions) for one in _called(title)))


def signs_of(text: str, finding: Finding, evidence: Evidence, *, nice: bool = False, alien: int = 0) -> Signs:
    """Those of a verdict on `text`; `alien` is what `unheld` says of the posting."""
    asked = _asked(text)
    index, roots, shows = evidence.index, evidence.roots, evidence.shows
    unshown = [one for one in asked.told if one not in index and asked.told[one] not in roots]
    lacking = [one for one in asked.skills if not shows(one)]
    return Signs(
        unshown=min(8, len(unshown)),
        shown=min(4, len(asked.told) - len(unshown)),
        strange=min(6, sum(one not in NOTHING_TOLD for one in unshown)) if unshown else 0,
        names=min(3, sum(one in asked.names for one in unshown)) if asked.names else 0,
        items=min(3, sum(not one <= index.keys() for one in asked.items)) if asked.items else 0,
        bare=not asked.told,
        words=asked.words,
        clauses=asked.clauses,
        ands=asked.ands,
        several=len(finding.by) > 1,
        lacking=min(4, len(lacking)),
        gaps=min(3, sum(all(one in lacking for one in group) for group in asked.groups)) if lacking else 0,
        proper=min(4, sum(one in asked.proper for one in lacking)) if lacking else 0,
        kin=min(2, sum(_has_kin(one, evidence) for one in lacking)) if lacking else 0,
        lacks=min(4, len(finding.lacks)),
        choice=asked.choice,
        examples=asked.examples,
        russian=asked.russian,
        doing=asked.doing,
        asking=asked.asking,
        figures=asked.figures,
        nice=nice,
        quoted=finding.line is not None,
        alien=alien,
        wished=finding.line is not None and finding.line in evidence.lines[:_ABOVE],
    )


def _has_kin(skill: str, evidence: Evidence) -> bool:
    """Whether the résumé shows the wider skill, by itself or by another narrow one."""
    wider = broader(skill)
    return wider is not None and evidence.shows(wider) is not None
