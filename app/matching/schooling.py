"""The education a requirement asks for, against what the résumé tells of it. Pure."""

from __future__ import annotations

import re

from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.titles import title_words
from app.taxonomy.domains import domains_of
from app.taxonomy.words import fold, stems

_EDUCATION = re.compile(
    r"\bвпо\b|(?<![а-я])образовани|^(?:неполное |неоконченное )?высшее\b|"
    r"^средн\w+[- ](?:специальн|профессиональн)\w+|диплом(?!н)|\bвуз\b|\bdegree\b(?! of)|"
    r"бакалавр|магистр|bachelor|master.s|university|"
    r"^(?:(?:bs|b\.s\.|bsc|b\.sc\.|ms|m\.s\.|msc|ba|ma|mba|phd|ph\.d\.)[/, ]*(?:and |or )?)+ ?(?:in|"
    r"degree)\b|"
    r"higher (?:\w+ )?education|^education in\b"
)
_HIGHER = re.compile(
    r"высше|^(?:bs|b\.s|bsc|ms|m\.s|msc|ba|ma|mba|phd)\b|higher \w*\s?education|\bвуз|degree|бакалавр|"
    r"магистр|bachelor|master|university"
)
_UNIVERSITY = re.compile(
    r"университет|институт|академи|\bвуз|бакалавр|магистр|специалитет|высше|консерватори|university|"
    r"institute|academy|\bdipl\b|"
    r"bachelor|master|ph\.?d|\bmba\b|\bb\.?(?:tech|sc|s|a|eng|fa|ba|com)\b\.?|\bm\.?(?:tech|sc|s|a|eng|fa|ed)\b\.?|\bмг[а-я]{1,3}\b|\bспб[а-я]{1,4}\b|\b(?:мфти|вшэ|итмо|рудн|миэт|мэи|мади|сибади|"
    r"маи|мирэа|ранхигс|[а-я]{1,5}(?:гу|(?<!п)ту|фу)|ргу\w*|[а-я]{1,4}гу[а-я]{1,2}|[а-я]{1,3}г(?:пу|эу|му|ау))\b"
)
_TECHNICAL = re.compile(
    r"техн|инженер|информ|матем|физ|программ|кибернет|компьют|электр|машин|строит|политех|энерг|механ|механик|"
    r"техносфер|автоматиз|радио|двигател|летательн|прибор|металл|горн|нефт|геолог|станк|теплогаз|"
    r"водоснабж|водоотвед|газоснабж|вентиляц|конструир|мехатрон|робот|кораблестр|судостр|автомоб|лесоинж|гидро|"
    r"геодез|картограф|маркшейд|мелиорац|оптик|оптотех|материаловед|литейн|сварочн|метролог|стандартиз|"
    r"технологи[яи] |\bсвяз(?!\w* с общ)|авиа|хими|engineer|comput|science|"
    r"math|cyber|b\.?tech|physics|statistic|information|software|informatics|электро"
)
_COMPUTING = re.compile(r"вычислит|компьют|информ|программ|кибернет|матем|comput|software|informat|math")
_TECHNICAL_ASKED = re.compile(
    r"\bтехническ|инженерн|инженери|математическ|информационн\w+ технолог|"
    r"computer science|stem\b|компьютерн|\bengineering|"
    r"technical|information (?:technology|systems|security)|software engineering"
)
_CIVIL = re.compile(r"\bпгс\b|промышленн\w+ и гражданск")
_IS_CIVIL = re.compile(r"\bпгс\b|гражданск|строительство здани")
_WISHED = re.compile(r"(?:желательно|предпочтительно|преимущественно|или|либо)\b[^,;]*")
_OR_ELSE = re.compile(r"\s*(?:или|либо|or)\b")
#: A degree above the first.
_ADVANCED = re.compile(
    r"advanced degree|^(?:\w+ ){0,2}master.?s\b|магистратур|степень магистра|"
    r"\((?:специалист|специалитет|магистр)[^()]*\)|\bph\.?d\b"
)
_FIRST_DEGREE = re.compile(r"bachelor|бакалавр|\bb\.?s\b|\bba\b|equivalent|undergraduate")
_HOLDS_ADVANCED = re.compile(
    r"master|магистр|\bm\.?(?:sc?|a|eng|tech|ed)\b|\bmba\b|ph\.?d|кандидат|аспирант|специалист|инженер"
)
#: What a requirement calls a field of study, and what diplomas call it.
_FIELDS = (
    (re.compile(r"\b(?:it|айти|ит)\b"), _COMPUTING),
    (_TECHNICAL_ASKED, _TECHNICAL),
    (re.compile(r"экономи|финанс|бухгалтер|бухуч|economic|finance|accounting"),
     re.compile(r"эконом|финанс|бухгалт|аудит|налог|econom|financ|account")),
    (re.compile(r"юридич|правов|\blaw\b|legal"), re.compile(r"юрид|юрисп|\bправо\b|правовед|\blaw\b|legal")),
    (re.compile(r"медицинс|\bmedical"), re.compile(r"медиц|лечебн|врач|сестринск|фармац|стомат|medic|nurs")),
    (re.compile(r"охран\w+ труд|техносфер|промышленн\w+ безопасн|экологич"),
     re.compile(r"техносфер|безопасность|охран\w+ труд|эколог")),
    (re.compile(r"педагогич"), re.compile(r"педагог|учител|дошкольн|логопед|дефектол")),
    (re.compile(r"\bbusiness\b|\bmanagement\b|менеджмент|управленческ"),
     re.compile(r"business|\bbba\b|\bmba\b|management|менеджмент|управлени")),
    (_CIVIL, _IS_CIVIL),
    (re.compile(r"химическ|\bхимик|chemi"), re.compile(r"хими|chemi")),
    (re.compile(r"биологич|\bбиолог|biolog"), re.compile(r"биолог|biolog|биотех")),
    (re.compile(r"строительн|строительств|архитектурн"),
     re.compile(r"строит|архитект|пгс|теплогаз|мосты|дорог")),
)  # fmt: skip
_CLAUSE = re.compile(r"[,.;](?![^()]*\))")  # not inside brackets: they list fields
_RUSSIAN = re.compile("[а-я]")
_OF_THE_TRADE = re.compile(r"профильн|специализированн|соответствующ|по специальности\s*(?:$|[,.;(])")
_RATHER = re.compile(
    r"\(\s*(?:желательно|предпочтительно|преимущественно|приоритет\w*)\b[^()]*(?:\)|$)|"
    # other ways to the same, beside a degree
    r"\s(?:или|либо)\s(?:\w+\s)?(?:обучени|переподготовк|стаж|опыт)\w*.*$"
)
_TO_CHOOSE = 2  # the fields after those of technology in general
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_WELCOME = re.compile(r"\([^()]*(?:приветств|желател|преимуществ|плюсом)[^()]*\)")
_ANY_FIELD = frozenset({"технич", "технол", "инжене", "професс", "специа", "систем", "управл", "произв"})
_FIRST = 40  # characters
_ROOT = 6  # first letters that a field of study shares with a title made of the same word
_BESIDE = re.compile(r"опыт|стаж|знани[ея]|навык|владени|experience|knowledge of|skills|proficien")
_OPEN_LIST = re.compile(r"и т\.? ?[дп]|и др\b|например|или смежн|related|similar|equivalent")
_SPECIALITY = re.compile(r"специальност\w*\s*[:–—-]?\s*([^.;]+)")
_OR_LOWER = re.compile(r"средн|профессионально-техническ|колледж|техникум|college|high school")
_LABELLED = re.compile(
    r"(?i)образование\s*[:—-]?\s*высшее|высшее\s.{0,40}образование|^\W*(?:образование|education)\s*[:—-]\s*\w"
)
_UNFINISHED = re.compile(r"неоконч|неполн|незаконч|незаверш|студент|последн\w+ курс|student")
_INSTEAD = re.compile(
    r"in lieu of|without a degree|instead of a degree|вместо образования|без образования|"
    r"(?:degree|education) (?:is )?not (?:required|necessary)|no degree|^повышени\w+ квалификации"
)
#: Courses beside a degree, which résumés seldom tell apart.
_BESIDE_A_DEGREE = re.compile(r"\bдоп(?:олнительн\w+|\.)? (?:проф\w+ )?образовани")
_OR_WORK = re.compile(r"^(?:наличие )?опыт\w*(?: работы)? или (?:\w+ )?образовани")
#: Work in education is no education.
_WORKED_THERE = re.compile(
    r"(?:опыт|работ)\w*\s+(?:\w+\s+)?(?:в|со?)\s+(?:\w+\s+)?(?:сфер|систем|област|учрежден)\w*\s+(?:\w+\s+)?образован"
)
#: A school named by its letters alone is a university unless its line names a lower one.
_LETTERS = re.compile(r"\b[А-ЯЁ]{3,7}\b")
_TECHNICAL_SCHOOL = re.compile(
    r"\b[А-ЯЁ]{1,6}(?:ТУ|ПУ|ТИ)\b|\b(?:МИФИ|МФТИ|МЭИ|МАИ|МАДИ|ИТМО|МИСиС|СТАНКИН|КАИ|МИРЭА|ЛЭТИ)\b"
)
_DEGREES = frozenset(stems("инженер специалист бакалавр магистр"))
_SPECIFIC = re.compile(r"медицинск|юридическ|экономическ|техническ|\b(?:it|айти|ит)\b")
_LOWER_SCHOOL = re.compile(r"колледж|техникум|училищ|лицей|школ|\bпту\b|средн", re.IGNORECASE)
_TECHNICAL_DOMAINS = frozenset({"software", "data", "infrastructure", "security"})
_PROFILE_FIELD = re.compile(
    r"\b(?:it|айти|ит)\b|профильн|специализированн|соответствующ\w+ (?:направлен|специальн|профил|област)|"
    r"по специальност|медицинск|"
    r"юридическ|экономическ"
)
_EDUCATION_GENERAL = frozenset(
    stems(
        "высшее образование среднее специальное профессиональное профильное законченное незаконченное "
        "оконченное "
        "полное или наличие диплом техническое гуманитарное желательно не ниже и в области сфере по "
        "специальности "
        "bachelor degree higher education university in or a the of related field equivalent "
        "приветствуется как подготовки кадров технология технолог соответствующее соответствующему "
        "соответствующей "
        "неоконченное незаконченное незавершенное последний курс студент студенты "
        "повышает повысит шанс ваш вакансия принятый нашу выпускников возможно опыта "
        "возможно неполное допускается общая компьютерная грамотность "
        "специальное специализированное бакалавриат магистратура специалитет "
        "educated level advanced associate bachelors masters "
        "master discipline background educational required preferred "
        "experience work years field study equivalent minimum plus ability relevant "
        "минимум обязательно соответствующее по направлению направление профиль профилю желательное"
    )
)


def education(low: str, evidence: Evidence, title: str = "") -> Finding | None:
    """None when none is asked; a field of study that is not shown leaves it at partly. `title` is the
    posting's: a `профильное` education is one in its field."""
    if (
        not _EDUCATION.search(low)
        or _INSTEAD.search(low)
        or _WORKED_THERE.search(low)
        or _OR_WORK.search(low)
    ):
        return None
    if _BESIDE_A_DEGREE.search(low):
        return Finding("unclear")
    if not evidence.education:
        line = evidence.lines_with(_LABELLED)
        return (
            Finding("met" if line and _HIGHER.search(low) else "partly", line) if line else Finding("missing")
        )
    higher = next((line for line in evidence.education if _is_higher(line)), None)
    if _HIGHER.search(low) and not higher and not _OR_LOWER.search(low):
        asked_of = [studied for asked, studied in _FIELDS if asked.search(low)]
        in_one = any(studied.search(fold(one)) for studied in asked_of for one in evidence.studied)
        return Finding("missing") if asked_of and not in_one else Finding("partly", evidence.education[0])
    if not evidence.graduated and not _UNFINISHED.search(low):
        return Finding("partly", higher or evidence.education[0])
    low = _WELCOME.sub(" ", _RATHER.sub(" ", low))
    above = _ADVANCED.search(low) and not _FIRST_DEGREE.search(low) and not _OR_LOWER.search(low)
    if above and not any(_HOLDS_ADVANCED.search(fold(one)) for one in evidence.studied):
        return Finding("partly", higher or evidence.education[0])
    if _CIVIL.search(_WISHED.sub(" ", low)) and not any(
        _IS_CIVIL.search(fold(one)) for one in evidence.studied
    ):
        return Finding("partly", higher or evidence.education[0])
    clauses = _CLAUSE.split(low)
    # "work as X, higher education": the clause that asks for it
    first = next((one for one in clauses if _EDUCATION.search(one)), clauses[0])
    inside = _IN_BRACKETS.search(first)
    if (
        inside
        and not _OR_ELSE.match(inside[1])
        and any(asked.search(inside[1]) for asked, _ in _FIELDS[_TO_CHOOSE:])
    ):
        first = f"образование {inside[1]}"  # which field is meant
    clause = first if _EDUCATION.search(first) and _RUSSIAN.search(low) else low  # "in A, B or C"
    named = _SPECIALITY.search(low)
    field_words = _field_words(clause) | (_field_words(named[1]) if named else frozenset())
    of_a_field = named is not None and any(asked.search(named[1]) for asked, _ in _FIELDS[_TO_CHOOSE:])
    if named and of_a_field:
        clause = named[1]
    if field_words or of_a_field or _PROFILE_FIELD.search(clause):
        line = _studied(clause, field_words, evidence, title, only_named=named is not None)
        listed = clause is not low and not named and "(" not in low and not _BESIDE.search(low)
        if line is None and listed:  # fields named after the first
            line = _studied(low, _field_words(low), evidence, title, only_named=False)
        if line and _OF_THE_TRADE.search(clause):
            own = _studied(clause, field_words, evidence, title, only_named=named is not None, own_trade=True)
            return Finding("met" if own else "unclear", line)
        if line:
            return Finding("met", line)
        vague = not field_words and _OF_THE_TRADE.search(clause) and not _SPECIFIC.search(clause)
        return Finding("unclear" if vague else "partly", higher or evidence.education[0])
    if re.search(r"техническ|гуманитарн", clause):
        line = next((one for one in evidence.studied if _is_technical(one)), None)
        if line and "техн" in clause:
            return Finding("met", line)
        if not _HIGHER.search(low):
            return Finding("unclear", higher or evidence.education[0])  # of a field, and nothing more
        return Finding("partly", higher or evidence.education[0])
    return Finding("met", higher or evidence.education[0])


def _is_technical(line: str) -> bool:
    """By the field, or by a technical university's letters."""
    return bool(_TECHNICAL.search(fold(line)) or _TECHNICAL_SCHOOL.search(line))


def _is_higher(line: str) -> bool:
    return bool(_UNIVERSITY.search(fold(line)) or (_LETTERS.search(line) and not _LOWER_SCHOOL.search(line)))


def asks_first(low: str) -> bool:
    """Whether a requirement is about education from its first words on and asks for no experience beside."""
    found = _EDUCATION.search(low)
    return bool(found and found.start() <= _FIRST and not _BESIDE.search(low))


def _field_words(text: str) -> frozenset[str]:
    words = frozenset(stem for stem in stems(text) if len(stem) > 3) - _EDUCATION_GENERAL - EMPTY_WORDS
    return words - _DEGREES or words


def _studied(
    clause: str,
    field_words: frozenset[str],
    evidence: Evidence,
    title: str,
    *,
    only_named: bool,
    own_trade: bool = False,
) -> str | None:
    """The line about the studies that shows the field; a speciality that is named outright has to be that.
    With `own_trade` a field of technology in general shows nothing."""
    roots = {one[:_ROOT] for one in field_words if len(one) > _ROOT} - _ANY_FIELD
    for line in evidence.studied:
        words = stems(line)
        if field_words & set(words) or roots & {one[:_ROOT] for one in words if len(one) > _ROOT}:
            return line
    if only_named and field_words and not _OPEN_LIST.search(clause):
        return None
    for asked, studied in _FIELDS[_TO_CHOOSE if own_trade else 0 :]:
        if asked.search(clause):
            found = next((one for one in evidence.studied if studied.search(fold(one))), None)
            if found:
                return found
    if _OF_THE_TRADE.search(clause) and title:
        parts = {part for one in title_words(title) for part in one.split("-")}
        roots = {one[:_ROOT] for one in parts if len(one) > _ROOT - 2} - _ANY_FIELD
        found = next((one for one in evidence.studied if roots & {part[:_ROOT] for part in stems(one)}), None)
        if found:
            return found
        for _, studied in (pair for pair in _FIELDS if pair[0].search(fold(title))):
            found = next((one for one in evidence.studied if studied.search(fold(one))), None)
            if found:
                return found
        domains = set(domains_of(title, 2))
        if domains & _TECHNICAL_DOMAINS:
            found = next((one for one in evidence.studied if _COMPUTING.search(fold(one))), None)
            if found:
                return found
        return next((one for one in evidence.studied if domains.intersection(domains_of(one, 2))), None)
    return None
