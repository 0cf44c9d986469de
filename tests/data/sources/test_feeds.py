from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import stamina

from data.errors import SourceForbidden, SourceUnavailable
from data.sources.base import Query
from data.sources.kinds import KINDS
from tests.data.sources.asking import Asked, json, page

FEEDS = ["trudvsem", "habr", "superjob", "remotive", "remoteok", "arbeitnow"]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.parametrize(
    "answer",
    [
        page("<html><title>Работа</title></html>"), page("[1, 2"), page(""), page("", 500),
        page("<html>403</html>", 403), json({}), json([]), json(["a"]), json({"jobs": 7}), json({}, 401),
        json({"message": "no"}, 400), json({}, 429),
        json({"list": {}, "objects": None, "data": "x", "results": [], "total": 5, "status": "500"}),
    ],
)  # fmt: skip
def test_what_is_no_list_of_postings_ends_a_read_with_an_error(kind: str, answer: Any) -> None:
    with pytest.raises((SourceUnavailable, SourceForbidden)):
        Asked(kind, answer).fetch()


@pytest.mark.parametrize("kind", FEEDS)
def test_a_feed_is_no_whole_board(kind: str) -> None:
    assert not KINDS[kind].whole_board
    assert not Asked(kind, json({})).source.whole_board


@pytest.mark.parametrize("kind", ["remotive", "remoteok", "arbeitnow"])
def test_what_cannot_be_asked_for_one_posting_is_not_asked(kind: str) -> None:
    asked = Asked(kind, json({}))
    assert asked.source.check("1", timeout=1).verdict == "unknown"
    assert asked.requests == []


class TestHhRss:
    ITEM = (
        "<item><title>Повар</title><link>https://hh.ru/vacancy/{}</link><pubDate>2026-11-18T11:14:11+03:00</pubDate>"
        "<description><![CDATA[<p>Вакансия компании: Пример</p>]]></description></item>"
    )

    def test_it_is_off_and_slow(self) -> None:
        kind = KINDS["hh-rss"]
        assert (kind.enabled, kind.documented_api) == (False, False)
        assert kind.per_second <= 1 / 15

    def test_one_request_for_the_search_of_the_entry(self) -> None:
        text = f"<rss><channel>{''.join(self.ITEM.format(n) for n in (1, 2, 2))}</channel></rss>"
        asked = Asked("hh-rss", page(text), url="https://hh.ru/search/vacancy/rss?text=повар&area=4")
        assert [(one.external_id, one.kind) for one in asked.fetch()] == [("1", "list"), ("2", "list")]
        assert dict(asked.requests[0].url.params) == {
            "text": "повар",
            "area": "4",
            "order_by": "publication_time",
        }

    @pytest.mark.parametrize(
        "text", ["<doc/>", "<html><p>Вы не робот", "<rss><channel/></rss>", "<!DOCTYPE x [<!ENTITY"]
    )
    def test_an_empty_document_never_means_no_vacancies(self, text: str) -> None:
        with pytest.raises(SourceUnavailable):
            Asked("hh-rss", page(text)).fetch()


def test_zarplata_speaks_as_hh_does() -> None:
    item = {"id": "5", "name": "Повар", "published_at": "2026-11-01T10:00:00+0300"}
    found = {"found": 1, "items": [item]}
    asked = Asked(
        "zarplata",
        lambda request: json(
            found if request.url.path == "/vacancies" else item | {"description": "<p>Дело</p>"}
        )(request),
    )
    (one,) = asked.fetch()
    assert (one.kind, asked.source.parse(one).title) == ("detail", "Повар")
    assert [request.url.host for request in asked.requests] == ["api.zarplata.ru"] * 2
    assert asked.source.state().configured
    assert (asked.source.kind, KINDS["zarplata"].enabled) == ("zarplata", False)


class TestRemotive:
    JOB = {"id": 1, "title": "Engineer"}

    def test_one_request(self) -> None:
        asked = Asked("remotive", json({"0-legal-notice": "…", "job-count": 1, "jobs": [self.JOB, self.JOB]}))
        assert [one.external_id for one in asked.fetch(Query(text="python"))] == ["1"]
        assert [str(one.url) for one in asked.requests] == [
            "https://remotive.com/api/remote-jobs?search=python"
        ]

    def test_a_search_may_find_nothing_the_whole_list_may_not(self) -> None:
        asked = Asked("remotive", json({"jobs": []}))
        assert asked.fetch(Query(text="python")) == []
        with pytest.raises(SourceUnavailable, match="no postings"):
            asked.fetch()

    def test_no_oftener_than_four_times_a_day(self) -> None:
        assert KINDS["remotive"].least_minutes >= 360
        assert KINDS["remotive"].attribution == "remotive"


class TestRemoteOk:
    def test_the_legal_notice_is_no_posting(self) -> None:
        rows: list[dict[str, Any]] = [
            {"last_updated": 1, "legal": "Please link back"},
            {"id": "5", "position": "Engineer"},
        ]
        asked = Asked("remoteok", json(rows))
        assert [one.external_id for one in asked.fetch()] == ["5"]
        assert asked.source.read_line(rows[0]) == []

    def test_a_notice_alone_is_an_empty_success(self) -> None:
        with pytest.raises(SourceUnavailable) as caught:
            Asked("remoteok", json([{"legal": "Please link back"}])).fetch()
        assert caught.value.code == "empty_success"


class TestArbeitnow:
    @staticmethod
    def board(last: int, *, then: Any = None) -> Any:
        def answer(request: httpx.Request) -> httpx.Response:
            number = int(request.url.params["page"])
            if number > last and then is not None:
                return httpx.Response(200, json=then)
            rows = [{"slug": f"job-{number}-{n}", "title": "T"} for n in range(3)] if number <= last else []
            body = {"data": rows, "links": {"next": None}, "meta": {"current_page": number}}
            return httpx.Response(200, json=body)

        return answer

    def test_until_an_empty_page_whatever_the_links_say(self) -> None:
        asked = Asked("arbeitnow", self.board(3))
        assert len(asked.fetch()) == 9
        assert asked.params("page") == ["1", "2", "3", "4"]

    def test_the_same_page_again_is_the_end(self) -> None:
        again = {"data": [{"slug": "job-1-0", "title": "T"}]}
        asked = Asked("arbeitnow", self.board(2, then=again))
        assert len(asked.fetch()) == 6
        assert len(asked.requests) == 3

    def test_a_later_page_that_fails_is_not_the_end(self) -> None:
        with pytest.raises(SourceUnavailable):
            Asked("arbeitnow", self.board(2, then={"message": "moved"})).fetch()

    def test_no_page_beyond_the_limit(self) -> None:
        asked = Asked("arbeitnow", self.board(9))
        assert len(asked.fetch(Query(limit=4))) == 4
        assert len(asked.requests) == 2


class TestTrudvsem:
    @staticmethod
    def row(number: int, moved: datetime) -> dict[str, Any]:
        return {"vacancy": {
            "id": f"v-{number}", "job-name": "Токарь", "company": {"companycode": "77"},
            "creation-date": "2020-01-01", "date_modify": moved.isoformat(),
        }}  # fmt: skip

    def board(self, times: list[datetime], *, dates: bool = True) -> Any:
        def answer(request: httpx.Request) -> httpx.Response:
            params = request.url.params
            since, until = (datetime.fromisoformat(params[key]) for key in ("modifiedFrom", "modifiedTo"))
            found = [n for n, moved in enumerate(times) if not dates or since <= moved <= until]
            page = int(params["offset"])
            assert page < 100
            rows = [self.row(n, times[n]) for n in found[page * 100 : page * 100 + 100]]
            results = {"vacancies": rows} if rows else {}
            return httpx.Response(
                200, json={"status": "200", "meta": {"total": len(found), "limit": 100}, "results": results}
            )

        return answer

    def test_offset_is_the_number_of_a_page(self) -> None:
        now = datetime.now(UTC)
        asked = Asked("trudvsem", self.board([now - timedelta(minutes=n) for n in range(250)]))
        assert len({one.external_id for one in asked.fetch(Query(text="токарь"))}) == 250
        assert asked.params("offset") == ["0", "1", "2"]
        assert set(asked.params("text")) == {"токарь"}

    def test_more_than_it_shows_is_cut_by_time(self) -> None:
        now = datetime.now(UTC)
        times = [now - timedelta(seconds=6 * n) for n in range(25_000)]
        asked = Asked("trudvsem", self.board(times))
        assert len({one.external_id for one in asked.fetch()}) == 25_000
        assert any("cut in two" in note for note in asked.notes)
        assert len(asked.requests) < 275

    def test_a_server_that_does_not_look_at_dates_is_noticed(self) -> None:
        now = datetime.now(UTC)
        asked = Asked("trudvsem", self.board([now] * 10_500, dates=False))
        assert len(asked.fetch()) == 10_000
        assert any("no way to cut further" in note for note in asked.notes)
        assert len(asked.requests) == 2 + 100

    def test_a_status_in_the_body_is_believed(self) -> None:
        with pytest.raises(SourceUnavailable) as caught:
            Asked("trudvsem", json({"status": "500", "meta": {}, "results": {}})).fetch()
        assert caught.value.code == "status_in_body"

    def test_nothing_found_is_an_empty_object(self) -> None:
        assert Asked("trudvsem", json({"status": "200", "meta": {"total": 0}, "results": {}})).fetch() == []

    def test_postings_of_many_years_are_left_out(self) -> None:
        asked = Asked(
            "trudvsem", self.board([datetime.now(UTC), datetime(2019, 5, 1, tzinfo=UTC)], dates=False)
        )
        assert [one.external_id for one in asked.fetch()] == ["77_v-0"]

    @pytest.mark.parametrize(
        ("body", "verdict", "reason"),
        [
            ({"status": "200", "results": {"vacancies": [{"vacancy": {"id": "v-1"}}]}}, "open", None),
            ({"status": "404", "results": {}}, "archived", "not_found"),
            ({"status": "200", "results": {}}, "unknown", "empty_success"),
            (
                {"status": "200", "results": {"vacancies": [{"vacancy": {"id": "v-2"}}]}},
                "unknown",
                "other_object",
            ),
            ({"status": "500"}, "unknown", "status_in_body"),
        ],
    )
    def test_check(self, body: Any, verdict: str, reason: str | None) -> None:
        asked = Asked("trudvsem", json(body))
        found = asked.source.check("77_v-1", timeout=5)
        assert (found.verdict, found.reason) == (verdict, reason)
        assert asked.requests[0].url.path == "/api/v1/vacancies/vacancy/77/v-1"


class TestSuperJob:
    @staticmethod
    def board(times: list[int]) -> Any:
        def answer(request: httpx.Request) -> httpx.Response:
            params = request.url.params
            since, until = int(params["date_published_from"]), int(params["date_published_to"])
            found = [n for n, when in enumerate(times) if since <= when <= until]
            page = int(params["page"])
            assert page < 5
            rows = [{"id": n, "profession": "Повар"} for n in found[page * 100 : page * 100 + 100]]
            return httpx.Response(200, json={"objects": rows, "total": len(found), "more": len(rows) == 100})

        return answer

    def test_never_deeper_than_500(self) -> None:
        now = int(datetime.now(UTC).timestamp())
        asked = Asked("superjob", self.board([now - 600 * n for n in range(3000)]))
        assert len({one.external_id for one in asked.fetch()}) == 3000

    def test_a_refused_key_is_a_fault_of_the_configuration(self) -> None:
        for status in (401, 403):
            with pytest.raises(SourceForbidden):
                Asked("superjob", json({"error": {"code": status, "message": "no"}}, status)).fetch()

    def test_the_key_goes_into_its_header(self) -> None:
        assert (KINDS["superjob"].setting, KINDS["superjob"].key_header) == ("superjob_key", "X-Api-App-Id")

    @pytest.mark.parametrize(
        ("status", "body", "verdict"),
        [
            (200, {"id": 5, "is_archive": False, "is_closed": False}, "open"),
            (200, {"id": 5, "is_archive": True, "is_closed": False}, "archived"),
            (200, {"id": 5, "is_archive": False, "is_closed": True}, "archived"),
            (200, {"id": 6, "is_archive": True}, "unknown"),
            (404, {"error": {"code": 404, "message": "Not found"}}, "archived"),
            (404, {}, "unknown"),
            (403, {"error": {"code": 403}}, "unknown"),
            (500, {}, "unknown"),
        ],
    )
    def test_check(self, status: int, body: Any, verdict: str) -> None:
        assert Asked("superjob", json(body, status)).source.check("5", timeout=5).verdict == verdict


class TestHabr:
    TEXT = (
        '<script type="application/ld+json">{"@type": "JobPosting", "title": "T",'
        ' "description": "<p>Дело</p>"}</script>'
    )

    def board(self, total: int, *, vacancy: Any = None, last: int | None = None) -> Any:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path.startswith("/vacancies/"):
                return (vacancy or page(self.TEXT))(request)
            assert request.url.path == "/api/frontend/vacancies"
            number = int(request.url.params["page"])
            assert number <= 20
            size = 50 if last is None or number < last else 0
            rows = [self.item(n) for n in range((number - 1) * 50, min(total, (number - 1) * 50 + size))]
            return httpx.Response(
                200, json={"list": rows, "meta": {"totalResults": total, "currentPage": number}}
            )

        return answer

    @staticmethod
    def item(number: int) -> dict[str, Any]:
        return {
            "id": number + 1,
            "title": "Разработчик",
            "publishedDate": {"date": "2026-11-01T10:00:00+03:00"},
        }

    def test_a_thousand_deep_and_says_so(self) -> None:
        published = datetime.fromisoformat("2026-11-01T10:00:00+03:00")
        asked = Asked("habr", self.board(1300))
        assert len(asked.fetch(known={str(n): published for n in range(1, 1301)})) == 1000
        assert len(asked.requests) == 20
        assert any("1300 found" in note for note in asked.notes)

    def test_pages_only_of_what_is_new_or_published_again(self) -> None:
        same = datetime.fromisoformat("2026-11-01T10:00:00+03:00")
        asked = Asked("habr", self.board(3))
        found = asked.fetch(known={"1": same, "2": same - timedelta(days=30)})
        assert [(one.external_id, one.kind) for one in found] == [
            ("1", "list"),
            ("2", "detail"),
            ("3", "detail"),
        ]
        assert [one.url.path for one in asked.requests[1:]] == ["/vacancies/2", "/vacancies/3"]
        assert asked.source.parse(found[1]).description_html == "<div><p>Дело</p></div>"

    def test_a_read_that_ends_in_the_middle_is_none(self) -> None:
        with pytest.raises(SourceUnavailable) as caught:
            Asked("habr", self.board(400, last=3)).fetch()
        assert caught.value.code == "empty_success"

    def test_pages_without_text_stop_the_run_after_a_few(self) -> None:
        asked = Asked("habr", self.board(40, vacancy=page("<html>Войдите</html>")))
        with pytest.raises(SourceUnavailable) as caught:
            asked.fetch()
        assert caught.value.code == "no_posting"
        assert len(asked.requests) == 1 + 5

    def test_a_vacancy_that_went_away_is_left_out(self) -> None:
        asked = Asked("habr", self.board(2, vacancy=page("нет", 404)))
        assert asked.fetch() == []
        assert len(asked.notes) == 2

    @pytest.mark.parametrize(
        ("status", "text", "verdict"),
        [
            (200, TEXT, "open"),
            (200, TEXT.replace('"title"', '"validThrough": "2020-01-01", "title"'), "archived"),
            (200, f"<p>Вакансия в архиве</p>{TEXT}", "archived"),
            (200, "<html>Вакансии</html>", "sign"),
            (404, "<html>Нет такой страницы</html>", "sign"),
            (410, "gone", "sign"),
            (403, "<html>403</html>", "unknown"),
            (451, "<html>451</html>", "unknown"),
            (503, "<html>503</html>", "unknown"),
        ],
    )
    def test_check(self, status: int, text: str, verdict: str) -> None:
        found = Asked("habr", page(text, status)).source.check("5", timeout=5)
        assert ("sign" if found.soft else found.verdict) == verdict
