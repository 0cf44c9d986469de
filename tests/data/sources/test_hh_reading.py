"""Reading a search to its end, against a server that holds any vacancies and refuses what lies too deep."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SourceUnavailable
from data.sources.base import Query
from data.sources.hh_reading import Found, Reading
from data.sources.hh_slices import BEGINNING, EXPERIENCE, GRAIN, Slice, pages_in_turn

NOW = datetime(2026, 11, 20, 12, 2, tzinfo=UTC)
DEPTH, SIZE = 40, 4  # the server's 2000 and 100, smaller
ROLES = ("10", "96", "124")
#: Two countries; 20 has regions, and 21 towns.
AREAS: dict[str, tuple[str, ...]] = {"": ("20", "30"), "20": ("21", "22"), "21": ("23", "24")}


@dataclass(frozen=True)
class Vacancy:
    number: int
    at: datetime
    roles: tuple[str, ...] = ("96",)
    area: str = "30"
    experience: str | None = "noExperience"
    employer: str = "e1"
    formats: tuple[str, ...] = ()
    salary: int = 0


@dataclass
class Server:
    vacancies: list[Vacancy]
    asked: list[tuple[Slice, int]] = field(default_factory=list)

    def __call__(self, piece: Slice, page: int) -> Found:
        assert (page + 1) * SIZE <= DEPTH, "deeper than the server allows"
        assert page >= 0
        self.asked.append((piece, page))
        found = [one for one in self.vacancies if self.fits(one, piece)]
        orders: dict[str, Callable[[Vacancy], float]] = {
            "salary_asc": lambda one: one.salary, "salary_desc": lambda one: -one.salary,
            "relevance": lambda one: one.number % 7,
        }  # fmt: skip
        orders["publication_time"] = lambda one: -one.at.timestamp()
        key = orders[piece.order]
        found.sort(key=lambda one: (key(one), one.number))
        page_of = found[page * SIZE : (page + 1) * SIZE]
        return Found(
            len(found), [{"id": str(one.number), "employer": {"id": one.employer}} for one in page_of]
        )

    @staticmethod
    def fits(one: Vacancy, piece: Slice) -> bool:
        since, until = piece.since or BEGINNING, piece.until
        inside = {one.area} | {top for top, below in AREAS.items() if one.area in below}
        inside |= {top for top, below in AREAS.items() if inside & set(below)}
        return (
            down(since) <= one.at
            and (until is None or one.at <= down(until + GRAIN - timedelta(seconds=1)))
            and (not piece.role_ids or bool(set(piece.role_ids) & set(one.roles)))
            and (not piece.area_ids or bool(set(piece.area_ids) & inside))
            and (not piece.experience or one.experience in piece.experience)
            and (not piece.work_formats or bool(set(piece.work_formats) & set(one.formats)))
            and (not piece.employer_ids or one.employer in piece.employer_ids)
        )


def down(moment: datetime) -> datetime:
    """The server rounds times to five minutes."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % 300, UTC)


def children(area_ids: tuple[str, ...]) -> Sequence[str]:
    return AREAS.get(area_ids[0] if area_ids else "", ())


def read(server: Server, query: Query | None = None) -> tuple[list[str], list[str]]:
    """(ids, notes)"""
    notes: list[str] = []
    reading = Reading("hh", server, lambda: ROLES, children, notes.append, NOW, depth=DEPTH, size=SIZE)
    return [item["id"] for item in reading.items(query or Query())], notes


def most_requests(server: Server) -> int:
    """Every vacancy lies in at most two neighbouring parts of time and, where its minute is cut, in one part
    for each of its two roles; a part that was cut was asked once and held more than a depth of them."""
    number = len(server.vacancies)
    pages = 4 * number // SIZE
    cuts = 2 * number // DEPTH + 1
    return 60 + pages * 2 + cuts * (2 * 25 + len(ROLES) * len(EXPERIENCE) * len(AREAS) * 2)


def crowds(server: Server) -> list[int]:
    """How many share a window of the dates' grain, a role, a band and a place."""
    cells = Counter(
        (down(one.at + shift), role, one.experience, one.area)
        for one in server.vacancies for role in one.roles for shift in (timedelta(0), GRAIN)
    )  # fmt: skip
    return [count for count in cells.values() if count * 2 > DEPTH]


@st.composite
def servers(draw: st.DrawFn) -> Server:
    """Vacancies anywhere in a year, in one hour, in one minute; of any kinds, or most of them alike."""
    number, alike = draw(st.integers(0, 400)), draw(st.sampled_from([0.0, 0.3, 0.9]))
    span = draw(st.sampled_from([0, 60, 3600, 86_400, 400 * 86_400]))
    begin = NOW - timedelta(seconds=draw(st.integers(0, 10**6)))
    chance = random.Random(draw(st.integers(0, 10**9)))
    return Server([
        Vacancy(
            n, begin - timedelta(seconds=chance.randint(0, span)),
            ("96",) if chance.random() < alike else tuple(chance.sample(ROLES, chance.randint(1, 2))),
            "23" if chance.random() < alike else chance.choice(["23", "24", "22", "30"]),
            EXPERIENCE[0] if chance.random() < alike else chance.choice(EXPERIENCE),
            chance.choice(["e1", "e2", "e3"]), (), chance.randint(0, 9),
        )
        for n in range(number)
    ])  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(servers())
def test_any_search_is_read_to_its_end_or_says_what_is_missing(server: Server) -> None:
    ids, notes = read(server)
    assert len(ids) == len(set(ids))
    assert len(server.asked) <= most_requests(server)
    if len(ids) < len(server.vacancies):
        assert crowds(server), "nothing stood in the way"
        assert any("no way to cut further" in note for note in notes)
    else:
        assert sorted(map(int, ids)) == list(range(len(server.vacancies)))


def crowd(number: int, **fields: Any) -> list[Vacancy]:
    return [Vacancy(n, NOW - timedelta(days=1), salary=n, **fields) for n in range(number)]


@pytest.mark.parametrize(
    "hidden",
    [{"area": "20"}, {"experience": None}, {"roles": ("999",)}, {"area": "77"}],
    ids=["on the region itself", "no experience named", "a role nobody lists", "a place nobody lists"],
)
def test_what_a_cut_would_lose_is_found_from_another_side(hidden: dict[str, Any]) -> None:
    listed = [
        Vacancy(n, NOW - timedelta(days=1), (ROLES[n % 3],), "23", EXPERIENCE[n % 4]) for n in range(100)
    ]
    lost = [Vacancy(100 + n, NOW - timedelta(days=1), salary=1 + n, **hidden) for n in range(10)]
    ids, _ = read(Server(listed + lost))
    assert len(ids) == 110


def test_one_minute_of_many_employers_is_read_through_them() -> None:
    server = Server(crowd(3 * DEPTH))
    server.vacancies = [replace(one, employer=f"e{one.number % 5}", salary=0) for one in server.vacancies]
    assert len(read(server)[0]) == 3 * DEPTH


def test_what_cannot_be_seen_is_told_with_figures() -> None:
    server = Server([replace(one, salary=0, number=7 * one.number) for one in crowd(3 * DEPTH)])
    ids, notes = read(server)
    assert DEPTH <= len(ids) < 3 * DEPTH
    assert any(f"{3 * DEPTH} found" in note and f"{len(ids)} could be seen" in note for note in notes)


def test_a_page_below_the_depth_costs_no_request() -> None:
    server = Server(crowd(100))
    ids, notes = read(server, Query(start_page=DEPTH // SIZE))
    assert (ids, server.asked) == ([], [])
    assert "nothing asked" in notes[0]


def test_reading_may_begin_at_a_page() -> None:
    server = Server(crowd(30))
    assert read(server, Query(start_page=3))[0] == [str(n) for n in range(12, 30)]
    assert min(page for _, page in server.asked) == 3
    assert read(Server(crowd(5)), Query(start_page=9))[0] == []


def test_a_bounded_reading_is_not_cut_and_turns_its_pages() -> None:
    first: list[list[str]] = []
    for rotation in (0, 1, 5, 11):
        server = Server(crowd(400))
        first.append(read(server, Query(limit=12, rotation=rotation))[0][:12])
        assert {piece for piece, _ in server.asked} == {Slice()}
    assert [ids[:4] for ids in first] == [["0", "1", "2", "3"]] * 4
    assert first[0][4:] == [str(n) for n in range(4, 12)]
    assert len({tuple(ids) for ids in first}) == 4


@pytest.mark.parametrize("rotation", range(12))
def test_turned_pages_are_all_pages(rotation: int) -> None:
    for count in (0, 1, 2, 7, 20):
        assert sorted(pages_in_turn(count, rotation=rotation)) == list(range(count))


def test_a_rotation_is_at_most_11() -> None:
    with pytest.raises(ValueError, match="12"):
        pages_in_turn(20, rotation=12)


def test_a_search_too_wide_for_us_is_an_error_not_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.sources.hh_reading.MAX_SLICES", 5)
    with pytest.raises(SourceUnavailable) as caught:
        read(Server([Vacancy(n, NOW - timedelta(hours=n)) for n in range(400)]))
    assert caught.value.code == "query_too_wide"
