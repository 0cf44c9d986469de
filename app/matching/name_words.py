"""How names are written in requirements, and the words that look like names and are none."""

from __future__ import annotations

import re

from app.matching.finding import EMPTY_WORDS
from app.taxonomy.words import stems

#: Skills that a line about a language names only to say what the language is for.
WITH_A_LANGUAGE = frozenset({"Техническая документация", "Деловая переписка", "Документация", "Переписка"})
#: A Latin name joined to a skill by a comma or an "and", in a line that is Russian otherwise.
LISTED_AFTER = re.compile(r"\s*(?:,|\sи)\s+([A-Z][A-Za-z]{3,})(?=\s*[,;.]|\s+и\s|\s*$)")
LISTED_BEFORE = re.compile(r"[а-яёА-ЯЁ]\s+(?:[A-Z]{2,3} )?([A-Z][A-Za-z]{3,})\s*(?:,|\sи)\s+(?:[A-Z]{2} )?$")
#: A Latin name right behind a skill, but for words that only say how well or what for.
NARROWER = re.compile(
    r" ((?!(?:Core|Advanced|Intermediate|Upper|Basic|Senior|Junior|Middle|Developer|Engineer|Programming|"
    r"Framework|Professional|Experience|Enterprise|Skills?|Standard|Edition|DB|Database|Server|Architecture|"
    r"Components?|Platform|Services?|Cloud|Studio|Routing|Management|Development|Design|Security|Tools?|API|SDK|"
    r"Systems?|Applications?|Administration|Automation|Integration|Testing|Certified|Desktop|Pro|Premium|Online)\b)[A-Z][A-Za-z]+)"
    r"(?=(?: [A-Z][A-Za-z]+)?\s*(?:[,;./()]|$|and\b|or\b|и\b|или\b))"
)
NARROWED = re.compile(
    r"\b(?!(?:Apache|Autodesk|Microsoft|Google|Amazon|Adobe|Oracle|Yandex|Red|Core|Native|Backend|Frontend|Middle|Senior|"
    r"Junior|Python|Java)\b)([A-Z][a-z]{2,}) $"
)
#: What follows a skill's name and a colon is the part of it that is meant ("1С: Склад"), but for the whole.
PART_OF = re.compile(
    r"\s?:\s?((?!Предприятие)[А-ЯЁA-Z][А-Яа-яёA-Za-z-]+(?: [А-Яа-яё-]+){0,3})\s*(?=[,;.()]|$)"
)
CYRILLIC = re.compile("[а-яё]{2}", re.IGNORECASE)  # a lone letter is a slip of the keyboard
ASKING = re.compile(
    r"(?i)experience|knowledge|proficien|familiar|skills?\b|understanding|fundamentals|expert|certif|exposure|degree|years?\b|"
    r"background|fluen|competen|hands-on|ability|track record|master|qualif|\bwith\b.*\b(?:such as|like|e\.g)"
)
AND_THE_LIKE = re.compile(
    r"(?i)(?:или|либо|и) (?:\w+ )?(?:аналог|подобн|похож)|or (?:similar|equivalent|other)|(?:и|"
    r"или) (?:др|проч|пр)\b|(?:или|либо) (?:друг|ин)(?:им|ой|ого|ых|ие)\b|и т\.\s?[пд]"
)
#: A name with something like it in the bracket behind, in a list that goes on: that one thing is asked for.
OR_THE_LIKE_OF = re.compile(
    r"\b([A-Z][A-Za-z+#.]+) \((?:или|or) (?:\w+ )?(?:аналог|подобн|похож|similar|equivalent)[^()]*\)\s*,"
)
#: A kind of things under a counted name ("Xy frameworks"), but for products called so.
A_KIND = re.compile(r"(?i) (?:frameworks?|libraries|concepts|technologies)$")
NO_KIND = re.compile(r"(?i)\b(?:spring|entity|django|robot|qt|zend|yii|net|rest) ")
#: Skills of which English sentences speak whatever they ask for.
IN_PASSING = frozenset({"api", "базы данных", "облачные технологии"})
A_TITLE = re.compile(
    r" (?:Engineer|Developer|Manager|Analyst|Scientist|Lead|Officer|Specialist|Consultant)s?$"
)
OFFICE = frozenset({"excel", "word", "powerpoint", "outlook"})  # soft for ranking, names all the same
AND_OTHERS = re.compile(r"(?i)(?:или|либо|и) друг(?:им|ой|ие)|similar (?:[\w-]+ )*languages?\b|or other\b")
#: One or two Latin words with capitals and nothing else, as lists of skills have them.
BARE_NAME = re.compile(r"[A-Z][A-Za-z0-9.+#-]*(?: [A-Z0-9][A-Za-z0-9.+#-]*)?")
PROSE = 12  # words of a sentence that says more than the skill it names
#: Activities and things of so many names that the lack of one says nothing.
CALLED_OTHERWISE = frozenset(
    stems(
        "документация документы техническая анализ проектирование разработка настройка "
        "администрирование дизайн "
        "web веб бизнес техника данные база баз интерфейс интерфейсов работа система оптимизация "
        "запросы обслуживание "
        "ремонт документирование автоматизация консультирование обучение оборудование проекты "
        "design development "
        "data testing analysis documentation тестирование поддержка подготовка контроль "
        "планирование"
    )
)
WORDS = re.compile(r"[^\W\d_]{3,}")
SHARED = 2  # words beside a name that one line of the résumé has
HEADING = 4  # letters of a word in capitals alone
AN_ITEM = 4  # words of a bare item of a list
#: Words that people write with a capital, or in Latin, though they name nothing.
NO_NAME = EMPTY_WORDS | frozenset(
    stems(
        "it pc eng ai ui web backend frontend fullstack online offline email digital b2b b2c soft "
        "skills hard senior "
        "middle junior lead team product project engineering computer science management manager "
        "design culture "
        "familiarity background ability proficiency expertise understanding demonstrated proven "
        "bachelor master "
        "what why who how when where which expert experts concepts level minimum must "
        "preferred required bonus note "
        "back end front system systems qa cad cam usb ethernet pdf lan wan ip ipv pet open source "
        "apis api sdks "
        "kpi kpis poc pocs specs "
        "values attributes nice ideal key "
        "developer engineer software tech technology business data security sales customer marketing company"
    )
)
#: Words of English titles and headings, not names when they stand alone.
OF_TITLES = NO_NAME | frozenset(
    stems("os architect architecture network networks cloud application applications information common base")
)
OFFICE_NAME = re.compile(r"\b(?:Word|Excel|PowerPoint|Outlook)\b")
OR_A_WISH = re.compile(
    r"(?i)(?:или|либо|or) (?:\w+ )?(?:интерес|желани|готовност|interest|willing|desire)|"
    r"^умение подобрать|(?:^|[;,.]\s)(?:интерес к|желание (?:работ|осво|изуч))"
)
#: Words of which everybody calls the same otherwise.
OF_SERVICE = OF_TITLES | frozenset(stems("support service services care relations success"))
#: Lists of states, and hours of work: no names of skills.
NO_SKILLS = re.compile(
    r"(?:[A-Z]{2}(?:,? (?:or |and )?|$)){2,}|.*\b(?:hours|time ?zones?|UTC|GMT|EST|PST|CET|часов\w* пояс)\b.*"
)
#: Abbreviations that anybody writes with capitals.
EVERYDAY = frozenset(stems("пк по ит бд ос субд"))
#: Who makes a product is often left out of its name.
MAKERS = frozenset(stems("microsoft ms apache google adobe autodesk oracle amazon yandex ibm"))
_ENDS = r"(?![A-Za-z+#.]|[-‑][а-яё])"
_NO_GRADE = r"(?!(?:Lead|Senior|Middle|Junior|Head) )"
#: A Latin word, or several in a row that begin with capitals.
NAME = re.compile(rf"\b(?:{_NO_GRADE}[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)+{_ENDS}|[A-Za-z][A-Za-z+#.]+{_ENDS})")
#: A product with a Russian name of two capitals ("АБВ-Про").
PRODUCT = re.compile(
    r"\b[А-ЯЁ][а-яё]{2,}(?!Тех)[А-ЯЁ][а-яё]{2,}\b|\b[А-ЯЁ]{2,}-\s?(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]{2,}|[A-Z]{1,3})\b"
)
#: Ahead of names that only show what is meant.
EXAMPLES = re.compile(r"(?i)\be\.?g\b|such as|например|к примеру|\blike\b|таких как")
ENGLISH_NAME = re.compile(r"(?<![.!?:] )(?<=\s)\(?([A-Z][A-Za-z]*[A-Z0-9+#][A-Za-z0-9+#]*|[A-Z][a-z]{2,})\b")
EITHER = re.compile(
    r"\bили\b|\bлибо\b|\bor\b|/|\bодн\w+ (?:или нескольк\w+ )?из\b|\bодного или нескольк|"
    r"люб(?:ой|ого|ым|ую|ом|ых)\b|например|и т\.? ?[дп]|и (?:др|проч|пр)\b|etc|\("
)
#: A name has a sign or a capital of its own inside a word; a word that anybody writes small has not.
OWN_SIGN = re.compile(r"[^\W\d_][^\s/-]*[A-ZА-ЯЁ0-9]|\d[^\W\d_]|[+#.&:]")
LATIN = re.compile(r"[A-Za-z]")
