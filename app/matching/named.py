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

from app.matching import tongues
from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.fits import real_skills
from app.matching.traits import is_trait
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.skills import SkillMention, find_skills
from app.taxonomy.words import fold
from app.taxonomy.words import stems as stems_of

_SPELT = 3  # first letters by which a spelling is told from another word for the same thing
_MOST_LACKING = 5  # names said to be missing of one requirement
#: Skills that a line about a language names only to say what the language is for.
_WITH_A_LANGUAGE = frozenset({"Техническая документация", "Деловая переписка", "Документация", "Переписка"})
#: A Latin name joined to a skill by a comma or an "and", in a line that is Russian otherwise.
_LISTED_AFTER = re.compile(r"\s*(?:,|\sи)\s+([A-Z][A-Za-z]{3,})(?=\s*[,;.]|\s+и\s|\s*$)")
_LISTED_BEFORE = re.compile(r"[а-яё]\s+(?:[A-Z]{2,3} )?([A-Z][A-Za-z]{3,})\s*(?:,|\sи)\s+(?:[A-Z]{2} )?$")
#: A Latin name right behind a skill, but for words that only say how well or what for.
_NARROWER = re.compile(
    r" ((?!(?:Core|Advanced|Intermediate|Upper|Basic|Senior|Junior|Middle|Developer|Engineer|Programming|"
    r"Framework|Professional|Experience|Enterprise|Skills?|Standard|Edition|DB|Database|Server|Architecture|"
    r"Components?|Platform|Services?|Cloud|Studio|Routing|Management|Development|Design|Security|Tools?|API|SDK|"
    r"Systems?|Applications?|Administration|Automation|Integration|Testing|Certified)\b)[A-Z][A-Za-z]+)"
    r"(?=(?: [A-Z][A-Za-z]+)?\s*(?:[,;./()]|$|and\b|or\b|и\b|или\b))"
)
_NARROWED = re.compile(
    r"\b(?!(?:Apache|Autodesk|Microsoft|Google|Amazon|Adobe|Oracle|Yandex|Red|Core|Native|Backend|Frontend|Middle|Senior|"
    r"Junior|Python|Java)\b)([A-Z][a-z]{2,}) $"
)
#: What follows a skill's name and a colon is the part of it that is meant ("1С: Склад"), but for the whole.
_PART_OF = re.compile(
    r"\s?:\s?((?!Предприятие)[А-ЯЁA-Z][А-Яа-яёA-Za-z-]+(?: [А-Яа-яё-]+){0,3})\s*(?=[,;.()]|$)"
)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_ASKING = re.compile(
    r"(?i)experience|knowledge|proficien|familiar|skills?\b|understanding|fundamentals|expert|certif|exposure|degree|years?\b|"
    r"background|fluen|competen|hands-on|ability|track record|master|qualif|\bwith\b.*\b(?:such as|like|e\.g)"
)
_AND_THE_LIKE = re.compile(
    r"(?i)(?:или|либо|и) (?:\w+ )?(?:аналог|подобн|похож)|or (?:similar|equivalent|other)|(?:и|"
    r"или) др\b|и т\.\s?[пд]"
)
_OFFICE = frozenset({"excel", "word", "powerpoint", "outlook"})  # soft for ranking, names all the same
_AND_OTHERS = re.compile(r"(?i)(?:или|либо|и) друг(?:им|ой|ие)|similar (?:[\w-]+ )*languages?\b|or other\b")
#: One or two Latin words with capitals and nothing else, as lists of skills have them.
_BARE_NAME = re.compile(r"[A-Z][A-Za-z0-9.+#-]*(?: [A-Z0-9][A-Za-z0-9.+#-]*)?")
_PROSE = 12  # words of a sentence that says more than the skill it names
#: Activities and things of so many names that the lack of one says nothing.
_CALLED_OTHERWISE = frozenset(
    stems_of(
        "документация документы техническая анализ проектирование разработка настройка "
        "администрирование дизайн "
        "web веб бизнес техника данные база баз интерфейс интерфейсов работа система оптимизация "
        "запросы обслуживание "
        "ремонт документирование автоматизация консультирование обучение оборудование проекты "
        "design development "
        "data testing analysis documentation тестирование поддержка подготовка контроль "
        "планирование ping https"
    )
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_SHARED = 2  # words beside a name that one line of the résumé has
_AN_ITEM = 4  # words of a bare item of a list
#: Words that people write with a capital, or in Latin, though they name nothing.
_NO_NAME = EMPTY_WORDS | frozenset(
    stems_of(
        "it pc eng ai ui web backend frontend fullstack online offline email digital b2b b2c soft "
        "skills hard senior "
        "middle junior lead team product project engineering computer science management manager "
        "design culture "
        "familiarity background ability proficiency expertise understanding demonstrated proven "
        "bachelor master "
        "back end front system systems qa cad cam usb ethernet pdf lan wan ip ipv pet open source "
        "apis api sdks "
        "kpi kpis poc pocs specs "
        "values attributes nice ideal key "
        "developer engineer software tech technology business data security sales customer marketing company"
    )
)
_NAME = re.compile(r"\b[A-Za-z][A-Za-z+#.]+(?![A-Za-z+#.]|[-‑][а-яё])")
#: A product with a Russian name of two capitals ("АБВ-Про").
_PRODUCT = re.compile(r"\b[А-ЯЁ]{2,}-\s?[А-ЯЁ][а-яё]+\b")
#: Ahead of names that only show what is meant.
_EXAMPLES = re.compile(r"(?i)\be\.?g\b|such as|например|к примеру|\blike\b|таких как")
_ENGLISH_NAME = re.compile(r"(?<![.!?:] )(?<=\s)\(?([A-Z][A-Za-z]*[A-Z0-9+#][A-Za-z0-9+#]*|[A-Z][a-z]{2,})\b")
_EITHER = re.compile(
    r"\bили\b|\bлибо\b|/|один из|одн[ао]й из|люб(?:ой|ого|ым|ую|ом|ых)\b|например|и т\.? ?[дп]|и др\b|etc|\("
)
#: A name has a sign or a capital of its own inside a word; a word that anybody writes small has not.
_OWN_SIGN = re.compile(r"[^\W\d_][^\s/-]*[A-ZА-ЯЁ0-9]|\d[^\W\d_]|[+#.&:]")
_LATIN = re.compile(r"[A-Za-z]")


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
    lacking = [group for group, line in zip(groups, lines, strict=True) if not line]
    lacks = [" / ".join(group[:2]) for group in lacking if _has_a_name(group, text)]
    open_list = bool(_AND_THE_LIKE.search(text)) and len(held) > 0
    if open_list and all(_AND_THE_LIKE.search(text, _end_of(group, text)) for group in lacking):
        lacks, lacking = [], []  # "CI with TeamCity or the like" is there by another name
    if not held and any(_is_part_of_held(group[0], evidence) for group in lacking):
        held = [line for group in lacking if (line := _is_part_of_held(group[0], evidence))]
        return Finding("partly", held[0], tuple(lacks[:_MOST_LACKING]))
    if not held:
        others = _AND_OTHERS.search(text) is not None
        bare = _is_all(lacking[0], text) and not any(_is_near(one, evidence) for one in lacking[0])
        return Finding("missing" if bare or (lacks and _is_asked(text) and not others) else "unclear")
    told = [line for group, line in zip(groups, lines, strict=True) if line and _has_a_name(group, text)]
    shown = max(told or held, key=(told or held).count)  # the line that shows most, of several the first
    strange = [group for group in lacking if not _is_soft(group) and not _is_detail(group, text)]
    in_other_words = not lacks and len(strange) > (
        1 if told else 0
    )  # beside a name, one may only say its kind
    lacks += [name for name in (*_beside(text, evidence), *_listed(text, evidence)) if name not in lacks]
    if not told and not _CYRILLIC.search(text) and len(text.split()) > _PROSE:
        return Finding("unclear", shown)  # a word or two of a long English sentence
    if in_other_words:
        return Finding("unclear", shown)
    return Finding("partly" if lacks else "met", shown, tuple(lacks[:_MOST_LACKING]))


@lru_cache(maxsize=20_000)
def is_a_name(skill: str, text: str) -> bool:
    """Whether a skill is called by a name nobody paraphrases, as `text` writes it: a capital or a sign of its
    own, Latin in Russian text, or one capital word inside an English sentence."""
    if _is_soft([skill]) and fold(skill).rsplit(" ")[-1] not in _OFFICE:
        return False
    found = next((one for one in mentions_of(text) if one.name == skill), None)
    written = text[found.start : found.end] if found else skill
    spelt = fold(written)[:_SPELT] == fold(skill)[:_SPELT] and " " not in skill
    if _OWN_SIGN.search(written) or (spelt and _OWN_SIGN.search(skill)):
        return True
    if not _LATIN.search(written) or _CYRILLIC.search(written):
        return False
    if _CYRILLIC.search(text):
        return not _NO_NAME.issuperset(stems(written))
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
    return written[:1].isupper() and stands and bool(_LATIN.search(skill))


def _end_of(group: Sequence[str], text: str) -> int:
    """Where the last of the group's skills ends in the text."""
    return max((one.end for one in mentions_of(text) if one.name in group), default=len(text))


def _has_a_name(group: Sequence[str], text: str) -> bool:
    return any(is_a_name(one, text) for one in group)


def _is_asked(text: str) -> bool:
    """Whether a name stands in a line that asks: English prose names firms and products of all sorts."""
    if _CYRILLIC.search(text) or len(text.split()) <= _AN_ITEM:
        return True
    if _only_names(text) or any(_is_detail([one.name], text) for one in mentions_of(text)):
        return True
    return bool(_ASKING.search(text))


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
    return end > 0 and not _WORDS.search(left + text[end:])


def _is_all(group: Sequence[str], text: str) -> bool:
    """Whether the text asks for the skill and nothing more, as a list of skills does."""
    written = next((one for one in mentions_of(text) if one.name in group), None)
    return written is None or EMPTY_WORDS.issuperset(stems(f"{text[: written.start]} {text[written.end :]}"))


def _is_near(skill: str, evidence: Evidence) -> bool:
    """Whether the résumé has a word of the same matter, or the skill is one that everybody calls "
    "otherwise."""
    words = frozenset(stems(skill)) - EMPTY_WORDS
    if _is_soft([skill]) or words & _CALLED_OTHERWISE:
        return True
    return any(evidence.best_line(frozenset({one}))[2] for one in words)


def _is_soft(group: Sequence[str]) -> bool:
    return not real_skills(frozenset(map(fold, group)))


def _listed(text: str, evidence: Evidence) -> list[str]:
    """Of several Latin names that Russian text lists, those that neither a taxonomy nor the résumé knows."""
    if not _CYRILLIC.search(text) or _EITHER.search(fold(text)):
        return []
    known = [(one.start, one.end) for one in mentions_of(text)]
    names = [
        found[0]
        for found in _NAME.finditer(text)
        if not any(start <= found.start() < end for start, end in known)
    ]
    unknown = [one for one in names if not frozenset(stems(one)) & (evidence.index.keys() | EMPTY_WORDS)]
    return list(dict.fromkeys(unknown)) if len(unknown) > 1 else []


def _beside(text: str, evidence: Evidence) -> list[str]:
    """Names no taxonomy knows that are listed beside a skill in Russian text ("Elastic, Kafka") or make a
    narrower thing of it ("Java Card")."""
    either = bool(_EITHER.search(fold(text)))
    unknown = []
    for mention in mentions_of(text):
        listed = (_LISTED_AFTER.match(text, mention.end), _LISTED_BEFORE.search(text[: mention.start]))
        listing = text.rfind("(", 0, mention.start) > text.rfind(")", 0, mention.start)
        narrower = None if listing else _NARROWER.match(text, mention.end)
        beside = (narrower, *(() if either else listed))
        if _CYRILLIC.search(text):
            beside = (*beside, _NARROWED.search(text[: mention.start]), _PART_OF.match(text, mention.end))
        for name in (found[1] for found in beside if found):
            known = mentions_of(name) or _NO_NAME.issuperset(stems(name))
            if not known and not all(stem in evidence.index for stem in stems(name)):
                unknown.append(name)
    unknown += [
        one for one in _PRODUCT.findall(text) if not all(part in evidence.index for part in stems(one))
    ]
    return list(dict.fromkeys(unknown))


def other_names(text: str, evidence: Evidence) -> Finding | None:
    """By names of its own that no taxonomy knows (an abbreviation, a Latin name in Russian text, a capital
    inside an English sentence): none is there, or some are; None when all are or it has none."""
    text = text.partition(": ")[2] or text
    known = {one for mention in mentions_of(text) for one in stems(text[mention.start : mention.end])}
    if text.isupper() and len(text) >= _AN_ITEM and text.isalpha():
        return None  # a heading, if no taxonomy knows it
    if _BARE_NAME.fullmatch(text) and not is_trait(text):
        words = frozenset(stems(text)) - _NO_NAME
        shown = any(evidence.best_line(frozenset({one}))[2] for one in words)
        return Finding("missing", None, (text,)) if words and not shown else None
    pattern = _NAME if _CYRILLIC.search(text) else _ENGLISH_NAME
    names = [one for one in dict.fromkeys(pattern.findall(text)) if not frozenset(stems(one)) <= _NO_NAME]
    lacks = [one for one in names if not all(part in evidence.index for part in stems(one))]
    if not lacks:
        return None
    held = [one for one in names if one not in lacks and not known.issuperset(stems(one))]
    examples = _EXAMPLES.search(text) is not None
    if examples and not held:
        return None  # something of the kind may be there by another name
    if held:
        line = evidence.lines[min(min(evidence.index[part]) for part in stems(held[0]))]
        if examples:
            return Finding("met", line)
        return Finding("partly", line, tuple(lacks[:_MOST_LACKING]))
    if not _is_asked(text) or (len(text.split()) <= _AN_ITEM and text.istitle()):
        return None
    if not _CYRILLIC.search(text) and not any(map(_OWN_SIGN.search, lacks)):
        return None  # capitals alone: English titles of departments and documents have them too
    if _CYRILLIC.search(text) and len(lacks) == 1 and len(stems(text)) > _AN_ITEM:
        words = frozenset(one for one in stems(text) if len(one) > 2) - _NO_NAME - frozenset(stems(lacks[0]))
        own, kindred, _ = evidence.best_line(words)
        if own + kindred >= _SHARED:
            return None  # one name among words that the résumé has
    if not _CYRILLIC.search(text) and len([one for one in lacks if _OWN_SIGN.search(one)]) == 1:
        words = (
            frozenset(one for one in stems(text) if len(one) > 2)
            - _NO_NAME
            - frozenset(stems(" ".join(lacks)))
        )
        _, _, near = evidence.best_line(words)
        if near:
            return None  # one name among words that the résumé has: it may say the same in others
    return Finding("missing", None, tuple(lacks[:_MOST_LACKING]))
