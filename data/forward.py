"""The words of each vacancy in one place: what an inverted index cannot tell without reading its lists.

A search scores some thousand vacancies in six fields. Here the words of a vacancy lie together, 4 bytes each
(27 bits of a hash that differs by field, 5 of how often the word stands there), so that this is one pass over
their words. Files are appended to and mapped into memory as the compact vectors are: the manifest is replaced
after the rows, readers see a consistent state, and when much is gone everything is written anew. It is
written by the lexical index, before its commit, and lies in its folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from data.manifest import Latest, read_manifest, write_manifest
from data.mapped import Places, Rows, append_to, mapped
from data.tokens import FIELDS, LexicalDocument

#: Raise it when the files change: they are then filled anew by themselves.
VERSION = 1
Entries = NDArray[np.uint32]
Codes = NDArray[np.uint8]

_TIMES_BITS = 5
TIMES_MASK = np.uint32((1 << _TIMES_BITS) - 1)
NUMBER_MASK = np.uint32(~TIMES_MASK)
#: How often a word stands there, by code: exact as far as it matters to BM25, which saturates.
TIMES = np.array([*range(1, 25), 25, 28, 34, 44, 60, 90, 150, 300], dtype=np.float64)
_TIMES_BOUNDS = (TIMES[:-1] + TIMES[1:]) / 2
_SPREAD = 0x9E3779B1  # the golden ratio, as in multiplicative hashing
_SALTS = tuple(crc32(name.encode()) for name in FIELDS)
_GONE_SHARE = 0.3
_COPIED = 100_000  # rows at once


def _lengths() -> NDArray[np.int64]:
    """The 256 lengths that tantivy and Lucene tell apart (SmallFloat.byte4ToInt)."""
    steps = [24 + (code if code < 8 else (code & 7 | 8) << (code >> 3) - 1) for code in range(256 - 24)]
    return np.array([*range(24), *steps], dtype=np.int64)


#: Lengths of a field by code.
LENGTHS = _lengths()


def number_of(field: int, token: str) -> int:
    """A token of the field at that place of FIELDS, as it stands in an entry; its low bits are 0."""
    # like words have like checksums in some bits: the product spreads them over the bits that are kept
    return (crc32(token.encode("utf-8", "replace")) ^ _SALTS[field]) * _SPREAD & int(NUMBER_MASK)


@dataclass(frozen=True)
class _Manifest:
    epoch: int = 0
    rows: int = 0
    entries: int = 0
    gone: int = 0
    cursor: int = 0


class Snapshot:
    """The rows as they are now, read-only."""

    def __init__(self, folder: Path, manifest: _Manifest) -> None:
        count = manifest.rows
        self.live = count - manifest.gone
        self._entries: Entries = mapped(folder / "entries", np.uint32, manifest.entries)
        self._ends: Rows = mapped(folder / "ends", np.int64, count)
        self._lengths: Codes = mapped(folder / "lengths", np.uint8, count, len(FIELDS))
        self._gone: Codes = mapped(folder / "gone", np.uint8, count)
        self._places = Places(mapped(folder / "ids", np.int64, count))

    def rows_of(self, ids: Rows) -> Rows:
        """The row of each vacancy, -1 where there is none (any more)."""
        rows = self._places.of(ids)
        return np.where((rows >= 0) & (self._gone[rows] == 0), rows, -1) if len(self._gone) else rows

    def entries_of(self, rows: Rows) -> tuple[Entries, Rows]:
        """The entries of some rows one after another, and how many each row has."""
        last = self._ends[rows]
        first = np.where(rows > 0, self._ends[rows - 1], 0)
        entries = self._entries
        found = [entries[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        return np.concatenate(found or [entries[:0]]), last - first

    def lengths_of(self, rows: Rows) -> Codes:
        """(rows, FIELDS) codes of LENGTHS."""
        return self._lengths[rows]


class ForwardStore:
    """One folder. Reading needs no lock; whoever writes holds the lock of the lexical index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "manifest.json"
        self._latest = Latest(self._file, self._opened)

    def snapshot(self) -> Snapshot | None:
        """The rows as they are now; None when there are none or they cannot be read."""
        return self._latest.now()

    def _opened(self) -> Snapshot | None:
        manifest = self._manifest()
        try:
            return Snapshot(self._epoch(manifest), manifest) if manifest.epoch else None
        except (OSError, ValueError):  # damaged, or replaced at this moment
            return None

    def cursor(self) -> int:
        """The last revision it holds; 0 when there is nothing, or nothing of this version that opens."""
        return self._manifest().cursor if self.snapshot() is not None else 0

    # writing

    def put(self, documents: Sequence[LexicalDocument], deleted: Sequence[int], *, cursor: int) -> None:
        """Replace the rows of `documents`, take `deleted` out, remember `cursor`."""
        manifest = self._manifest()
        if self.snapshot() is None:  # nothing yet, or nothing that can be read
            manifest = self.begin()
        folder = self._epoch(manifest)
        stale = np.array([*deleted, *(one.id for one in documents)], dtype=np.int64)
        gone = mapped(folder / "gone", np.uint8, manifest.rows)
        ids = mapped(folder / "ids", np.int64, manifest.rows)
        old = np.flatnonzero(np.isin(ids, stale) & (gone == 0))
        grown = replace(self.append(manifest, documents), gone=manifest.gone + len(old), cursor=cursor)
        self.publish(grown)
        if len(old):
            mapped(folder / "gone", np.uint8, manifest.rows, mode="r+")[old] = 1
            self.publish(grown)  # who has read between the two must not remember what they found
        if grown.gone > _GONE_SHARE * grown.rows:
            self._tidy(grown)

    def begin(self) -> _Manifest:
        """An empty state beside the present one, for `append` and `publish`."""
        manifest = _Manifest(self._manifest().epoch + 1)
        folder = self._epoch(manifest)
        shutil.rmtree(folder if manifest.epoch > 1 else self.folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return manifest

    def append(self, manifest: _Manifest, documents: Sequence[LexicalDocument]) -> _Manifest:
        """Rows behind those of a state; the state that has them too."""
        entries, counts = _encoded(documents)
        return self._append(
            manifest,
            np.array([one.id for one in documents], dtype=np.int64),
            entries,
            counts,
            _length_codes(documents),
        )

    def publish(self, manifest: _Manifest) -> None:
        """Readers see that state from now on, and the files of another one go."""
        before = self._manifest()
        write_manifest(self._file, VERSION, vars(manifest))
        if before.epoch not in (0, manifest.epoch):
            shutil.rmtree(self._epoch(before), ignore_errors=True)  # who maps it keeps what they have

    def _append(
        self, manifest: _Manifest, ids: Rows, entries: Entries, counts: Rows, lengths: Codes
    ) -> _Manifest:
        folder, rows = self._epoch(manifest), manifest.rows
        append_to(folder / "entries", manifest.entries * 4, entries)
        append_to(folder / "ends", rows * 8, manifest.entries + np.cumsum(counts))
        append_to(folder / "lengths", rows * len(FIELDS), lengths)
        append_to(folder / "gone", rows, np.zeros(len(ids), np.uint8))
        append_to(folder / "ids", rows * 8, ids)
        return replace(manifest, rows=rows + len(ids), entries=manifest.entries + len(entries))

    def _tidy(self, manifest: _Manifest) -> None:
        """Everything that is not gone, written anew."""
        old = Snapshot(self._epoch(manifest), manifest)
        ids = mapped(self._epoch(manifest) / "ids", np.int64, manifest.rows)
        kept = np.flatnonzero(mapped(self._epoch(manifest) / "gone", np.uint8, manifest.rows) == 0)
        fresh = replace(self.begin(), cursor=manifest.cursor)
        for start in range(0, len(kept), _COPIED):
            part = kept[start : start + _COPIED]
            entries, counts = old.entries_of(part)
            fresh = self._append(fresh, ids[part], entries, counts, old.lengths_of(part))
        self.publish(fresh)

    def _epoch(self, manifest: _Manifest) -> Path:
        return self.folder / f"e{manifest.epoch}"

    def _manifest(self) -> _Manifest:
        try:
            return _Manifest(**(read_manifest(self._file, VERSION) or {}))
        except TypeError:  # other fields than ours
            return _Manifest()


def _encoded(documents: Sequence[LexicalDocument]) -> tuple[Entries, Rows]:
    """The entries of some documents one after another, and how many each has."""
    keys = [
        _keys(place, [getattr(one, name) for one in documents]) for place, name in enumerate(FIELDS)
    ]  # fmt: skip
    found, times = np.unique(np.concatenate(keys), return_counts=True)
    entries = (found & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    entries |= np.searchsorted(_TIMES_BOUNDS, times).astype(np.uint32)
    rows = (found >> np.uint64(32)).astype(np.int64)
    return entries, np.bincount(rows, minlength=len(documents)).astype(np.int64)


def _keys(field: int, texts: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    """Row and number of every token."""
    numbers: Mapping[str, int] = {token: number_of(field, token) for token in set(chain(*texts))}
    counts = [len(text) for text in texts]
    found = np.fromiter(map(numbers.__getitem__, chain(*texts)), np.uint64, sum(counts))
    return found | np.repeat(np.arange(len(texts), dtype=np.uint64) << np.uint64(32), counts)


def _length_codes(documents: Sequence[LexicalDocument]) -> Codes:
    lengths: Any = [[len(getattr(one, name)) for name in FIELDS] for one in documents]
    counted = np.array(lengths, dtype=np.int64).reshape(len(documents), len(FIELDS))
    return (np.searchsorted(LENGTHS, counted, side="right") - 1).astype(np.uint8)
