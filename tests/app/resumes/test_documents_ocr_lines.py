"""Tesseract's words to lines: order of a column of dates, cells, turned pages."""

import pytest

from app.resumes.documents.ocr_lines import text_of

#: (block, paragraph, line, left, top, text); every sign is 10 wide, every word 20 high
DATED = [
    (1, 1, 1, 0, 100, "Experience"),
    (2, 1, 1, 0, 200, "2019-01 —"), (2, 1, 2, 0, 230, "present"), (2, 1, 3, 0, 260, "4 years"),
    (2, 2, 1, 0, 500, "2015-02 —"), (2, 2, 2, 0, 530, "2018-12"),
    (2, 3, 1, 0, 700, "Education"),
    (3, 1, 1, 300, 200, "Mapwise"), (3, 1, 2, 300, 230, "Senior analyst of all the maps and reports"),
    (3, 2, 1, 300, 500, "Blue Kettle"), (3, 2, 2, 300, 530, "Analyst"),
]  # fmt: skip


def table(rows, turned=0):
    out = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    for block, paragraph, line, left, top, text in rows:
        for number, word in enumerate(text.split(" ")):
            box = (left, top, 10 * len(word), 20)
            left += 10 * len(word) + 8
            if turned == 90:
                box = (1000 - box[1] - box[3], box[0], box[3], box[2])
            elif turned == 180:
                box = (1000 - box[0] - box[2], 1000 - box[1] - box[3], box[2], box[3])
            elif turned == 270:
                box = (box[1], 1000 - box[0] - box[2], box[3], box[2])
            numbers = "\t".join(map(str, (block, paragraph, line, number, *box)))
            out.append(f"5\t1\t{numbers}\t90\t{word}")
    return "\n".join(out)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_each_block_of_dates_goes_before_its_job(turned):
    assert [line for line in text_of(table(DATED, turned)).split("\n") if line] == [
        "Experience",
        "2019-01 —",
        "present",
        "Mapwise",
        "Senior analyst of all the maps and reports",
        "2015-02 —",
        "2018-12",
        "Blue Kettle",
        "Analyst",
        "Education",
    ]


def test_columns_without_dates_stay_one_after_the_other():
    rows = [
        (1, 1, 1, 0, 100, "Skills"), (1, 1, 2, 0, 130, "Python"),
        (2, 1, 1, 300, 100, "Experience"), (2, 1, 2, 300, 130, "Mapwise, analyst of maps and reports"),
    ]  # fmt: skip
    wanted = "Skills\nPython\n\nExperience\nMapwise, analyst of maps and reports"
    assert text_of(table(rows)) == wanted


def test_words_far_apart_are_cells_and_an_empty_page_is_empty():
    rows = [(1, 1, 1, 0, 100, "Docker"), (1, 1, 1, 120, 100, "Apache Kafka")]
    assert text_of(table(rows)) == "Docker\tApache Kafka"
    assert text_of("") == ""
