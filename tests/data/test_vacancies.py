from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, delete, select, text

from data.db import Database
from data.models import Vacancy
from data.repositories import candidates, freshness, projections, vacancies
from data.repositories.freshness import Look, VacancyRef
from data.repositories.vacancies import Written
from data.sources.base import Liveness
from tests.data.rows import PUBLISHED, a_row


def put(database: Database, *rows: dict[str, Any], live: bool = True) -> Written:
    with database.transaction() as session:
        return vacancies.upsert(session, rows, live=live)


def only(database: Database) -> Vacancy:
    with database.transaction() as session:
        return session.scalars(select(Vacancy).execution_options(populate_existing=True)).one()


def test_every_column_survives(database: Database) -> None:
    row = a_row(
        salary_from=Decimal("1234.56"), salary_to=Decimal("99999999999.99"), salary_currency="KZT",
        salary_gross=False, salary_period="hour", salary_rub_from=Decimal("3000.01"), seniority=None,
        title='Кавычки "и" \\ и 😀', key_skills=("a,b", "{c}", '"d"', "null"), role_ids=(),
    )  # fmt: skip
    assert put(database, row) == Written(new=1)
    kept = only(database)
    for name, value in row.items():
        assert getattr(kept, name) == (list(value) if isinstance(value, tuple) else value), name
    assert kept.shown_count == 0


def test_loading_twice_changes_nothing(database: Database) -> None:
    rows = [a_row(str(n)) for n in range(300)]
    assert put(database, *rows) == Written(new=300)
    with database.transaction() as session:
        before = {row.id: row.revision for row in session.scalars(select(Vacancy))}
    assert put(database, *rows) == Written(unchanged=300)
    with database.transaction() as session:
        found = session.scalars(select(Vacancy).execution_options(populate_existing=True))
        assert {row.id: row.revision for row in found} == before


def test_a_change_takes_a_higher_revision_and_keeps_the_id(database: Database) -> None:
    put(database, a_row("1"), a_row("2"))
    with database.transaction() as session:
        before = {row.external_id: (row.id, row.revision) for row in session.scalars(select(Vacancy))}
    assert put(database, a_row("1", title="Су-шеф", content_hash="b"), a_row("2")) == Written(
        changed=1, unchanged=1
    )
    with database.transaction() as session:
        top = max(revision for _, revision in before.values())
        (changed,) = projections.changed_since(session, top, limit=10)
    assert (changed.id, changed.title) == (before["1"][0], "Су-шеф")


def test_a_list_item_never_replaces_a_whole_posting(database: Database) -> None:
    cut = a_row(complete=False, body="Обрывок...", content_hash="cut", published_at=PUBLISHED + timedelta(1))
    put(database, cut)
    assert put(database, a_row(content_hash="full", published_at=PUBLISHED)) == Written(changed=1)
    assert put(database, cut) == Written(unchanged=1)
    assert only(database).body.startswith("Готовить")
    assert put(database, a_row(complete=False, content_hash="cut2", status="archived",
                               published_at=PUBLISHED + timedelta(2))).status_changed == 1  # fmt: skip
    assert (only(database).status, only(database).body[:8]) == ("archived", "Готовить")


def test_of_two_in_one_batch_the_fullest_and_newest_counts(database: Database) -> None:
    older = a_row(title="Старая", content_hash="old", published_at=PUBLISHED - timedelta(days=3))
    newer = a_row(title="Новая", content_hash="new", published_at=PUBLISHED)
    cut = a_row(title="Обрывок", content_hash="cut", complete=False, published_at=PUBLISHED + timedelta(1))
    assert put(database, newer, older, cut) == Written(new=1)
    assert only(database).title == "Новая"
    assert put(database, older, live=False) == Written(unchanged=1)
    assert only(database).title == "Новая"
    assert put(database, older, live=True) == Written(changed=1), "the board says so now"


def test_two_old_payloads_of_one_publication_do_not_take_turns(database: Database) -> None:
    one = a_row(title="Одна", content_hash="1", payload_sha="aa")
    other = a_row(title="Другая", content_hash="2", payload_sha="bb")
    put(database, one, live=False)
    assert put(database, other, live=False) == Written(changed=1)
    assert put(database, one, live=False) == put(database, other, live=False) == Written(unchanged=1)
    assert put(database, other | {"content_hash": "read anew"}, live=False) == Written(changed=1)
    assert put(database, one, live=True) == Written(changed=1), "what the board says now counts"


def test_the_board_can_reopen_an_old_file_cannot(database: Database) -> None:
    closed = datetime.now(UTC)
    put(database, a_row())
    first = only(database).revision
    assert put(database, a_row(status="archived", archived_at=closed)).status_changed == 1
    assert (only(database).status, only(database).archived_at) == ("archived", closed)
    assert only(database).revision > first
    assert put(database, a_row(), live=False).status_changed == 0
    assert put(database, a_row(), live=True).status_changed == 1
    assert (only(database).status, only(database).archived_at) == ("open", None)


def test_known_publications_are_open_and_whole(database: Database) -> None:
    put(
        database, a_row("1"), a_row("2", complete=False), a_row("3", status="archived"),
        a_row("4", source="hh"), a_row("5", published_at=None),
    )  # fmt: skip
    with database.transaction() as session:
        assert vacancies.publication_times(session, "demo") == {"1": PUBLISHED, "5": None}
        assert vacancies.count(session) == 4
        assert vacancies.count(session, source="demo", status=None) == 4
        assert vacancies.count_by_source(session) == {"demo": 3, "hh": 1}


def test_seen_and_shown_are_no_news_for_the_indexes(database: Database) -> None:
    put(database, a_row("1"))
    before = only(database)
    with database.transaction() as session:
        assert vacancies.touch(session, "demo", ["1", "absent"]) == 1
        candidates.add_shown(session, {before.id: 1})
        candidates.add_shown(session, {})
    after = only(database)
    assert (after.shown_count, after.revision) == (1, before.revision)


def test_revisions_become_visible_in_order(engine: Engine) -> None:
    """A reader that followed to N must never find a number below N appear afterwards."""
    real = Database(engine)
    order: list[str] = []
    holding = threading.Event()

    def slow() -> None:
        with real.transaction() as session:
            vacancies.upsert(session, [a_row("slow", source="locks")])
            holding.set()
            time.sleep(0.4)
            order.append("slow")

    try:
        first = threading.Thread(target=slow)
        first.start()
        assert holding.wait(10)
        with real.transaction() as session:
            vacancies.upsert(session, [a_row("quick", source="locks")])
            order.append("quick")
        first.join()
        with real.transaction() as session:
            rows = session.scalars(
                select(Vacancy).where(Vacancy.source == "locks").order_by(Vacancy.revision)
            )
            assert [row.external_id for row in rows] == order == ["slow", "quick"]
    finally:
        with real.transaction() as session:
            session.execute(delete(Vacancy).where(Vacancy.source == "locks"))


def test_a_search_waits_for_no_writer(engine: Engine) -> None:
    """A batch of an ingestion that is not committed yet must not hold up, or deadlock with, the hot path."""
    real = Database(engine)
    rows = [a_row(name, source="waits") for name in ("b", "a")]
    try:
        with real.transaction() as session:
            vacancies.upsert(session, rows)
        with real.transaction() as session:
            found = select(Vacancy.id, Vacancy.external_id).where(Vacancy.source == "waits")
            refs = [VacancyRef(one.id, "waits", one.external_id) for one in session.execute(found)]
        with real.transaction() as batch:
            vacancies.touch(batch, "waits", ["a"])
            with real.transaction() as session:
                session.execute(text("SET LOCAL lock_timeout = '2s'"))
                candidates.add_shown(session, {one.id: 1 for one in refs})
                freshness.record(
                    session, [Look(one, Liveness("open", 200), 1) for one in refs], trigger="read"
                )
        with real.transaction() as session:
            kept = session.scalars(select(Vacancy).where(Vacancy.source == "waits"))
            told = {row.external_id: (row.shown_count, bool(row.last_freshness_check)) for row in kept}
        assert told == {"a": (0, False), "b": (1, True)}
    finally:
        with real.transaction() as session:
            session.execute(delete(Vacancy).where(Vacancy.source == "waits"))
