"""The person's name: patronymics, common given names, position and shape; a heading or job is never one."""

from __future__ import annotations

import re
from pathlib import Path

from app.resumes.layout import Line, Section, heading_kind
from app.taxonomy import areas, roles, skills
from app.taxonomy.words import fold

_LABEL = re.compile(r"^(?:фио|ф\.и\.о\.?|имя|имя и фамилия|full name|name)\s*[:\-–—]\s*", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична|оглы|кызы|ович|евич)$")
_RUSSIAN = re.compile(
    r"[А-ЯЁ][А-Яа-яё]+(?:-[А-ЯЁ][А-Яа-яё]+)?"
    r"(?:\s+(?:[А-ЯЁ][А-Яа-яё]+(?:-[А-ЯЁ]?[А-Яа-яё]+)?|оглы|кызы|[А-ЯЁ]\.)){1,3}"
)
_LATIN = re.compile(
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+)?[A-ZÀ-ÞŁŚŻ][\w'’.-]*(?:\s+(?:van|von|de|da|del|der|la|bin|al|el|di|dos|"
    r"[A-ZÀ-ÞŁŚŻ][\w'’.-]*)){1,4}(?:,\s*(?:PhD|Ph\.D\.|MBA|MD|PMP|CPA|Jr\.?|MSc|BSc))*"
)
_TABLE = Path(__file__).parents[1] / "taxonomy" / "tables" / "given_names.txt"
_GIVEN = frozenset(_TABLE.read_text(encoding="utf-8").split())
_NEVER = frozenset(
    {
        "резюме",
        "cv",
        "resume",
        "curriculum",
        "vitae",
        "мужчина",
        "женщина",
        "гражданство",
        "специализации",
        "занятость",
        "анкета",
        "портфолио",
        "университет",
        "институт",
        "colledge",
        "university",
        "college",
        "inc",
        "ltd",
        "llc",
        "ооо",
        "зао",
        "оао",
        "пао",
        "ип",
        "ао",
    }
)


_PARTS = re.compile(
    r"^(?:(?P<family>фамилия|surname|last name|family name)|(?P<given>имя|first name|given name)|"
    r"(?P<middle>отчество|middle name))\s*[:\-–—]\s*(?P<value>[A-ZА-ЯЁ][\w'’-]+)\s*$",
    re.IGNORECASE,
)


def _of_form(lines: list[Line]) -> tuple[str, Line] | None:
    """`Фамилия: …`, `Имя: …`, `Отчество: …` on lines of their own."""
    parts: dict[str, str] = {}
    first: Line | None = None
    for line in lines[:60]:
        if match := _PARTS.match(line.text):
            parts.setdefault(_label_of(match), match["value"])
            first = first or line
    if first is None or not {"family", "given"} <= set(parts):
        return None
    order = (
        ("family", "given", "middle")
        if re.search("[А-Яа-я]", parts["family"])
        else ("given", "middle", "family")
    )
    return " ".join(parts[key] for key in order if key in parts), first


def _label_of(match: re.Match[str]) -> str:
    return next(key for key in ("family", "given", "middle") if match[key])


def find_name(sections: list[Section]) -> tuple[str, Line] | None:
    """Best candidate of the first lines and of the lines around the first headings."""
    lines = [line for section in sections for line in section.lines]
    if form := _of_form(lines):
        return form
    places = {line.number: place for place, line in enumerate(lines)}
    best: tuple[float, str, Line] | None = None
    for section in sections:
        last_of_sidebar = section.lines[-4:] if section.kind != "header" else section.lines[:12]
        tail = section.kind in ("contacts", "languages", "skills", "links", "driving", "other", "about")
        chosen = section.lines[:12] if section.kind in ("header", "contacts") else []
        if tail:
            chosen = chosen + [line for line in [*section.lines[:40], *last_of_sidebar] if line not in chosen]
        for line in chosen:
            for value in _pieces(line):
                score = _score(value, line, places[line.number], section)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, value, line)
    return (_tidy(best[1]), best[2]) if best else None


def is_label(text: str) -> bool:
    """`Name: …`, which is no headline."""
    return bool(_LABEL.match(text))


def _pieces(line: Line) -> list[str]:
    """What on a line can be a name: all of it, or what stands before a separator."""
    text = _LABEL.sub("", line.text)
    pieces = [text]
    for separator in ("\t", " | ", " — ", " – ", " • ", ", ", " - ", " ("):
        if separator in text:
            pieces.append(text.split(separator)[0])
    return [piece.strip(" .,:;") for piece in pieces if piece.strip()]


def _score(value: str, line: Line, place: int, section: Section) -> float:
    if not 4 <= len(value) <= 60 or any(character.isdigit() for character in value) or line.bullet:
        return 0.0
    russian = bool(_RUSSIAN.fullmatch(value))
    if not russian and not _LATIN.fullmatch(value):
        return 0.0
    words = fold(value).replace(".", "").split()
    if _NEVER & set(words) or heading_kind(value):
        return 0.0
    labelled = bool(_LABEL.match(line.text))
    patronymic = russian and any(_PATRONYMIC.search(word) for word in words)
    given = bool(_GIVEN & set(words))
    score = 0.0
    if labelled:
        score += 5
    if patronymic:
        score += 4
    if given:
        score += 3
    if score == 0:
        if section.kind not in ("header", "contacts"):
            return 0.0
        known = roles.role_ids(value) or skills.is_known(value) or areas.find_area(value)
        if known or (russian and len(words) > 3):
            return 0.0
        mentions = skills.find_skills(value)
        if mentions:
            return 0.0
        score += 1
    elif not (labelled or patronymic) and (roles.role_ids(value) or areas.find_area(value)):
        return 0.0
    score += max(0.0, 3.0 - 0.5 * place) if section.kind in ("header", "contacts") else 0.2
    return score + (0.5 if len(words) in (2, 3) else 0.0)


def _tidy(value: str) -> str:
    value = re.sub(r",\s*(?:PhD|Ph\.D\.|MBA|MD|PMP|CPA|MSc|BSc)\b.*$", "", value)
    value = re.sub(r"^(?:Dr|Mr|Ms|Mrs|Prof)\.?\s+", "", value)
    return value.title() if value.isupper() else " ".join(value.split())
