"""The child that opens a stranger's file: what it may not do, and that nothing of it stays behind."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.resumes.documents import bounded, child
from app.resumes.documents.limits import MAX_ANSWER_BYTES, Refused
from app.resumes.reading import read_document
from data.errors import UnreadableDocument
from tests.app.resumes.making import RUSSIAN, assembled, pdf

ROOT = Path(child.__file__).resolve().parents[3]


def limited(code: str) -> subprocess.CompletedProcess[str]:
    """Runs `code` under the child's limits."""
    source = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    source += "from app.resumes.documents import child\nchild._limit(converting=False)\n" + code
    return subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, text=True, timeout=60)


def leftovers(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import pathlib; pathlib.Path('written').write_text('x' * 100)", "File too large"),
        ("import socket; socket.create_connection(('127.0.0.1', 9), 2)", "Refused: document_broken"),
        ("b'x' * 2**31", "MemoryError"),
    ],
)
def test_the_child_may_not_write_connect_or_take_much_memory(code, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = limited(code)
    assert done.returncode == 1
    assert told in done.stderr


def answering(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(bounded, "_CHILD", code)


def code_of(data: bytes = b"any") -> str:
    with pytest.raises(Refused) as caught:
        bounded.text_of(data, None)
    return caught.value.code


def test_a_child_that_dies_hangs_or_babbles_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    answering(monkeypatch, "import os; os.abort()")
    assert code_of() == "document_broken"
    answering(monkeypatch, 'print(\'{"text": "half\')')
    assert code_of() == "document_broken"
    answering(monkeypatch, "pass")
    assert code_of() == "document_broken"
    answering(monkeypatch, f"import sys; sys.stdout.write('x' * {MAX_ANSWER_BYTES + 70_000})")
    assert code_of() == "document_bomb"
    answering(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(bounded, "WALL_SECONDS", 0.3)
    assert code_of() == "document_timeout"


def test_a_hanging_child_takes_its_own_children_along(monkeypatch, tmp_path):
    mark = tmp_path / "pid"
    answering(
        monkeypatch,
        "import subprocess, time; child = subprocess.Popen(['sleep', '60']); "
        f"open({str(mark)!r}, 'w').write(str(child.pid)); time.sleep(60)",
    )
    monkeypatch.setattr(bounded, "WALL_SECONDS", 1.5)
    assert code_of() == "document_timeout"
    grandchild = Path("/proc") / mark.read_text()
    until = time.monotonic() + 10
    while not _ended(grandchild) and time.monotonic() < until:  # a signal is sent before it is obeyed
        time.sleep(0.05)
    assert _ended(grandchild)


def _ended(process: Path) -> bool:
    try:
        return " Z " in (process / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_what_progress_raises_ends_the_child(monkeypatch):
    answering(monkeypatch, 'import time; print(\'{"done": 1, "pages": 2}\', flush=True); time.sleep(60)')

    def leave(done: int, pages: int) -> None:
        raise KeyError(done)

    with pytest.raises(KeyError):
        bounded.text_of(b"any", leave)


def test_the_child_knows_no_secret_and_leaves_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-a-person")
    monkeypatch.setattr(bounded.tempfile, "tempdir", str(tmp_path))
    answering(monkeypatch, "import os, json; print(json.dumps({'text': ' '.join(os.environ)}))")
    told = bounded.text_of(b"\xd0\xcf\x11\xe0 a compound file", None)
    assert "OPENAI" not in told
    assert leftovers(tmp_path) == []


def test_many_at_once_are_all_answered():
    texts: list[str] = []

    def read(data: bytes) -> None:
        texts.append(read_document(data, "resume"))

    files = [RUSSIAN.encode(), pdf(1, "Harriet Quill, backend developer")] * 4
    threads = [threading.Thread(target=read, args=(data,)) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(texts) == len(files)
    assert sum("Harriet" in text for text in texts) == 4


def test_forms_nested_without_end_are_a_sentence():
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Length 5 "
    form += b"/Resources << /XObject << /A %d 0 R >> >> >>\nstream\n/A Do\nendstream"
    deep = 3_000
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /XObject << /A 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/A Do\nendstream",
        *(form % (number + 6) for number in range(deep)),
        form % 5,  # … and round again
    ]
    with pytest.raises(UnreadableDocument):
        read_document(assembled(objects), "r.pdf")
