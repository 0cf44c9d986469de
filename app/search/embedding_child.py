"""The local model as a program of its own: texts come in, vectors go out, until nobody asks any more.

A question is a JSON list of texts, an answer its float32 rows; before either stand eight bytes, the length
of what follows, and before the rows of an answer eight more: the most memory this process has taken, in KB.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

from app.search.embedding import LocalEmbedder

SIZE = struct.Struct("<Q")


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the questions end."""
    model = LocalEmbedder()
    model.warm()
    while len(head := questions.read(SIZE.size)) == SIZE.size:
        texts = json.loads(questions.read(SIZE.unpack(head)[0]))
        rows = model.encode(texts).tobytes()
        answers.write(SIZE.pack(len(rows)) + SIZE.pack(_peak_kb()) + rows)
        answers.flush()


def _peak_kb() -> int:
    """Linux gives kilobytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as out, suppress(BrokenPipeError):  # who asked is gone
        os.dup2(2, 1)  # whatever prints does not spoil an answer
        serve(sys.stdin.buffer, out)
