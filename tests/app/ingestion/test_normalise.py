from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.ingestion.normalise import NormalisedVacancy, language_of, normalise
from data.models import Vacancy
from data.sources.base import Pay, Posting
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


@pytest.mark.parametrize(
    ("city", "country", "shown", "area_id"),
    [
        ("Moscow", None, "Москва", "1"),
        ("Almaty", "KZ", "Алматы", "160"),
        ("Saint Petersburg", "US", "Saint Petersburg", "85"),
        ("Berlin", "DE", "Berlin", "27"),
        ("Berlin", None, "Berlin", None),
        (None, "DE", "Германия", "27"),
        (None, "US", "США", "85"),
        (None, None, None, None),
    ],
)
def test_a_place_in_the_words_of_a_career_board(
    city: str | None, country: str | None, shown: str | None, area_id: str | None
) -> None:
    posting = Posting(source="s", external_id="1", title="Engineer", city=city, country=country)
    found = normalise(posting, now=NOW)
    assert (found.city, found.area_id) == (shown, area_id)


def test_all_cities_of_a_career_board_are_kept_each_in_the_words_of_the_directory() -> None:
    posting = Posting(source="s", external_id="1", title="A", city="Yerevan", cities=("Yerevan", "Tbilisi"))
    assert normalise(posting, now=NOW).cities == ("Yerevan", "Тбилиси")


def test_pay_in_the_currency_of_a_far_country_can_be_compared() -> None:
    pay = Pay(low=Decimal(12_000), high=Decimal(16_000), currency="PLN", period="month")
    found = normalise(Posting(source="s", external_id="1", title="A", pay=pay), now=NOW)
    assert found.salary_rub_from is not None
    assert 200_000 < found.salary_rub_from < 350_000
    assert found.salary_currency == "PLN"


def test_a_text_in_another_language_of_latin_letters_is_not_english() -> None:
    german = "Wir suchen für unser Team in München eine Person mit Erfahrung, die gern plant. " * 5
    english = "We are looking for a person with experience who likes to plan the work of our team. " * 5
    assert language_of(german) is None
    assert language_of(english) == "en"
    assert language_of("Python, SQL") == "en"
