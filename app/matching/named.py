"""What a requirement calls by a name (a skill of the taxonomy, an abbreviation, a product) and whether the
résumé has it. Pure.

Only a name may be missing: who works with Kafka writes "Kafka". What is said in common words alone ("data
analysis", "деловое общение") may be there in others, so that nothing firm is said of it where the résumé has
a word of the same matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.matching import tongues
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.mentions import (
    end_of,
    has_a_name,
    is_all,
    is_asked,
    is_detail,
    is_soft,
    mentions_of,
    start_of,
    stems,
)
from app.matching.name_words import (
    AND_OTHERS,
    AND_THE_LIKE,
    CALLED_OTHERWISE,
    CYRILLIC,
    EITHER,
    IN_PASSING,
    OFFICE_NAME,
    OR_A_WISH,
    PROSE,
    WITH_A_LANGUAGE,
)
from app.matching.other_names import MOST_LACKING, beside, listed
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.words import fold

_BRACKET = re.compile(r"[()]")


def named_skills(text: str, names: Sequence[str], evidence: Evidence) -> Finding | None:
    """One of each group of alternatives has to be there; `lacks` are the names of those that are not."""
    in_passing = WITH_A_LANGUAGE if tongues.asked(fold(text)) else frozenset()
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
    lacking = [group for group, line in zip(groups, lines, strict=True) if not line]
    lacks = _names_of([group for group in lacking if has_a_name(group, text)])
    like = [found.start() for found in AND_THE_LIKE.finditer(text)]
    first_held = min(
        (start_of(group, text) for group, line in zip(groups, lines, strict=True) if line), default=0
    )
    open_list = len(held) > 0 and any(first_held < place for place in like)
    if open_list and all(_is_of_the_kind(group, like, text) for group in lacking):
        lacks, lacking = [], []  # "CI with TeamCity or the like" is there by another name
    if not held and any(_is_part_of_held(group[0], evidence) for group in lacking):
        held = [line for group in lacking if (line := _is_part_of_held(group[0], evidence))]
        return Finding("partly", held[0], tuple(lacks[:MOST_LACKING]))
    if not held:
        if OR_A_WISH.search(text):
            return Finding("unclear")
        others = AND_OTHERS.search(text) is not None
        bare = is_all(lacking[0], text) and not any(_is_near(one, evidence) for one in lacking[0])
        return Finding("missing" if bare or (lacks and is_asked(text) and not others) else "unclear")
    told = [line for group, line in zip(groups, lines, strict=True) if line and has_a_name(group, text)]
    shown = max(told or held, key=(told or held).count)  # the line that shows most, of several the first
    strange = [group for group in lacking if not is_soft(group) and not is_detail(group, text)]
    in_other_words = not lacks and len(strange) > (
        1 if told else 0
    )  # beside a name, one may only say its kind
    lacks += _office(text, groups, evidence)
    lacks += [name for name in (*beside(text, evidence), *listed(text, evidence)) if name not in lacks]
    prose = not CYRILLIC.search(text) and len(text.split()) > PROSE
    if prose and (not told or _in_passing(groups, evidence)):
        return Finding("unclear", shown)  # a word or two of a long English sentence
    if lacks and not told and CYRILLIC.search(text) and _names_the_kind(groups, lines, text):
        return Finding("missing", None, tuple(lacks[:MOST_LACKING]))
    if in_other_words or (lacks and prose and not told):
        return Finding("unclear", shown)
    return Finding("partly" if lacks else "met", shown, tuple(lacks[:MOST_LACKING]))


def _in_passing(groups: Sequence[Sequence[str]], evidence: Evidence) -> bool:
    """Whether what a résumé has of the skills named is such as everything has."""
    return all(fold(one) in IN_PASSING for group in groups for one in group if evidence.shows(one))


def _is_of_the_kind(group: Sequence[str], like: Sequence[int], text: str) -> bool:
    """Whether "and the like" stands behind the group, and in its bracket if it is in one."""
    end = end_of(group, text)
    for place in like:
        opened = text.rfind("(", 0, place)
        if place >= end and (opened <= text.rfind(")", 0, place) or end > opened):
            return True
    return False


def _names_the_kind(groups: Sequence[Sequence[str]], lines: Sequence[str | None], text: str) -> bool:
    """Whether what is held is only the kind of the names right behind it that are not ("СУБД Зет")."""
    found = mentions_of(text)
    held = [group for group, line in zip(groups, lines, strict=True) if line]
    if len(held) != 1:
        return False
    return any(
        one.name in held[0] and other.name not in held[0] and text[one.end : other.start].strip() == ""
        for one, other in pairwise(found)
    )


def _office(text: str, groups: Sequence[Sequence[str]], evidence: Evidence) -> list[str]:
    """Programs of an office that a list names, too common as words to be found as skills everywhere."""
    if EITHER.search(fold(_BRACKET.sub(" ", text))) or AND_THE_LIKE.search(text):
        return []
    told = {fold(one).rsplit(" ")[-1] for group in groups for one in group}
    names = [one for one in dict.fromkeys(OFFICE_NAME.findall(text)) if fold(one) not in told]
    return [one for one in names if not evidence.index.keys() & {fold(one), *stems(one)}]


def _names_of(groups: Sequence[Sequence[str]]) -> list[str]:
    """One name for each group, of which those that name the same thing are one."""
    told: set[str] = set()
    names = []
    for group in groups:
        if told.isdisjoint(group):
            names.append(" / ".join(group[:2]))
        told.update(group)
    return names


def _is_part_of_held(skill: str, evidence: Evidence) -> str | None:
    """The line with the product of which a skill is one edition ("1С" of "1С:Склад")."""
    whole, colon, _ = skill.partition(":")
    return evidence.skills.get(fold(whole)) if colon else None


def _is_near(skill: str, evidence: Evidence) -> bool:
    """Whether the résumé has a word of the same matter, or the skill is one that everybody calls
    otherwise."""
    words = frozenset(stems(skill)) - EMPTY_WORDS
    if is_soft([skill]) or words & CALLED_OTHERWISE:
        return True
    return any(evidence.best_line(frozenset({one}))[2] for one in words)
