"""Which of the skills a requirement names are alternatives: "Flask / FastAPI", "A, B или C", "СУБД (A, B)".

A requirement is met by one member of every group: `[["Python"], ["Django", "Flask"]]` is Python and either
framework. Pure and cached: postings repeat their lines.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.taxonomy.skills import SkillMention, find_skills
from app.taxonomy.words import fold

#: Between two mentions: either will do.
_OR = re.compile(r"^[\s\"»«)]*(?:[,(]?\s*(?:и/или|или|либо|or|and/or)\s|[/\\|]|\()")
_COMMA = re.compile(r"^(?: programming)?(?: languages?)?[\s\"»«()]*[,;]?\s*(?:и|and|&)?[\s\"»«()]*$")
_MAY_BE_A_LIST = re.compile(r"^[\s\"»«]*[,;]\s*$")
_ONE_OF = re.compile(
    r"\b(?:один|одного|одним|одной)[\s,]+(?:или|и/или)\s+(?:\w+\s+)?нескольк|\bone or more\b|"
    r"или (?:друг|ин)(?:им|ой|ого|ых)\b|"
    r"\b(?:один|одного|одной|одним|одну|любой|любого|любым|любую|любое|хотя бы)(?:\s+из)?\b|\bone of\b|\bany "
    r"of\b|"
    r"(?:как(?:ого|ой|ому|им)|ч[еи]м|чего|что)-либо|"
    r"например|к примеру|таких? как|такими как|вроде|типа\s|наподобие|"
    r"аналог|подобн|схож|и др\b|и другие|и "
    r"т\.?\s?[пд]\b|"
    r"\be\.?g\b|such as|similar|\bor (?:any )?(?:other|others|equivalent|comparable)\b|\betc\b|"
    r"\blike\b|\bили\b[^,;()]*$"
)
#: A word for a kind of things just before a bracket: what stands inside are examples of it.
_KIND = re.compile(
    r"(?:фреймворк|систем|инструмент|язык|баз|субд|бд\b|платформ|брокер|сервер|балансировщик|библиотек|"
    r"программ|пакет|"
    r"средств|технологи|облак|облач|протокол|редактор|приложени|сервис|решени|стек|очеред|tool|framework|"
    r"language|database|"
    r"system|platform|provider|librar|service|broker|solution|technolog|software|orm|cms|crm|erp|bi\b|cad|"
    r"сапр|ide\b|ос\b)"
    r"[\w-]*(?:\s+[\w-]+){0,2}\s*$"
)
#: In a bracket: what stands there is asked for too, not an example of it.
_PARTS = re.compile(r"обязател|^\(\s*(?:including|incl\.?|включая|в т\.?\s?ч|в том числе|и)\s")
#: "и/или" and "and/or" offer a choice; blanks keep every place in the text.
_EITHER_WAY = re.compile(r"(?:и/|and/)(?=(?:или|or)\b)")
_REMARK = re.compile(r"^\s*(?:\([^()]*\)|\d+(?:[.]\w+)*\+?)(?=\s*(?:или|либо|or)\s)")
#: One more of the list, by a name nobody knows, ahead of the "or" or behind it.
_OR_AFTER_ONE = re.compile(r"^\s*,\s*[\w.+#-]+(?: [\w.+#-]+)?\s*,?\s*(?:или|либо|or)\s+$")
_OR_ONE_MORE = re.compile(r"^,\s*(?:или|либо|or)\s+[\w.+#-]+(?: [\w-]+){0,2}(?:[.;,]|$)")
_SLASH = re.compile(r"^[\s\"»«)]*[/\\|]")
_ANY = re.compile(r"\bили\b|\bлибо\b|\bor\b")
_MOST = 12
_NEAR = 25  # characters between a skill and the bracket that lists examples of it


@lru_cache(maxsize=20_000)
def skill_groups(text: str) -> tuple[tuple[str, ...], ...]:
    """At most 12 groups of canonical names in reading order; empty when no skill is named."""
    mentions = find_skills(text)
    if not mentions:
        return ()
    low = fold(text)
    if len(low) != len(text):
        low = text.lower()
    low = _EITHER_WAY.sub(lambda found: " " * len(found[0]), low)
    groups: list[list[str]] = []
    any_of = bool(_ONE_OF.search(low)) and len(mentions) > 1
    bracket, examples = -1, False
    head: list[str] | None = None
    for number, mention in enumerate(mentions):
        before = low[mentions[number - 1].end : mention.start] if number else ""
        inside = _bracket(low, mention)
        entered = inside != bracket
        if entered:
            bracket = inside
            head = groups[-1] if inside >= 0 and groups and _is_near(before) else None
            examples = (
                inside >= 0
                and not _PARTS.search(low[inside : low.find(")", inside)])
                and (head is not None or bool(_KIND.search(low[:inside])))
            )
        if examples and head is not None and (any_of or _ANY.search(low, inside, _closes(low, inside))):
            head.append(mention.name)  # "CI/CD (GitLab CI and the like)": either will do
            continue
        if groups and not entered and (examples or _alternative(before, low, mentions, number, any_of)):
            groups[-1].append(mention.name)
        else:
            groups.append([mention.name])
        if examples and head is not None:
            head.append(mention.name)  # who has an example has what it is an example of
    return tuple(tuple(dict.fromkeys(group)) for group in groups[:_MOST])


def _bracket(low: str, mention: SkillMention) -> int:
    """Where the bracket around a mention opens, -1 outside of any."""
    opened = low.rfind("(", 0, mention.start)
    return opened if opened > low.rfind(")", 0, mention.start) else -1


def _closes(low: str, opened: int) -> int:
    """Where the bracket that opens there closes."""
    closed = low.find(")", opened)
    return closed if closed >= 0 else len(low)


def _is_near(before: str) -> bool:
    """Whether a bracket opens right behind the skill before it, so that it lists examples of that one."""
    gap = before.split("(")[0]
    return len(gap) <= _NEAR and not re.search(r"[,;.]", gap)


def _alternative(before: str, low: str, mentions: list[SkillMention], number: int, any_of: bool) -> bool:
    """Joined to the mention before by "or", or by a comma in a list that ends with "or" or says "one of"."""
    if _SLASH.match(before) and "," in before:
        return False  # "A/unknown, B"
    if _OR_AFTER_ONE.match(before):
        return True
    if _OR.match(_REMARK.sub("", before)):  # "A (preferably) or B", "A 2 or B"
        return True
    if not _COMMA.match(before):
        return False
    if any_of or _OR_ONE_MORE.match(low[mentions[-1].end :]):
        return True
    for later in range(number + 1, len(mentions)):  # "A, B или C"
        between = low[mentions[later - 1].end : mentions[later].start]
        if _OR.match(between) and "/" not in between and "(" not in between:
            return True
        if between.strip() != "/" and not _MAY_BE_A_LIST.match(between):
            return False
    return False
