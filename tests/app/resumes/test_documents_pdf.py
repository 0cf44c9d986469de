"""PDF pages as people see them: strays, justified lines, hyphens, hidden text, fonts without a map."""

import pytest

from app.resumes.documents import legible
from app.resumes.reading import read_document
from data.errors import UnreadableDocument
from tests.app.resumes.drawing import drawn, unmapped


def lines(data: bytes) -> list[str]:
    return read_document(data, "resume.pdf").split("\n")


def test_headings_drawn_after_their_column_stand_before_their_text():
    data = drawn(
        (40, 700, "Python and much else of that kind"),
        (40, 600, "Bachelor of Science in Statistics"),
        (300, 700, "Mapwise, analyst since 2019"),
        (40, 720, "Skills"),
        (40, 620, "Education"),
        (300, 720, "Experience"),
        (40, 760, "Oscar Finch of Denver, Colorado, data analyst and more than that"),
    )
    assert lines(data) == [
        "Oscar Finch of Denver, Colorado, data analyst and more than that",
        "Skills",
        "Python and much else of that kind",
        "Education",
        "Bachelor of Science in Statistics",
        "Experience",
        "Mapwise, analyst since 2019",
    ]


def test_dates_beside_their_job_stay_with_it():
    data = drawn(
        (40, 700, "2019 - 2021"),
        (40, 685, "2 years"),
        (200, 700, "Mapwise, data analyst"),
        (200, 685, "Reports in SQL and Tableau"),
        (40, 600, "2015 - 2018"),
        (40, 585, "3 years"),
        (200, 600, "Blue Kettle, junior analyst"),
    )
    assert lines(data) == [
        "2019 - 2021",
        "2 years",
        "Mapwise, data analyst",
        "Reports in SQL and Tableau",
        "2015 - 2018",
        "3 years",
        "Blue Kettle, junior analyst",
    ]


def test_equal_wide_blanks_are_a_justified_line_and_wider_ones_are_cells():
    def spread(y: float, blank: float) -> list[tuple[float, float, str]]:
        words, x = ["Reports", "Budgets", "Tableau", "Ledgers", "Invoice"], 40.0
        return [(x + (42 + blank) * at, y, word) for at, word in enumerate(words)]

    first, second = lines(drawn(*spread(700, 6), *spread(600, 30)))
    assert first == "Reports Budgets Tableau Ledgers Invoice"
    assert second.split("\t") == ["Reports", "Budgets", "Tableau", "Ledgers", "Invoice"]


@pytest.mark.parametrize(("producer", "word"), [("Chromium", "cloud-native"), ("pdfTeX-1.40", "cloudnative")])
def test_a_hyphen_at_the_end_of_a_row_stays_where_nobody_parts_words(producer, word):
    data = drawn(
        (40, 700, "Builds reliable and cloud-"), (40, 686, "native systems for banks"), producer=producer
    )
    assert word in read_document(data, "r.pdf").replace("-\n", "-")


def test_a_hyphen_stays_when_the_word_is_written_with_it_elsewhere():
    data = drawn(
        (40, 740, "Cloud-native since 2015"),
        (40, 700, "Builds reliable cloud-"),
        (40, 686, "native systems"),
        producer="pdfTeX",
    )
    assert "reliable cloud-native systems" in read_document(data, "r.pdf")


def test_text_that_nobody_sees_is_not_read():
    shown = (40, 700, "Oscar Finch, data analyst from Denver")
    assert "Oscar" in read_document(drawn(shown), "r.pdf")
    assert "secret" not in read_document(drawn(shown, (40, 900, "secret keywords off the page")), "r.pdf")
    with pytest.raises(UnreadableDocument, match="No text"):
        read_document(drawn((40, 700, "secret keywords in invisible ink, many of them"), mode=3), "r.pdf")
    with pytest.raises(UnreadableDocument, match="No text"):
        read_document(drawn((40, 700, "secret keywords too small for anybody's eyes"), size=0.9), "r.pdf")


def test_a_font_without_a_map_is_read_by_the_other_reader(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # no Tesseract
    text = read_document(unmapped("Harriet Quill, backend developer since 2014"), "r.pdf")
    assert text.strip() == "Harriet Quill, backend developer since 2014"


def test_signs_of_an_unmapped_font_are_told_from_text():
    assert legible.share("Калинина Вера, 110 000 ₽ — «Игла», C++/C#, №7 • naïve Gdańsk") == 1.0
    assert legible.share("") == 1.0
    assert legible.share("Ɣȶɚ ɴɪɧɚ\x03\x0f\x11 ȼɟɪɚ 12") < legible.ENOUGH
    assert legible.share("ვერა კალინინა, 会計士 Excel") == 1.0
