"""`podbor test` speaks the exit codes of all commands."""

import argparse
from pathlib import Path

from app.commands import test as command


def test_a_failed_test_is_three(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text("def test_it(): assert False")
    arguments = ["-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    assert command.run(argparse.Namespace(arguments=arguments)) == 3
