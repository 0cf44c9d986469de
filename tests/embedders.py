"""In place of a model, where what the vectors say does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from app.search.embedding import Vectors

_DIMENSION = 512


@dataclass
class HashedEmbedder:
    """A vector by the text's checksum, and a count of the texts."""

    name: str = "hashed"
    dimension: int = _DIMENSION
    texts: int = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        seeds = [crc32(text.encode()) for text in texts]
        rows = np.stack([np.random.default_rng(one).standard_normal(_DIMENSION) for one in seeds])
        found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return found
