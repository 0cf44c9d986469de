"""A posting as its board states it -> a vacancy as we keep it. Pure: same posting, same result."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.ingestion.pay import monthly_net_rub
from app.ingestion.plain_text import plain_text, printable
from app.ingestion.requirements import VERSION as REQUIREMENTS_VERSION
from app.ingestion.requirements import extract
from app.taxonomy import areas, domains, places, roles, seniority, skills
from data.sources.base import Posting

#: Raise when the meaning of a field changes, so that reports tell old rows from new ones.
VERSION = 3
MAX_TITLE = 300
MAX_SKILLS = 60
MAX_CITIES = 100
MAX_LINKS = 20
MAX_LINK = 2_000
OPENING = 600  # characters of the text that are embedded with title and skills
_YEARS = {"noExperience": 0.0, "between1And3": 2.0, "between3And6": 4.5, "moreThan6": 7.0}
_REGION = re.compile(r"област|край|республика|округ|россия|\bregion\b", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]+")
_LATIN = re.compile(r"[a-zA-Z]+")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset({
    "the", "and", "of", "to", "in", "for", "with", "you", "we", "our", "a", "is", "are", "on", "as", "your",
    "will", "or", "at", "be", "an", "by",
})  # fmt: skip
_FEW_WORDS = 40  # too few to tell languages apart
_LITTLE = 0.12  # (tune) share of such words; English adverts have a fifth and more, German ones a tenth of it
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class NormalisedVacancy:
    """One row of `vacancies`, field for column. Pay: as given, and in net roubles a month."""

    source: str
    external_id: str
    url: str | None
    title: str
    employer: str | None
    employer_id: str | None
    city: str | None
    area_id: str | None
    body: str
    key_skills: tuple[str, ...]
    skills: tuple[str, ...]
    role_ids: tuple[str, ...]
    role_names: tuple[str, ...]
    domains: tuple[str, ...]
    seniority: str | None
    experience: str | None
    work_formats: tuple[str, ...]
    employment: str | None
    language: str | None
    requirements: tuple[dict[str, Any], ...]
    complete: bool
    salary_from: Decimal | None
    salary_to: Decimal | None
    salary_currency: str | None
    salary_gross: bool | None
    salary_period: str | None
    salary_rub_from: Decimal | None
    salary_rub_to: Decimal | None
    published_at: datetime | None
    expires_at: datetime | None
    status: str
    archived_at: datetime | None
    content_hash: str = ""
    card_hash: str = ""
    cities: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    board_group: str | None = None
    payload_sha: str | None = None
    run_id: str | None = None
    requirements_version: int = REQUIREMENTS_VERSION

    def row(self) -> dict[str, Any]:
        """Column -> value, for `data.repositories.vacancies.upsert`."""
        return dict(vars(self))


def normalise(posting: Posting, *, now: datetime) -> NormalisedVacancy:
    """`now` dates the closing of an archived posting and bounds publication times from the future."""
    title = _line(posting.title)[:MAX_TITLE]
    body = plain_text(posting.description_html)
    key_skills = tuple(dict.fromkeys(name for given in posting.key_skills if (name := _line(given)[:100])))
    role_ids = tuple(dict.fromkeys(posting.role_ids)) or tuple(roles.role_ids(title)[:1])
    names = (roles.role_name(role) for role in role_ids)
    found = tuple(name for name in names if name) or tuple(posting.role_names)
    area = areas.area_by_id(posting.area_id) if posting.area_id else None
    if area is None and posting.area_name:
        area = places.find_place(posting.area_name)
    if area is None and not posting.area_id and not posting.area_name:
        area = _area(posting)
    low, high = monthly_net_rub(posting.pay)
    pay, published = posting.pay, posting.published_at
    vacancy = NormalisedVacancy(
        source=posting.source,
        external_id=posting.external_id,
        url=posting.url,
        title=title,
        employer=_line(posting.employer)[:300] or None,
        employer_id=posting.employer_id,
        city=_city(posting),
        area_id=posting.area_id or (area.id if area else None),
        body=body,
        key_skills=key_skills,
        skills=_skills(title, key_skills, body),
        role_ids=role_ids,
        role_names=found,
        domains=tuple(domains.domains_of(f"{title}\n{title}\n{title}\n{posting.employer or ''}\n{body}")),
        seniority=seniority.seniority_of(title, _YEARS.get(posting.experience or "")),
        experience=posting.experience,
        work_formats=posting.work_formats,
        employment=posting.employment,
        language=language_of(f"{title}\n{body}"),
        requirements=tuple(extract(body, key_skills)),
        complete=posting.complete,
        salary_from=pay.low if pay else None,
        salary_to=pay.high if pay else None,
        salary_currency=pay.currency if pay else None,
        salary_gross=pay.gross if pay else None,
        salary_period=pay.period if pay else None,
        salary_rub_from=low,
        salary_rub_to=high,
        published_at=min(published, now) if published and published <= now + _AHEAD else None,
        expires_at=posting.expires_at,
        status="archived" if posting.archived else "open",
        archived_at=now if posting.archived else None,
        cities=_cities(posting),
        links=tuple(dict.fromkeys(link for link in posting.links if len(link) <= MAX_LINK))[:MAX_LINKS],
        board_group=_line(posting.group)[:200] or None,
    )
    return replace(
        vacancy, content_hash=_content_hash(vacancy, published), card_hash=_card_hash(vacancy)
    )  # fmt: skip


def language_of(text: str) -> str | None:
    """ru or en by the script of the letters; None without letters, and for a text in another language of
    Latin letters. Russian adverts are full of English names, so a third of Cyrillic makes it Russian."""
    cyrillic, latin = (sum(map(len, letters.findall(text))) for letters in (_CYRILLIC, _LATIN))
    if not cyrillic + latin:
        return None
    if cyrillic * 2 >= latin:
        return "ru"
    words = _WORD.findall(text[:20_000].lower())
    little = sum(word in _ENGLISH for word in words)
    return "en" if len(words) < _FEW_WORDS or little >= _LITTLE * len(words) else None


def _line(text: str | None) -> str:
    return " ".join(printable(text).split()) if text else ""


def _city(posting: Posting) -> str | None:
    """The town of the posting's area; for a whole region the town of its address, if there is one."""
    area, town = _line(posting.area_name), _line(posting.city)
    if town and (not area or _REGION.search(area)):
        return _town(town, posting) if not area else town
    return area or (areas.country_name(posting.country) if posting.country else None)


def _area(posting: Posting) -> areas.Area | None:
    """Where a posting without an area of the directory is: its town, else its country."""
    town = areas.find_in(posting.city, posting.country) if posting.city else None
    return town or (areas.of_country(posting.country) if posting.country else None)


def _town(name: str, posting: Posting) -> str:
    """A town as the directory calls it, where it has that town."""
    area = areas.find_in(name, posting.country)
    return area.name.partition(" (")[0] if area else name


def _cities(posting: Posting) -> tuple[str, ...]:
    """Every place it names, the one a card shows first."""
    others = map(_line, posting.cities)
    own = not _line(posting.area_name)  # in the words of the board, not of the directory
    named = (_city(posting) or "", *(_town(one, posting) if own else one for one in others))
    return tuple(dict.fromkeys(city[:200] for city in named if city))[:MAX_CITIES]


def _skills(title: str, key_skills: tuple[str, ...], body: str) -> tuple[str, ...]:
    """Canonical names: the posting's own list first, then what title and text mention."""
    named = [skills.canonical(name) for name in key_skills]
    named += [mention.name for mention in skills.find_skills(f"{title}\n{body}")]
    return tuple(dict.fromkeys(name for name in named if name))[:MAX_SKILLS]


def _content_hash(vacancy: NormalisedVacancy, published: datetime | None) -> str:
    """Of everything the board says, without what is ours: run, payload, life. `published` as it says: our
    clock must not look like a change of theirs."""
    own = {
        "content_hash", "card_hash", "payload_sha", "run_id", "status", "archived_at", "requirements_version",
    }  # fmt: skip
    content = {name: value for name, value in vacancy.row().items() if name not in own}
    content["published_at"] = published
    if vacancy.cities == ((vacancy.city,) if vacancy.city else ()):
        content.pop("cities")  # nothing more than `city`: rows from before it keep their hash
    for name in ("links", "board_group", "expires_at"):
        if not content[name]:
            content.pop(name)
    return _digest(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str))


def _card_hash(vacancy: NormalisedVacancy) -> str:
    return _digest("\n".join((vacancy.title, ", ".join(vacancy.skills), vacancy.body[:OPENING])))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
