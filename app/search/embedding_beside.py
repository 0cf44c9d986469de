"""The local model in a process beside this one, so that embedding and everything else have a core each.

In a thread it would have to wait for the interpreter between any two of its many short steps: beside a busy
thread it was twelve times slower.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import numpy as np

from app.config import ROOT
from app.search.embedding import Embedder, LocalEmbedder, Vectors
from app.search.embedding_child import SIZE
from data.errors import IndexUnavailable

#: Fewer texts are embedded here: the process takes a second to be there.
WORTH = 64


class BesideEmbedder:
    """`inner`, whose vectors a process beside makes once there are many to make. Threads may share it; one
    question is answered at a time. It is started when it is first needed and ends with `close`, or with this
    process however that ends."""

    def __init__(self, inner: Embedder) -> None:
        self.inner = inner
        self.peak_kb = 0  # the most memory that the process has taken
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    @property
    def process(self) -> int | None:
        """Its number, while there is one."""
        child = self._child
        return child.pid if child else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Raises IndexUnavailable when the process was ended, by us or by the machine; the next question
        starts another one."""
        if self._child is None and len(texts) < WORTH:
            return self.inner.encode(texts)
        with self._lock:
            try:
                return self._ask(texts)
            except (OSError, EOFError) as error:
                self._end()
                raise IndexUnavailable("The process that embeds has ended.") from error

    def start(self) -> None:
        """Let the process load its model now, beside whatever comes before the first question."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the process at once, also in the middle of a question."""
        self._closed = True
        if child := self._child:
            child.kill()
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, texts: Sequence[str]) -> Vectors:
        child = self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        question = json.dumps(list(texts)).encode()
        child.stdin.write(SIZE.pack(len(question)) + question)
        child.stdin.flush()
        head = _exactly(child.stdout, 2 * SIZE.size)
        (size,), (self.peak_kb,) = SIZE.unpack(head[: SIZE.size]), SIZE.unpack(head[SIZE.size :])
        rows: Vectors = np.frombuffer(_exactly(child.stdout, size), dtype=np.float32)
        return rows.reshape(len(texts), self.dimension)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise EOFError
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "app.search.embedding_child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, start_new_session=True,
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        return self._child

    def _end(self) -> None:
        """With the lock held."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was not written yet has no reader any more
                    continue
        child.wait()


def _exactly(pipe: Any, size: int) -> bytes:
    found: bytes = pipe.read(size)
    if len(found) < size:
        raise EOFError
    return found


@contextmanager
def beside(embedder: Embedder, *, at_once: bool = False) -> Iterator[Embedder]:
    """`embedder` for bringing in many rows while something else is computed. What asks a server waits
    without computing, and stays as it is; so does what is beside already. `at_once`: there will be many."""
    if not isinstance(embedder, LocalEmbedder):
        yield embedder
        return
    with BesideEmbedder(embedder) as found:
        if at_once:
            found.start()
        yield found
