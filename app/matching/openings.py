"""One job on several boards and in several cities: what its card lists. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.matching.fits import place_of
from app.matching.terms import Wanted
from app.matching.types import Link
from app.taxonomy.words import fold
from data.repositories.candidates import CandidateRow, Posting

MOST_CITIES = 60
MOST_LINKS = 40


def cities_of(row: CandidateRow, postings: Sequence[Posting]) -> tuple[str, ...]:
    """Every city the job is open in: the row's own first, each once in its first spelling."""
    named: dict[str, str] = {}
    for city in (row.city, *row.cities, *(city for one in postings for city in (one.city, *one.cities))):
        if city:
            named.setdefault(fold(city), city)
    return tuple(named.values())[:MOST_CITIES]


def wanted_first(cities: Sequence[str], wanted: Wanted) -> tuple[str, ...]:
    """The cities nearest to the wanted ones first, others as they stand."""
    return tuple(sorted(cities, key=lambda city: -place_of(wanted, city, None)))


def links_of(row: CandidateRow, postings: Sequence[Posting]) -> tuple[Link, ...]:
    """Every address of the job, the company's own board first; the row's own when there is no other."""
    found: dict[str, Link] = {}
    for one in postings:
        for url in (one.url, *one.links):
            if url:
                found.setdefault(url, Link(url, one.source, one.city, one.vacancy_id))
    for url in (row.url, *row.links):
        if url:
            found.setdefault(url, Link(url, row.source, row.city, row.id))
    return tuple(found.values())[:MOST_LINKS]
