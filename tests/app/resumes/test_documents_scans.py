"""Scans with and without Tesseract; old Word files with and without a converter."""

import shutil
from pathlib import Path

import pytest

from app.resumes.reading import read_document
from data.errors import UnreadableDocument
from tests.app.resumes.drawing import drawn, outlined, scanned

FILES = Path(__file__).parent / "files"
TEXT = [
    "Harriet Quill, backend developer",
    "harriet.quill@example.org",
    "Experience",
    "Mapwise, senior developer, 2019 - 2024",
    "Payments in Python and Postgres for eleven countries",
    "Blue Kettle, developer, 2015 - 2019",
    "Warehouse software, reports and integrations",
    "Education: Colorado State University, 2015",
]
PAGE = drawn(*((60, 760 - 40 * at, line) for at, line in enumerate(TEXT)), size=14)
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs Tesseract")


@needs_tesseract
@pytest.mark.parametrize("turned", [0, 90])
def test_a_scan_is_read_page_by_page_also_when_turned(turned):
    told: list[tuple[int, int]] = []
    data = scanned(PAGE, turned=turned, pages=2 if turned == 0 else 1)
    text = read_document(data, "scan.pdf", on_progress=lambda done, pages: told.append((done, pages)))
    for word in ("Harriet", "Quill", "Payments", "Postgres", "University"):
        assert word in text
    assert told == ([(0, 2), (1, 2), (2, 2)] if turned == 0 else [(0, 1), (1, 1)])


def test_a_scan_without_tesseract_is_one_clear_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableDocument, match="Tesseract") as caught:
        read_document(scanned(PAGE, dots=60), "scan.pdf")
    assert caught.value.code == "document_scan"


@needs_tesseract
def test_letters_drawn_as_outlines_are_read_like_a_scan():
    text = read_document(outlined(PAGE), "outlines.pdf")
    assert "Harriet" in text
    assert "Postgres" in text


def test_a_scan_with_a_text_layer_needs_no_tesseract(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    text = read_document(scanned(PAGE, dots=60, layer=TEXT), "scan.pdf")
    assert text.strip().split("\n") == TEXT


@needs_tesseract
def test_a_scan_of_many_pages_is_refused_before_any_is_read():
    with pytest.raises(UnreadableDocument, match="11 pages") as caught:
        read_document(scanned(PAGE, dots=40, pages=11), "scan.pdf")
    assert caught.value.code == "document_too_long"


@pytest.mark.skipif(shutil.which("catdoc") is None, reason="needs catdoc")
def test_an_old_word_file_is_read_by_a_converter():
    text = read_document((FILES / "old_word.doc").read_bytes(), "resume.pdf")
    assert "Калинина Вера Андреевна" in text
    assert "Учёт основных средств, отчётность по МСФО." in text


def test_an_old_word_file_without_a_converter_is_one_clear_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableDocument, match="Old Word") as caught:
        read_document((FILES / "old_word.doc").read_bytes(), "resume.doc")
    assert caught.value.code == "document_doc"
