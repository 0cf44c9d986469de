"""What one requirement may ask for (education, a language, a licence, skills, years) and whether it is there.

Each aspect answers None when the requirement does not ask for it. Pure; text is only ever compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.matching.evidence import Evidence
from app.matching.titles import telling, title_words
from app.matching.types import Verdict
from app.taxonomy.words import fold, stems


@dataclass(frozen=True)
class Finding:
    """What one aspect of a requirement came to."""

    verdict: Verdict
    line: str | None = None


_NUMBER_WORDS = {
    "одного": 1, "года": 1, "год": 1, "полугода": 0.5, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5,
    "шести": 6, "семи": 7, "восьми": 8, "десяти": 10, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
_YEARS = re.compile(
    r"(\d{1,2}(?:[.,]\d)?)(?:\s*[-–—]\s*\d{1,2})?\s*\+?\s*[-–]?\s*(?:х|ех|и|ти|ми|го|й)?\s*(?:лет|год|"
    r"years?|yrs?)|"
    r"(?:от|более|не менее|минимум|свыше|at least)\s+(одного|полугода|двух|трех|четырех|пяти|шести|семи|"
    r"восьми|десяти|"
    r"года|two|three|four|five)\b"
)
_EXPERIENCE = re.compile(r"опыт|стаж|experience|years?\b|лет\b")
_EDUCATION = re.compile(
    r"образовани|диплом(?!н)|\bвуз\b|\bdegree\b|бакалавр|магистр|bachelor|master.s|university"
)
_HIGHER = re.compile(r"высше|\bвуз|degree|бакалавр|магистр|bachelor|master|university")
_UNIVERSITY = re.compile(
    r"университет|институт|академи|\bвуз|бакалавр|магистр|специалитет|высше|консерватори|university|"
    r"institute|academy|"
    r"bachelor|master|ph\.?d|\bмг[а-я]{1,3}\b|\bспб[а-я]{1,4}\b|\b(?:мфти|вшэ|итмо|рудн|ргу\w*|кфу|урфу|"
    r"нгу|тгу)\b"
)
_TECHNICAL = re.compile(
    r"техн|инженер|информ|матем|физ|программ|кибернет|электр|машин|строит|политех|engineer|comput|science|"
    r"math"
)
_PROFILE_FIELD = re.compile(r"профильн|по специальност|медицинск|юридическ|экономическ")
_EDUCATION_GENERAL = frozenset(
    stems(
        "высшее образование среднее специальное профессиональное профильное законченное незаконченное "
        "оконченное "
        "полное или наличие диплом техническое гуманитарное желательно не ниже и в области сфере по "
        "специальности "
        "bachelor degree higher education university in or a the of related field equivalent "
        "приветствуется как "
        "минимум обязательно соответствующее"
    )
)
_LANGUAGES = {
    "английск": "английский", "english": "английский", "немецк": "немецкий", "german": "немецкий",
    "французск": "французский", "french": "французский", "китайск": "китайский", "chinese": "китайский",
    "испанск": "испанский", "spanish": "испанский", "итальянск": "итальянский", "казахск": "казахский",
    "белорусск": "белорусский", "турецк": "турецкий", "арабск": "арабский", "японск": "японский",
    "корейск": "корейский", "польск": "польский",
}  # fmt: skip
_ENGLISH_NAMES = {
    "английский": "english", "немецкий": "german", "французский": "french", "китайский": "chinese",
    "испанский": "spanish", "итальянский": "italian", "турецкий": "turkish", "арабский": "arabic",
    "японский": "japanese", "корейский": "korean", "польский": "polish",
}  # fmt: skip

_LEVEL_WORDS = (
    (re.compile(r"native|родно"), 6), (re.compile(r"\bc2\b|proficien|свободн|в совершенстве|fluent"), 4),
    (re.compile(r"\bc1\b|advanced|продвинут"), 4), (re.compile(r"\bb2\b|upper|выше среднего"), 3),
    (re.compile(r"\bb1\b|(?<!pre-)(?<!pre )intermediate|средн|разговорн"), 2),
    (re.compile(r"\ba2\b|pre.?intermediate|elementary|базов|чтени|техническ|начальн"), 1),
    (re.compile(r"\ba1\b"), 0),
)  # fmt: skip
_LANGUAGE_ASKED = re.compile(
    r"язык|уровн|english|[abc][12]\b|intermediate|advanced|fluent|владен|знани|разговорн|свободн|^\w+$|"
    r"письменн|чтени|техническ"
)
_LICENCE = re.compile(
    r"водительск\w+ (?:удостоверени|прав)|права\s+(?:категори|кат\b)|driver.?s licen[cs]e|\bву\b"
)
_LICENCE_CATEGORY = re.compile(
    r"категори\w*\s*[«\"]?\s*([abcdeавсде]+)\b|\b(?:кат\.?)\s*[«\"]?([abcdeавсде])\b"
)
_ANY_OF = re.compile(
    r"\bили\b|\bлибо\b|\bor\b|один из|одного из|одной из|любо[йе]|любого|аналог|подобн|например|и др\b|e\.g|"
    r"such as|similar|etc\b|и т\.?\s?[пд]"
)
_EMPTY_WORDS = frozenset(
    stems(
        "стаж общий общего опыт опытом работы работать работ работа знание знания знаний знать умение "
        "уметь умеешь навык "
        "навыки понимание "
        "владение владеть наличие уверенный уверенное уверенные уверенная хороший хорошее хорошие "
        "отличное отличные "
        "базовый базовые базовое основ основы принципов принципы уровень уровне уровня пользователя "
        "пользователь "
        "в на по с со и или от до для не за из к о об при у как что также более менее лет года год "
        "желательно "
        "обязательно будет плюсом преимуществом готовность способность желание стремление сфере области "
        "различных "
        "системами системы систем система общее практический практические коммерческий коммерческой "
        "самостоятельно "
        "experience with in of and or the a an to knowledge skills ability strong good understanding "
        "working years "
        "work at least excellent using plus be you have your our необходимо нужен нужно важно должен быть "
        "современных современные основных основные аналогичной аналогичных подобной должности позиции "
        "компании проектах проектов проекты"
    )
)


def judge(text: str, skills: list[str], evidence: Evidence) -> Finding:
    """The verdict on one requirement and the line that shows it."""
    low = fold(text)
    aspects: list[Callable[[], Finding | None]] = [
        lambda: _education(low, evidence),
        lambda: _language(low, evidence),
        lambda: _licence(low, evidence),
        lambda: _skills(low, [name for name in skills if not _is_language(name)], evidence),
        lambda: _years(low, evidence),
    ]
    findings = [finding for aspect in aspects if (finding := aspect()) is not None]
    return _weakest(findings) if findings else _words(low, evidence)


def _weakest(findings: list[Finding]) -> Finding:
    """All met is met; none at all is missing; anything between is partly, shown by the best line."""
    shown = next((one.line for one in findings if one.line and one.verdict == "met"), None)
    shown = shown or next((one.line for one in findings if one.line), None)
    verdicts = {one.verdict for one in findings}
    if len(verdicts) == 1:
        return Finding(findings[0].verdict, shown if findings[0].verdict != "missing" else None)
    return Finding("partly", shown)


def _education(low: str, evidence: Evidence) -> Finding | None:
    if not _EDUCATION.search(low):
        return None
    if not evidence.education:
        line = evidence.lines_with(
            re.compile(r"(?i)образование\s*[:—-]?\s*высшее|высшее\s.{0,40}образование")
        )
        return (
            Finding("met" if line and _HIGHER.search(low) else "partly", line) if line else Finding("missing")
        )
    higher = next((line for line in evidence.education if _UNIVERSITY.search(fold(line))), None)
    if _HIGHER.search(low) and not higher and "средн" not in low:
        return Finding("partly", evidence.education[0])
    field_words = {stem for stem in stems(low) if len(stem) > 3} - _EDUCATION_GENERAL - _EMPTY_WORDS
    clause = re.split(r"[,.;]", low)[0] if _EDUCATION.search(re.split(r"[,.;]", low)[0]) else low
    field_words &= set(stems(clause))
    specific = bool(field_words) or bool(_PROFILE_FIELD.search(clause))
    if specific:
        line = next((one for one in evidence.education if field_words & set(stems(one))), None)
        return Finding("met", line) if line else Finding("partly", higher or evidence.education[0])
    if re.search(r"техническ|гуманитарн", clause):
        line = next((one for one in evidence.education if _TECHNICAL.search(fold(one))), None)
        if line and "техн" in clause:
            return Finding("met", line)
        return Finding("partly", higher or evidence.education[0])
    return Finding("met", higher or evidence.education[0])


def _is_language(name: str) -> bool:
    return any(fold(name).startswith(start) for start in _LANGUAGES)


def _language(low: str, evidence: Evidence) -> Finding | None:
    named = next((full for start, full in _LANGUAGES.items() if re.search(rf"\b{start}", low)), None)
    if named is None or not _LANGUAGE_ASKED.search(low):
        return None
    held = evidence.languages.get(named) or evidence.languages.get(_ENGLISH_NAMES.get(named, named))
    if held is None:
        line = evidence.skills.get(f"{named} язык")
        return Finding("partly", line) if line else Finding("missing")
    asked, level = _level(low), _level(fold(held[0] or ""))
    if asked is None:
        return Finding("met", held[1])
    if level is None:
        return Finding("partly", held[1])
    return Finding("met" if level >= asked else "partly" if level >= asked - 1 else "missing", held[1])


def _level(low: str) -> int | None:
    return next((rank for pattern, rank in _LEVEL_WORDS if pattern.search(low)), None)


def _licence(low: str, evidence: Evidence) -> Finding | None:
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


def _skills(low: str, names: list[str], evidence: Evidence) -> Finding | None:
    if not names:
        return None
    lines = [evidence.skills.get(fold(name)) for name in names]
    held = [line for line in lines if line]
    if not held:
        return Finding("missing")
    enough = len(held) == len(lines) or bool(_ANY_OF.search(low))
    return Finding("met" if enough else "partly", held[0])


def _years(low: str, evidence: Evidence) -> Finding | None:
    found = _YEARS.search(low)
    if found is None or not _EXPERIENCE.search(low):
        return None
    asked = _NUMBER_WORDS.get(found[2], 1) if found[2] else float(found[1].replace(",", "."))
    words = telling(title_words(low[: found.start()] + " " + low[found.end() :])) - _EMPTY_WORDS
    years, line = evidence.years_as(words) if words else (0.0, None)
    total = evidence.years if evidence.years is not None else sum(held.years for held in evidence.positions)
    latest = evidence.positions[0].line if evidence.positions else None
    if years >= asked:
        return Finding("met", line)
    if total >= asked:  # long enough in all, in this trade only as far as other words show
        general = not words or _words(low, evidence).verdict != "missing"
        return Finding("met" if general else "partly", latest)
    if total >= asked * 0.6:
        return Finding("partly", latest)
    return Finding("missing")


def _words(low: str, evidence: Evidence) -> Finding:
    """By the stems a line of the résumé shares with the requirement."""
    wanted = frozenset(stem for stem in stems(low) if len(stem) > 2 and not stem.isdigit()) - _EMPTY_WORDS
    if not wanted:
        return Finding("missing")
    hits, line = evidence.best_line(wanted)
    share = hits / len(wanted)
    if share >= 0.75 and (hits >= 2 or len(next(iter(wanted))) > 4):
        return Finding("met", line)
    return Finding("partly", line) if hits >= 2 and share >= 0.34 else Finding("missing")
