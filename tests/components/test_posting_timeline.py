"""The history of a posting in words; what a board wrote is never markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.freshness.history import History
from app.freshness.signals import Sign
from components.posting_timeline import FIRST
from data.repositories.posting_events import Event

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def event(kind: str, days: int, before: Any = None, after: Any = None, text: str | None = None) -> Event:
    return Event(NOW - timedelta(days=days), kind, before, after, text)


def shown(history: History | None, language: str) -> str:
    def page(history):  # type: ignore[no-untyped-def]
        from components.posting_timeline import posting_timeline

        posting_timeline(history)

    app = AppTest.from_function(page, kwargs={"history": history})
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    return "\n".join([*(one.value for one in app.markdown), *(one.proto.body for one in app.get("html"))])


LIFE = (
    event("first_seen", 90),
    event("pay_changed", 80, {}, {"from": "90000", "currency": "RUB", "gross": True}),
    event("title_changed", 70, {"title": "Повар"}, {"title": "<img src=x onerror=alert(1)>"}),
    event("place_changed", 60, {"cities": ["Казань"]}, {"cities": ["Казань", "Уфа"]}),
    event("text_changed", 50, None, {"added": 12, "removed": 3}, "<script>было</script>"),
    event("closed", 40, None, {"reason": "absent_from_board"}),
    event("reopened", 30, None, {"reason": "board"}),
    event("reposted", 20, {"published_at": "x"}, {"published_at": "y"}),
    event("closed", 10, None, {"reason": "not_found"}),
    event("reopened", 9, None, {"reason": "audit"}),
)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["pay: Pay not stated → from 90,000", "place: Казань → Казань, Уфа",
                "12 words added, 3 removed", "no longer on the board", "opened again",
                "published anew", "closed by the employer",
                "by mistake", "This may be", "published anew 4 times in 60 days", "earlier (2)"]),
        ("ru", ["зарплата: Зарплата не указана → от 90", "место: Казань → Казань, Уфа", "слов — 12",
                "больше нет на сайте", "открыта снова", "Возможно, это постоянное объявление",
                "опубликована заново 4 раза за 60 дней", "открыта 91 день", "раньше (2)"]),
    ],
)  # fmt: skip
def test_every_kind_of_event_has_words(language: str, texts: list[str]) -> None:
    told = shown(History(LIFE, (Sign("republished", 4), Sign("open_long", 91))), language)
    assert [one for one in texts if one not in told] == []
    assert "<script>" not in told
    assert "<img" not in told
    assert told.index("by mistake" if language == "en" else "по ошибке") < told.index("Казань, Уфа"), (
        "newest first"
    )
    assert told.count("<li>") == 2 + len(LIFE)
    assert len(LIFE) - FIRST == 2


def test_without_a_history_there_is_nothing_to_show() -> None:
    assert shown(None, "en") == ""
    assert "History" in shown(History((event("first_seen", 1),)), "en")
