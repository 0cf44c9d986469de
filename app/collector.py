"""The garbage collector of a process that answers people, or brings in many rows.

What is remembered between searches, and the tables that postings are read by, are hundreds of thousands of
objects that live long; a full collection looks at each of them, and half a second passes in which nobody is
answered.
"""

from __future__ import annotations

import gc

#: New objects before a collection, then collections of one generation before one of the next.
THRESHOLDS = (10_000, 20, 100)


def spare() -> None:
    """Take everything loaded so far out of its sight and let it look at the rest seldom: reference counts
    free nearly all of it at once, the collector is only there for cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
