"""The education a requirement asks for, against what the résumé tells of it. Pure."""

from __future__ import annotations

import re

from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.taxonomy.words import fold, stems

_EDUCATION = re.compile(
    r"образовани|^(?:неполное |неоконченное )?высшее\b|диплом(?!н)|\bвуз\b|\bdegree\b|бакалавр|магистр|"
    r"bachelor|master.s|university"
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
_TECHNICAL_ASKED = re.compile(
    r"\bтехническ|инженерн|математическ|информационн\w+ технолог|\b(?:it|айти|ит)\b|computer science|stem\b|"
    r"technical"
)
_UNFINISHED = re.compile(r"неоконч|незаконч|незаверш|студент|последн\w+ курс|student")
_PROFILE_FIELD = re.compile(r"профильн|по специальност|медицинск|юридическ|экономическ")
_EDUCATION_GENERAL = frozenset(
    stems(
        "высшее образование среднее специальное профессиональное профильное законченное незаконченное "
        "оконченное "
        "полное или наличие диплом техническое гуманитарное желательно не ниже и в области сфере по "
        "специальности "
        "bachelor degree higher education university in or a the of related field equivalent "
        "приветствуется как "
        "неоконченное незаконченное незавершенное последний курс студент студенты "
        "минимум обязательно соответствующее по направлению направление профиль профилю желательное"
    )
)


def education(low: str, evidence: Evidence) -> Finding | None:
    """None when none is asked; a field of study that is not shown leaves it at partly."""
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
    if not evidence.graduated and not _UNFINISHED.search(low):
        return Finding("partly", higher or evidence.education[0])
    field_words = {stem for stem in stems(low) if len(stem) > 3} - _EDUCATION_GENERAL - EMPTY_WORDS
    clause = re.split(r"[,.;]", low)[0] if _EDUCATION.search(re.split(r"[,.;]", low)[0]) else low
    field_words &= set(stems(clause))
    specific = bool(field_words) or bool(_PROFILE_FIELD.search(clause))
    if specific:
        line = next((one for one in evidence.studied if field_words & set(stems(one))), None)
        if line is None and _TECHNICAL_ASKED.search(clause):
            line = next((one for one in evidence.studied if _TECHNICAL.search(fold(one))), None)
        return Finding("met", line) if line else Finding("partly", higher or evidence.education[0])
    if re.search(r"техническ|гуманитарн", clause):
        line = next((one for one in evidence.studied if _TECHNICAL.search(fold(one))), None)
        if line and "техн" in clause:
            return Finding("met", line)
        return Finding("partly", higher or evidence.education[0])
    return Finding("met", higher or evidence.education[0])
