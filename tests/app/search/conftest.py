from __future__ import annotations

import pytest

from app.search.embedding import LocalEmbedder


@pytest.fixture(scope="session")
def local() -> LocalEmbedder:
    """The real model, loaded once."""
    return LocalEmbedder()
