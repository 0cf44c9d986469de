"""What a requirement calls by a name that no taxonomy knows (an abbreviation, a product, a Latin name in
Russian text), and whether the résumé has it. Pure."""

from __future__ import annotations

from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.mentions import is_asked, mentions_of, stems
from app.matching.name_words import (
    A_TITLE,
    AN_ITEM,
    AND_THE_LIKE,
    BARE_NAME,
    CYRILLIC,
    EITHER,
    ENGLISH_NAME,
    EXAMPLES,
    HEADING,
    LISTED_AFTER,
    LISTED_BEFORE,
    MAKERS,
    NAME,
    NARROWED,
    NARROWER,
    NO_NAME,
    OF_SERVICE,
    OF_TITLES,
    OR_A_WISH,
    OR_THE_LIKE_OF,
    OWN_SIGN,
    PART_OF,
    PRODUCT,
    SHARED,
)
from app.matching.traits import is_trait
from app.taxonomy.skills import canonical
from app.taxonomy.words import fold

MOST_LACKING = 5  # names said to be missing of one requirement


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
        return Finding("partly", line, tuple(lacks[:MOST_LACKING]))
    if not is_asked(text) or (len(text.split()) <= AN_ITEM and text.istitle()):
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
    return Finding("missing", None, tuple(lacks[:MOST_LACKING]))


def listed(text: str, evidence: Evidence) -> list[str]:
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


def beside(text: str, evidence: Evidence) -> list[str]:
    """Names no taxonomy knows that are listed beside a skill in Russian text ("Elastic, Kafka") or make a
    narrower thing of it ("Java Card")."""
    either = bool(EITHER.search(fold(text)))
    unknown = []
    for mention in mentions_of(text):
        listed = (LISTED_AFTER.match(text, mention.end), LISTED_BEFORE.search(text[: mention.start]))
        listing = text.rfind("(", 0, mention.start) > text.rfind(")", 0, mention.start)
        narrower = None if listing else NARROWER.match(text, mention.end)
        if narrower and text.startswith("/", narrower.end()):
            narrower = None  # one of several that would do
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
    products = () if AND_THE_LIKE.search(text) else PRODUCT.findall(text)
    unknown += [one for one in products if not all(part in evidence.index for part in stems(one))]
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
