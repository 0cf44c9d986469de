"""Licences, citizenship, a car, readiness to travel, a computer: what a résumé states in a line. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.taxonomy.words import fold, stems

_LICENCE = re.compile(
    r"(?:водительск\w+|вод\.?|в/у) (?:удостоверени|прав)|\bв/у\b|права\s+(?:категори|кат\b|"
    r"[abcdeавсде]{1,2}\b)|"
    r"driver.?s licen[cs]e|\bву\b"
)
_LICENCE_CATEGORY = re.compile(
    r"категори\w*\s*[«\"]?\s*([abcdeавсде]+)\b|\b(?:кат\.?)\s*[«\"]?([abcdeавсде])\b|"
    r"\b(?:права|удостоверени[ея]|в/у)(?:\s+(?:кат\w*|категори\w*)\.?)?\s*:?\s+[«\"]?([abcdeавсде]{1,2})[»\"]?\b"
    r"(?:(?:,| и)\s*([abcdeавсде]{1,2})\b)?(?:,\s*([abcdeавсде]{1,2})\b)?"
)
_COMPUTER = re.compile(
    r"(?:пользовател\w*|знани\w*|владени\w*|навык\w*(?: работы)?(?: на| с)?)\s+(?:\w+\s+)?(?:пк\b|компьютер)|"
    r"^пк\b|"
    r"^компьютерн\w+ грамотн|computer (?:skills|literacy)|pc user"
)
_ON_A_COMPUTER = re.compile(
    r"(?i)\b(?:пк|компьютер\w*|excel|word|ms office|microsoft office|1[сc]\b|autocad|python|java|sql|crm|"
    r"outlook|"
    r"google (?:docs|sheets)|windows|linux)\b"
)
_HARDWARE = re.compile(
    r"замен|ремонт|сборк|сборщик|комплектующ|устройств|перифери|диагностик|hardware|repair"
)
_CERTIFICATE = re.compile(
    r"^(?:[\w/-]+ ){0,3}сертифи(?:кат|каци)\w*|сертифицирован\w+ специалист|^certifi(?:ed|cation)|"
    r"certified (?:on|in)|"
    r"^(?:[\w/,-]+ ){1,4}certifications?\b|"
    r"^(?:(?:наличие|действующ\w+|иметь|обязательно) ){0,2}"
    r"(?:удостоверени|свидетельств|допуск(?:а|и|ов)?\b)(?!\w* на право управлен)"
)
_OF_ANY = frozenset(
    stems(
        "сертификат сертификация сертифицированный специалист профильный соответствующий "
        "приветствуется один из "
        "certificate certification certified relevant professional industry similar equivalent "
        "удостоверение свидетельство допуск такое документ право прохождение обучения повышение квалификации "
        "such other other"
    )
)
#: The name of a paper that does without the word for it ("1С:Специалист").
_A_GRADE = re.compile(r"(?i)специалист|профессионал|professional|associate|practitioner|expert")
_HAS_CERTIFICATE = re.compile(r"(?i)сертификат|сертифицирован|certifi|удостоверени|свидетельств|допуск")
_READY = re.compile(
    r"^командировки?\b|готовност\w*|готов[аы]?\b|возможност\w* (?:выезд|команд)|ready|willing"
)
_JOURNEYS = (
    (
        re.compile(r"командиров|business trip|разъезд"),
        re.compile(r"(?i)(?<!не )готов\w* .{0,40}командировк|ready to travel"),
    ),
    (
        re.compile(r"переезд|релокац|relocat"),
        re.compile(r"(?i)(?<!не )готов\w* .{0,20}переезд|(?:ready|willing) to relocate"),
    ),
)
_REFUSES = re.compile(r"(?i)не готов\w* .{0,60}(?:командировк|переезд)")
_PORTFOLIO = re.compile(r"\bпортфолио\b|\bportfolio\b")
_OF_PRODUCTS = re.compile(
    r"years|\bлет\b|manag|управлени|(?:product|project|data|asset|loan) portfolio|"
    r"portfolio of (?:products|projects)"
)
_HAS_PORTFOLIO = re.compile(r"(?i)\bпортфолио\b|\bportfolio\b|behance|dribbble")
#: Samples of one's work are a portfolio by another name.
_SAMPLES = re.compile(
    r"(?:пример\w*|ссылк\w*|образц\w*) (?:\w+ )?"
    r"(?:код|работ|проект|на (?:github|gitlab|гитхаб|проект|работ))|"
    r"(?:code|work) samples|link to (?:your )?(?:github|gitlab)"
)
_HAS_SAMPLES = re.compile(
    r"(?i)\bпортфолио\b|\bportfolio\b|behance|dribbble|git(?:hub|lab)\.(?:com|example)|"
    r"пример\w* (?:кода|работ)"
)
_GROUP = re.compile(
    r"(?:групп|допуск|удостоверени|кат\b)\w*.{0,40}(?:электробез|\bэб\b)|"
    r"(?:электробез\w*|\bэб\b).{0,20}(?:групп|допуск|кат\b|катег)"
)
_HAS_GROUP = re.compile(
    rf"{_GROUP.pattern}|(?:\b[ivх2-5]+(?:-\w{{1,2}})? групп\w*|групп\w+ [iv2-5]+)\b.{{0,25}}1000"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_GRADE = re.compile(r"(?<![\w.])(iv|i{1,3}|v|[1-5])(?!\d|\w|[.,]\d)")
_CLEARANCE = re.compile(r"\b(?:security|secret|ts|sci|active|government)\b.{0,30}\bclearance\b")
_HAS_CLEARANCE = re.compile(r"(?i)\bclearance\b|\bTS/SCI\b")
_CITIZEN = re.compile(r"гражданств\w*|citizenship")
_CAR = re.compile(
    r"(?:личн|собственн|свой|своег|наличие)\w*\s+(?:\w+\s+)?(?:авто\b|автомобил|транспорт|машин)|own car"
)
_ASKED = {
    "electrical": _GROUP, "clearance": _CLEARANCE, "certificate": _CERTIFICATE, "licence": _LICENCE,
    "citizenship": _CITIZEN, "car": _CAR, "portfolio": re.compile(f"{_PORTFOLIO.pattern}|{_SAMPLES.pattern}"),
    "asks_for_samples": _SAMPLES, "journeys": _READY,
}  # fmt: skip
_HAS_CAR = re.compile(r"(?i)(?:имеется|есть|личн\w+|собственн\w+|свой)\s.{0,20}(?:автомобил|авто\b|машин)")


@lru_cache(maxsize=20_000)
def asked(low: str) -> frozenset[str]:
    """Which of the papers here a text may ask for, by the names of the functions that tell: most ask none."""
    return frozenset(name for name, pattern in _ASKED.items() if pattern.search(low))


def licence(low: str, evidence: Evidence) -> Finding | None:
    """A driving licence, with its category when one is asked."""
    if not _LICENCE.search(low):
        return None
    asked = _categories(low)
    lines = [line for line in evidence.lines if _LICENCE.search(fold(line)) or "водител" in fold(line)]
    for line in lines:
        if asked & _categories(fold(line)):
            return Finding("met", line)
    stated = next((line for line in lines if _LICENCE.search(fold(line))), None)
    if stated is None:
        return Finding("missing")
    return Finding("partly" if asked else "met", stated)


def _categories(low: str) -> set[str]:
    same = str.maketrans("авсде", "abcde")
    found = (one for match in _LICENCE_CATEGORY.finditer(low) for one in match.groups() if one)
    return {letter for group in found for letter in group.translate(same)}


def computer(low: str, evidence: Evidence) -> Finding | None:
    """Using a computer is shown by any program that is named."""
    if not _COMPUTER.search(low) or _HARDWARE.search(low):
        return None
    line = evidence.lines_with(_ON_A_COMPUTER)
    return Finding("met" if line else "unclear", line)


def citizenship(low: str, evidence: Evidence) -> Finding | None:
    if not _CITIZEN.search(low) or not re.search(r"рф|росси|russia", low):
        return None
    line = evidence.lines_with(re.compile(r"(?i)(?:гражданство|citizenship)\W+(?:рф|росси|russia)"))
    return Finding("met" if line else "unclear", line)


def car(low: str, evidence: Evidence) -> Finding | None:
    if not _CAR.search(low) or _LICENCE.search(low):
        return None
    line = evidence.lines_with(_HAS_CAR)
    return Finding("met", line) if line else Finding("missing")


def certificate(low: str, evidence: Evidence) -> Finding | None:
    """A certificate is a paper: knowing the thing is not having it. One of another thing leaves "
    "it unclear."""
    if not _CERTIFICATE.search(low) or _LICENCE.search(low):
        return None
    lines = [
        line for line in evidence.lines if _HAS_CERTIFICATE.search(line) and not _LICENCE.search(fold(line))
    ]
    of = frozenset(one for one in stems(low) if len(one) > 1) - EMPTY_WORDS - _OF_ANY
    if not lines:  # résumés often name the paper alone
        alone = any(of <= frozenset(stems(line)) for line in evidence.lines if _A_GRADE.search(line))
        return Finding("unclear" if of and alone else "missing")
    same = next((line for line in lines if not of or of.intersection(stems(line))), None)
    return Finding("met" if same else "unclear", same)


def electrical(low: str, evidence: Evidence) -> Finding | None:
    """The group of electrical safety, I to V: at least the one asked."""
    if not _GROUP.search(low):
        return None
    line = next((one for one in evidence.lines if _HAS_GROUP.search(fold(one))), None)
    if line is None:
        return Finding("missing")
    asked, held = _grade(low), _grade(fold(line))
    if asked is None or (held is not None and held >= asked):
        return Finding("met", line)
    return Finding("partly", line)


def _grade(low: str) -> int | None:
    found = _GROUP.search(low)
    number = _GRADE.search(low[found.start() :]) if found else None
    number = number or _GRADE.search(low)
    return (_ROMAN.get(number[1]) or int(number[1])) if number else None


def clearance(low: str, evidence: Evidence) -> Finding | None:
    """A security clearance: who has one says so; being able to get one is told nowhere."""
    if not _CLEARANCE.search(low):
        return None
    line = evidence.lines_with(_HAS_CLEARANCE)
    may_get_one = re.search(r"^(?!.*\bactive\b).*\b(?:obtain|eligib|ability|able|willing)", low) is not None
    return Finding("met", line) if line else Finding("unclear" if may_get_one else "missing")


def asks_for_samples(low: str) -> bool:
    """Whether samples of one's work are asked for, or a link to them."""
    return bool(_SAMPLES.search(low))


def portfolio(low: str, evidence: Evidence) -> Finding | None:
    """A portfolio: who has one says so, or gives its address."""
    if asks_for_samples(low) and not _OF_PRODUCTS.search(low):
        line = evidence.lines_with(_HAS_SAMPLES)
        return Finding("met" if line else "unclear", line)
    if not _PORTFOLIO.search(low) or _OF_PRODUCTS.search(low):
        return None
    line = evidence.lines_with(_HAS_PORTFOLIO)
    return Finding("met" if line else "unclear", line)


def journeys(low: str, evidence: Evidence) -> Finding | None:
    """Business trips and moving: only a résumé that says so decides; silence is no refusal."""
    if not _READY.search(low):
        return None
    for asked, stated in _JOURNEYS:
        if asked.search(low):
            line = evidence.lines_with(stated)
            if line:
                return Finding("met", line)
            refusal = evidence.lines_with(_REFUSES)
            return Finding("missing", refusal) if refusal else None
    return None
