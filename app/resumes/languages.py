"""Languages with levels A1 … C2 or native."""

from __future__ import annotations

import re

from app.resumes.layout import Line, Section, of_kind
from app.resumes.profile import LanguageLevel

_NAMES = (
    r"русск\w+|английск\w+|немецк\w+|французск\w+|испанск\w+|итальянск\w+|китайск\w+|японск\w+|корейск\w+|"
    r"турецк\w+|арабск\w+|польск\w+|украинск\w+|белорусск\w+|казахск\w+|татарск\w+|узбекск\w+|таджикск\w+|"
    r"армянск\w+|грузинск\w+|азербайджанск\w+|киргизск\w+|кыргызск\w+|португальск\w+|чешск\w+|сербск\w+|"
    r"финск\w+|"
    r"шведск\w+|норвежск\w+|голландск\w+|нидерландск\w+|иврит\w*|башкирск\w+|чеченск\w+|молдавск\w+|"
    r"румынск\w+|болгарск\w+|греческ\w+|латышск\w+|литовск\w+|эстонск\w+|вьетнамск\w+|хинди|фарси|"
    r"персидск\w+|"
    r"чувашск\w+|осетинск\w+|венгерск\w+|датск\w+|латынь|монгольск\w+|"
    r"russian|english|german|french|spanish|italian|chinese|mandarin|cantonese|japanese|korean|turkish|"
    r"arabic|"
    r"polish|ukrainian|belarusian|kazakh|tatar|uzbek|armenian|georgian|azerbaijani|portuguese|czech|serbian|"
    r"finnish|swedish|norwegian|danish|dutch|hebrew|hindi|urdu|bengali|vietnamese|thai|greek|romanian|"
    r"bulgarian|"
    r"hungarian|persian|farsi|indonesian|tamil|telugu|punjabi|latin|catalan|croatian|slovak|estonian|latvian|"
    r"lithuanian|malayalam|kannada|marathi|gujarati|nepali|sinhala|pashto|kurdish|somali|swahili|afrikaans|"
    r"icelandic|irish|welsh|maltese|albanian|macedonian|bosnian|slovenian|slovene|mongolian|kyrgyz|tajik|"
    r"turkmen"
)
_LANGUAGE = re.compile(rf"(?<!\w)({_NAMES})(?:\s+(?:язык\w*|language))?(?!\w)", re.IGNORECASE)
_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "native",
        re.compile(r"родн\w+|native|mother tongue|носител\w+|bilingual|first language", re.IGNORECASE),
    ),
    (
        "C2",
        re.compile(r"в совершенстве|proficien(?:t|cy)(?! working)|mastery", re.IGNORECASE),
    ),
    (
        "B2",
        re.compile(
            r"upper[\s-]*intermediate|выше среднего|средне-?\s?продвинут\w*|professional working|"
            r"(?:могу )?проход\w+ интервью|уверенн\w+",
            re.IGNORECASE,
        ),
    ),  # fmt: skip
    ("C1", re.compile(r"full professional|профессиональное владение", re.IGNORECASE)),
    ("C1", re.compile(r"свободн\w+|fluent|advanced|продвинут\w*", re.IGNORECASE)),
    (
        "A2",
        re.compile(
            r"pre[\s-]*intermediate|elementary|элементарн\w*|ниже среднего|basic|базов\w+|"
            r"limited working|со слов\w+",
            re.IGNORECASE,
        ),
    ),  # fmt: skip
    (
        "B1",
        re.compile(
            r"intermediate|средн\w+|разговорн\w+|conversational|технич\w+|чита\w+ проф\w+|good|хорош\w+",
            re.IGNORECASE,
        ),
    ),  # fmt: skip
    ("A1", re.compile(r"beginner|начальн\w*|начинающ\w*|novice", re.IGNORECASE)),
)
_CEFR = re.compile(r"(?<![\w-])([ABCАВС][12])(?!\w)")
_LOOKALIKE = str.maketrans("АВС", "ABC")


def level_of(text: str) -> str | None:
    """A1 … C2, native or None; a written CEFR level wins over words."""
    if match := _CEFR.search(text):
        return match.group(1).translate(_LOOKALIKE)
    return next((level for level, pattern in _LEVELS if pattern.search(text)), None)


def names_a_language(text: str) -> bool:
    """Whether a human language is named."""
    return bool(_LANGUAGE.search(text))


def languages_of(sections: list[Section]) -> list[tuple[LanguageLevel, Line]]:
    """From the languages section; then mentions with a level beside them in skills, header or about."""
    found: list[tuple[LanguageLevel, Line]] = []
    seen: set[str] = set()
    own = [line for section in of_kind(sections, "languages") for line in section.lines]
    for line in own:
        for name, level in _mentions(line.text):
            _add(found, seen, name, level, line)
        if found and not _LANGUAGE.search(line.text) and found[-1][0].level is None and len(line.text) < 40:
            level = level_of(line.text)  # a level on the line below its language
            if level:
                found[-1] = (LanguageLevel(name=found[-1][0].name, level=level), found[-1][1])
    for section in of_kind(sections, "skills", "header", "about", "contacts", "courses"):
        for line in section.lines:
            for name, level in _mentions(line.text):
                if level is not None and len(line.text) < 160:
                    _add(found, seen, name, level, line)
    return found


def _add(
    found: list[tuple[LanguageLevel, Line]], seen: set[str], name: str, level: str | None, line: Line
) -> None:
    name = _nominative(name)
    if name.lower() not in seen:
        seen.add(name.lower())
        found.append((LanguageLevel(name=name, level=level), line))


def _mentions(text: str) -> list[tuple[str, str | None]]:
    matches = list(_LANGUAGE.finditer(text))
    out = []
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else min(len(text), match.end() + 70)
        level = level_of(text[match.end() : end])
        if level is None and index == 0:
            level = level_of(text[max(0, match.start() - 30) : match.start()])
        out.append((match.group(1), level))
    return out


def _nominative(name: str) -> str:
    name = re.sub(r"(?<=ск)(?:ого|ому|им|ом|ая|ой)$", "ий", name.lower())
    return name.capitalize()
