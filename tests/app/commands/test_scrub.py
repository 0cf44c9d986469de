"""`podbor scrub`: the text alone on stdout, JSON with spans, figures of a file of cases."""

import io
import json

from app import cli


def test_text_and_spans(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Пишите на a.b@mail.example, знаю Docker"))
    assert cli.main(["scrub", "-"]) == 0
    assert capsys.readouterr().out == "Пишите на [EMAIL], знаю Docker\n"
    file = tmp_path / "cv.txt"
    file.write_text("Денис Завьялов\n" + "Опыт работы с Docker и Kafka пять лет.\n" * 5, encoding="utf-8")
    assert cli.main(["scrub", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["removed"] == [{"kind": "name", "start": 0, "end": 14, "placeholder": "[NAME]"}]
    assert "Завьялов" not in found["text"]


def test_figures_of_cases(tmp_path, capsys):
    file = tmp_path / "cases.json"
    case = {"id": "a", "category": "email", "text": "a@b.example", "secrets": ["a@b.example"], "keep": []}
    file.write_text(json.dumps([case]), encoding="utf-8")
    assert cli.main(["scrub", "--cases", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["email"]["recall"] == 1.0
    file.write_text("{}", encoding="utf-8")
    assert cli.main(["scrub", "--cases", str(file)]) == 2
    assert "holds no scrubbing cases" in capsys.readouterr().err
