"""Career boards over their own protocols: a board is read to its end, or the reading is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import stamina

from data.errors import PayloadChanged, SourceForbidden, SourceUnavailable
from data.sources.base import Query
from data.sources.kinds import KINDS
from tests.data.sources.asking import Answering, Asked, json, page

BOARDS = [
    "greenhouse", "lever", "ashby", "workable", "personio", "teamtailor", "recruitee", "smartrecruiters",
]  # fmt: skip
PLAIN = {"Content-Type": "text/plain"}
IN_ONE_ANSWER = {"greenhouse": "jobs", "ashby": "jobs", "workable": "jobs", "recruitee": "offers"}


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def asked(kind: str, answer: Answering, **entry: Any) -> Asked:
    """A board called `acme`, whose robots.txt forbids nothing."""

    def answering(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404) if request.url.path == "/robots.txt" else answer(request)

    return Asked(kind, answering, token="acme", **entry)


def row(kind: str, number: int) -> dict[str, Any]:
    title = {"lever": "text", "smartrecruiters": "name"}.get(kind, "title")
    number_at = "shortcode" if kind == "workable" else "id"
    return {number_at: f"n{number}", title: f"Engineer {number}"}


def sliced(kind: str, have: Callable[[], int], *, fail_from: int | None = None) -> Answering:
    """A board of `have()` postings that is read by offset; it fails from the offset `fail_from` on."""

    def answer(request: httpx.Request) -> httpx.Response:
        params = request.url.params
        offset = int(params.get("skip") or params.get("offset") or 0)
        size = int(params.get("limit") or params.get("per_page") or 0)
        if fail_from is not None and offset >= fail_from:
            return httpx.Response(200, text="<html><title>Sorry</title></html>")
        total = have()
        numbers = range(offset, min(offset + size, total))
        if kind == "teamtailor":
            return rss([item(number) for number in numbers])
        rows = [row(kind, number) for number in numbers]
        if kind == "smartrecruiters" and request.url.path.endswith("/postings"):
            return httpx.Response(200, json={"totalFound": total, "content": rows})
        if kind == "smartrecruiters":
            return httpx.Response(200, json=row(kind, int(request.url.path.rsplit("/n")[-1])))
        return httpx.Response(200, json=rows)

    return answer


def item(number: int) -> str:
    return f"<item><title>Engineer {number}</title><guid>n{number}</guid></item>"


def rss(items: list[str]) -> httpx.Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><rss><channel>{"".join(items)}</channel></rss>'
    return httpx.Response(200, text=body, headers={"Content-Type": "application/rss+xml; charset=utf-8"})


@pytest.mark.parametrize("kind", BOARDS)
@pytest.mark.parametrize(
    "answer",
    [
        page("<html><title>Jobs</title></html>"), page("<!DOCTYPE html><html><p>hello</p></html>"),
        page("[1, 2"), page(""), page("", 500), page("<html>no</html>", 403), json({"jobs": 7}),
        json(["a"]), json({}), json({}, 429), json({"message": "no"}, 400), page("<rss><item/></rss>"),
        page("<workzag-jobs><position>"), page("<other/>"),
    ],
)  # fmt: skip
def test_what_is_no_board_ends_a_read_with_an_error(kind: str, answer: Answering) -> None:
    with pytest.raises((SourceUnavailable, SourceForbidden)):
        asked(kind, answer).fetch()


@pytest.mark.parametrize("kind", BOARDS)
def test_a_board_that_is_not_there_is_a_fault_of_its_entry(kind: str) -> None:
    with pytest.raises(SourceForbidden) as caught:
        asked(kind, json({"error": "not found"}, 404)).fetch()
    assert caught.value.code == "board_unknown"


@pytest.mark.parametrize("kind", BOARDS)
def test_a_career_board_is_read_whole(kind: str) -> None:
    assert KINDS[kind].whole_board
    assert asked(kind, json({})).source.whole_board


@pytest.mark.parametrize("kind", IN_ONE_ANSWER)
def test_one_answer_each_id_once(kind: str) -> None:
    rows = [row(kind, 1), row(kind, 2), row(kind, 1)]
    board = asked(kind, json({IN_ONE_ANSWER[kind]: rows}))
    assert [one.external_id for one in board.fetch()] == ["n1", "n2"]
    assert [one.external_id for one in board.fetch(Query(limit=1))] == ["n1"]


@pytest.mark.parametrize("kind", IN_ONE_ANSWER)
def test_an_empty_board_is_empty(kind: str) -> None:
    assert asked(kind, json({IN_ONE_ANSWER[kind]: []})).fetch() == []


@pytest.mark.parametrize("kind", ["lever", "teamtailor", "smartrecruiters"])
@pytest.mark.parametrize("total", [1, 99, 100, 101, 250])
def test_every_page_is_read(kind: str, total: int) -> None:
    found = asked(kind, sliced(kind, lambda: total)).fetch()
    assert [one.external_id for one in found] == [f"n{number}" for number in range(total)]


@pytest.mark.parametrize("kind", ["lever", "teamtailor", "smartrecruiters"])
def test_a_second_page_that_fails_is_an_error(kind: str) -> None:
    with pytest.raises(SourceUnavailable):
        asked(kind, sliced(kind, lambda: 150, fail_from=50)).fetch()


@pytest.mark.parametrize("kind", ["lever", "teamtailor"])
def test_a_posting_that_closes_while_the_board_is_read_hides_no_other(kind: str) -> None:
    gone: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params.get("skip") or request.url.params.get("offset") or 0)
        left = [number for number in range(150) if number not in gone][offset : offset + 100]
        gone.append(0)  # after the first page
        rows = [row(kind, number) for number in left]
        return rss([item(n) for n in left]) if kind == "teamtailor" else httpx.Response(200, json=rows)

    assert len(asked(kind, answer).fetch()) == 150


@pytest.mark.parametrize("kind", ["lever", "teamtailor"])
def test_pages_that_do_not_hang_together_are_an_error(kind: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        offset = int(request.url.params.get("skip") or request.url.params.get("offset") or 0)
        numbers = range(100) if offset == 0 else range(500, 520)
        rows = [row(kind, number) for number in numbers]
        return rss([item(n) for n in numbers]) if kind == "teamtailor" else httpx.Response(200, json=rows)

    with pytest.raises(SourceUnavailable) as caught:
        asked(kind, answer).fetch()
    assert caught.value.code == "board_moved"


@pytest.mark.parametrize("kind", ["lever", "teamtailor"])
def test_the_same_page_for_ever_is_an_error(kind: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        rows = [row(kind, number) for number in range(100)]
        return rss([item(n) for n in range(100)]) if kind == "teamtailor" else httpx.Response(200, json=rows)

    with pytest.raises(SourceUnavailable) as caught:
        asked(kind, answer).fetch()
    assert caught.value.code == "board_endless"


class TestGreenhouse:
    def test_fewer_postings_than_it_says_are_no_board(self) -> None:
        with pytest.raises(SourceUnavailable) as caught:
            asked("greenhouse", json({"jobs": [row("greenhouse", 1)], "meta": {"total": 2}})).fetch()
        assert caught.value.code == "board_cut_short"

    def test_the_whole_text_is_asked_for(self) -> None:
        board = asked("greenhouse", json({"jobs": []}))
        board.fetch()
        assert [str(one.url) for one in board.requests] == [
            "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true"
        ]

    def test_people_in_its_own_fields_are_dropped(self) -> None:
        metadata = [
            {"name": "Lead", "value": {"name": "Имярек"}, "value_type": "user"},
            {"name": "Level", "value": "3", "value_type": "short_text"},
        ]
        (kept,) = asked("greenhouse", json({"jobs": [{"id": 1, "title": "A", "metadata": metadata}]})).fetch()
        assert kept.body["metadata"] == metadata[1:]

    def test_of_several_ranges_of_pay_none_is_the_pay(self) -> None:
        spread = {"unit": "USD", "min_value": "100000", "max_value": "120000"}
        metadata = [
            {"name": name, "value": spread, "value_type": "currency_range"}
            for name in ("Job Post Range (United States)", "Job Post Range (Canada)")
        ]
        board = asked("greenhouse", json({"jobs": [{"id": 1, "title": "A", "metadata": metadata}]}))
        (kept,) = board.fetch()
        assert board.source.parse(kept).pay is None


@pytest.mark.parametrize(
    ("answer", "verdict", "reason"),
    [
        (json({"id": 7, "title": "A"}), "open", None),
        (json({"status": 404, "error": "Job not found"}, 404), "archived", "not_found"),
        (page("<html>no such page</html>", 404), "unknown", "not_found_page"),
        (page("<html>no</html>", 403), "unknown", "blocked"),
        (json({}, 401), "unknown", "http_401"), (json({}, 429), "unknown", "too_many_requests"),
        (page("", 503), "unknown", "server_error"), (page("<html>ok</html>"), "unknown", "not_json"),
        (json({"id": 8, "title": "B"}), "unknown", "other_object"),
        (json({"id": 7, "active": False}), "archived", "archived"), (json([]), "unknown", "not_json"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["greenhouse", "lever", "smartrecruiters"])
def test_only_its_own_word_closes_a_posting(
    kind: str, answer: Answering, verdict: str, reason: str | None
) -> None:
    board = asked(kind, answer)
    found = board.source.check("7", timeout=5)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert board.source.check("../7", timeout=5).reason == "bad_id"


@pytest.mark.parametrize("kind", ["ashby", "workable", "personio", "teamtailor", "recruitee"])
def test_where_only_the_whole_board_tells_nothing_is_asked(kind: str) -> None:
    board = asked(kind, json({}))
    assert board.source.check("1", timeout=1).verdict == "unknown"
    assert board.requests == []


def test_ashby_keeps_what_it_does_not_list_to_itself() -> None:
    jobs = [row("ashby", 1), row("ashby", 2) | {"isListed": False}]
    assert [one.external_id for one in asked("ashby", json({"jobs": jobs})).fetch()] == ["n1"]


def test_workable_names_the_employer_beside_its_postings() -> None:
    board = asked("workable", json({"name": "Acme Ltd", "jobs": [row("workable", 1)]}))
    (kept,) = board.fetch()
    assert board.source.parse(kept).employer == "Acme Ltd"
    assert KINDS["workable"].least_minutes >= 12 * 60


class TestRecruitee:
    def test_the_employers_token_is_asked_for(self) -> None:
        with pytest.raises(SourceForbidden) as caught:
            asked("recruitee", json({"error": "unauthorized"}, 401)).fetch()
        assert caught.value.code == "employer_token_needed"

    def test_drafts_are_no_postings(self) -> None:
        offers = [row("recruitee", 1) | {"status": "published"}, row("recruitee", 2) | {"status": "draft"}]
        assert len(asked("recruitee", json({"offers": offers})).fetch()) == 1


class TestPersonio:
    BOARD = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><workzag-jobs><position><id>1</id><name>Käufer</name>'
        "<additionalOffices><office>Ulm</office></additionalOffices><jobDescriptions><jobDescription>"
        "<name>A</name><value><![CDATA[<p>B</p>]]></value></jobDescription></jobDescriptions></position>"
        "<position><name>No number</name></position></workzag-jobs>"
    )

    def test_com_where_de_has_none(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.host == "acme.jobs.personio.de":
                return httpx.Response(404)
            return httpx.Response(200, content=self.BOARD.encode("latin-1"))

        board = asked("personio", answer)
        first, nameless = board.fetch()
        posting = board.source.parse(first)
        assert posting.title == "Käufer"
        assert posting.url == "https://acme.jobs.personio.com/job/1"
        assert posting.city == "Ulm"
        assert "<p>B</p>" in posting.description_html
        assert nameless.external_id == ""

    @pytest.mark.parametrize("to", ["https://www.personio.de/", "https://acme.jobs.personio.de/home"])
    def test_an_account_that_is_not_there_leads_to_the_providers_pages(self, to: str) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/xml" and request.url.host.endswith(".de"):
                return httpx.Response(301, headers={"Location": to})
            return httpx.Response(404)

        with pytest.raises(SourceForbidden) as caught:
            asked("personio", answer).fetch()
        assert caught.value.code == "board_unknown"

    def test_a_failure_of_one_address_is_no_empty_other(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            german = request.url.host.endswith(".de")
            return httpx.Response(500) if german else httpx.Response(200, text="<workzag-jobs/>")

        with pytest.raises(SourceUnavailable):
            asked("personio", answer).fetch()

    def test_a_robots_txt_that_forbids_is_obeyed(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/robots.txt":
                return httpx.Response(200, text="User-agent: *\nDisallow: /", headers=PLAIN)
            return httpx.Response(200, text=self.BOARD)

        board = Asked("personio", answer, token="acme", obey=True)
        with pytest.raises(SourceForbidden) as caught:
            board.fetch()
        assert caught.value.code == "robots_disallowed"
        assert {one.url.path for one in board.requests} == {"/robots.txt"}

    def test_entities_lead_nowhere(self) -> None:
        body = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workzag-jobs>&x;</workzag-jobs>'
        with pytest.raises(SourceUnavailable) as caught:
            asked("personio", page(body)).fetch()
        assert caught.value.code == "not_a_page"

    def test_an_empty_board_is_empty(self) -> None:
        assert asked("personio", page("<workzag-jobs></workzag-jobs>")).fetch() == []


class TestTeamtailor:
    def test_namespaces_and_html_once_unescaped(self) -> None:
        one = (
            "<item><title>Analyst</title><guid>g-1</guid><description>&lt;p&gt;A &amp;amp; B&lt;/p&gt;"
            '</description><tt:locations xmlns:tt="https://teamtailor.com/locations"><tt:location><tt:city>'
            "Lund</tt:city><tt:country>Sweden</tt:country></tt:location></tt:locations></item>"
        )
        board = asked("teamtailor", lambda request: rss([one]))
        posting = board.source.parse(board.fetch()[0])
        assert posting.description_html == "<p>A &amp; B</p>"
        assert (posting.city, posting.country) == ("Lund", "SE")

    def test_an_employers_own_address(self) -> None:
        board = Asked("teamtailor", lambda request: rss([]), url="https://jobs.example.org")
        assert board.fetch() == []
        assert board.requests[-1].url.host == "jobs.example.org"


class TestSmartRecruiters:
    WHEN = "2026-06-29T10:00:00.000Z"

    def test_it_is_off_unless_asked_for(self) -> None:
        assert not KINDS["smartrecruiters"].enabled

    def test_zero_is_no_proof(self) -> None:
        with pytest.raises(SourceUnavailable) as caught:
            asked("smartrecruiters", json({"totalFound": 0, "content": []})).fetch()
        assert caught.value.code == "empty_board"

    def test_fewer_postings_than_it_says_are_no_board(self) -> None:
        rows = [row("smartrecruiters", 1)]
        with pytest.raises(SourceUnavailable) as caught:
            asked("smartrecruiters", sliced_details(rows, total=2)).fetch()
        assert caught.value.code == "board_cut_short"

    def test_details_of_new_postings_only(self) -> None:
        rows = [row("smartrecruiters", number) | {"releasedDate": self.WHEN} for number in (1, 2, 3)]
        board = asked("smartrecruiters", sliced_details(rows, total=3, gone={"n3"}))
        found = board.fetch(known={"n1": datetime(2026, 6, 29, 10, tzinfo=UTC)})
        assert [(one.external_id, one.kind) for one in found] == [("n1", "list"), ("n2", "detail")]
        assert any("n3" in note for note in board.notes)


def sliced_details(
    rows: list[dict[str, Any]], *, total: int, gone: frozenset[str] | set[str] = frozenset()
) -> Answering:
    def answer(request: httpx.Request) -> httpx.Response:
        number = request.url.path.rsplit("/", 1)[-1]
        if number == "postings":
            return httpx.Response(200, json={"totalFound": total, "content": rows})
        if number in gone:
            return httpx.Response(404, json={"message": "gone"})
        return httpx.Response(200, json=next(one for one in rows if one["id"] == number) | {"jobAd": {}})

    return answer


@pytest.mark.parametrize(
    ("kind", "record", "code"),
    [
        ("greenhouse", {"id": 1, "title": "A", "location": "Berlin"}, "location_changed"),
        ("greenhouse", {"id": 1, "title": "A", "location": {"name": 7}}, "location_changed"),
        ("greenhouse", {"id": 1, "title": "A", "metadata": {"a": 1}}, "metadata_changed"),
        ("greenhouse", {"id": 1, "title": ["A"]}, "name_missing"),
        ("greenhouse", {"title": "A"}, "id_missing"),
        ("lever", {"id": "1", "text": "A", "createdAt": "yesterday"}, "createdAt_changed"),
        ("lever", {"id": "1", "text": "A", "lists": ["a"]}, "lists_changed"),
        ("ashby", {"id": "1", "title": "A", "isListed": "yes"}, "isListed_changed"),
        ("ashby", {"id": "1", "title": "A", "address": {"postalAddress": []}}, "address_changed"),
        ("workable", {"shortcode": "1", "title": "A", "telecommuting": 1}, "telecommuting_changed"),
        ("personio", {"id": "1", "name": "A", "office": {"x": "y"}}, "office_changed"),
        ("teamtailor", {"guid": "1", "title": "A", "locations": "Lund"}, "locations_changed"),
        ("recruitee", {"id": 1, "title": "A", "salary": 5}, "salary_changed"),
        ("smartrecruiters", {"id": 1, "name": "A", "jobAd": {"sections": {"jobDescription": "x"}}},
         "jobAd_changed"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_what_it_was_sets_its_row_aside(kind: str, record: Any, code: str) -> None:
    source = asked(kind, json({})).source
    (payload,) = source.read_line(record)
    with pytest.raises(PayloadChanged) as caught:
        source.parse(payload)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", BOARDS)
def test_the_rate_of_an_entry_and_its_terms(kind: str) -> None:
    assert KINDS[kind].per_second <= 1
    assert KINDS[kind].licence == "link_back"


def test_headings_of_lists_lose_what_cannot_be_written() -> None:
    source = asked("lever", json({})).source
    (payload,) = source.read_line(
        {"id": "1", "text": "A", "lists": [{"text": "Tasks \ud800 <b>", "content": "<li>x</li>"}]}
    )
    assert source.parse(payload).description_html == "<p>Tasks &lt;b&gt;</p><ul><li>x</li></ul>"
