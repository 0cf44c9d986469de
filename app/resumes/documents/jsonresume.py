"""JSON Resume (jsonresume.org) as plain text with headings, so that one parser serves all formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.resumes.documents.limits import Refused
from app.resumes.documents.plain import decode


def read(data: bytes) -> str:
    text = decode(data)
    try:
        resume = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(resume, dict) or not isinstance(resume.get("basics"), dict):
        raise Refused("document_unsupported")
    return "\n".join(_lines(resume))


def _of(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _rows(resume: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = resume.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _lines(resume: dict[str, Any]) -> Iterator[str]:
    basics = resume["basics"]
    location = basics.get("location") if isinstance(basics.get("location"), dict) else {}
    if name := _of(basics.get("name")):
        yield f"Name: {name}"
    yield _of(basics.get("label"))
    for key in ("email", "phone", "url", "website"):
        yield _of(basics.get(key))
    yield from (_of(profile.get("url")) for profile in _rows(basics, "profiles"))
    if city := _of(location.get("city")):
        yield f"City: {city}"
    if summary := _of(basics.get("summary")):
        yield from ("", "About", summary)
    yield from ("", "Work experience")
    for job in _rows(resume, "work"):
        end = _of(job.get("endDate"))[:7] or "present"
        yield f"{_of(job.get('startDate'))[:7]} - {end}"
        yield _of(job.get("name")) or _of(job.get("company"))
        yield _of(job.get("position"))
        yield from filter(None, [f"- {_of(job.get('summary'))}" if _of(job.get("summary")) else ""])
        highlights = job.get("highlights")
        yield from (f"- {_of(line)}" for line in (highlights if isinstance(highlights, list) else []))
        yield ""
    yield from ("", "Education")
    for school in _rows(resume, "education"):
        years = " - ".join(filter(None, (_of(school.get(key))[:4] for key in ("startDate", "endDate"))))
        yield _of(school.get("institution"))
        yield ", ".join(filter(None, (_of(school.get(key)) for key in ("studyType", "area"))))
        yield from (years, "")
    yield from ("", "Skills")
    for skill in _rows(resume, "skills"):
        words = skill.get("keywords")
        keywords = [_of(word) for word in words] if isinstance(words, list) else []
        name = _of(skill.get("name"))
        yield f"{name}: {', '.join(keywords)}" if keywords else f"• {name}"
    yield from ("", "Languages")
    for language in _rows(resume, "languages"):
        yield f"{_of(language.get('language'))} - {_of(language.get('fluency'))}"
