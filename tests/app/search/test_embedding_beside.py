"""The process beside gives the same vectors, and never outlives who asks it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from app.config import ROOT
from app.search.embedding import LocalEmbedder
from app.search.embedding_beside import WORTH, BesideEmbedder, beside
from data.errors import IndexUnavailable
from tests.embedders import HashedEmbedder

MANY = [f"Повар {number}-го разряда" for number in range(WORTH - 3)] + ["", "\ud83d без пары", "a\0b"]
ASKER = """
import time
from app.search.embedding import LocalEmbedder
from app.search.embedding_beside import BesideEmbedder
model = BesideEmbedder(LocalEmbedder())
model.encode(["повар"] * 64)
print(model.process, flush=True)
time.sleep(60)
"""


def gone(pid: int) -> bool:
    """Whether the process has ended, or does within a while; a child of ours that nobody took counts."""
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_many_texts_are_embedded_beside_and_the_same(local: LocalEmbedder) -> None:
    with BesideEmbedder(local) as model:
        model.encode(MANY[:3])
        assert model.process is None, "a few are sooner embedded here"
        found = model.encode(MANY)
        assert model.process is not None
        assert (model.name, found.shape, found.dtype) == (local.name, (WORTH, local.dimension), np.float32)
        assert np.allclose(found, local.encode(MANY), atol=1e-5)
        assert not found[MANY.index("")].any()
        assert model.peak_kb > 0
        pid = model.process
    assert gone(pid)
    with pytest.raises(IndexUnavailable):
        model.encode(MANY)


def test_it_may_be_started_before_the_first_question(local: LocalEmbedder) -> None:
    with beside(local, at_once=True) as model:
        assert isinstance(model, BesideEmbedder)
        assert model.process is not None
        assert np.allclose(model.encode(["повар"]), local.encode(["повар"]), atol=1e-5)


def test_a_process_that_was_killed_is_told_and_another_one_answers(local: LocalEmbedder) -> None:
    with BesideEmbedder(local) as model:
        model.encode(MANY)
        assert model.process is not None
        os.kill(model.process, signal.SIGKILL)
        with pytest.raises(IndexUnavailable, match="ended"):
            model.encode(MANY)
        assert len(model.encode(MANY)) == len(MANY)


def test_to_close_is_to_stop_in_the_middle(local: LocalEmbedder) -> None:
    model, told = BesideEmbedder(local), list[str]()
    model.encode(MANY)

    def ask() -> None:
        try:
            model.encode(["инженер по охране труда и промышленной безопасности"] * 100_000)
        except IndexUnavailable as error:
            told.append(error.code)

    asking = threading.Thread(target=ask)
    asking.start()
    model.close()
    asking.join(60)
    assert (told, model.process) == (["index_unavailable"], None)


def test_it_ends_with_who_asked_however_that_ended() -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", ASKER], stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert asker.stdout is not None
    pid = int(asker.stdout.readline())
    asker.kill()
    asker.wait(30)
    asker.stdout.close()
    assert gone(pid)


def test_what_only_asks_a_server_stays_as_it_is() -> None:
    hashed = HashedEmbedder()
    with beside(hashed) as found:
        assert found is hashed
