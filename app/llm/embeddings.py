"""Embeddings from any OpenAI-compatible server. The only file that knows the client of embeddings.

Every call is bounded: size of a text and of a batch, time, number of tries. Whatever goes wrong, a broken
answer included, is one error of ours, so that a search falls back to words.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from openai import OpenAI, OpenAIError
from openai.types import CreateEmbeddingResponse

from data.errors import IndexUnavailable

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

    def __init__(
        self, api_key: str, *, model: str, base_url: str | None = None, client: OpenAI | None = None
    ) -> None:
        self.name = model
        self._client = client or OpenAI(api_key=api_key, base_url=base_url, max_retries=2)
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
        client = self._client.with_options(
            timeout=_QUERY_SECONDS if few else _BATCH_SECONDS, max_retries=1 if few else 2
        )
        try:
            # "float" because not every compatible server speaks base64
            answer = client.embeddings.create(model=self.name, input=texts, encoding_format="float")
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            # beside its own errors the client lets broken bodies out as ValueError and TypeError
            raise EmbeddingsUnavailable("The embedding service does not answer.") from error
        return _rows(answer, len(texts))


def _rows(answer: object, expected: int) -> NDArray[np.float32]:
    """The client does not check what it was given; a wrong content type even comes back as a string."""
    if not isinstance(answer, CreateEmbeddingResponse) or not isinstance(answer.data, list):
        raise EmbeddingsUnavailable("The embedding service gave an answer that is not one.")
    try:
        ordered = sorted(answer.data, key=lambda item: item.index)
        rows = np.asarray([item.embedding for item in ordered], dtype=np.float32)
    except (AttributeError, TypeError, ValueError) as error:
        raise EmbeddingsUnavailable("The embedding service gave an answer that is not one.") from error
    if rows.ndim != 2 or rows.shape[0] != expected or not rows.shape[1] or not np.isfinite(rows).all():
        raise EmbeddingsUnavailable("The embedding service gave an answer that is not one.")
    return rows


def _clean(text: str) -> str:
    text = text[: 4 * _MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", text)[:_MAX_CHARACTERS].strip()
