"""Numbers of papers, cards and cars, and birth dates: by label, or where the shape alone says it."""

from __future__ import annotations

import re

from app.privacy.types import Kind, Span

_NUMBER = r"[0-9OОl](?:[ \t.№\-]{0,3}[0-9OОlI]){5,19}"
_PASSPORT = re.compile(
    r"(?:загран)?паспорт\w{0,3}|passport|в/?у(?=\W)|водительск\w{2,3} (?:удостоверени\w|прав\w{0,2})|"
    r"driv\w{2,5} licen[cs]e|"
    r"удостоверени\w|свидетельств\w|диплом\w?|аттестат\w?|лицензи\w|военн\w{2,3} билет\w?|"
    r"трудов\w{2,3} книжк\w|"
    r"снилс|snils|инн|иин|inn|огрнип|полис\w?|омс|дмс|ssn|social security|р/с|"
    r"расч[её]тн\w{2,3} сч[её]т\w?|сч[её]т",
    re.IGNORECASE,
)
_LOOSE = frozenset(["удостоверени", "свидетельств", "диплом", "аттестат", "лицензи", "полис", "счет", "счёт"])
_AFTER_LABEL = re.compile(
    r"[^\d\n]{0,28}?(?P<first>[0-9OОl](?:[ \t.№\-]{0,3}[0-9OОlI]){3,19})(?!\w)"
    r"(?:[^\d\n]{1,12}(?P<second>\d{6,7})(?!\d))?",
)
_SHAPES: list[tuple[Kind, re.Pattern[str]]] = [
    ("document", re.compile(r"(?<!\d)(?<!\d[.\-])\d{3}-\d{3}-\d{3}[ \-]\d{2}(?!\d)")),
    ("document", re.compile(r"(?<![\d.,\-])\d{2} \d{2} №?\s?\d{6}(?!\d)")),
    ("document", re.compile(r"(?<![\w.\-])\d{3}-\d{2}-\d{4}(?![\w\-])")),
    ("document", re.compile(r"(?<!\w)ТК(?:-[IVХX]{1,3})? ?№? ?\d{7}(?!\d)")),
    ("document", re.compile(r"(?<!\w)\d{20}(?!\w)")),
    ("document", re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")),
    (
        "plate",
        re.compile(
            r"(?<!\w)[АВЕКМНОРСТУХABEKMHOPCTYX] ?\d{3} ?[АВЕКМНОРСТУХABEKMHOPCTYX]{2} ?\d{2,3}"
            r"(?: ?rus)?(?!\w)",
            re.IGNORECASE,
        ),
    ),
]
_CARD = re.compile(r"(?<![\w.\-])\d{4}(?:([ \-]?)\d{4})(?:\1\d{4}){2}(?:\1\d{1,3})?(?![\w])")
_CARD_LABEL = re.compile(r"(?:карт\w{1,2}|card|visa|mastercard|мир)[^\w]{0,3}(?:№ ?)?\Z", re.IGNORECASE)
_LONG = re.compile(r"(?<!\w)\d{12}(?!\w)")
_MONTH = (
    r"(?:янв\w{0,6}|фев\w{0,6}|мар(?:т|та)?|апр\w{0,5}|ма[йя]|июн\w?|июл\w?|авг\w{0,5}|сен\w{0,6}|окт\w{0,6}|"
    r"ноя\w{0,5}|дек\w{0,5}|jan\w{0,5}|feb\w{0,6}|mar(?:ch)?|apr\w{0,3}|may|june?|july?|aug\w{0,4}|"
    r"sept?\w{0,6}|"
    r"oct\w{0,5}|nov\w{0,5}|dec\w{0,5})\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}[ ./\-]{{1,3}}\d{{1,2}}[ ./\-]{{1,3}}\d{{2,4}}|(?:19|"
    rf"20)\d\d[./\-]\d{{1,2}}[./\-]\d{{1,2}}|"
    rf"(?:\d{{1,2}}|[а-я]{{3,12}}(?: [а-я]{{4,9}})?)(?:-?(?:го|е|st|nd|rd|th))?(?: of)? {_MONTH},? ?(?:19|"
    rf"20)\d\d|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|(?:19|20)\d\d(?= ?г\.? ?р))"
)
_BIRTH = re.compile(
    r"(?<!\w)(?:дат\w рождения|день рождения|родил(?:ась|ся)|рожд[её]н\w?|дн[её]м рождения|д\. ?р\.?|др|"
    r"г\. ?р\.?|"
    r"год рождения|dob|d\.o\.b\.?|date of birth|birth ?da(?:te|y)|born)"
    rf"[\s:;,.|—\-]{{0,6}}(?:on |in |в )?(?P<date>{_DATE}|(?:19|20)\d\d(?!\d))",
    re.IGNORECASE,
)
_BORN_YEAR = re.compile(
    r"(?<!\d)(?:\d{1,2}\.\d{1,2}\.)?(?:19|20)\d\d(?= ?(?:г\.? ?р\.|года рождения|г\. рожд))", re.I
)


def find(text: str) -> list[Span]:
    """Every such number; long numbers without a label must have a valid check digit."""
    found: list[Span] = []
    for label in _PASSPORT.finditer(text):
        if label.start() and text[label.start() - 1].isalpha():
            continue
        match = _AFTER_LABEL.match(text, label.end())
        if not match:
            continue
        loose = any(label.group().lower().startswith(one) for one in _LOOSE)
        digits = sum(character.isdigit() for character in match.group("first"))
        if digits < (6 if loose or not match.group("second") else 4):
            continue
        if re.match(r"(?:19|20)\d\d *- *(?:19|20)\d\d", match.group("first")):
            continue
        found.append(Span(match.start("first"), match.end("first"), "document"))
        if match.group("second"):
            found.append(Span(match.start("second"), match.end("second"), "document"))
    for kind, shape in _SHAPES:
        found += [Span(match.start(), match.end(), kind) for match in shape.finditer(text)]
    for match in _CARD.finditer(text):
        if _luhn(match.group()) or _CARD_LABEL.search(text[max(0, match.start() - 20) : match.start()]):
            found.append(Span(match.start(), match.end(), "card"))
    for match in _LONG.finditer(text):
        if _taxpayer(match.group()):
            found.append(Span(match.start(), match.end(), "document"))
    for match in _BIRTH.finditer(text):
        found.append(Span(match.start("date"), match.end("date"), "birth_date"))
    found += [Span(match.start(), match.end(), "birth_date") for match in _BORN_YEAR.finditer(text)]
    return found


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1: the check digit of cards."""
    digits = [int(one) for one in number if one.isdigit()]
    total = sum(digits[-1::-2]) + sum(sum(divmod(2 * one, 10)) for one in digits[-2::-2])
    return len(digits) >= 16 and total % 10 == 0


def _taxpayer(number: str) -> bool:
    """The two check digits of a person's ИНН (order ММВ-7-6/435 of the tax service)."""
    digits = [int(one) for one in number]
    weights = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    first = sum(a * b for a, b in zip(weights, digits, strict=False)) % 11 % 10
    second = sum(a * b for a, b in zip((3, *weights), digits, strict=False)) % 11 % 10
    return digits[10] == first and digits[11] == second
