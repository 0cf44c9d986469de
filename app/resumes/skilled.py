"""Skills: the items of skills sections, and well-known names in the rest of the text."""

from __future__ import annotations

import re
from collections import Counter

from app.resumes.languages import level_of, names_a_language
from app.resumes.layout import Line, Section, of_kind
from app.resumes.profile import Skill
from app.taxonomy import skills
from app.taxonomy.words import fold

_CATEGORY = re.compile(r"^[^,:;\t]{2,60}:\s+(?=\S)")
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]*)\)\s*")
_LEVEL = re.compile(
    r"\s*[-–—:]?\s*(?:\d+\+?\s*(?:лет|год\w*|years?|yrs?|мес\w*|months?)|продвинут\w+(?: уровень)?|"
    r"средний(?: уровень)?|"
    r"базовый(?: уровень)?|начальный(?: уровень)?|expert|advanced|intermediate|beginner|proficient|basic|"
    r"уверенный пользователь|эксперт|\d{1,3}\s?%|\d/\d{1,2})$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[,;•●▪|·\t]\s*")
#: A line below the list that belongs to no skill.
_OTHER_LINE = re.compile(
    r"(?:(?:водительск\w+ )?(?:права|удостоверение)\b|driver.s licen|готов\w*\b|"
    r"ready to |willing to |гражданств|"
    r"(?:(?:английск|немецк|французск|китайск|русск)\w*|english|german|french|russian|chinese)\b)",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"^(?:expert|advanced|intermediate|beginner|proficient|basic|native|профессионал\w*|и др\.?|"
    r"и т\.?\s?д\.?|etc\.?|"
    r"уровень|продвинутый уровень|средний уровень|начальный уровень|нет|—|\d+|"
    r"programming languages|языки программирования|frameworks|фреймворки|tools|инструменты|databases tools)$",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"категори\w+\s+((?:[A-EАВСЕ]\b[,\s/и]*)+)", re.IGNORECASE)
_LOOKALIKE = str.maketrans("АВСЕ", "ABCE")
#: enough named skills: from then on free text adds only what is said at least twice
_ENOUGH = 5
_MOST = 120
_PAY = re.compile(
    r"(?:хочу от|рассчитываю|зарплат|з/п|зп\b|доход|оклад|оплат|ожидани|salary|compensation)", re.IGNORECASE
)


def skills_of(sections: list[Section], role_ids: list[str]) -> list[tuple[Skill, Line]]:
    """Canonical names in the order of the text, each once, with the line that shows it."""
    found: dict[str, tuple[Skill, Line]] = {}
    for section in of_kind(sections, "skills"):
        for item, line in _items([line for line in section.lines if not _is_about_something_else(line.text)]):
            for name in _names(item):
                found.setdefault(fold(name), (Skill(name=name, evidence=line.raw), line))
    listed = len(found)
    said: Counter[str] = Counter()
    free: dict[str, tuple[Skill, Line]] = {}
    for section in of_kind(sections, "experience", "projects", "about", "courses"):
        for line in section.lines:
            for mention in skills.find_skills(line.text):
                said[mention.name] += 1
                free.setdefault(mention.name, (Skill(name=mention.name, evidence=line.raw), line))
    for name, shown in free.items():
        if listed < _ENOUGH or said[name] > 1:
            found.setdefault(fold(name), shown)
    if not found:  # another language, or no heading: whatever is named anywhere
        for line in (line for section in sections for line in section.lines):
            for mention in skills.find_skills(line.text):
                found.setdefault(fold(mention.name), (Skill(name=mention.name, evidence=line.raw), line))
    if "21" in role_ids or listed == 0:
        for section in of_kind(sections, "driving", "about", "skills"):
            for line in section.lines:
                for match in _LICENCE.finditer(line.text):
                    for letter in re.findall(r"[A-EАВСЕ]", match.group(1).upper().translate(_LOOKALIKE)):
                        name = skills.canonical(f"Водительское удостоверение категории {letter}")
                        found.setdefault(fold(name), (Skill(name=name, evidence=line.raw), line))
    return list(found.values())[:_MOST]


def _is_about_something_else(text: str) -> bool:
    """Languages with levels, and the pay, often stand at the end of a list of skills."""
    return bool(_PAY.match(text)) or (
        bool(level_of(text))
        and all(names_a_language(part) for part in re.split(r"[,;]", text) if part.strip())
    )


def _items(lines: list[Line]) -> list[tuple[str, Line]]:
    """Items of a list, whatever parts them; an item broken over two lines is joined."""
    items: list[tuple[str, Line]] = []
    texts = [(_CATEGORY.sub("", line.text), line) for line in lines]
    commas = sum(text.count(",") for text, _ in texts) >= max(2, len(texts) - 1)
    carried = ""
    for index, (text, line) in enumerate(texts):
        text = f"{carried} {text}".strip() if carried and not line.bullet else text
        carried = ""
        parts = _parts(text)
        following = texts[index + 1] if index + 1 < len(texts) else None
        goes_on = (
            commas
            and following is not None
            and not following[1].bullet
            and not following[1].blank_before
            and following[0] == following[1].text
            and "," in text
            and not _is_about_something_else(following[0])
            and not _OTHER_LINE.match(following[0])
            and len(text) > 40
            and not text.endswith((",", ";", "."))
        )
        if goes_on and parts and not skills.is_listed(parts[-1]):
            carried = parts.pop()
        items += [(part, line) for part in parts]
    return items


def _parts(text: str) -> list[str]:
    """Cut at separators outside brackets."""
    inside = [match.span() for match in re.finditer(r"\([^()]*\)", text)]
    parts, start = [], 0
    for match in _CUT.finditer(text):
        if not any(low < match.start() < high for low, high in inside):
            parts.append(text[start : match.start()])
            start = match.end()
    return [part.strip(" .–—-") for part in [*parts, text[start:]] if part.strip(" .–—-")]


def _names(item: str) -> list[str]:
    """What one item of a list names: itself when it is short, else the known skills in it."""
    if skills.is_listed(item):
        return [skills.canonical(item)]
    brackets = _BRACKETS.search(item)
    inside = _parts(brackets.group("inside")) if brackets else []
    bare = _LEVEL.sub("", _BRACKETS.sub(" ", item).strip()).strip(" .–—-:")
    if not bare or _NOISE.match(bare) or not any(map(str.isalpha, bare)):
        return []
    names = [] if not bare else _segments(bare)
    return names + [skills.canonical(part) for part in inside if skills.is_listed(part)]


def _segments(text: str) -> list[str]:
    """A short item is one name; a run of chips or a sentence is taken apart by what is known in it."""
    if skills.is_listed(text):
        return [skills.canonical(text)]
    mentions = skills.find_skills(text, generic=True)
    covered = sum(mention.end - mention.start for mention in mentions)
    letters = len(text.replace(" ", ""))
    chips = all(not text[mention.start].islower() or text[mention.start].isascii() for mention in mentions)
    if len(mentions) > 1 and chips and covered >= 0.8 * letters:
        return [mention.name for mention in mentions]
    pair = re.split(r"\s*/\s*|\s+(?:и|and|&)\s+", text)
    if len(pair) > 1 and all(skills.is_listed(part) for part in pair):
        return [skills.canonical(part) for part in pair]
    if len(text.split()) <= 5 and len(text) <= 60:
        return [skills.canonical(text)]
    return [mention.name for mention in mentions if not skills.is_generic(mention.name)]
