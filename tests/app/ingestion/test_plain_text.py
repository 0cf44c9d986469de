from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingestion.plain_text import MAX_TEXT, plain_text, printable


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Один</p><p>Два</p>", "Один\n\nДва"),
        ("<p><strong>Нужно:</strong></p> <ul> <li> <p>SQL</p> </li> <li>Python &amp; R</li></ul><p>Ждём</p>",
         "Нужно:\n\n- SQL\n- Python & R\n\nЖдём"),
        ("<ul><li>Один<ul><li>Внутри</li></ul></li><li>Два</li></ul>", "- Один\n- Внутри\n- Два"),
        ("Строка<br>другая<br /><br />третья", "Строка\nдругая\n\nтретья"),
        ("<p>• Опыт<br>— Права<br>* Желание</p>", "- Опыт\n- Права\n- Желание"),
        ("<p>Зарплата &lt; 5 &quot;млн&quot;&nbsp;₽</p>", 'Зарплата < 5 "млн" ₽'),
        ("<style>p{}</style><script>alert(1)</script><p onclick=x>Текст</p><!-- нет -->", "Текст"),
        ("<p><a href='javascript:alert(1)'>сюда</a> <img src=x onerror=alert(1)></p>", "сюда"),
        ("<p>a\x00b\ud800c\u202ed\u200be</p>", "a bcde"),
        ("Без тегов:\n• раз\n• два\n\n\n\nВсё", "Без тегов:\n- раз\n- два\n\nВсё"),
        ("5 < 6 и 7 > 4", "5 < 6 и 7 > 4"),
        ("<h2>Мы</h2><div>Пишем<div>код</div></div>", "Мы\n\nПишем\n\nкод"),
        ("<p>Ставка — 100</p>", "Ставка — 100"),
        ("<p>***</p><p>---</p>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_becomes_text(source: str, expected: str) -> None:
    assert plain_text(source) == expected


def test_long_texts_end_at_a_line() -> None:
    text = plain_text("".join(f"<p>Строка номер {n}</p>" for n in range(5000)))
    assert MAX_TEXT - 100 < len(text) <= MAX_TEXT
    assert re.fullmatch(r"Строка номер \d+", text.rsplit("\n", 1)[1])
    assert len(plain_text("а" * 300_000)) == MAX_TEXT


_PIECES = st.sampled_from(["<p>", "</li>", "<li>", "<", "&#0;", "я", "\ud800", "-", "\n", "• "])


@given(st.text(max_size=400) | st.lists(_PIECES, max_size=40).map("".join))
def test_never_fails_and_always_stores(source: str) -> None:
    text = plain_text(source)
    text.encode()  # no lone surrogates
    assert "\x00" not in text
    assert text == text.strip()
    assert "\n\n\n" not in text


def test_no_character_that_cannot_be_shown_is_left() -> None:
    characters = [chr(code) for code in (*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFE00, 0x10000))]
    alone = "".join(printable(f"а{character}б")[1:-1] for character in characters)
    assert not any(0xD800 <= ord(character) < 0xE000 for character in alone)
    for code in (0x00, 0x08, 0x1B, 0x85, 0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF):
        assert chr(code) not in alone
    assert {"\n", "я", "№", "\u00a0"} <= set(alone)
