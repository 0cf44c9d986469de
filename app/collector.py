"""The garbage collector and the heap of a process that answers people, or brings in many rows.

What is remembered between searches, and the tables that postings are read by, are hundreds of thousands of
objects that live long; a full collection looks at each of them, and half a second passes in which nobody is
answered.
"""

from __future__ import annotations

import ctypes
import gc

#: New objects before a collection, then collections of one generation before one of the next.
THRESHOLDS = (10_000, 20, 100)


def spare() -> None:
    """Take everything loaded so far out of its sight and let it look at the rest seldom: reference counts
    free nearly all of it at once, the collector is only there for cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def one_heap() -> None:
    """Let all threads share one heap (glibc; elsewhere nothing is done).

    Each thread has one of its own otherwise, and what a thread that comes and goes leaves in it is not used
    by the others: a run that embeds and writes in turns grew by 7 MB every thousand rows.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_ARENA_MAX, 1)
