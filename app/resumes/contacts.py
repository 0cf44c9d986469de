"""E-mail addresses, phone numbers, links and the city."""

from __future__ import annotations

import re

from app.resumes.layout import Line, Section, of_kind
from app.resumes.places import WORLD_CITIES
from app.taxonomy import areas
from app.taxonomy.words import fold

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-zА-Яа-я]{2,24}(?!\w)")
_PHONE = re.compile(r"(?<![\w./@-])(?:\+|00)?\(?\d[\d\s().‐-―/-]{5,22}\d(?!\w)(?!\.\d)")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'|,;()\[\]]+", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?<![\w@./])(?:[\w-]+\.)?(?:github\.com|gitlab\.com|linkedin\.com|t\.me|behance\.net|dribbble\.com|"
    r"vk\.com|"
    r"habr\.com|career\.habr\.com|hh\.ru|kaggle\.com|stackoverflow\.com|medium\.com|bitbucket\.org|"
    r"leetcode\.com|"
    r"facebook\.com|instagram\.com|twitter\.com|x\.com|orcid\.org|codepen\.io)/[^\s<>\"'|,;()\[\]]+",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{2,40}\.){1,3}(?:com|net|org|io|dev|me|ru|рф|app|tech|games|site|online|co|"
    r"info|pro|"
    r"design|xyz|su|by|kz|uk|de|ai)(?:/[^\s<>\"'|,;()\[\]]*)?(?![\w.@])",
    re.IGNORECASE,
)
_TELEGRAM = re.compile(r"(?:telegram|телеграм\w*|тг|tg)\s*[:\-–—]?\s*@([A-Za-z]\w{3,31})", re.IGNORECASE)
_CITY_LABEL = re.compile(
    r"(?:^|[\s,;|•])(?:проживает|город(?:\s+проживания)?|место\s+жительства|место\s+проживания|адрес|"
    r"местоположение|регион|локация|city|location|address|based\s+in|residence|lives?\s+in|"
    r"г\.(?=\s?[А-ЯЁ]))\s*[:\-–—]?\s*(.+)",
    re.IGNORECASE,
)
_WESTERN = re.compile(
    r"(?<![\w,])((?:[A-Z][\w'’.-]+)(?: (?:(?:am|an der|de|del|la|le|of|on|upon) )?[A-Z][\w'’.-]+){0,2}), ?"
    r"((?:[A-Z]{2}|USA|UK|United States|United Kingdom|Germany|France|Canada|India|Spain|Italy|"
    r"Netherlands|Poland|"
    r"Russia|Ukraine|Israel|Turkey|Türkiye|Serbia|Georgia|Armenia|Portugal|Switzerland|Austria|Ireland|"
    r"Australia|"
    r"Brazil|China|Japan|Singapore|Sweden|Norway|Finland|Denmark|Estonia|Latvia|Lithuania|Cyprus|UAE|Mexico|"
    r"Belgium|Czech Republic|Czechia|Hungary|Romania|Bulgaria|Greece|Kazakhstan|Belarus|Uzbekistan|"
    r"New Zealand|South Africa|Argentina|Indonesia|Vietnam|Thailand|Malaysia|Philippines|Pakistan|Egypt|"
    r"Nigeria|"
    r"[A-Z]{2} \d{5}|California|Texas|New York|Washington|Massachusetts|Ontario|Illinois|Florida))(?!\w)"
)
_SPLIT = re.compile(r"\t|\s[|•·●◦⋄♦*/]\s|[|•·●]|;|\s{3,}|(?<=\S) , | – | — ")


def phone_digits(text: str) -> str | None:
    """`+79001234567` for anything that can be a phone number, else None."""
    digits = re.sub(r"\D", "", text)
    plus = text.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if text.strip().startswith("00") else digits
    if len(digits) == 11 and digits[0] == "8" and not plus:
        return "+7" + digits[1:]
    if len(digits) == 11 and digits[0] == "7":
        return "+" + digits
    if len(digits) == 10 and digits[0] == "9" and not plus:
        return "+7" + digits
    if plus and 8 <= len(digits) <= 15:
        return "+" + digits
    if len(digits) == 10 and re.search(r"\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}", text):
        return digits
    if len(digits) == 11 and digits[0] == "1":
        return "+" + digits
    return None


def emails(lines: list[Line]) -> list[tuple[str, Line]]:
    return _unique([(match.group(), line) for line in lines for match in EMAIL.finditer(line.text)])


def phones(lines: list[Line]) -> list[tuple[str, Line]]:
    found = []
    for line in lines:
        text = _URL.sub(" ", EMAIL.sub(" ", line.text))
        for match in _PHONE.finditer(text):
            number = phone_digits(match.group())
            if number:
                found.append((number, line))
    return _unique(found)


def links(lines: list[Line], header: set[int]) -> list[tuple[str, Line]]:
    """URLs and profile addresses anywhere; bare domains in the header and contacts only."""
    found = []
    for line in lines:
        text = EMAIL.sub(" ", line.raw)
        spans = [match.span() for match in _URL.finditer(text)]
        matches = [match.group() for match in _URL.finditer(text)]
        for pattern in (_PROFILE, _DOMAIN) if line.number in header else (_PROFILE,):
            for match in pattern.finditer(text):
                if not any(start <= match.start() < end for start, end in spans):
                    spans.append(match.span())
                    matches.append(match.group())
        found += [(url.rstrip(".:/*_") or url, line) for url in matches]
        found += [(f"https://t.me/{match.group(1)}", line) for match in _TELEGRAM.finditer(text)]
    return _unique(found)


def _unique(found: list[tuple[str, Line]]) -> list[tuple[str, Line]]:
    seen: set[str] = set()
    kept = []
    for value, line in found:
        key = re.sub(r"^https?://(www\.)?|/$", "", value.lower())
        if key not in seen:
            seen.add(key)
            kept.append((value, line))
    return kept


def _place(text: str) -> str | None:
    """The place a piece of a contact line names, or None."""
    text = re.sub(r"^(?:г\.|город|city of)\s*|\s+\d{1,5}$", "", text.strip(" .,:;()"), flags=re.IGNORECASE)
    if not text or len(text) > 60 or any(character.isdigit() for character in text):
        return None
    head = text.split(",")[0].strip()
    if area := areas.find_area(head):
        return area.name.partition(" (")[0] if re.search("[А-Яа-я]", head) else head
    return head if fold(head) in WORLD_CITIES else None


def city(sections: list[Section], name_line: Line | None = None) -> tuple[str, Line] | None:
    """From a label first (`Проживает:`, `Location:`), then from the pieces of header and contact lines and of
    those right below the name, wherever a sidebar put it."""
    header = [line for section in of_kind(sections, "header", "contacts") for line in section.lines][:40]
    if name_line is not None and name_line not in header:
        everything = [line for section in sections for line in section.lines]
        place = next((at for at, line in enumerate(everything) if line.number == name_line.number), 0)
        header += everything[place + 1 : place + 4]
    for line in header:
        for label in _CITY_LABEL.finditer(line.text):
            value = label.group(1)
            if western := _WESTERN.match(value.strip()):
                return western.group(1), line
            pieces = re.split(r"[,;|\t•(]| / ", value)
            for piece in pieces[:5]:
                if found := _place(piece):
                    return found, line
            first = pieces[0].strip(" .")
            if re.fullmatch(r"[A-ZА-ЯЁ][\w'’-]+(?:[ -][A-ZА-ЯЁ]?[\w'’-]+){0,2}", first):
                return first, line
    for line in header:
        text = EMAIL.sub("\t", line.text)
        for piece in _SPLIT.split(text):  # `Barcelona, Catalonia, Spain`
            if "," in piece and fold(piece.split(",")[0].strip()) in WORLD_CITIES:
                return piece.split(",")[0].strip(), line
        if western := _WESTERN.search(text):
            return western.group(1), line
        for piece in _SPLIT.split(text):
            for part in re.split(r",|\.\s+|\.$", piece):
                found = _place(part)
                if found and _is_city(found):
                    return found, line
    return None


def _is_city(name: str) -> bool:
    if fold(name) in WORLD_CITIES:
        return True
    area = areas.find_area(name)
    return area is not None and area.id != area.country_id
