from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.ingestion.normalise import NormalisedVacancy, language_of, normalise
from data.models import Vacancy
from data.sources.base import Posting
from data.sources.hh import HhSource

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "data" / "sources" / "examples" / "hh"
HH = HhSource("hh", "https://board.invalid", token=None, user_agent=None)


def example(name: str) -> NormalisedVacancy:
    (payload,) = HH.read_line(json.loads((EXAMPLES / f"{name}.json").read_text()))
    return normalise(HH.parse(payload), now=NOW)


def a_posting(**given: Any) -> Posting:
    return Posting(**({"source": "demo", "external_id": "1", "title": "Повар"} | given))


def test_fills_the_columns_of_the_table() -> None:
    ours = {
        "id",
        "first_seen_at",
        "last_seen_at",
        "updated_at",
        "last_freshness_check",
        "shown_count",
        "revision",
        "job_id",
        "identity_hash",
        "own_board",
    }
    assert {one.name for one in fields(NormalisedVacancy)} == {
        column.name for column in Vacancy.__table__.columns
    } - ours


def test_a_posting_of_2020() -> None:
    vacancy = example("detail_2020")
    assert vacancy.body.startswith("Обязанности:\n\n- Сварка металлоконструкций")
    assert (vacancy.city, vacancy.area_id, vacancy.language) == ("Казань", "88", "ru")
    assert (str(vacancy.salary_rub_from), str(vacancy.salary_rub_to)) == ("47850.00", "69600.00")
    assert vacancy.role_ids, "a role is derived from the title when the board gave none"
    assert [one["text"] for one in vacancy.requirements] == ["Опыт работы на полуавтомате от года"]


def test_a_list_item_of_2026() -> None:
    vacancy = example("list_2026")
    assert not vacancy.complete
    assert "highlighttext" not in vacancy.body
    assert vacancy.salary_period == "hour"
    assert vacancy.salary_rub_from is not None
    assert 50_000 < vacancy.salary_rub_from < 80_000


def test_a_posting_in_english() -> None:
    vacancy = example("detail_2026")
    assert (vacancy.language, vacancy.seniority) == ("en", "senior")
    assert {"Go", "PostgreSQL"} <= set(vacancy.skills)
    assert vacancy.work_formats == ("REMOTE", "HYBRID")


def test_odd_ones_become_rows_too() -> None:
    region = example("odd_types")
    assert (region.city, region.status, region.archived_at) == ("Химки", "archived", NOW)
    flat = example("odd_flattened")
    assert flat.area_id is not None, "the town is found by its name"
    assert str(flat.salary_rub_from) == "67500.00"
    assert flat.body.endswith("- опыт от года")


def test_same_posting_same_result_and_hashes_mean_what_they_say() -> None:
    posting = a_posting(description_html="<p>Готовить завтраки</p>" + "<p>Долгий текст о кухне.</p>" * 60)
    first = normalise(posting, now=NOW)
    assert normalise(posting, now=NOW + timedelta(days=3)) == first
    renewed = normalise(posting.model_copy(update={"published_at": NOW}), now=NOW)
    assert renewed.content_hash != first.content_hash
    assert renewed.card_hash == first.card_hash
    longer = posting.model_copy(update={"description_html": posting.description_html + "<p>Ещё чай.</p>"})
    assert normalise(longer, now=NOW).card_hash == first.card_hash
    assert normalise(posting.model_copy(update={"title": "Шеф"}), now=NOW).card_hash != first.card_hash
    closed = normalise(posting.model_copy(update={"archived": True}), now=NOW)
    assert closed.content_hash == first.content_hash


def test_a_publication_from_the_future_is_not_believed() -> None:
    assert normalise(a_posting(published_at=NOW + timedelta(days=400)), now=NOW).published_at is None
    assert normalise(a_posting(published_at=NOW + timedelta(minutes=2)), now=NOW).published_at == NOW


def test_language() -> None:
    assert language_of("Разработчик Python, Django, PostgreSQL, Kafka, опыт от трёх лет") == "ru"
    assert language_of("Senior backend engineer for our payments team. Офис: Москва") == "en"
    assert language_of("12 345 — !") is None


def test_nothing_said_is_nothing_known() -> None:
    bare = normalise(a_posting(), now=NOW)
    assert (bare.body, bare.salary_rub_from, bare.city, bare.skills) == ("", None, None, bare.skills)
    assert bare.status == "open"
