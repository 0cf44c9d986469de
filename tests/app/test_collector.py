"""What was loaded stays out of the collector's sight; cycles made later are still found."""

from __future__ import annotations

import gc
import weakref

from app import collector


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
