"""Lines and sections of a résumé: headings in Russian and English, also with content on their line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from app.resumes.dates import is_duration
from app.taxonomy.words import fold

_MARKS = re.compile(r"^[\s#>*_•◦◆◇❖▪●○■□‣·\-–—➤►✓✔\t\uf000-\uf0ff|=]+|[\s*_#|]+$")
_BULLET = re.compile(r"^\s*(?:[•◦◆◇❖▪●○■□‣·➤►✓✔*]|[-–—]\s|\d{1,2}[.)]\s)\s*")
_LANGUAGE = re.compile(r"русск|англ|немец|франц|испан|китай|ский|german|french|[a-z]+(?:ish|ian|ese)\b", re.I)
#: `Опыт работы (17 лет 2 месяца)`
_HOW_LONG = re.compile(
    r"\s*[(—–:-]?\s*\d{1,2}\+?\s*(?:лет|год\w*|years?|yrs?)(?:\s+(?:и\s+)?\d{1,2}\s*(?:мес\w*|"
    r"months?))?\s*\)?\s*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")
_CUT = re.compile(r"\s*(?:\t+|:\s*|\s[—–-]\s|\n)")
_HEADINGS: dict[str, str] = {
    "wanted": "желаемая должность и зарплата|желаемая должность|цель|цель поиска|objective|career objective|"
    "desired position|job objective|позиция|career goal",
    "experience": "опыт работы|опыт|профессиональный опыт|трудовой опыт|трудовая деятельность|места работы|"
    "место работы|карьера|experience|work experience|professional experience|employment history|employment|"
    "work history|career history|relevant experience|стаж работы|профессиональная деятельность|стаж|"
    "трудовой стаж|career|job history|professional background|practical experience|industry experience|"
    "appointments|positions held|positions|academic appointments|career summary and experience|трудовая "
    "биография|"
    "опыт профессиональной деятельности|история работы|предыдущие места работы|карьерный путь",
    "education": "образование|education|academic background|высшее образование|основное образование|"
    "education and training|academic qualifications|education & training|academic history|обучение|"
    "сведения об образовании|qualifications",
    "courses": "повышение квалификации, курсы|повышение квалификации|курсы|дополнительное образование|"
    "courses|"
    "тренинги|certifications|certificates|сертификаты|курсы и сертификаты|training|"
    "курсы и тренинги|licenses & certifications|certifications & licenses|электронные сертификаты|"
    "licenses and certifications|тесты, экзамены|professional development|certification|"
    "дополнительное образование и курсы|курсы повышения квалификации",
    "skills": "навыки|умею|владею|знаю|ключевые навыки|профессиональные навыки|skills|technical skills|key "
    "skills|core skills|"
    "стек|стек технологий|технологии|технические навыки|core competencies|competencies|компетенции|"
    "ключевые компетенции|умения и навыки|умения|technologies|tech stack|hard skills|soft skills|"
    "технический стек|tools|инструменты|личные качества и навыки|skills & tools|skills and tools|"
    "навыки и умения|skills & awards|areas of expertise|expertise|technical expertise|tools & technologies|"
    "professional skills|профессиональные компетенции|профессиональные навыки и знания|знания и навыки|"
    "top skills|skills summary|компьютерные навыки|владение программами|skills & expertise|technical "
    "proficiencies|"
    "additional skills|дополнительные навыки|основные навыки|skills & technologies|skills and technologies|"
    "технологии и инструменты|it skills|computer skills|знание программ|программы|tools and technologies|"
    "skills & interests|technical stack|навыки и технологии|навыки и компетенции",
    "languages": "языки|знание языков|languages|иностранные языки|владение языками|language skills|"
    "иностранный язык|знание иностранных языков|language proficiency|язык|владение иностранными языками",
    "about": "обо мне|о себе|about|about me|summary|profile|professional summary|дополнительная информация|"
    "коротко о себе|обо мне коротко|introduction|personal statement|профессиональное резюме|career summary|"
    "executive summary|additional information|дополнительные сведения|краткая информация|личные качества|"
    "достижения|achievements|key achievements|ключевые достижения|профиль|доп. информация|"
    "дополнительно|overview|professional profile|общая информация|bio|highlights",
    "driving": "опыт вождения|водительские права|driving|driving licence|driving license|права",
    "contacts": "контакты|contacts|contact|contact information|контактная информация|личные данные|"
    "personal information|personal details|контактные данные|personal info|личная информация|contact me|"
    "contact details|персональные данные|details|основная информация|анкетные данные",
    "links": "links|ссылки|online presence|profiles|social|соцсети|socials|websites|портфолио|portfolio",
    "projects": "проекты|projects|personal projects|pet projects|notable projects|пет-проекты|open source|"
    "key projects|selected projects|личные проекты|side projects|учебные проекты|реализованные проекты|"
    "open source contributions|pet-проекты",
    "other": "publications|публикации|awards|награды|honors|selected honors|references|рекомендации|"
    "interests|"
    "интересы|хобби|hobbies|patents|volunteering|volunteer|volunteer experience|волонтёрство|"
    "invited talks|talks|publications & talks|awards & recognition|community involvement|community|"
    "activities|extracurricular activities|гражданство, время в пути до работы|увлечения|leadership|"
    "волонтерство|конференции|научная деятельность|отзывы|honors & awards|honors and awards|research|"
    "certifications & awards|awards and honors|общественная деятельность|memberships|affiliations|"
    "сведения о военной службе|welcome to rendercv",
}
#: sections whose content often stands on the line of their heading
_INLINE = {"skills", "languages", "about", "driving", "education", "experience", "wanted", "courses"}


@dataclass(frozen=True)
class Line:
    """`number` counts from 1 in the text; `text` is without list marks; `blank_before` parts entries."""

    number: int
    raw: str
    text: str
    bullet: bool = False
    blank_before: bool = False


@dataclass
class Section:
    kind: str
    heading: str = ""
    lines: list[Line] = field(default_factory=list)


@cache
def _kinds() -> dict[str, str]:
    return {fold(name): kind for kind, names in _HEADINGS.items() for name in names.split("|")}


def clean(text: str) -> str:
    """Without list marks and Markdown signs around and bold or italic signs inside."""
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<!\w)[*_]([^*_]+)[*_](?!\w)", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\((?:https?|mailto|tel)[^)]*\)", r"\1", text)
    return _MARKS.sub("", text)


def lines_of(text: str) -> list[Line]:
    """Non-empty lines; page furniture that repeats (`Резюме обновлено`, `Page 1 of 2`) is left out."""
    found: list[Line] = []
    blank = False
    for number, raw in enumerate(text.split("\n"), 1):
        body = clean(raw)
        if not body or not any(character.isalnum() for character in body) or _is_furniture(body):
            blank = blank or not raw.strip()
            continue
        if _NUMBERED.match(body) and not body[:5].strip(" .)").startswith(("19", "20")):
            body = _NUMBERED.sub("", body)
        bullet = bool(_BULLET.match(raw)) and not raw.lstrip().startswith(("**", "*20", "*19"))
        found.append(Line(number, raw.strip(), body, bullet, blank))
        blank = False
    return found


def _is_furniture(body: str) -> bool:
    return bool(
        re.search(
            r"резюме обновлено|last updated in|^page \d+|^страница \d+|[–—-] \d{1,2}/\d{1,2}$",
            body,
            re.IGNORECASE,
        )
    )


def _tells_a_school(rest: str) -> bool:
    """`Образование: колледж, 2012` rather than a word about the level of it."""
    return bool(
        re.search(
            r"(?:19|20)\d\d|университет|институт|колледж|техникум|училищ|пту\b|universit|college", rest, re.I
        )
    )


def _names_language(text: str) -> bool:
    """Whether a human language is named; an empty rest waits for its lines."""
    return not text or bool(_LANGUAGE.search(text))


def heading_kind(text: str) -> str | None:
    """The kind of section a line opens when it is a heading and nothing else."""
    text = _HOW_LONG.sub("", text)
    words = fold(re.sub(r"[^\w\s,&.\-]", "", text)).strip(" .-\t")
    return _kinds().get(re.sub(r"\s+", " ", words)) if len(words) <= 50 else None


def _inline_heading(text: str) -> tuple[str, str, str] | None:
    """(kind, heading, rest) for `Навыки: Python, SQL` or a heading cell before a TAB."""
    cut = _CUT.search(text)
    if cut:
        kind = heading_kind(text[: cut.start()])
        rest = text[cut.end() :].strip()
        listed = kind not in ("education", "courses") or "\t" in cut.group() or _tells_a_school(rest)
        if kind in _INLINE and listed:
            return kind, text[: cut.start()], rest
    low = fold(text)  # the layout's left column without a TAB: `Знание языков Русский — Родной`
    for heading, kind in (
        ("знание языков", "languages"),
        ("обо мне", "about"),
        ("ключевые навыки", "skills"),
    ):
        if low.startswith(heading + " ") and text[: len(heading)][:1].isupper() and "," not in text[:40]:
            return kind, text[: len(heading)], text[len(heading) :].strip()
    return None


def sections_of(lines: list[Line]) -> list[Section]:
    """The first section is the header (kind `header`) up to the first heading."""
    sections = [Section("header")]
    for line in lines:
        kind = heading_kind(line.text) if not line.bullet else None
        if kind:
            sections.append(Section(kind, line.text))
            continue
        inline = None if line.bullet else _inline_heading(line.text)
        if inline and inline[0] == "languages" and not _names_language(inline[2]):
            inline = None  # `Languages: Python, C++` among skills
        if inline and not (inline[0] == "about" and sections[-1].kind == "experience"):
            kind, heading, rest = inline
            sections.append(Section(kind, line.text))
            if rest and not is_duration(rest):
                sections[-1].lines.append(Line(line.number, line.raw, rest))
            continue
        sections[-1].lines.append(line)
    return sections


def of_kind(sections: list[Section], *kinds: str) -> list[Section]:
    return [section for section in sections if section.kind in kinds]
