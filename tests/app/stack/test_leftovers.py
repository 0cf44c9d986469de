"""Who inherits the mark is found and ended, wherever it went."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.stack import leftovers, process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
TREE = "setsid sleep 300 & setsid sleep 301 & wait"  # grandchildren in sessions of their own

PARENT = """
import os, sys, time
from pathlib import Path
from app.stack import leftovers, process
mark, log = sys.argv[1:]
process.start_watchdog(mark)
given = dict(os.environ) | {leftovers.MARK: mark, leftovers.PART: "tree"}
process.spawn(["sh", "-c", "setsid sleep 300 & setsid sleep 301 & wait"], Path(log), environment=given)
print("up", flush=True)
time.sleep(300)
"""


def until(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_the_whole_tree_of_a_part_is_ended(tmp_path: Path) -> None:
    mark = f"{tmp_path}#one"
    given = dict(os.environ) | {leftovers.MARK: mark, leftovers.PART: "tree"}
    child = process.spawn(["sh", "-c", TREE], tmp_path / "log", environment=given)
    assert until(lambda: len(leftovers.marked(mark, "tree")) == 3)
    assert leftovers.marked(mark, "other") == []
    assert len(leftovers.marked(f"{tmp_path}#")) == 3  # of any start
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert leftovers.end(mark, "tree") == 2
    assert leftovers.marked(mark) == []


def test_nothing_outlives_a_killed_parent(tmp_path: Path) -> None:
    mark = f"{tmp_path}#two"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, mark, tmp_path / "log"], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    assert until(lambda: len(leftovers.marked(mark)) == 3)
    parent.kill()
    parent.communicate()
    assert until(lambda: leftovers.marked(mark) == [])


def test_logs_stay_bounded_while_they_are_written(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    with log.open("ab", buffering=0) as child:
        child.write(b"a" * 900 + b"b" * 200)
        process.bound_log(log, limit=1000)
        child.write(b"after")
    assert log.read_bytes() == b"after"
    assert (tmp_path / "part.log.1").read_bytes() == b"a" * 800 + b"b" * 200
