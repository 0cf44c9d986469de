"""Schools with degree and year."""

from __future__ import annotations

import re

from app.resumes.dates import MONTHS, YEAR
from app.resumes.layout import Line
from app.resumes.profile import Education

_SCHOOL = re.compile(
    r"университет|институт(?!\s+компьютерн)|академи|колледж|техникум|училищ|гимнази|лице[йя]|консерватори|"
    r"(?<!\w)(?:мгу|спбгу|мгту|мфти|мифи|вшэ|ниу|мгимо|ранхигс|итмо|рудн|урфу|кфу|нгу|тгу|мэи|мисис|маи|рэу|"
    r"пту|спту|мади|мпгу|угату|книту|мгпу|бгу|бгуир|рггу|ргпу|дгту|нгту|пгу|сгу|вгу|бфу|двфу|юфу|сфу|тпу|"
    r"тусур|рниму|мгмсу|спбгэу|гуу|мгюа|рэа|финуниверситет|финансовый университет|мисис|рхту|мгсу|маои|"
    r"спбпу|школа|mit|ucla|nyu|eth|epfl|hse|itmo|uc)(?!\w)|universit|college|institut|academy|polytechnic|"
    r"school|hochschule|facult|(?<!\w)TU (?=[A-Z])|"
    r"(?-i:(?<!\w)[А-ЯЁ][А-ЯЁа-яё]{0,7}(?:ГУ|ГТУ|ГМУ|ГАУ|ГПУ|ГЭУ|ГУПС|ФУ|ГИУ|ГИК|ГМА|ГСХА)(?!\w))|"
    r"(?<!\w)(?:lse|ucl|nus|ntu|kth|tum|bsc|eth zurich)(?!\w)",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"^(?:институт|факультет|кафедра|school of|faculty of|department of|college of)\b", re.IGNORECASE
)
_DEGREE = re.compile(
    r"(?<!\w)(?:неоконченное высшее|высшее|среднее специальное|среднее профессиональное|среднее|"
    r"бакалавр\w*|магистр\w*|"
    r"специалист|специалитет|аспирант\w*|кандидат \w+ наук|доктор \w+ наук|mba|phd|ph\.d\.?|"
    r"bachelor[’']?s?(?: degree)?(?: of [a-z]+)?|master[’']?s?(?: degree)?(?: of [a-z]+)?|"
    r"associate(?: degree)?|b\.?sc?\.?|m\.?sc?\.?|b\.?a\.?|m\.?a\.?|b\.?eng|m\.?eng|b\.?tech|m\.?tech|"
    r"doctorate|diploma|high school)(?!\w)",
    re.IGNORECASE,
)
_RANGE_TAIL = re.compile(
    rf"(?:(?:{MONTHS})\.?\s+)?(?:\d{{1,2}}[./])?(?:19|20)\d\d(?:-\d\d)?\s*(?:г\.?)?"
    rf"(?:\s*[–—-]\s*(?:(?:(?:{MONTHS})\.?\s+)?(?:\d{{1,2}}[./])?(?:19|20)\d\d(?:-\d\d)?|present|н\.\s?в\.?"
    r"|настоящее время)?)?(?:\s*г\.?)?",
    re.IGNORECASE,
)


_GOES_ON = re.compile(r"(?:,|\b(?:им\.|имени)(?:\s*[А-ЯЁ]\.){0,2})$")


def schools_of(lines: list[Line]) -> list[tuple[Education, Line]]:
    """Each line that names a school, with the year and degree that stand nearest."""
    joined = _joined(lines)
    places = [index for index, line in enumerate(joined) if _is_school(joined, index)]
    found = []
    for order, place in enumerate(places):
        low = places[order - 1] + 1 if order else 0
        high = places[order + 1] if order + 1 < len(places) else len(joined)
        line = joined[place]
        near = [joined[i].text for i in range(place, min(high, place + 4))]
        above = [joined[i].text for i in range(place - 1, max(low, place - 3) - 1, -1)]
        year = _year(near[:1]) or _nearest_year(near, above, order, joined, places)
        degree = _degree([*near[:1], *near[1:], *(above if order == 0 or above else [])])
        found.append((Education(institution=_name(line.text), degree=degree, year=year), line))
    return found


def _joined(lines: list[Line]) -> list[Line]:
    """A school's name that goes on in the next line (`…университет,` / `Город`) becomes one line."""
    out: list[Line] = []
    for line in lines:
        if out and _GOES_ON.search(out[-1].text) and not line.bullet and len(out[-1].text) > 40:
            out[-1] = Line(out[-1].number, out[-1].raw, f"{out[-1].text} {line.text}", out[-1].bullet)
        else:
            out.append(line)
    return out


def _is_school(lines: list[Line], index: int) -> bool:
    line = lines[index]
    if line.bullet or len(line.text) > 220:
        return False
    if not _SCHOOL.search(line.text):
        around = lines[max(0, index - 1) : index + 2]
        alone = not any(_SCHOOL.search(one.text) for one in around)
        return alone and bool(_DEGREE.search(line.text) and YEAR.search(line.text) and "," in line.text)
    # `Институт компьютерных наук` below its university is a faculty
    faculty = _WEAK.match(line.text) and index > 0 and bool(_SCHOOL.search(lines[index - 1].text))
    return not faculty


def _nearest_year(
    near: list[str], above: list[str], order: int, lines: list[Line], places: list[int]
) -> int | None:
    """Years stand after the school, or before it when the section begins with one."""
    first_has_year_above = any(YEAR.search(line.text) for line in lines[: places[0]])
    pools = [above, near[1:]] if first_has_year_above else [near[1:], above if order == 0 else []]
    for pool in pools:
        for text in pool:
            if year := _year([text]):
                return year
    return None


def _year(texts: list[str]) -> int | None:
    years = [int(year) for text in texts for year in YEAR.findall(text)]
    return max(years) if years else None


def _degree(texts: list[str]) -> str | None:
    for text in texts:
        if match := _DEGREE.search(text):
            return match.group()
    return None


def _name(text: str) -> str:
    """The piece of the line that names the school, without dates and degrees around it."""
    text = _RANGE_TAIL.sub("\t", text)
    pieces = [piece.strip(" ,;:()–—-|•·") for piece in re.split(r"\t+|\s[|•·–—]\s", text)]
    named = (
        [piece for piece in pieces if _SCHOOL.search(piece)] or [piece for piece in pieces if piece] or [text]
    )
    parts = [part.strip() for part in named[0].split(",")]
    start = next((index for index, part in enumerate(parts) if _SCHOOL.search(part)), 0)
    kept = parts[start : start + 2] if re.search("[А-Яа-я]", named[0]) else parts[start : start + 1]
    return ", ".join(part for part in kept if part) or text
