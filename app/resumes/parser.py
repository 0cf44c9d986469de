"""A résumé's text to a `Profile`: rules only, Russian and English, every field with its source line."""

from __future__ import annotations

import re
from datetime import date

from app.privacy.lexicon import morphology
from app.resumes import contacts, naming
from app.resumes.dates import Period, Point, stated_months, union_months
from app.resumes.documents.limits import MIN_LETTERS, too_little
from app.resumes.education import schools_of
from app.resumes.languages import languages_of
from app.resumes.layout import Line, Section, heading_kind, lines_of, of_kind, sections_of
from app.resumes.positions import Job, jobs_of
from app.resumes.profile import Profile, SourceLine
from app.resumes.reading import unreadable
from app.resumes.remote import suits_remote
from app.resumes.salary import salary_of
from app.resumes.skilled import skills_of
from app.resumes.titles import is_place, is_sentence, title_score
from app.taxonomy import domains, roles, seniority
from app.taxonomy.words import normalise

#: changes when the rules change: résumés parsed by an older one can be parsed again
VERSION = "rules-5"
_MAX_CHARACTERS = 200_000
_MAX_LINE = 2_000
_WANTED = re.compile(
    r"(?:желаемая (?:должность|позиция)|(?:соискание|получение|замещение) должности|должность|позиция|"
    r"вакансия|position|desired role|"
    r"target role|applying for)\s*[:\-–—]?\s*(?:[«\"“](?P<quoted>[^»\"”]{3,90})|(?P<role>[^»\"”\t,;|"
    r"]{3,90}))",
    re.IGNORECASE,
)
_NOT_ROLE = re.compile(
    r"специализаци|занятость|график|формат работы|время в пути|гражданств|готов", re.IGNORECASE
)


_GENITIVE = re.compile(r"должности\s+[«\"“]?[а-яё]", re.IGNORECASE)
_WHERE = re.compile(
    r"\s+(?:в|на)\s+(?:крупн|стабильн|развива|ваш|компани|организаци|предприяти)\w*.*$", re.IGNORECASE
)
_TRAILING = re.compile(
    r"\s*[,|•·]?\s*(?:\d+\+?\s*(?:лет|год\w*|years?)\b.*|(?:с )?опыт\w* \d.*)$|\s+(?:at|в компании|"
    r"@)\s+[A-ZА-ЯЁ].*$"
)


def parse_resume(text: str, *, today: date | None = None) -> Profile:
    """The profile of `text`; raises `UnreadableDocument` when there is nothing to read. `today` closes the
    current job for counting experience."""
    text = normalise(text[:_MAX_CHARACTERS])
    if sum(character.isalpha() for character in text) < MIN_LETTERS:
        raise unreadable(too_little(text))
    lines = lines_of("\n".join(line[:_MAX_LINE] for line in text.split("\n")))
    sections = sections_of(lines)
    profile = Profile()
    shown: dict[str, Line] = {}
    name = naming.find_name(sections)
    if name:
        profile.name, shown["name"] = name
    _contacts(profile, shown, lines, sections, name[1] if name else None)
    jobs = _jobs(sections)
    profile.positions = [job.position for job in jobs]
    shown |= {f"positions.{index}": job.line for index, job in enumerate(jobs)}
    profile.experience_years = _years(jobs, sections, today or date.today())
    role = _role(sections, jobs, name[1] if name else None)
    if role:
        profile.role, shown["role"] = role
    profile.role_ids = roles.role_ids(profile.role) if profile.role else []
    for job in jobs if not profile.role_ids else ():
        profile.role_ids = profile.role_ids or roles.role_ids(job.position.title)
    schools = [found for section in of_kind(sections, "education") for found in schools_of(section.lines)]
    profile.education = [school for school, _ in schools]
    shown |= {f"education.{index}": line for index, (_, line) in enumerate(schools)}
    languages = languages_of(sections)
    profile.languages = [language for language, _ in languages]
    shown |= {f"languages.{index}": line for index, (_, line) in enumerate(languages)}
    if salary := salary_of(sections):
        profile.salary, shown["salary"] = salary
    profile.remote = suits_remote(sections)
    skilled = skills_of(sections, profile.role_ids)
    profile.skills = [skill for skill, _ in skilled]
    shown |= {f"skills.{index}": line for index, (_, line) in enumerate(skilled)}
    profile.seniority = _seniority(profile, jobs)
    profile.domains = _domains(profile, sections)
    profile.lines = {field: SourceLine(number=line.number, text=line.raw) for field, line in shown.items()}
    return profile


def _contacts(
    profile: Profile,
    shown: dict[str, Line],
    lines: list[Line],
    sections: list[Section],
    name_line: Line | None,
) -> None:
    top = {
        line.number for section in of_kind(sections, "header", "contacts", "links") for line in section.lines
    }
    for field, found in (
        ("emails", contacts.emails(lines)),
        ("phones", contacts.phones(_without_dates(lines, top))),
        ("links", contacts.links(lines, top)),
    ):
        setattr(profile, field, [value for value, _ in found])
        shown.update({f"{field}.{index}": line for index, (_, line) in enumerate(found)})
    if city := contacts.city(sections, name_line):
        profile.city, shown["city"] = city


def _without_dates(lines: list[Line], top: set[int]) -> list[Line]:
    """Phone numbers stand in the header, or on a line that says so: dates and amounts elsewhere are none."""
    word = re.compile(r"тел|моб|phone|mobile|whats|viber|\+\s?\d|связ|contact", re.IGNORECASE)
    return [line for line in lines if line.number in top or word.search(line.text)]


def _jobs(sections: list[Section]) -> list[Job]:
    found = [job for section in of_kind(sections, "experience") for job in jobs_of(section.lines)]
    if not found and not of_kind(sections, "experience"):  # no heading: jobs stand right below the header
        found = [
            job
            for section in of_kind(sections, "header", "about", "contacts", "wanted")
            for job in jobs_of(section.lines)
            if title_score(job.position.title) > 0
        ]
    seen: set[tuple[str, str | None, Point, Point | None]] = set()
    kept = []
    for job in found:
        key = (job.position.title, job.position.employer, job.period.start, job.period.end)
        if key not in seen:
            seen.add(key)
            kept.append(job)
    return kept[:60]


def _years(jobs: list[Job], sections: list[Section], today: date) -> float | None:
    periods: list[Period] = [job.period for job in jobs]
    if periods:
        return round(union_months([(period.start, period.end) for period in periods], today) / 12, 2)
    for section in of_kind(sections, "experience"):
        months = stated_months(section.heading)
        if months:
            return round(months / 12, 2)
    return None


def _role(sections: list[Section], jobs: list[Job], name_line: Line | None) -> tuple[str, Line] | None:
    """Wanted position, a labelled one, the headline near the name, else the latest job."""
    header = [line for section in of_kind(sections, "header", "contacts") for line in section.lines[:25]]
    wanted = [line for section in of_kind(sections, "wanted") for line in section.lines[:6]]
    for line in [*wanted, *header]:
        match = _WANTED.search(line.text)
        role = match and (match.group("quoted") or match.group("role"))
        if role and (
            line in wanted or re.search("должност|position|role|позици|ваканс|applying", line.text, re.I)
        ):
            role = _WHERE.sub("", role.strip(' .«»"“”:'))
            return (_nominative(role) if _GENITIVE.search(line.text) else role), line
    for line in wanted:
        if not _NOT_ROLE.search(line.text) and len(line.text) < 110 and any(map(str.isalpha, line.text)):
            return line.text.split("\t")[0].strip(), line
    if headline := _headline(sections, name_line):
        return headline
    latest = max(jobs, key=lambda job: (job.period.current, _when(job)), default=None)
    return (latest.position.title, latest.line) if latest and latest.position.title else None


def _nominative(role: str) -> str:
    """`менеджера по закупкам` after "должности" is looked for as `менеджер по закупкам`."""
    words = role.split(" ")
    for place, word in enumerate(words[:3]):
        found = morphology().parse(word)[0]
        turned = found.inflect({"nomn"})
        if turned is None:
            break
        words[place] = turned.word.capitalize() if word[:1].isupper() else turned.word
        if "NOUN" in found.tag:
            break
    return " ".join(words)


def _headline(sections: list[Section], name_line: Line | None) -> tuple[str, Line] | None:
    """A title on the name's line or on one of the three lines below it."""
    if name_line is None:
        return None
    lines = [line for section in sections for line in section.lines]
    place = next((index for index, line in enumerate(lines) if line.number == name_line.number), 0)
    for line in lines[place : place + 4]:
        cut = r"\t|\s[•·|]\s|(?<=[а-яa-z]) [–—] " if line.number == name_line.number else r"\t|\s[•·|]\s"
        for piece in re.split(cut, line.text):
            piece = piece.strip(" ,;|")
            told = is_sentence(piece[:1].upper() + piece[1:])
            piece = _TRAILING.sub("", piece)
            short = 3 < len(piece) < 90 and not told and "@" not in piece
            labelled = naming.is_label(piece)
            if (
                short
                and not labelled
                and title_score(piece) >= 2
                and not is_place(piece)
                and not heading_kind(piece)
            ):
                return piece, line
    return None


def _when(job: Job) -> tuple[int, int]:
    point = job.period.end or job.period.start
    return point.year, point.month or 0


def _seniority(profile: Profile, jobs: list[Job]) -> seniority.Seniority | None:
    """The headline's word, else the latest title's, else the years."""
    latest = max(jobs, key=lambda job: (job.period.current, _when(job)), default=None)
    for title in (profile.role, latest.position.title if latest else None):
        if title and (level := seniority.seniority_of(title)):
            return level
    if profile.experience_years is None:
        return None
    return seniority.seniority_of(profile.role or "", profile.experience_years)


def _domains(profile: Profile, sections: list[Section]) -> list[str]:
    """Titles and employers weigh most, then skills, then what the jobs tell."""
    titles = " . ".join(
        [profile.role or "", *(f"{job.title} {job.employer or ''}" for job in profile.positions[:8])]
    )
    told = " . ".join(
        line.text for section in of_kind(sections, "experience", "about", "wanted") for line in section.lines
    )
    skills = " . ".join(profile.skill_names[:40])
    return domains.domains_of(f"{titles} . {titles} . {titles} . {skills} . {told[:6000]}")
