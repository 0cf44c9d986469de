"""Embeddings from any OpenAI-compatible server, through the gateway.

Every call is bounded: size of a text and of a batch, time, number of tries. Whatever goes wrong, a broken
answer included, is one error of ours, so that a search falls back to words.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.llm.errors import ModelUnavailable
from app.llm.gateway import Gateway
from data.errors import DatabaseUnavailable, IndexUnavailable

_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}
_MAX_CHARACTERS = 1_000
_BATCH = 128
_BATCH_SECONDS = 30.0
_QUERY_SECONDS = 4.0  # a person waits
_QUERY_TEXTS = 8


class EmbeddingsUnavailable(IndexUnavailable):
    code = "embeddings_unavailable"


class RemoteEmbedder:
    """`name` is the model's; `dimension` is known for common models and asked for once otherwise."""

    def __init__(self, gateway: Gateway, *, model: str) -> None:
        self.name = model
        self._gateway = gateway
        self._dimension = _DIMENSIONS.get(model)
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        if self._dimension is None:
            with self._lock:
                if self._dimension is None:
                    self._dimension = len(self._ask(["dimension"])[0])
        return self._dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row per text, zeros for an empty one. Raises EmbeddingsUnavailable."""
        cleaned = [_clean(text) for text in texts]
        found = np.zeros((len(cleaned), self.dimension), dtype=np.float32)
        told = [number for number, text in enumerate(cleaned) if text]
        for start in range(0, len(told), _BATCH):
            chosen = told[start : start + _BATCH]
            rows = self._ask([cleaned[number] for number in chosen])
            if rows.shape[1] != self.dimension:
                raise EmbeddingsUnavailable(
                    f"The model {self.name} gave {rows.shape[1]} numbers instead of {self.dimension}."
                )
            found[chosen] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return found

    def _ask(self, texts: list[str]) -> NDArray[np.float32]:
        few = len(texts) <= _QUERY_TEXTS
        try:
            return self._gateway.embed(
                texts,
                model=self.name,
                seconds=_QUERY_SECONDS if few else _BATCH_SECONDS,
                tries=2 if few else 3,
            )
        except ModelUnavailable as error:
            code = error.code if error.code.startswith("budget_") else None
            raise EmbeddingsUnavailable("The embedding service does not answer.", code=code) from error
        except DatabaseUnavailable as error:  # nothing is sent that cannot be entered
            raise EmbeddingsUnavailable("The ledger of model calls does not answer.") from error


def _clean(text: str) -> str:
    text = text[: 4 * _MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", text)[:_MAX_CHARACTERS].strip()
