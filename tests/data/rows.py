"""A row of `vacancies` with everything filled in, for tests that only care for one field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

PUBLISHED = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def a_row(external_id: str = "1", **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "source": "demo", "external_id": external_id, "url": f"https://board.invalid/{external_id}",
        "title": "Повар горячего цеха", "employer": "Пример", "employer_id": "9", "city": "Казань",
        "area_id": "88", "body": "Готовить.\n\n- Опыт от года", "key_skills": ("Кулинария", "ХАССП"),
        "skills": ("Кулинария",), "role_ids": ("94",), "role_names": ("Повар",), "domains": ("horeca",),
        "seniority": "middle", "experience": "between1And3", "work_formats": ("ON_SITE",),
        "employment": "FULL", "language": "ru",
        "requirements": ({"text": "Опыт от года", "kind": "must", "skills": []},), "complete": True,
        "salary_from": None, "salary_to": None, "salary_currency": None, "salary_gross": None,
        "salary_period": None, "salary_rub_from": None, "salary_rub_to": None, "published_at": PUBLISHED,
        "expires_at": None,
        "content_hash": "a", "card_hash": "a", "payload_sha": None, "run_id": None, "status": "open",
        "archived_at": None, "cities": ("Казань",), "links": (), "board_group": None,
    }  # fmt: skip
    return given | fields
