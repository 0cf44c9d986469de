"""Where somebody lives: streets with a house, flats, postal codes. A city alone stays."""

from __future__ import annotations

import re

from app.privacy.types import Span

_STREET = (
    r"(?i:ул(?:\.|ица|ице|ицы|ицу)?|пр-?к?т\.?е?|просп\.|проспекте?|пр\.|пер\.|переул(?:ок|ке)|наб\.|"
    r"набережн(?:ая|ой)|"
    r"б-р|бульваре?|бул\.|шоссе|ш\.|пл\.|площад[ьи]|тупике?|туп\.|проезде?|пр-д|мкр\.?|мкрн\.?|"
    r"микрорайоне?|кв-л|квартал|"
    r"алле[яи]|лини[яи]|тракте?)"
)
_NAME = (
    r"(?:\d{1,3}(?:-?[а-я]{1,2})? )?(?:реки |маршала |генерала |академика |им\. |"
    r"имени )?[А-ЯЁ][А-ЯЁа-яё]+(?:[ \-][А-ЯЁ]?[а-яё]{2,}){0,2}"
)
_PART = (
    r"(?i:,? ?(?:к|корп|корпус|стр|строение|с|лит|литера|кв|квартира|оф|офис|пом|помещение|под|подъезд|"
    r"этаж|эт|влад|комн?)"
    r"\.? ?№? ?(?:\d{1,4} ?[А-Яа-яA-Za-z]?|[А-Яа-яA-Za-z])(?!\w))"
)
_HOUSE = (
    rf"(?:[, ]{{1,3}}(?i:д(?:ом)?\.?|вл\.?) ?|"
    rf"[, ]{{1,3}})\d{{1,4}}(?:[А-Яа-я](?!\w))?(?:[/\-]\d{{1,4}}[а-я]?|[кс]\d{{1,3}}){{0,2}}{_PART}{{0,5}}"
)
_RUSSIAN = [
    re.compile(rf"(?<!\w){_STREET}[ ]?{_NAME}{_HOUSE}"),
    re.compile(rf"(?<!\w){_NAME} {_STREET}{_HOUSE}"),
    re.compile(rf"(?<!\w)(?:ул\.|ул |улица |пр-?к?т\.? |пер\. )[а-яё]{{3,}}(?: [а-яё]{{3,}})?{_HOUSE}"),
    re.compile(rf"(?<!\w)[А-ЯЁ][а-яё\-]+,? ?д(?:ом|\.) ?\d{{1,4}}[а-я]?{_PART}{{0,5}}"),
    re.compile(rf"(?<!\w)(?:д|дом)\.? ?\d{{1,4}}[а-я]?,? ?{_PART}{{1,5}}", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:кв|квартира)\.? ?№? ?\d{1,4}(?!\w)", re.IGNORECASE),
]
_INDEX = re.compile(
    r"(?<![\w.,\-+])(?P<code>[1-6]\d{5})(?=, ?(?:г\.|г |город|росси|рф|респ|[А-ЯЁ][а-яё\-]+(?: обл| край|"
    r",| \w+ обл)))"
    r"|(?<!\w)(?:индекс|почтовый индекс|zip(?: code)?|postal code|"
    r"postcode)\s?[:\-]?\s?(?P<labelled>\d{5,6}(?:-\d{4})?)(?!\d)",
    re.IGNORECASE,
)
_KIND = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Terrace|Court|Ct|Place|Pl|Square|Sq|"
    r"Way|Highway|"
    r"Hwy|Parkway|Pkwy|Close|Crescent|Gardens|Grove|Row|Broadway)"
)
_UNIT = r"(?:,? ?(?:Apt|Apartment|Flat|Suite|Ste|Unit|Room|Floor|#)\.? ?#?[\w\-]{1,6}){0,2}"
_WESTERN = [
    re.compile(rf"(?<![\w.])\d{{1,5}}[A-Za-z]?,? (?:[NSEW]\.? )?(?:[\w'.]+ ){{1,4}}?{_KIND}(?!\w)\.?{_UNIT}"),
    re.compile(r"(?<!\w)P\.? ?O\.? Box \d{1,6}", re.IGNORECASE),
    re.compile(
        r"(?<!\w)[A-ZÄÖÜ][\w\-]{2,30}(?:straße|strasse|str\.|allee|platz|weg|"
        r"gasse) \d{1,4}[a-z]?(?:, ?\d{5})?(?!\w)"
    ),
    re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?!\w)"),
    re.compile(r"(?<=, [A-Z]{2} )\d{5}(?:-\d{4})?(?!\d)"),
]


def find(text: str) -> list[Span]:
    found = [
        Span(match.start(), match.end(), "address")
        for pattern in (*_RUSSIAN, *_WESTERN)
        for match in pattern.finditer(text)
    ]
    for match in _INDEX.finditer(text):
        group = "code" if match.group("code") else "labelled"
        found.append(Span(match.start(group), match.end(group), "address"))
    return found
