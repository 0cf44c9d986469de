"""What a requirement calls by a name (a skill of the taxonomy, an abbreviation, a product) and whether the
résumé has it. Pure.

Only a name may be missing: who works with Kafka writes "Kafka". What is said in common words alone ("data
analysis", "деловое общение") may be there in others, so that nothing firm is said of it where the résumé has
a word of the same matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from app.matching import tongues
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.fits import real_skills
from app.matching.name_words import (
    A_KIND,
    A_TITLE,
    AN_ITEM,
    AND_OTHERS,
    AND_THE_LIKE,
    ASKING,
    BARE_NAME,
    CALLED_OTHERWISE,
    CYRILLIC,
    EITHER,
    ENGLISH_NAME,
    EVERYDAY,
    EXAMPLES,
    HEADING,
    IN_PASSING,
    LATIN,
    LISTED_AFTER,
    LISTED_BEFORE,
    MAKERS,
    NAME,
    NARROWED,
    NARROWER,
    NO_KIND,
    NO_NAME,
    OF_SERVICE,
    OF_TITLES,
    OFFICE,
    OFFICE_NAME,
    OR_A_WISH,
    OR_THE_LIKE_OF,
    OWN_SIGN,
    PART_OF,
    PRODUCT,
    PROSE,
    SHARED,
    WITH_A_LANGUAGE,
    WORDS,
)
from app.matching.traits import is_trait
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.skills import SkillMention, canonical, find_skills
from app.taxonomy.words import fold
from app.taxonomy.words import stems as stems_of

_SPELT = 3  # first letters by which a spelling is told from another word for the same thing
_BRACKET = re.compile(r"[()]")
_MOST_LACKING = 5  # names said to be missing of one requirement


@lru_cache(maxsize=20_000)  # postings repeat their lines, and each is asked about several times
def mentions_of(text: str) -> tuple[SkillMention, ...]:
    """The skills that a text names."""
    return tuple(find_skills(text))


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of its words, remembered."""
    return tuple(stems_of(text))


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
    lacks = _names_of([group for group in lacking if _has_a_name(group, text)])
    like = [found.start() for found in AND_THE_LIKE.finditer(text)]
    first_held = min(
        (_start_of(group, text) for group, line in zip(groups, lines, strict=True) if line), default=0
    )
    open_list = len(held) > 0 and any(first_held < place for place in like)
    if open_list and all(_is_of_the_kind(group, like, text) for group in lacking):
        lacks, lacking = [], []  # "CI with TeamCity or the like" is there by another name
    if not held and any(_is_part_of_held(group[0], evidence) for group in lacking):
        held = [line for group in lacking if (line := _is_part_of_held(group[0], evidence))]
        return Finding("partly", held[0], tuple(lacks[:_MOST_LACKING]))
    if not held:
        if OR_A_WISH.search(text):
            return Finding("unclear")
        others = AND_OTHERS.search(text) is not None
        bare = _is_all(lacking[0], text) and not any(_is_near(one, evidence) for one in lacking[0])
        return Finding("missing" if bare or (lacks and _is_asked(text) and not others) else "unclear")
    told = [line for group, line in zip(groups, lines, strict=True) if line and _has_a_name(group, text)]
    shown = max(told or held, key=(told or held).count)  # the line that shows most, of several the first
    strange = [group for group in lacking if not _is_soft(group) and not _is_detail(group, text)]
    in_other_words = not lacks and len(strange) > (
        1 if told else 0
    )  # beside a name, one may only say its kind
    lacks += _office(text, groups, evidence)
    lacks += [name for name in (*_beside(text, evidence), *_listed(text, evidence)) if name not in lacks]
    prose = not CYRILLIC.search(text) and len(text.split()) > PROSE
    if prose and (not told or _in_passing(groups, evidence)):
        return Finding("unclear", shown)  # a word or two of a long English sentence
    if lacks and not told and CYRILLIC.search(text) and _names_the_kind(groups, lines, text):
        return Finding("missing", None, tuple(lacks[:_MOST_LACKING]))
    if in_other_words or (lacks and prose and not told):
        return Finding("unclear", shown)
    return Finding("partly" if lacks else "met", shown, tuple(lacks[:_MOST_LACKING]))


@lru_cache(maxsize=20_000)
def is_a_name(skill: str, text: str) -> bool:
    """Whether a skill is called by a name nobody paraphrases, as `text` writes it: a capital or a sign of its
    own, Latin in Russian text, or one capital word inside an English sentence."""
    if A_KIND.search(skill) and not NO_KIND.search(skill):
        return False  # "ML frameworks"
    if _is_soft([skill]) and fold(skill).rsplit(" ")[-1] not in OFFICE:
        return False
    found = next((one for one in mentions_of(text) if one.name == skill), None)
    written = text[found.start : found.end] if found else skill
    spelt = fold(written)[:_SPELT] == fold(skill)[:_SPELT] and " " not in skill
    own = " ".join(one for one in written.split() if not EVERYDAY.issuperset(stems(one)))
    if OWN_SIGN.search(own) or (spelt and OWN_SIGN.search(skill)):
        return True
    if not LATIN.search(written) or CYRILLIC.search(written):
        return False
    if CYRILLIC.search(text):
        return not NO_NAME.issuperset(stems(written))
    alone = found is None or len(text) == len(written)
    inside = found is not None and text[: found.start].rstrip().removesuffix("e.g.")[-1:] not in (
        "",
        ".",
        ":",
        "!",
        "?",
    )
    # an English word whose name is Russian is a word for something without a name of its own
    alone = alone or _only_names(text)
    stands = alone or (inside and " " not in written)
    return written[:1].isupper() and stands and bool(LATIN.search(skill))


def _in_passing(groups: Sequence[Sequence[str]], evidence: Evidence) -> bool:
    """Whether what a résumé has of the skills named is such as everything has."""
    return all(fold(one) in IN_PASSING for group in groups for one in group if evidence.shows(one))


def _is_of_the_kind(group: Sequence[str], like: Sequence[int], text: str) -> bool:
    """Whether "and the like" stands behind the group, and in its bracket if it is in one."""
    end = _end_of(group, text)
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


def _start_of(group: Sequence[str], text: str) -> int:
    """Where the first of the group's skills starts in the text."""
    return min((one.start for one in mentions_of(text) if one.name in group), default=0)


def _end_of(group: Sequence[str], text: str) -> int:
    """Where the last of the group's skills ends in the text."""
    return max((one.end for one in mentions_of(text) if one.name in group), default=len(text))


def _has_a_name(group: Sequence[str], text: str) -> bool:
    return any(is_a_name(one, text) for one in group)


def _is_asked(text: str) -> bool:
    """Whether a name stands in a line that asks: English prose names firms and products of all sorts."""
    if CYRILLIC.search(text) or len(text.split()) <= AN_ITEM:
        return True
    if _only_names(text) or any(_is_detail([one.name], text) for one in mentions_of(text)):
        return True
    return bool(ASKING.search(text))


def _is_detail(group: Sequence[str], text: str) -> bool:
    """Whether a skill stands in a bracket: it says what is meant by the one before it."""
    place = next((one.start for one in mentions_of(text) if one.name in group), 0)
    return text.rfind("(", 0, place) > text.rfind(")", 0, place)


def _is_part_of_held(skill: str, evidence: Evidence) -> str | None:
    """The line with the product of which a skill is one edition ("1С" of "1С:Склад")."""
    whole, colon, _ = skill.partition(":")
    return evidence.skills.get(fold(whole)) if colon else None


@lru_cache(maxsize=20_000)
def _only_names(text: str) -> bool:
    """Whether a line is a list of skills and nothing more."""
    left, end = "", 0
    for one in mentions_of(text):
        left, end = f"{left} {text[end : one.start]}", one.end
    return end > 0 and not WORDS.search(left + text[end:])


def _is_all(group: Sequence[str], text: str) -> bool:
    """Whether the text asks for the skill and nothing more, as a list of skills does."""
    written = next((one for one in mentions_of(text) if one.name in group), None)
    return written is None or EMPTY_WORDS.issuperset(stems(f"{text[: written.start]} {text[written.end :]}"))


def _is_near(skill: str, evidence: Evidence) -> bool:
    """Whether the résumé has a word of the same matter, or the skill is one that everybody calls "
    "otherwise."""
    words = frozenset(stems(skill)) - EMPTY_WORDS
    if _is_soft([skill]) or words & CALLED_OTHERWISE:
        return True
    return any(evidence.best_line(frozenset({one}))[2] for one in words)


def _is_soft(group: Sequence[str]) -> bool:
    return not real_skills(frozenset(map(fold, group)))


def _listed(text: str, evidence: Evidence) -> list[str]:
    """Of several Latin names that Russian text lists, those that neither a taxonomy nor the résumé knows."""
    if not CYRILLIC.search(text) or EITHER.search(fold(text)):
        return []
    known = [(one.start, one.end) for one in mentions_of(text)]
    names = [
        found[0]
        for found in NAME.finditer(text)
        if not any(start <= found.start() < end for start, end in known)
    ]
    told = evidence.index.keys() | EMPTY_WORDS
    words = {one: (_own_words(one) - NO_NAME or _own_words(one)) - told for one in names}
    unknown = [one for one in dict.fromkeys(names) if words[one]]
    return unknown if len(frozenset().union(*(words[one] for one in unknown))) > 1 else []


def _beside(text: str, evidence: Evidence) -> list[str]:
    """Names no taxonomy knows that are listed beside a skill in Russian text ("Elastic, Kafka") or make a
    narrower thing of it ("Java Card")."""
    either = bool(EITHER.search(fold(text)))
    unknown = []
    for mention in mentions_of(text):
        listed = (LISTED_AFTER.match(text, mention.end), LISTED_BEFORE.search(text[: mention.start]))
        listing = text.rfind("(", 0, mention.start) > text.rfind(")", 0, mention.start)
        narrower = None if listing else NARROWER.match(text, mention.end)
        beside = (narrower, *(() if either else listed))
        if CYRILLIC.search(text):
            beside = (*beside, NARROWED.search(text[: mention.start]), PART_OF.match(text, mention.end))
        for name in (found[1] for found in beside if found):
            known = mentions_of(name) or NO_NAME.issuperset(stems(name))
            if not known and not all(stem in evidence.index for stem in stems(name)):
                unknown.append(name)
    unknown += [
        one for one in OR_THE_LIKE_OF.findall(text) if not mentions_of(one) and not _is_shown(one, evidence)
    ]
    unknown += [
        one for one in PRODUCT.findall(text) if not all(part in evidence.index for part in stems(one))
    ]
    return list(dict.fromkeys(unknown))


def _is_shown(name: str, evidence: Evidence) -> bool:
    """Whether one line has all the words of a name, or the name in one word ("Page Maker", "PageMaker")."""
    return _number_of(name, evidence) is not None


def _number_of(name: str, evidence: Evidence) -> int | None:
    """The first line that has a name."""
    lines = [evidence.index.get(one, frozenset()) for one in _own_words(name)]
    if not lines:
        return 0
    if (line := evidence.shows(canonical(name))) in evidence.lines:
        return evidence.lines.index(line)
    shared = frozenset.intersection(*lines)
    if not shared and len(lines) > 1:
        shared = frozenset().union(*(evidence.index.get(one, ()) for one in stems(name.replace(" ", ""))))
    return min(shared, default=None)


def _own_words(name: str) -> frozenset[str]:
    """The stems of a name without its maker's."""
    words = frozenset(stems(name))
    return words - MAKERS or words


def other_names(text: str, evidence: Evidence) -> Finding | None:
    """By names of its own that no taxonomy knows (an abbreviation, a Latin name in Russian text, a capital
    inside an English sentence): none is there, or some are; None when all are or it has none."""
    if OR_A_WISH.search(text):
        return None
    text = text.partition(": ")[2] or text
    spans = [(one.start, one.end) for one in mentions_of(text)]
    if text.isupper() and len(text) >= HEADING and text.isalpha():
        return None  # a heading, if no taxonomy knows it
    if BARE_NAME.fullmatch(text) and not is_trait(text):
        words = frozenset(stems(text)) - OF_SERVICE
        shown = any(evidence.best_line(frozenset({one}))[2] for one in words)
        return Finding("missing", None, (text,)) if words and not shown else None
    pattern = NAME if CYRILLIC.search(text) else ENGLISH_NAME
    places = [found.span(pattern.groups) for found in pattern.finditer(text)]
    places += [found.span() for found in PRODUCT.finditer(text)]
    free = [text[start:end] for start, end in places if not any(a <= start < b for a, b in spans)]
    names = [
        one
        for one in dict.fromkeys(text[start:end] for start, end in places)
        if not frozenset(stems(one)) <= OF_TITLES and not A_TITLE.search(one)
    ]
    lacks = [one for one in names if not _is_shown(one, evidence)]
    if not lacks:
        return None
    held = [one for one in names if one not in lacks and one in free]
    examples = EXAMPLES.search(text) is not None
    if examples and not held:
        return None  # something of the kind may be there by another name
    if held:
        line = evidence.lines[_number_of(held[0], evidence) or 0]
        if examples:
            return Finding("met", line)
        if not CYRILLIC.search(text) and not any(map(OWN_SIGN.search, lacks)):
            return Finding("unclear", line)  # capitals alone
        return Finding("partly", line, tuple(lacks[:_MOST_LACKING]))
    if not _is_asked(text) or (len(text.split()) <= AN_ITEM and text.istitle()):
        return None
    if not CYRILLIC.search(text) and not any(map(OWN_SIGN.search, lacks)):
        return None  # capitals alone: English titles of departments and documents have them too
    if CYRILLIC.search(text) and len(lacks) == 1 and len(stems(text)) > AN_ITEM:
        words = frozenset(one for one in stems(text) if len(one) > 2) - NO_NAME - frozenset(stems(lacks[0]))
        own, kindred, _ = evidence.best_line(words)
        if own + kindred >= SHARED:
            return None  # one name among words that the résumé has
    if not CYRILLIC.search(text) and len([one for one in lacks if OWN_SIGN.search(one)]) == 1:
        words = (
            frozenset(one for one in stems(text) if len(one) > 2)
            - NO_NAME
            - frozenset(stems(" ".join(lacks)))
        )
        _, _, near = evidence.best_line(words)
        if near:
            return None  # one name among words that the résumé has: it may say the same in others
    return Finding("missing", None, tuple(lacks[:_MOST_LACKING]))
