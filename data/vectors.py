"""Vectors of vacancies in a Chroma server: a projection of Postgres that can be wiped and rebuilt.

One collection per (field, model, dimension): a change of model makes new collections and never mixes
vectors of two models. What a projection needs to resume lives in the collection's own metadata (`cursor`,
`complete`), so that a wiped store starts again from nothing by itself. Only the HTTP client is used: two
processes on one embedded folder damage it silently. Cosine space, no embedding function, no telemetry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from data.errors import IndexUnavailable

Field = Literal["title", "card"]
FIELDS: tuple[Field, ...] = ("title", "card")

_BATCH = 2_000  # the server takes 5,461; 2,000 x 512 floats keep one request around 10 MB
_TIMEOUT = httpx.Timeout(60.0, connect=2.0, pool=5.0)  # writing a big batch is slow, connecting is not
_PREFIX = "vacancies"
_HNSW: Any = {"space": "cosine", "ef_construction": 100, "max_neighbors": 16, "ef_search": 200}
#: Chroma refuses k above what it holds only softly; above this the query itself gets slow.
MAX_K = 2_000


@dataclass(frozen=True)
class CollectionState:
    """What is written beside the vectors. `cursor` is the last followed revision; `complete` says that
    the collection has once caught up with Postgres and may serve searches."""

    name: str
    field: str
    model: str
    dimension: int
    cursor: int
    complete: bool


@contextmanager
def _told() -> Iterator[None]:
    """Connection trouble and server faults become one sentence; bugs in our own arguments still raise."""
    try:
        yield
    except NotFoundError:
        raise
    except (httpx.HTTPError, ChromaError, ConnectionError) as error:
        raise IndexUnavailable("The vector index does not answer.") from error
    except ValueError as error:  # the client's constructor wraps a refused connection so
        if "connect" not in str(error).lower():
            raise
        raise IndexUnavailable("The vector index does not answer.") from error


def collection_name(field: Field, model: str, dimension: int) -> str:
    """Chroma allows 3-512 characters of [a-zA-Z0-9._-]."""
    slug = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-") or "model"
    return f"{_PREFIX}.{field}.{slug[:100]}.{dimension}"


class VectorCollection:
    """One field of one model. Ids are vacancy ids; rows of `vectors` are float32 of `dimension`."""

    def __init__(self, client: Callable[[], ClientAPI], field: Field, model: str, dimension: int) -> None:
        self._client = client
        self._handle: Collection | None = None
        self.field = field
        self.model = model
        self.dimension = dimension
        self.name = collection_name(field, model, dimension)

    def upsert(
        self, ids: Sequence[int], vectors: NDArray[np.float32], *, hashes: Sequence[str] | None = None
    ) -> None:
        """Insert or replace. `hashes` say what was embedded, see `hashes_of`."""
        if not ids:
            return
        if vectors.shape != (len(ids), self.dimension):
            raise ValueError(f"expected {(len(ids), self.dimension)} vectors, got {vectors.shape}")
        handle = self._open()
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            metadatas: Any = [{"hash": value} for value in hashes[part]] if hashes else None
            with self._made_before():
                handle.upsert([str(i) for i in ids[part]], np.asarray(vectors[part]), metadatas)

    def delete(self, ids: Sequence[int]) -> None:
        handle = self._open()
        for start in range(0, len(ids), _BATCH):
            with self._made_before():
                handle.delete([str(i) for i in ids[start : start + _BATCH]])

    def hashes_of(self, ids: Sequence[int]) -> dict[int, str]:
        """What was embedded for those of `ids` that are here: spares embedding them again."""
        if not ids:
            return {}
        with self._made_before():
            found = self._open().get([str(i) for i in ids], include=["metadatas"])
        metadatas = found["metadatas"] or []
        return {
            int(key): str((metadata or {}).get("hash", ""))
            for key, metadata in zip(found["ids"], metadatas, strict=True)
        }

    def vectors_of(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The stored vectors of those of `ids` that are here."""
        found: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(ids), _BATCH):
            with self._made_before():
                got = self._open().get([str(i) for i in ids[start : start + _BATCH]], include=["embeddings"])
            rows = np.asarray(got["embeddings"], dtype=np.float32)
            found |= dict(zip(map(int, got["ids"]), rows, strict=True))
        return found

    def ids(self, *, page: int = 5_000) -> Iterator[int]:
        """All ids, page by page."""
        offset = 0
        while True:
            with self._made_before():
                found = self._open().get(limit=page, offset=offset, include=[])["ids"]
            yield from map(int, found)
            if len(found) < page:
                return
            offset += page

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The `k` nearest as (vacancy id, cosine), best first."""
        return self.query_many(vector[None, :], k)[0]

    def query_many(self, vectors: NDArray[np.float32], k: int) -> list[list[tuple[int, float]]]:
        """The `k` nearest of each row, in one request."""
        k = min(k, MAX_K)
        try:
            with _told():
                found = self._query(vectors, k)
        except NotFoundError:  # dropped and made again under another id since we looked
            self._handle = None
            with _told():
                found = self._query(vectors, k)
        distances = found["distances"] or []
        return [
            [(int(key), 1.0 - float(distance)) for key, distance in zip(keys, row, strict=True)]
            for keys, row in zip(found["ids"], distances, strict=True)
        ]

    def _query(self, vectors: NDArray[np.float32], k: int) -> Mapping[str, Any]:
        rows: Any = np.asarray(vectors, dtype=np.float32)
        return self._open().query(query_embeddings=rows, n_results=k, include=["distances"])

    def count(self) -> int:
        with self._made_before():
            return int(self._open().count())

    def cursor(self) -> int:
        """The last followed revision; 0 for a new or wiped collection."""
        return self.state().cursor

    def set_cursor(self, revision: int, *, complete: bool | None = None) -> None:
        """`complete` stays as it is unless given."""
        flag = self.state().complete if complete is None else complete
        self._describe(cursor=revision, complete=flag)

    def state(self) -> CollectionState:
        self._handle = None  # metadata of a handle is a snapshot: another process may have moved it
        return _state(self._open())

    def drop(self) -> None:
        self._handle = None
        with _told():
            self._client().delete_collection(self.name)

    def _describe(self, *, cursor: int, complete: bool) -> None:
        with self._made_before():
            self._open().modify(metadata=self._metadata(cursor=cursor, complete=complete))

    def _metadata(self, *, cursor: int, complete: bool) -> dict[str, Any]:
        return {
            "field": self.field,
            "model": self.model,
            "dimension": self.dimension,
            "cursor": cursor,
            "complete": complete,
        }

    @contextmanager
    def _made_before(self) -> Iterator[None]:
        """A collection wiped since we looked is no bug: the next try finds an empty one and cursor 0."""
        try:
            with _told():
                yield
        except NotFoundError as error:
            self._handle = None
            raise IndexUnavailable("The vector index was made anew; it is filled again.") from error

    def _open(self) -> Collection:
        if self._handle is None:
            with _told():
                self._handle = self._client().get_or_create_collection(
                    self.name, configuration={"hnsw": _HNSW}, embedding_function=None,
                    metadata=None,
                )  # fmt: skip
        return self._handle


def _state(handle: Collection) -> CollectionState:
    found: Mapping[str, Any] = handle.metadata or {}
    parts = handle.name.split(".")
    return CollectionState(
        name=handle.name,
        field=str(found.get("field", parts[1] if len(parts) > 1 else "")),
        model=str(found.get("model", parts[2] if len(parts) > 2 else "")),
        dimension=int(found.get("dimension", 0)),
        cursor=int(found.get("cursor", 0)),
        complete=bool(found.get("complete", False)),
    )


class VectorStore:
    """A Chroma server. Nothing is contacted before the first use; every call has a time-out."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._made: ClientAPI | None = None
        self._collections: dict[str, VectorCollection] = {}

    def collection(self, field: Field, model: str, dimension: int) -> VectorCollection:
        """The collection of a field and a model, made on first use."""
        name = collection_name(field, model, dimension)
        if name not in self._collections:
            self._collections[name] = VectorCollection(self._client, field, model, dimension)
        return self._collections[name]

    def states(self) -> list[CollectionState]:
        """All our collections, of every model: for the doctor, for the choice of the serving model."""
        with _told():
            found = self._client().list_collections()
        return [_state(one) for one in found if one.name.startswith(f"{_PREFIX}.")]

    def complete(self, model: str, dimension: int) -> bool:
        """Whether both fields of a model have caught up once."""
        wanted = {collection_name(field, model, dimension) for field in FIELDS}
        return wanted <= {state.name for state in self.states() if state.complete}

    def answers(self) -> bool:
        try:
            with _told():
                self._client().heartbeat()
        except IndexUnavailable:
            return False
        return True

    def _client(self) -> ClientAPI:
        if self._made is None:
            parts = urlsplit(self.url)
            with _told():
                made = chromadb.HttpClient(
                    host=parts.hostname or "127.0.0.1",
                    port=parts.port or (443 if parts.scheme == "https" else 8000),
                    ssl=parts.scheme == "https",
                    settings=Settings(anonymized_telemetry=False),
                )
            # The client waits for ever by default, and a search must not hang with its server.
            server: Any = getattr(made, "_server", None)
            if isinstance(getattr(server, "_session", None), httpx.Client):
                server._session.timeout = _TIMEOUT
            self._made = made
        return self._made
