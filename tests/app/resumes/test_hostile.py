"""Thousands of damaged files: each ends in text or in a refusal; nothing crashes, hangs or stays behind.

Ordinary runs read a few hundred. All of them, in about five minutes:
`MUTATED_FILES=6000 ./podbor test tests/app/resumes/test_hostile.py`"""

import os
import pickle
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest

from app.resumes import reading
from app.resumes.documents import bounded
from app.resumes.reading import read_document
from data.errors import UnreadableDocument
from tests.app.resumes import mutating
from tests.app.resumes.drawing import drawn, scanned, unmapped
from tests.app.resumes.making import ENGLISH, RUSSIAN, assembled, docx, pdf, zipped

FILES = Path(__file__).parent / "files"
COPIES = int(os.environ.get("MUTATED_FILES", "250"))
BATCH = 200  # copies a process reads before a fresh one takes over
_ODT = (
    '<office:d xmlns:office="urn:o" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">{}</office:d>'
)
_JSON = b'{"basics": {"name": "Oscar Finch", "email": "o@example.org"}, "work": [{"name": "Mapwise", \
"highlights": ["Reports"]}], "skills": [{"name": "Data", "keywords": ["SQL"]}]}'


def seeds() -> list[bytes]:
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>2020</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    paragraphs = "".join(f"<text:p>{line}<text:tab/></text:p>" for line in RUSSIAN.split("\n"))
    rtf = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\x y}\uc1 "
    rtf += (
        b"".join(rb"\u%d?" % ord(sign) if ord(sign) > 127 else sign.encode() for sign in RUSSIAN) + rb"\par}"
    )
    page = f"<html><head><meta charset='cp1251'></head><body><ul><li>{RUSSIAN}</li></ul></body></html>"
    lines = ((40, 780 - 14 * at, line) for at, line in enumerate(ENGLISH.split("\n")))
    return [
        (FILES / "export_layout.pdf").read_bytes(),
        (FILES / "old_word.doc").read_bytes(),
        pdf(3, "Harriet Quill, backend developer, Denver"),
        drawn(*lines),
        unmapped("Harriet Quill, backend developer since 2014"),
        docx(*RUSSIAN.split("\n"), header="Калинина Вера", extra=table),
        zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": _ODT.format(paragraphs)}
        ),
        rtf,
        page.encode("cp1251", "replace"),
        _JSON,
        ENGLISH.encode(),
        *(RUSSIAN.encode(name, "replace") for name in ("utf-8", "cp1251", "koi8-r", "cp866", "utf-16")),
    ]


def read_all(first: int, last: int) -> tuple[Counter[str], list[int]]:
    """What the copies came to, and those at which the reading process ended."""
    outcomes: Counter[str] = Counter()
    ended: list[int] = []
    given = pickle.dumps(seeds())
    while first < last:
        until = min(first + BATCH, last)
        command = [sys.executable, mutating.__file__, str(first), str(until)]
        done = subprocess.run(command, input=given, capture_output=True, timeout=BATCH * 30)
        said = [line.split() for line in done.stdout.decode().splitlines()]
        outcomes.update(line[2] for line in said if line[0] == "read")
        if done.returncode == 0:
            first = until
            continue
        number = int(said[-1][1])
        # a signal is pdfium's or a limit's; anything else is an error of ours that escaped
        assert done.returncode < 0, f"copy {number}: {done.stderr.decode()[-2000:]}"
        ended.append(number)
        first = number + 1
    return outcomes, ended


def test_damaged_copies_end_in_text_or_a_refusal(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = children()
    outcomes, ended = read_all(0, COPIES)
    print(dict(outcomes), "ended by a signal:", ended)  # noqa: T201 - shown with -s
    assert sum(outcomes.values()) + len(ended) == COPIES
    known = {"text", *reading._MESSAGES}
    assert set(outcomes) <= known
    assert outcomes["text"] > COPIES / 10
    monkeypatch.setattr(bounded.tempfile, "tempdir", str(tmp_path / "files"))
    (tmp_path / "files").mkdir()
    assert all(
        outcome(mutating.copy(seeds(), number)) in known for number in [*ended, *range(COPIES, COPIES + 30)]
    )
    assert list((tmp_path / "files").iterdir()) == []
    assert children() <= before  # none of ours is left, not even an ended one


def children() -> set[str]:
    """Children of this process; others' servers may be among them."""
    lists = Path("/proc/self/task").glob("*/children")
    return {number for one in lists for number in one.read_text().split()}


def outcome(data: bytes) -> str:
    try:
        return "text" if read_document(data, "resume.pdf") else "nothing"
    except UnreadableDocument as refusal:
        return refusal.code


def test_a_stream_that_unpacks_to_gigabytes_is_stopped():
    packer = zlib.compressobj(9)
    head = packer.compress(b"0 0 m " * 11_000_000) + packer.flush(zlib.Z_FULL_FLUSH)  # 66 MB …
    packed = head + head[2:] * 31  # … 32 times: after a full flush the same block may follow
    bomb = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    assert outcome(assembled(bomb)) in {
        "document_timeout",
        "document_broken",
        "document_bomb",
        "document_no_text",
    }


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"{\\rtf1 \\u99999999? \\u-99999999? \\bin999999999 Harriet Quill, backend developer}", "Harriet"),
        (
            b"{\\rtf1 \\'zz \\'c \\ansicpg99999 " + b"{" * 5_000 + b"Harriet Quill, backend developer",
            "Harriet",
        ),
        (b"{\\rtf1 \\uc99999999 \\u1? Harriet Quill, backend developer}", "developer"),
        (b"<html><body>" + b"<div>" * 150 + b"</div>" * 150 + b"Harriet Quill, backend developer", "Harriet"),
    ],
)
def test_rtf_and_html_that_break_other_readers(data, text):
    assert text in read_document(data, "resume.rtf")


def test_names_of_parts_outside_of_the_archive_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    body += "<w:t>Harriet Quill, backend developer</w:t></w:r></w:p></w:body></w:document>"
    data = zipped({"word/document.xml": body, "../../outside": "x", "/tmp/outside-of-podbor": "x"})
    assert "Harriet" in read_document(data, "../../resume.docx")
    assert list(tmp_path.iterdir()) == []
    assert not Path("/tmp/outside-of-podbor").exists()


def test_scripts_and_actions_of_a_pdf_are_not_run():
    script = b"<< /S /JavaScript /JS (while (true) { app.alert\\('x'\\); }) >>"
    page = pdf(1, "Harriet Quill, backend developer")
    data = page.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction " + script)
    assert "Harriet" in read_document(data, "resume.pdf")


def test_damaged_scans_are_refused_or_read():
    scan = scanned(drawn((40, 700, "Harriet")), dots=40)
    outcomes = {outcome(mutating.copy([scan], number)) for number in range(6)}
    assert outcomes <= {"text", *reading._MESSAGES}
