"""Where one works: the text held against the flags, with its line; choices and servers are no claims."""

from __future__ import annotations

import pytest

from app.matching.claims import MAX_QUOTE, claims_of

REMOTE, SITE, HYBRID, FIELD = ("REMOTE",), ("ON_SITE",), ("HYBRID",), ("FIELD_WORK",)


@pytest.mark.parametrize(
    ("body", "flags", "code"),
    [
        ("Работа удалённая, но 2 дня в неделю в офисе.", REMOTE, "office_said"),
        ("Работа в нашем офисе на Тверской.", REMOTE, "office_said"),
        ("Формат работы: гибрид.", REMOTE, "office_said"),
        ("3 days a week in the office are expected.", REMOTE, "office_said"),
        ("Полностью удалённая работа.", SITE, "remote_said"),
        ("Можно работать из дома.", (), "remote_said"),
        ("This is a fully remote position.", SITE, "remote_said"),
        ("Гибридный график: два дня из дома.", SITE, "hybrid_said"),
        ("We offer a hybrid work model.", (), "hybrid_said"),
        ("Готовность к командировкам до 30 %.", SITE, "trips_said"),
        ("Разъездной характер работы.", (), "trips_said"),
        ("Travel up to 20% of the time.", REMOTE, "trips_said"),
        ("Готовность к переезду в Сочи обязательна.", SITE, "relocation_said"),
        ("You are willing to relocate to Kazan.", (), "relocation_said"),
    ],
)
def test_a_contradiction_is_told_with_its_line(body: str, flags: tuple[str, ...], code: str) -> None:
    found = claims_of(f"О компании.\n{body}\nДружная команда.", flags)
    assert [one.code for one in found] == [code]
    assert found[0].quote == body
    assert found[0].note == f"{code}:{body}"


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ("Работа в офисе или удалённо, по желанию.", REMOTE),
        ("Ездить в офис не нужно.", REMOTE),
        ("Наш офис работает с 10 до 19.", REMOTE),
        ("Полностью удалённая работа.", REMOTE),
        ("Настройка удалённого доступа и удалённых серверов.", SITE),
        ("Поддержка пользователей удалённо.", SITE),
        ("Удалённая работа не предусмотрена.", SITE),
        ("Без удалёнки.", SITE),
        ("Собеседование проходит дистанционно.", SITE),
        ("Занятия испанским в дистанционном формате за счёт компании.", SITE),
        ("Чат для связи с коллегами, находящимися на удалённой работе.", SITE),
        ("Оплачиваем больничный, отпуск и командировочные.", SITE),
        ("Опыт дистанционного обучения детей.", SITE),
        ("Remote access to customer servers.", SITE),
        ("Гибридные облака и гибридная архитектура.", SITE),
        ("Гибридный график.", HYBRID),
        ("Приём врача в офисе 2 раза в месяц.", SITE),
        ("Без командировок.", SITE),
        ("Организация командировок руководителя.", SITE),
        ("Разъездной характер работы.", FIELD),
        ("Помощь с релокацией, готовы оплатить переезд.", SITE),
        ("", ()),
    ],
)
def test_what_is_a_choice_a_denial_or_something_else_is_not_told(body: str, flags: tuple[str, ...]) -> None:
    assert claims_of(body, flags) == ()


def test_a_long_line_is_quoted_around_what_it_says() -> None:
    line = "Пишем сервисы для банка, " * 12 + "готовность к командировкам, " + "дружная команда, " * 12
    (found,) = claims_of(line, SITE)
    assert "командировкам" in found.quote
    assert len(found.quote) <= MAX_QUOTE
    assert found.quote.startswith("…")
    assert found.quote.endswith("…")


def test_a_book_of_a_posting_gives_one_of_each_kind_at_most() -> None:
    body = "Полностью удалённая работа.\nГотовность к командировкам.\n" * 20_000
    assert [one.code for one in claims_of(body, SITE)] == ["remote_said", "trips_said"]
