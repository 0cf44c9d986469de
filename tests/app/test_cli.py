"""The command line's promise: one sentence and the right exit code."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app import cli
from data.errors import InvalidInput, SourceUnavailable


def command(monkeypatch: pytest.MonkeyPatch, error: Exception | None, code: int = 0) -> None:
    """Put a command that ends so in the place of `runs`."""

    def run(options: argparse.Namespace) -> int:
        if error:
            raise error
        return code

    module = ModuleType("app.commands.runs")
    module.configure = lambda parser: None  # type: ignore[attr-defined]
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.commands.runs", module)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (None, 0),
        (InvalidInput("This file is empty."), 2),
        (SourceUnavailable("hh", "does not answer"), 3),
        (ZeroDivisionError("a bug"), 4),
        (OSError("no space left on device"), 4),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception | None, code: int
) -> None:
    command(monkeypatch, error)
    assert cli.main(["runs"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    if code in (2, 3):
        assert err == f"podbor: {error}\n"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PODBOR_WEB_PORT", "99999"), ("PODBOR_WEB_PORT", "abc"), ("PODBOR_HOST", "0.0.0.0")],  # noqa: S104
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    variable: str,
    value: str,
) -> None:
    from app.config import settings

    settings.cache_clear()
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("PODBOR_HOME", str(tmp_path))
    try:
        assert cli.main(["doctor"]) == 2
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert f"the setting {variable} cannot be used" in capsys.readouterr().err


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["dance"])
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_numpy_gets_one_thread_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own: numpy reads it once, when it is first imported."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    code = "import sys; from app import cli; assert 'numpy' not in sys.modules; cli.main(['nothing'])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "AssertionError" not in told.stderr
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    with pytest.raises(SystemExit):
        cli.main(["nothing"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with pytest.raises(SystemExit):
        cli.main(["nothing"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
