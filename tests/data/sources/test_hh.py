from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import stamina

from data.errors import SourceForbidden, SourceNotConfigured, SourceUnavailable
from data.sources.base import Payload, Query
from data.sources.hh import HhSource
from tests.data.sources.board import Board, error, html, posting

AGENT = "Podbor/0.1 (tester@example.invalid)"


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


def source(board: Board, **options: Any) -> HhSource:
    given: dict[str, Any] = {"token": "t", "user_agent": AGENT, "invented": True} | options
    base = "http://board.invalid" if given["invented"] else "https://board.invalid"
    return HhSource("demo", base, transport=board.transport, **given)


def unknown(external_id: str, published_at: datetime | None) -> bool:
    return False


def fetched(one: HhSource, query: Query | None = None, **options: Any) -> list[Payload]:
    return list(one.fetch(query or Query(), **({"known": unknown} | options)))


def test_asks_for_each_new_posting_once() -> None:
    board = Board([posting(n) for n in range(130)])
    payloads = fetched(source(board))
    assert [p.external_id for p in payloads] == [str(100_000 + n) for n in range(130)]
    assert {p.kind for p in payloads} == {"detail"}
    assert len(board.requests) == 2 + 130
    first = board.requests[0]
    assert first.url.params["no_magic"] == "true"
    assert first.url.params["order_by"] == "publication_time"
    assert first.headers["User-Agent"] == AGENT
    assert first.headers["Authorization"] == "Bearer t"


def test_filters_are_sent_as_repeated_keys() -> None:
    board = Board([])
    fetched(
        source(board),
        Query(text="повар", area_ids=("1", "2"), role_ids=("94",), experience=("noExperience",),
              work_formats=("REMOTE", "HYBRID")),
    )  # fmt: skip
    params = board.requests[0].url.params
    assert params.get_list("area") == ["1", "2"]
    assert params.get_list("work_format") == ["REMOTE", "HYBRID"]
    assert (params["text"], params["professional_role"], params["experience"]) == (
        "повар",
        "94",
        "noExperience",
    )


def test_known_postings_cost_no_detail() -> None:
    board = Board([posting(n) for n in range(4)])
    published = datetime.fromisoformat(posting(1)["published_at"])
    payloads = fetched(
        source(board), known=lambda one, when: one == "100001" and when == published
    )  # fmt: skip
    assert [p.kind for p in payloads] == ["detail", "list", "detail", "detail"]
    assert "/vacancies/100001" not in board.paths()


def test_a_search_deeper_than_the_server_allows_is_cut_and_complete() -> None:
    board = Board([posting(n) for n in range(4321)])
    notes: list[str] = []
    payloads = fetched(source(board), known=lambda one, when: True, note=notes.append)
    assert sorted(p.external_id for p in payloads) == sorted(board.postings)
    assert all(
        (int(r.url.params["page"]) + 1) * int(r.url.params["per_page"]) <= 2000 for r in board.requests
    )  # fmt: skip
    assert any("cut into" in note for note in notes)


def test_one_moment_with_too_many_is_cut_by_role_and_experience() -> None:
    same = posting(0)["published_at"]
    bands = ("noExperience", "between1And3", "between3And6", "moreThan6")
    crowd = [posting(n, published_at=same, experience={"id": bands[n // 2 % 4]}) for n in range(5000)]
    board = Board(crowd)
    payloads = fetched(source(board), known=lambda one, when: True)
    assert len({p.external_id for p in payloads}) == len(payloads) == 5000
    assert "/professional_roles" in board.paths()


def test_a_limit_needs_no_cutting() -> None:
    board = Board([posting(n) for n in range(2500)])
    assert len(fetched(source(board), Query(limit=150), known=lambda one, when: True)) == 150
    assert len(board.requests) == 2


def test_without_a_token_nothing_is_asked() -> None:
    board = Board([posting(0)])
    off = source(board, token=None)
    state = off.state()
    assert (state.configured, state.reason) == (False, "hh_token_missing")
    with pytest.raises(SourceNotConfigured):
        fetched(off)
    assert off.check("100000", timeout=30).verdict == "unknown"
    assert board.requests == []


def test_without_a_contact_nothing_is_asked() -> None:
    board = Board([posting(0)])
    anonymous = source(board, user_agent="Podbor/0.1", invented=False)
    assert anonymous.state().reason == "contact_missing"
    with pytest.raises(SourceNotConfigured):
        fetched(anonymous)
    assert board.requests == []


@pytest.mark.parametrize(
    ("answer", "expected", "code"),
    [
        (lambda: error(403, "forbidden"), SourceForbidden, "source_forbidden"),
        (lambda: error(403, "oauth", value="token_revoked"), SourceForbidden, "source_forbidden"),
        (lambda: error(400, "bad_user_agent", value="blacklisted"), SourceForbidden, "source_forbidden"),
        (lambda: error(403, "captcha_required", captcha_url="https://x.invalid/c"), SourceUnavailable,
         "captcha_required"),
        (lambda: html(403), SourceUnavailable, "blocked"),
        (lambda: html(451), SourceUnavailable, "geo_refused"),
        (lambda: html(503), SourceUnavailable, "server_error"),
        (lambda: html(200), SourceUnavailable, "not_json"),
        (lambda: httpx.Response(302, headers={"Location": "http://elsewhere.invalid/"}), SourceUnavailable,
         "redirected"),
        (lambda: httpx.Response(200, json={"errors": [{"type": "odd"}]}), SourceUnavailable,
         "error_in_success"),
        (lambda: httpx.Response(200, json={"items": None, "found": 3}), SourceUnavailable, "not_a_page"),
        (lambda: httpx.Response(200, content=b'{"items": [{"id": "1"'), SourceUnavailable, "not_json"),
        (lambda: httpx.Response(200, content=b" " * 6_000_000), SourceUnavailable, "too_big"),
        (lambda: error(429, "too_many"), SourceUnavailable, "too_many_requests"),
    ],
)  # fmt: skip
def test_refusals_and_faults(
    answer: Callable[[], httpx.Response], expected: type[Exception], code: str
) -> None:
    board = Board([posting(0)])
    board.fault = lambda request: answer()
    with pytest.raises(expected) as caught:
        fetched(source(board))
    assert getattr(caught.value, "code", None) == code
    assert all(request.url.host == "board.invalid" for request in board.requests)
    # what the server means is not asked twice, what may pass is
    passing = {"server_error", "not_json", "error_in_success", "too_big", "too_many_requests"}
    assert len(board.requests) == (4 if code in passing else 1)


def test_a_passing_fault_is_overcome() -> None:
    board = Board([posting(n) for n in range(3)])
    failing = iter([html(502), error(429, "slow"), None])
    board.fault = lambda request: next(failing, None)
    one = source(board)
    assert len(fetched(one)) == 3
    assert one.client.retries == 2


@pytest.mark.parametrize("ahead", [0, 4])  # hours by which the server's clock is wrong
def test_retry_after_may_be_a_date_of_the_servers_clock(ahead: int) -> None:
    board = Board([posting(1)])
    theirs = datetime.now(UTC) + timedelta(hours=ahead)
    given = {
        "Date": format_datetime(theirs, usegmt=True),
        "Retry-After": format_datetime(theirs + timedelta(hours=1), usegmt=True),
    }
    board.fault = lambda request: httpx.Response(429, headers=given)
    client = source(board).client
    assert client.look("/vacancies/100001", timeout=30).retry_after == 3600
    again = client.look("/vacancies/100001", timeout=30)
    assert (again.fault, again.asked) == ("too_many_requests", False)
    assert len(board.requests) == 1


def test_a_retry_after_nobody_understands_counts_for_nothing() -> None:
    board = Board([posting(1)])
    board.fault = lambda request: httpx.Response(429, headers={"Retry-After": "tomorrow, perhaps"})
    client = source(board).client
    assert client.look("/vacancies/100001", timeout=30).retry_after is None
    assert client.look("/vacancies/100001", timeout=30).asked


def test_a_short_retry_after_is_waited_for() -> None:
    board = Board([posting(1)])
    limited = iter([httpx.Response(429, headers={"Retry-After": "1"})])
    board.fault = lambda request: next(limited, None)
    one = source(board)
    assert len(fetched(one)) == 1
    decisions = one.client.decisions.drain()
    assert any(line.startswith("waited") for line in decisions)
    assert "rested on the word of board.invalid" in decisions


def test_a_long_retry_after_ends_the_reading() -> None:
    board = Board([posting(1)])
    board.fault = lambda request: httpx.Response(503, headers={"Retry-After": "3600"})
    with pytest.raises(SourceUnavailable) as caught:
        fetched(source(board))
    assert caught.value.code == "too_many_requests"
    assert len(board.requests) == 1


def test_a_detail_that_fails_is_kept_from_the_list() -> None:
    board = Board([posting(n) for n in range(3)])
    board.fault = lambda request: html(500) if request.url.path.endswith("100001") else None
    notes: list[str] = []
    payloads = fetched(source(board), note=notes.append)
    assert [p.kind for p in payloads] == ["detail", "list", "detail"]
    assert any("100001" in note for note in notes)


def test_a_detail_that_went_away_is_left_out() -> None:
    board = Board([posting(n) for n in range(3)])
    board.fault = lambda r: error(404, "not_found") if r.url.path.endswith("100001") else None
    assert [p.external_id for p in fetched(source(board))] == ["100000", "100002"]


def test_after_many_failures_the_source_is_left_alone_for_a_while() -> None:
    board = Board([posting(0)])
    board.fault = lambda request: html(500)
    one = source(board)
    for _ in range(12):
        assert one.check("100000", timeout=30).verdict == "unknown"
    assert one.check("100000", timeout=30).reason == "circuit_open"
    assert len(board.requests) == 8


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (lambda: httpx.Response(200, json={"id": "5", "archived": False}), "open"),
        (lambda: httpx.Response(200, json={"id": "5", "archived": "false"}), "open"),
        (lambda: httpx.Response(200, json={"id": "5", "archived": True}), "archived"),
        (lambda: httpx.Response(200, json={"id": "5", "archived": False, "closed_for_applicants": True}),
         "archived"),
        (lambda: error(404, "not_found"), "archived"),
        (lambda: html(404), "unknown"),
        (lambda: httpx.Response(410, json={"description": "Gone"}), "archived"),
        (lambda: html(410), "unknown"),
        (lambda: httpx.Response(200, json={"id": "6", "archived": True}), "unknown"),
        (lambda: httpx.Response(200, json={"id": "5"}), "unknown"),
        (lambda: error(403, "forbidden"), "unknown"),
        (lambda: error(403, "captcha_required"), "unknown"),
        (lambda: error(429, "slow"), "unknown"),
        (lambda: html(451), "unknown"),
        (lambda: html(500), "unknown"),
        (lambda: html(200), "unknown"),
        (lambda: httpx.Response(200, json={"errors": [{"type": "not_found"}]}), "unknown"),
    ],
)  # fmt: skip
def test_verdicts(answer: Callable[[], httpx.Response], verdict: str) -> None:
    board = Board([])
    board.fault = lambda request: answer()
    assert source(board).check("5", timeout=30).verdict == verdict
    assert len(board.requests) == 1


def test_a_check_never_waits_for_its_turn_longer_than_it_may() -> None:
    board = Board([posting(0)])
    paced = source(board, invented=False)
    assert paced.check("100000", timeout=30).verdict == "open"
    assert paced.check("100000", timeout=0.2).reason == "paced"
    assert len(board.requests) == 1


@pytest.mark.parametrize("external_id", ["../dictionaries", "1/2", "", "1?x=1", "é"])
def test_an_id_cannot_lead_elsewhere(external_id: str) -> None:
    board = Board([])
    assert source(board).check(external_id, timeout=30).reason == "bad_id"
    assert board.requests == []
