"""Jobs: every date range of the experience section with the title and the employer that stand around it.

The first entry shows the layout for all: how many lines stand between the heading and the first range (titles
before the dates), or none (dates first, as hh.ru prints them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.resumes.dates import Period, ends_open, find_period, find_point, is_duration, without_duration
from app.resumes.layout import Line
from app.resumes.profile import Position
from app.resumes.titles import (
    employer_score,
    is_city,
    is_industry,
    is_place,
    is_sentence,
    is_site,
    title_score,
)

_STRONG = re.compile(r"\t+|\s[|•·●◦]\s|\s[–—]\s|\s-\s|\s\|\|?\s|\s@\s|\s+at\s+(?=[A-Z])")
_STATE = re.compile(r"[A-Z]{2}")
_LAST_BRACKET = re.compile(r"\s*\(([^()]{2,60})\)\s*$")
_MAX_BEFORE = 4
_MAX_AFTER = 6


@dataclass(frozen=True)
class Job:
    position: Position
    period: Period
    line: Line


@dataclass(frozen=True)
class _Entry:
    index: int  # of the range's first line
    after: int  # first line after the range
    period: Period
    rest: str


def jobs_of(lines: list[Line]) -> list[Job]:
    """Jobs in the order of the text; `lines` are those of one experience section."""
    entries = _entries(lines)
    if not entries:
        return []
    before = _lines_before(lines, entries[0])
    dates_last = any(line.bullet for line in lines[: entries[0].index])
    jobs = []
    for number, entry in enumerate(entries):
        following = entries[number + 1].index if number + 1 < len(entries) else len(lines)
        previous = entries[number - 1].after if number else 0
        block = lines[entry.index + 1 : following]
        first_of_form = bool(_LABELLED.match(lines[entry.index].text)) or number > 0
        if not first_of_form or not any(_labelled(block)):
            block = lines[previous : entry.index]
        form = _labelled(block)
        if all(form) or (any(form) and _LABELLED.match(lines[entry.index].text)):
            title, employer = form
        elif dates_last:
            title, employer = _head_of_block(lines[previous : entry.index], entry)
        else:
            title, employer = _head(lines, entry, before, previous, following, number + 1 < len(entries))
        if not title and not employer:
            continue
        period = entry.period
        jobs.append(
            Job(
                Position(
                    title=title or "",
                    employer=employer,
                    start=str(period.start),
                    end=str(period.end) if period.end else None,
                    current=period.current,
                ),
                period,
                lines[entry.index],
            )
        )
    return jobs


def _entries(lines: list[Line]) -> list[_Entry]:
    found = []
    index = 0
    while index < len(lines):
        line = lines[index]
        text, after = line.text, index + 1
        if not line.bullet and ends_open(text) and after < len(lines) and len(lines[after].text) < 60:
            joined = f"{text} {lines[after].text}"
            if find_period(joined):
                text, after = joined, after + 1
        period = find_period(text)
        if period and _is_heading_range(text, period, line):
            rest = without_duration((text[: period.span[0]] + "\t" + text[period.span[1] :]).strip())
            while after < len(lines) and is_duration(lines[after].text):
                after += 1
            found.append(_Entry(index, after, period, rest))
            index = after
        else:
            index += 1
    return found


def _is_heading_range(text: str, period: Period, line: Line) -> bool:
    """A range that opens an entry, not one inside a sentence."""
    outside = (text[: period.span[0]] + text[period.span[1] :]).strip()
    if line.bullet and (len(outside) > 60 or is_sentence(outside)):
        return False
    return len(outside) < 130 and not (len(outside) > 60 and is_sentence(outside))


def _lines_before(lines: list[Line], first: _Entry) -> int:
    heads = [line for line in lines[: first.index] if not line.bullet and not is_duration(line.text)]
    if len(heads) > _MAX_BEFORE:
        return 2
    return len(heads)


_LABELLED = re.compile(
    r"^(?P<label>период(?: работы)?|сроки?(?: работы)?|даты?(?: работы)?|организация|компания|место работы|"
    r"работодатель|"
    r"предприятие|должность|позиция|position|title|job title|role|company|employer|organi[sz]ation|dates?|"
    r"period)"
    r"\s*[:\-–—]\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(r"должн|позиц|position|title|role", re.IGNORECASE)
_DATE_LABEL = re.compile(r"период|срок|дат|date|period", re.IGNORECASE)


def _labelled(block: list[Line]) -> tuple[str | None, str | None]:
    """(title, employer) of a form: `Организация: …`, `Должность: …` on lines of their own."""
    title = employer = None
    for line in block:
        match = _LABELLED.match(line.text)
        if not match or _DATE_LABEL.match(match["label"]):
            continue
        value = match["value"].strip(" .,;")
        if _TITLE_LABEL.match(match["label"]):
            title = title or value
        else:
            employer = employer or value
    return title, employer


def _head(
    lines: list[Line], entry: _Entry, before: int, previous: int, following: int, more: bool
) -> tuple[str | None, str | None]:
    pieces: list[str] = []
    upper: list[str] = []
    for line in reversed(lines[max(previous, entry.index - before) : entry.index]):
        if line.bullet or (is_sentence(line.text) and not title_score(line.text)):
            break
        upper.insert(0, line.text)
        if line.blank_before and len(upper) < before:
            break
    for text in upper:
        pieces += _pieces(text)
    if entry.rest:
        pieces += _pieces(entry.rest)
    title, employer = _choose(pieces)
    limit = min(following - (before if more else 0), entry.after + _MAX_AFTER)
    below = _below(lines[entry.after : max(limit, entry.after)], wanted=not (title or employer))
    if title and employer:
        return title, employer
    better = _title_below(below[:1]) if title and title_score(title) == 0 else None
    if better and title_score(better) > 0 and not employer_score(better):
        return better, title  # the employer stood beside the dates
    if title:
        return title, _employer_below(below)
    if employer:
        return _title_below(below), employer
    return _both_below(below)


def _head_of_block(block: list[Line], entry: _Entry) -> tuple[str | None, str | None]:
    """Dates below the description: title and employer are the lines the block begins with."""
    pieces: list[str] = []
    for line in block[:3]:
        if line.bullet:
            break
        pieces += _pieces(line.text)
    return _choose(pieces + (_pieces(entry.rest) if entry.rest else []))


def _below(lines: list[Line], *, wanted: bool) -> list[list[str]]:
    """Heading lines under the dates, each as its pieces, up to the first line that only describes."""
    found: list[list[str]] = []
    for line in lines:
        if line.bullet or (found and line.blank_before and not wanted):
            break
        if find_point(line.text) and len(line.text) < 25:
            break
        told = [] if is_industry(line.text) else _pieces(line.text)
        pieces = [piece for piece in told if not is_industry(piece)]
        if is_sentence(line.text) and not (pieces and (employer_score(line.text) or title_score(line.text))):
            break
        if pieces:
            found.append(pieces)
    return found


def _employer_below(below: list[list[str]]) -> str | None:
    """Right below a title stands its employer, unless that line only describes the work."""
    if not below:
        return None
    pieces = below[0]
    best = max(pieces, key=employer_score)
    if employer_score(best) > 0:
        return best if len(best) < 110 else None
    return pieces[0] if len(pieces[0]) < 60 and not is_sentence(pieces[0]) else None


def _title_below(below: list[list[str]]) -> str | None:
    for pieces in below[:3]:
        best = max(pieces, key=title_score)
        if title_score(best) > 0 and len(best) < 110:
            return best
    return below[0][0] if below and len(below[0][0]) < 110 else None


def _both_below(below: list[list[str]]) -> tuple[str | None, str | None]:
    """Dates first: the employer, then the title, unless the words say it is the other way round."""
    if not below:
        return None, None
    if len(below[0]) > 1:
        return _choose(below[0])
    first = below[0][0]
    if len(below) == 1:
        return _choose([first])
    second = max(below[1], key=title_score)
    third = max(below[2], key=title_score) if len(below) > 2 else ""
    if title_score(first) > 0 and not employer_score(first) and title_score(second) < title_score(first):
        return first, max(below[1], key=employer_score)
    if title_score(second) == 0 and title_score(third) > 1.5 and not is_sentence(third):
        return third, first
    return second, first


def _pieces(text: str) -> list[str]:
    """Parts of a heading line without places, sites, durations and years."""
    parts = [_unbracketed(part.strip(" ,;:•·|–—-\t")) for part in _STRONG.split(text)]
    parts = [part for part in parts if part and any(map(str.isalpha, part)) and not is_duration(part)]
    kept = [part for part in parts if not is_place(part) and not _is_sites(part)]
    if len(kept) == 1 and "," in kept[0]:
        return _by_comma(kept[0])
    return [_without_place(part) for part in kept]


def _unbracketed(part: str) -> str:
    """Without brackets that stand alone or around everything."""
    if part.startswith("(") and part.endswith(")"):
        return part[1:-1]
    return part if part.count("(") == part.count(")") else part.replace("(", "").replace(")", "")


def _is_sites(part: str) -> bool:
    return all(is_site(piece) or is_place(piece) for piece in part.split(",") if piece.strip())


def _without_place(part: str) -> str:
    """Without a place behind a comma, `City`, `City, ST` or `City, Country`, or in brackets at the end."""
    part = _without_bracket(part)
    pieces = part.split(",")
    for count in (2, 1):
        tail = ",".join(pieces[-count:]).strip()
        if len(pieces) <= count or not is_place(tail):
            continue
        if count == 1 or is_city(pieces[-2]) or _STATE.fullmatch(pieces[-1].strip()):
            return ",".join(pieces[:-count]).strip()
    return part


def _without_bracket(part: str) -> str:
    """Without a last bracket that names a place, a way of working, an industry or a group of companies."""
    match = _LAST_BRACKET.search(part)
    if match and match.start() and (is_place(match[1]) or is_industry(match[1]) or not title_score(match[1])):
        return part[: match.start()].strip()
    return part


def _by_comma(text: str) -> list[str]:
    """`Employer, Title` or `Title, Employer`, cut where the two sides differ most; else left whole."""
    text = _without_place(_without_place(text))
    best: tuple[float, list[str]] = (0.9, [text])
    for match in re.finditer(r",\s+", text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if text[: match.start()].count('"') % 2 or text[: match.start()].count("«") > text[
            : match.start()
        ].count("»"):
            continue
        for title, other in ((left, right), (right, left)):
            known = title_score(right) >= 1 and title_score(left) == 0
            if right[:1].islower() and not (employer_score(left) or known):
                continue
            gain = title_score(title) - title_score(other) + employer_score(other) - employer_score(title)
            gain -= 0.001 * len(other)  # of two cuts as good as each other the one with the shorter employer
            if gain > best[0] and title_score(title) > 0:
                best = (gain, [_without_bracket(left), _without_bracket(right)])
    return best[1]


def _choose(pieces: list[str]) -> tuple[str | None, str | None]:
    """(title, employer) of the pieces in reading order."""
    if not pieces:
        return None, None
    if len(pieces) == 1:
        only = pieces[0]
        if employer_score(only) > title_score(only):
            return None, only
        return only, None
    scores = [title_score(piece) - employer_score(piece) for piece in pieces]
    place = scores.index(max(scores))
    if max(scores) <= 0 and employer_score(pieces[0]) == 0:
        place = 0
    others = [piece for index, piece in enumerate(pieces) if index != place]
    return pieces[place], max(others, key=employer_score)
