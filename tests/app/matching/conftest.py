from __future__ import annotations

import pytest

from app.matching.titles import alike


@pytest.fixture(scope="session", autouse=True)
def _lexicon_is_read() -> None:
    """Reading the lexicon of titles takes longer than one example of a property may."""
    assert alike({"cook": 1.0}, {"cook": 1.0}).similarity == 1.0
