"""What was loaded stays out of the collector's sight; cycles made later are still found. Threads share a heap
where they are told to."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
import weakref

import pytest

from app import collector
from app.config import ROOT

#: Threads that allocate, then what the C library tells of its heaps.
HEAPS = """
import ctypes, threading
from app import collector
collector.one_heap()
threads = [threading.Thread(target=lambda: [bytes(2_000) for _ in range(1_000)]) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


class Knot:
    """Holds itself."""

    def __init__(self):
        self.itself = self


def test_what_is_loaded_is_hidden_and_later_cycles_are_collected():
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        collector.spare()
        assert gc.get_threshold() == collector.THRESHOLDS
        assert gc.get_freeze_count() > frozen
        knot = weakref.ref(Knot())
        gc.collect()
        assert knot() is None
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc tells of its heaps")
def test_threads_share_one_heap() -> None:
    told = subprocess.run([sys.executable, "-c", HEAPS], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout.count("<heap nr=") == 1
