"""Files in, text out: kinds told by content, encodings, and every hostile file one clear sentence."""

from pathlib import Path

import pytest

from app.resumes.reading import read_document
from data.errors import UnreadableDocument
from tests.app.resumes.making import RUSSIAN, docx, pdf, zipped

FILES = Path(__file__).parent / "files"
ENCRYPT = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "ab" * 32 + "> /U <" + "cd" * 32 + "> >> "
    "/ID [<00> <00>]"
)


def code_of(data: bytes, name: str = "resume.pdf") -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, name)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"]
)
def test_text_in_any_encoding(encoding):
    old = RUSSIAN.replace("«", '"').replace("»", '"')  # signs the old code pages lack
    text = read_document(old.encode(encoding), "resume.txt")
    assert "Калинина Вера Андреевна" in text
    assert "отчётность по МСФО" in text


def test_pdf_chips_and_columns_are_parted():
    text = read_document((FILES / "export_layout.pdf").read_bytes(), "resume.pdf")
    assert "Навыки\t1С:Предприятие\tExcel\tУправление запасами\tТТН" in text
    assert "Лебедева Арина Максимовна" in text


def test_docx_header_text_box_insertion_control_and_hidden_text():
    extra = (
        "<w:p><w:ins><w:r><w:t>вставлено</w:t></w:r></w:ins><w:del><w:r><w:delText>убрано</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>невидимо</w:t></w:r>"
        '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>мельче некуда</w:t></w:r></w:p>'
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>в поле</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>в рамке</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2020</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>Завод</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    text = read_document(docx("Первая строка", header="Калинина Вера", extra=extra), "wrong-name.pdf")
    assert text.split("\n") == [
        "Калинина Вера",
        "Первая строка",
        "вставлено",
        "в поле",
        "",
        "в рамке",
        "2020\tЗавод",
    ]


def test_html_shows_only_what_is_visible():
    page = (
        "<html><head><meta charset='windows-1251'><style>p{}</style></head><body><h1>Калинина Вера</h1>"
        "<p style='display:none'>секрет</p><p style='font-size:0px'>секрет</p><p hidden>секрет</p>"
        "<p style='opacity: 0.9; font-size:0.8em'>Бухгалтер</p><ul><li>Excel</li><li>МСФО</li></ul>"
        "<script>alert(1)</script></body></html>"
    )
    text = read_document(page.encode("cp1251"), "resume.docx")
    assert "Калинина Вера" in text
    assert "• Excel" in text
    assert "Бухгалтер" in text
    assert "секрет" not in text
    assert "alert" not in text


def test_rtf_and_odt_and_json_resume():
    rtf = rb"{\rtf1\ansi\ansicpg1251 {\fonttbl Arial;} \'c2\'e5\'f0\'e0 \u1050?\u1072?"
    rtf += rb"\par Excel, Word and more skills}"
    assert "Вера Ка\nExcel" in read_document(rtf, "resume.rtf").replace(" \n", "\n")
    body = "<text:p>Калинина Вера Андреевна<text:tab/>x</text:p>"
    spaces = 'xmlns:office="urn:o" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    odt = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:d {spaces}>{body}</office:d>",
        }
    )
    assert read_document(odt, "resume.odt") == "Калинина Вера Андреевна\tx"
    resume = b'{"basics": {"name": "Oscar Finch", "email": "o@example.org"}, "work": [{"name": "Mapwise"}]}'
    assert "Name: Oscar Finch" in read_document(resume, "r.json")


def test_nul_bytes_and_surrogates_never_come_out():
    text = read_document("Вера\x00 Калинина, бухгалтер из Твери".encode(), "a.txt")
    assert "\x00" not in text
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document_empty"),
        (b"\x00\x00 \n", "document_empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "document_is_image"),
        (b"\xff\xd8\xff\xe0" + b"x" * 100, "document_is_image"),
        (b"\x00\x00\x00\x18ftypheic" + b"x" * 100, "document_is_image"),
        (b"%PDF-1.4\nnothing that follows is a document", "document_broken"),
        (b"PK\x03\x04 not really an archive", "document_broken"),
        (b"MZ\x90\x00\x03" + bytes(range(256)) * 40, "document_unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "document_unsupported"),
        (b'{"some": "other", "json": "file with letters"}', "document_unsupported"),
    ],
)
def test_what_is_no_document_is_refused(data, code):
    assert code_of(data) == code


def test_hostile_pdfs():
    assert code_of(pdf(200, "too many pages")) == "document_too_long"
    assert code_of(pdf(1, "a secret text that is locked away", trailer=ENCRYPT)) == "document_encrypted"
    assert code_of(pdf(1, "")) == "document_no_text"
    assert code_of(b"%PDF-" + b"0" * (21 * 1024 * 1024)) == "document_too_big"
    assert "Harriet" in read_document(pdf(30, "Harriet Quill, backend developer"), "r.pdf")


def test_docx_bombs_and_entities():
    bomb = zipped({"word/document.xml": b"<a>" + b" " * (40 * 1024 * 1024) + b"</a>"})
    assert len(bomb) < 1024 * 1024
    assert code_of(bomb) == "document_bomb"
    many = zipped({"word/document.xml": "<a/>", **{f"f{number}": "" for number in range(5_001)}})
    assert code_of(many) == "document_bomb"
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert code_of(zipped({"word/document.xml": entity})) == "document_bomb"
    assert code_of(zipped({"word/document.xml": "<a><b>"})) == "document_broken"
    assert code_of(zipped({"photo.jpg": "x"})) == "document_unsupported"
