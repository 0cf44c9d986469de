"""`podbor parse`: JSON alone on stdout, one sentence and code 2 for bad input, nothing heavy imported."""

import json
import subprocess
import sys

from app import cli
from tests.app.resumes.making import RUSSIAN


def test_json_has_the_promised_fields(tmp_path, capsys):
    file = tmp_path / "cv.txt"
    file.write_text(RUSSIAN, encoding="utf-8")
    assert cli.main(["parse", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {
        *("name", "emails", "phones", "links", "city", "role", "seniority", "domains", "skills", "positions"),
        *("experience_years", "education", "languages", "salary", "lines"),
    }
    assert found["salary"] == {"amount": 110000.0, "currency": "RUB"}
    assert set(found["skills"][0]) == {"name", "evidence"}
    assert {"title", "employer", "start", "end"} <= set(found["positions"][0])


def test_bad_input_is_one_sentence(tmp_path, capsys):
    file = tmp_path / "cv.pdf"
    file.write_bytes(b"")
    assert cli.main(["parse", str(file)]) == 2
    assert cli.main(["parse", str(tmp_path / "missing")]) == 2
    assert cli.main(["parse"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 3


def test_needs_no_stack():
    code = (
        "import sys, app.commands.parse; "
        "print(sorted({'chromadb', 'streamlit', 'prefect', 'sqlalchemy', 'polars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
