"""A sweep looks where it is due, at everybody's pace, closes by the board's word alone, and goes on where it
was cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from app.freshness import sweep as sweeping
from app.freshness.sweep import SweepReport
from data.db import Database
from data.errors import InvalidInput
from data.models import FreshnessCheck, IngestRun, Vacancy
from data.repositories import posting_events, runs, vacancies
from data.sources.base import NO_SINGLE_CHECK, Liveness, SourceState
from data.sources.hh import HhSource
from tests.app.ingestion.fakes import demo
from tests.data.rows import a_row
from tests.data.sources.board import Board, error, posting

NOW = datetime.now(UTC)


class Asked:
    """A board that answers every look alike."""

    def __init__(self, name: str, found: Liveness, *, whole_board: bool = False) -> None:
        self.name = name
        self.whole_board = whole_board
        self.found = found
        self.asked: list[str] = []

    def state(self) -> SourceState:
        return SourceState(self.name, configured=True)

    def check(self, external_id: str, *, timeout: float) -> Liveness:
        self.asked.append(external_id)
        return self.found


OPEN = Liveness("open", 200)


def put(database: Database, source: str, many: int) -> None:
    with database.transaction() as session:
        vacancies.upsert(session, [a_row(str(number), source=source) for number in range(many)])


def sweep(database: Database, *sources: Any, limit: int = 500, **options: Any) -> SweepReport:
    named = {source.name: source for source in sources}
    return sweeping.sweep(database, named, limit=limit, **({"pause_ms": 0} | options))


def column(database: Database, which: Any) -> list[Any]:
    with database.transaction() as session:
        return list(session.scalars(select(which).order_by(Vacancy.id)))


def looks(database: Database) -> list[FreshnessCheck]:
    with database.transaction() as session:
        return list(session.scalars(select(FreshnessCheck).order_by(FreshnessCheck.id)))


def test_those_longest_unseen_and_then_the_rest(database: Database) -> None:
    board = Board([posting(n) for n in range(25)])
    with database.transaction() as session:
        vacancies.upsert(session, [a_row(one) for one in board.postings])
    board.postings["100003"]["archived"] = True
    source = demo(board)
    first = sweep(database, source, limit=20)
    assert (first.looked, first.closed, first.verdicts) == (20, 1, {"open": 19, "archived": 1, "unknown": 0})
    assert sweep(database, source, limit=20).looked == 5
    assert sweep(database, source, limit=20).looked == 0
    assert {one.trigger for one in looks(database)} == {"sweep"}


def test_a_silent_source_is_left_alone_and_the_others_take_its_share(database: Database) -> None:
    board = Board([posting(n) for n in range(30)])
    with database.transaction() as session:
        vacancies.upsert(session, [a_row(one) for one in board.postings])
    board.fault = lambda request: error(403, "captcha_required")
    put(database, "other", 30)
    report = sweep(database, demo(board), Asked("other", OPEN), limit=40)
    assert report.left_out == {"demo": "captcha_required"}
    assert report.verdicts == {"open": 30, "archived": 0, "unknown": sweeping.GIVE_UP_AFTER}
    assert set(column(database, Vacancy.status)) == {"open"}


def test_a_large_source_does_not_starve_the_others(database: Database) -> None:
    put(database, "large", 60)
    put(database, "small", 3)
    put(database, "middle", 10)
    large, small, middle = Asked("large", OPEN), Asked("small", OPEN), Asked("middle", OPEN)
    assert sweep(database, large, small, middle, limit=30).looked == 30
    assert [len(one.asked) for one in (large, small, middle)] == [17, 3, 10]


def test_sources_that_cannot_be_asked_are_named_with_the_reason(database: Database) -> None:
    put(database, "feed", 12)
    put(database, "gone", 1)
    put(database, "resting", 12)
    off = HhSource("hh", "https://board.invalid", token=None, user_agent=None)
    feed = Asked("feed", Liveness("unknown", None, NO_SINGLE_CHECK))
    resting = Asked("resting", Liveness("unknown", None, "circuit_open"))
    report = sweep(database, off, feed, resting)
    assert report.left_out == {
        "feed": NO_SINGLE_CHECK, "gone": "source_unknown", "hh": "hh_token_missing",
        "resting": "circuit_open",
    }  # fmt: skip
    assert (report.looked, len(feed.asked), len(resting.asked), looks(database)) == (0, 1, 1, [])


def test_a_bug_of_one_adapter_costs_its_own_looks_alone(database: Database) -> None:
    class Broken(Asked):
        def check(self, external_id: str, *, timeout: float) -> Liveness:
            raise ZeroDivisionError

    put(database, "broken", 15)
    put(database, "well", 15)
    report = sweep(database, Broken("broken", OPEN), Asked("well", OPEN))
    assert report.left_out == {"broken": "check_failed"}
    assert report.verdicts["open"] == 15


def test_one_that_was_cut_off_goes_on_where_it_stopped(database: Database) -> None:
    put(database, "demo", 100)
    source = Asked("demo", OPEN)

    def die(report: SweepReport) -> None:
        if report.looked == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(database, source, limit=70, sweep_id="night", progress=die)
    again = sweep(database, source, limit=70, sweep_id="night")
    assert (again.resumed, again.looked) == (40, 30)
    assert len(set(source.asked)) == len(source.asked) == 70, "nobody is asked twice"
    assert sweep(database, source, limit=70, sweep_id="night").looked == 0
    assert sweep(database, source, limit=70).looked == 30, "another night, the others' turn"


def test_two_at_once_do_not_double_the_pace(engine: Engine) -> None:
    database = Database(engine)
    with runs.exclusive(database, "the sweep"), pytest.raises(InvalidInput) as refused:
        sweep(database)
    assert refused.value.code == "sweep_in_progress"


def test_looks_of_searches_without_a_result_do_not_put_off_the_sweep(database: Database) -> None:
    put(database, "demo", 1)
    with database.transaction() as session:
        [one] = session.scalars(select(Vacancy.id))
        session.add(
            FreshnessCheck(
                vacancy_id=one, source="demo", trigger="read", verdict="unknown", duration_ms=1
            )
        )  # fmt: skip
    assert sweep(database, Asked("demo", OPEN)).looked == 1


def test_an_audit_revives_what_was_closed_wrongly(database: Database) -> None:
    put(database, "demo", 3)
    with database.transaction() as session:
        ago = NOW - timedelta(days=2)
        session.execute(update(Vacancy).values(status="archived", archived_at=ago))
    source = Asked("demo", OPEN)
    report = sweep(database, source, limit=100)
    assert (report.audited, report.revived, report.looked) == (2, 2, 0)
    assert sorted(column(database, Vacancy.status)) == ["archived", "open", "open"]
    with database.transaction() as session:
        history = [event.kind for event in posting_events.of(session, column(database, Vacancy.id)[0])]
    assert history == ["first_seen", "reopened"]
    assert [one.trigger for one in looks(database)] == ["audit", "audit"]


@pytest.mark.parametrize(
    ("fields", "read_days_ago", "reason"),
    [
        ({"last_seen_at": 31}, 0, "unseen"),
        ({"last_seen_at": 29}, 0, None),
        ({"last_seen_at": 31}, 5, None),  # the feed itself was not read for a while
        ({"last_seen_at": 31}, None, None),
        ({"last_seen_at": 5, "expires_at": 5}, 0, "expired"),
        ({"last_seen_at": 1, "expires_at": 5}, 0, None),  # it still lists what it said was over
    ],
)
def test_a_feed_with_a_window_closes_what_it_no_longer_shows(
    database: Database, fields: dict[str, int], read_days_ago: int | None, reason: str | None
) -> None:
    put(database, "feed", 1)
    with database.transaction() as session:
        session.execute(
            update(Vacancy).values({name: NOW - timedelta(days=days) for name, days in fields.items()})
        )
        if read_days_ago is not None:
            read = NOW - timedelta(days=read_days_ago)
            session.add(
                IngestRun(id="r", source="feed", status="succeeded", finished_at=read, params={}, counts={})
            )
    feed = Asked("feed", Liveness("unknown", None, NO_SINGLE_CHECK))
    report = sweep(database, feed)
    assert report.expired == report.closed == (reason is not None)
    with database.transaction() as session:
        [one] = session.scalars(select(Vacancy.id))
        last = posting_events.of(session, one)[-1]
    assert (last.after or {}).get("reason") == reason


def test_a_whole_board_closes_by_absence_and_not_by_age(database: Database) -> None:
    put(database, "board", 1)
    with database.transaction() as session:
        session.execute(update(Vacancy).values(last_seen_at=NOW - timedelta(days=90)))
        session.add(IngestRun(id="r", source="board", status="succeeded", finished_at=NOW, params={}))
    board = Asked("board", Liveness("unknown", None, NO_SINGLE_CHECK), whole_board=True)
    assert sweep(database, board).expired == 0


def test_what_a_complete_reading_did_not_show_is_asked_about(database: Database) -> None:
    put(database, "demo", 6)
    put(database, "other", 2)

    def reading(key: str, **fields: Any) -> SweepReport:
        with database.transaction() as session:
            given = {"status": "succeeded", "params": {}, "counts": {"fetched": 4}, "started_at": NOW}
            session.add(IngestRun(id=key, source="demo", **(given | fields)))
        return sweeping.confirm_missing(database, source, key, pause_ms=0)

    with database.transaction() as session:
        unseen = update(Vacancy).where(Vacancy.external_id.in_(("1", "3")))
        session.execute(unseen.values(last_seen_at=NOW - timedelta(hours=2)))
        session.execute(update(Vacancy).where(Vacancy.last_seen_at >= NOW).values(last_seen_at=NOW))
    source = Asked("demo", Liveness("archived", 404, "not_found"))
    for key, fields in (
        ("partial", {"status": "partial"}), ("part", {"params": {"query": "x"}}), ("empty", {"counts": {}}),
    ):  # fmt: skip
        assert reading(key, **fields).looked == 0
    assert (reading("whole").closed, source.asked) == (2, ["1", "3"])
    with database.transaction() as session:
        gone = select(Vacancy.source, Vacancy.external_id).where(Vacancy.status == "archived")
        assert sorted(map(tuple, session.execute(gone))) == [("demo", "1"), ("demo", "3")]


def test_the_missing_that_give_no_answer_wait_for_their_turn(database: Database) -> None:
    put(database, "demo", 3)
    with database.transaction() as session:
        session.execute(update(Vacancy).values(last_seen_at=NOW - timedelta(hours=2)))
        run = {"status": "succeeded", "params": {}, "counts": {"fetched": 1}, "started_at": NOW}
        session.add(IngestRun(id="r", source="demo", **run))
    silent = Asked("demo", Liveness("unknown", 503, "server_error"))
    assert sweeping.confirm_missing(database, silent, "r", limit=2, pause_ms=0).looked == 2
    assert sweeping.confirm_missing(database, silent, "r", limit=2, pause_ms=0).looked == 1
    assert sweeping.confirm_missing(database, silent, "r", limit=2, pause_ms=0).looked == 0
    assert set(column(database, Vacancy.status)) == {"open"}
