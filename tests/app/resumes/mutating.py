"""Damaged copies of documents, the same ones for the same seed, and a process that reads many of them.

As a program (`python mutating.py FIRST LAST`, seeds on stdin as a pickled list): reads copies FIRST to LAST
one after another under the limits of the real child, and says one line per copy before and after."""

from __future__ import annotations

import io
import os
import pickle
import random
import signal
import sys
import tempfile
import zipfile
from pathlib import Path

HANGS_AFTER = 25  # seconds for one file


def copy(seeds: list[bytes], number: int) -> bytes:
    """The damaged copy `number`: one to three kinds of damage to one seed."""
    chance = random.Random(number)
    data = chance.choice(seeds)
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _inside(data, chance)
    for _ in range(chance.randint(1, 3)):
        data = chance.choice((_flip, _cut, _splice, _repeat, _insert, _blank, _number, _disguise))(
            data, chance, seeds
        )
    return data[: 2 * 2**20]


def _flip(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 4, 30, 300)) if out else 0):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _cut(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _splice(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    other = chance.choice(seeds)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _repeat(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.randint(1, 2_000)]
    return data[:start] + piece * chance.choice((2, 20, 100)) + data[start:]


def _insert(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + chance.randbytes(chance.choice((1, 8, 500))) + data[start:]


def _blank(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    start, length = chance.randrange(len(data) + 1), chance.randint(1, 400)
    return data[:start] + b"\x00" * length + data[start + length :]


def _number(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """A number of the file becomes another one: lengths, offsets, counts, codes."""
    places = [at for at, byte in enumerate(data) if 48 <= byte <= 57][:20_000]
    if not places:
        return data
    at = chance.choice(places)
    return (
        data[:at]
        + chance.choice((b"-1", b"0", b"65536", b"2147483648", b"99999999999999999999"))
        + data[at + 1 :]
    )


def _disguise(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    heads = (
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"{\\rtf1 ",
        b"<html><body>",
        b"{",
        b"\xff\xfe",
        b"\xd0\xcf\x11\xe0",
    )
    return chance.choice(heads) + data


def _inside(data: bytes, chance: random.Random) -> bytes:
    """Damage to one unpacked part of an archive that itself stays whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = archive.namelist()
        chosen = chance.choice(names)
        for name in names:
            body = archive.read(name)
            new.writestr(name, chance.choice((_flip, _repeat, _number, _cut))(body, chance, [body])
                         if name == chosen else body)  # fmt: skip
    return out.getvalue()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    first, last = int(sys.argv[1]), int(sys.argv[2])
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    import resource

    from app.resumes.documents import child
    from app.resumes.documents.limits import MEMORY_BYTES, Refused

    seeds = pickle.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryFile() as own, tempfile.TemporaryDirectory() as folder:
        os.dup2(own.fileno(), 0)  # a converter reads the file from standard input
        for number in range(first, last):
            _say(f"reading {number}")
            signal.alarm(HANGS_AFTER)
            data = copy(seeds, number)
            os.truncate(0, 0)
            os.pwrite(0, data, 0)
            try:
                text = child.text_of(data, lambda _done, _pages: None, Path(folder))
                said = "text" if isinstance(text, str) else "nothing"
            except Refused as refusal:
                said = refusal.code
            except (MemoryError, RecursionError):
                said = "document_bomb"
            _say(f"read {number} {said}")


if __name__ == "__main__":
    main()
