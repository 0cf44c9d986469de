"""What of a text tells of the work, what of the offer, and which terms of the offer count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingestion.identity_traits import MIN_WORDS, traits_of, words_of
from app.ingestion.identity_work import parts, terms, without_links

DUTIES = "Обязанности:\n- печь хлеб\n- мыть формы"
NEEDS = "Требования:\n- любовь к тесту"


def offers(text: str) -> str:
    return "\n".join(piece for piece, offer in parts(text) if offer)


@pytest.mark.parametrize(
    "heading", ["Условия:", "Мы предлагаем", "Что мы предлагаем:", "От нас", "Benefits", "What we offer:"]
)
def test_an_offer_lasts_from_its_heading_to_the_next(heading: str) -> None:
    given = f"{DUTIES}\n{heading}\n- обеды: рядом\n- спортзал\n{NEEDS}"
    assert offers(given) == f"{heading}\n- обеды: рядом\n- спортзал"


@pytest.mark.parametrize(
    "heading", ["Будет преимуществом:", "Что предстоит делать:", "Условия и требования:"]
)
def test_a_heading_of_the_work_opens_no_offer(heading: str) -> None:
    assert offers(f"{DUTIES}\n{heading}\n- ещё одно") == ""


def test_a_text_without_breaks_is_divided_at_its_headings() -> None:
    duties = "печь хлеб, мыть формы, носить муку, " * 9
    given = f"Пекарня. Обязанности: {duties}Условия: обеды. Требования: опыт."
    assert offers(given) == "Условия: обеды."


def test_hours_and_pay_of_an_offer_count_and_perks_do_not() -> None:
    assert terms("- обеды за 50%\n- график 2/2\n- оклад 60 000 руб.") == "- график 2/2\n- оклад 60 000 руб."


def test_links_and_mail_say_nothing() -> None:
    text = (
        "Смотрите https://a.invalid/7?b=c и www.b.invalid/x, пишите hr.team@c.invalid или docs.hleb.ru/forms."
    )
    assert without_links(text).split() == ["Смотрите", "и", "пишите", "или"]


def test_a_text_that_is_mostly_an_offer_tells_of_no_work() -> None:
    perks = "\n".join(f"- подарок {word}" for word in ["торт", "чай", "книга", "сад"] * MIN_WORDS)
    given = traits_of(
        ("hh", "1"), title="Пекарь", employer="Хлеб", body=f"Печь хлеб.\nМы предлагаем:\n{perks}"
    )
    assert given.work is None
    assert given.text is not None


@given(st.text(alphabet="абв -\n:.Условия/@", max_size=400))
def test_no_word_is_lost_in_parts(text: str) -> None:
    whole = " ".join(piece for piece, _offer in parts(text)).split()
    assert "".join(whole) == "".join(text.split())
    words_of(text, ["Казань"])
