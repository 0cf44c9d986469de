"""Both vectors of every vacancy and a few facts about it, in files that are mapped into memory.

A projection like the others: it follows by revision, can be wiped and comes back. One writer at a time
appends rows and marks old ones as gone; readers of any process see that at once. The manifest is replaced
after the rows are written, so a kill leaves rows that nobody looks at. When much is gone, or much came since
the centroids were learned, everything is written anew beside the old and the manifest points there.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.compact_snapshot import FACTS, Allowed, Manifest, Snapshot
from data.errors import IndexUnavailable
from data.manifest import Latest, read_manifest, write_manifest
from data.mapped import append_to, mapped
from data.nearest import Floats, Rows, bytes_of, centroids_of, codes_of, lists_of, words_of
from data.vectors import FIELDS, Field

__all__ = ["FACTS", "Allowed", "CompactVectors", "Snapshot"]

#: Raise it when the files change: they are then filled anew by themselves.
VERSION = 1
_LISTS_FROM = 20_000  # rows; fewer are all looked at
_GONE_SHARE = 0.3
_GROWN = 2.0  # times the rows the centroids were learned from
_COPIED = 50_000


class CompactVectors:
    """One folder for one model. Reading needs no lock; writing is done by one process at a time."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        self.folder = folder / f"{model}.{dimension}"
        self.dimension = dimension
        self._file = self.folder / "manifest.json"
        self._latest = Latest(self._file, self._opened)

    # reading

    def snapshot(self) -> Snapshot | None:
        """What may serve searches now; None until it has once caught up."""
        return self._latest.now()

    def _opened(self) -> Snapshot | None:
        manifest = self._manifest()
        if not (manifest.complete and manifest.rows > 0):
            return None
        try:
            return Snapshot(self._epoch(manifest), manifest, self.dimension)
        except (OSError, ValueError) as error:  # replaced or damaged at this moment
            raise IndexUnavailable("The compact vectors cannot be read.") from error

    def files(self) -> list[Path]:
        """Everything it keeps on disk."""
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def cursor(self) -> int:
        """The last followed revision; 0 when there is nothing, or nothing of this version."""
        return self._manifest().cursor

    # writing

    def settle(self, cursor: int) -> None:
        """They have caught up once and may serve searches; `cursor` is the last followed revision."""
        manifest = self._manifest()
        if manifest.epoch:
            self._write(replace(manifest, cursor=cursor, complete=True))

    def put(
        self, ids: Sequence[int], vectors: Mapping[Any, Floats], facts: NDArray[Any], gone: Sequence[int],
        *, cursor: int,
    ) -> None:  # fmt: skip
        """Replace rows `ids` (vectors of all zeros: there is none), take `gone` out, remember `cursor`."""
        manifest = self._manifest()
        if manifest.epoch == 0:
            if not ids:
                return  # nothing to begin with
            manifest = self._begin(vectors)
        folder = self._epoch(manifest)
        old = self._places((*ids, *gone), manifest)
        self._append(folder, manifest.rows, ids, vectors, facts)
        count = manifest.rows + len(ids)
        grown = replace(manifest, rows=count, cursor=cursor)
        self._write(grown)
        if len(old):
            mapped(folder / "gone", np.uint8, count, mode="r+")[old] = 1
            self._write(grown)  # who has read between the two must not remember what they found

    def tidy(self) -> bool:
        """Write everything anew if that pays: much is gone, or the centroids are of a much smaller index."""
        manifest = self._manifest()
        if manifest.rows == 0:
            return False
        gone = int(np.count_nonzero(mapped(self._epoch(manifest) / "gone", np.uint8, manifest.rows)))
        here = manifest.rows - gone
        if here < 1 or not (
            gone > _GONE_SHARE * manifest.rows or here >= max(_LISTS_FROM, _GROWN * manifest.learned)
        ):
            return False
        self._anew(manifest)
        return True

    def wipe(self) -> None:
        """Forget everything; the next follow fills it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _begin(self, vectors: Mapping[Any, Floats]) -> Manifest:
        self.folder.mkdir(parents=True, exist_ok=True)
        manifest = Manifest(epoch=1)
        folder = self._epoch(manifest)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in FIELDS:
            vectors[name].mean(axis=0).astype(np.float32).tofile(folder / f"{name}.mean")
            np.zeros(0, np.float32).tofile(folder / f"{name}.centres")
        return manifest

    def _append(
        self,
        folder: Path,
        count: int,
        ids: Sequence[int],
        vectors: Mapping[Any, Floats],
        facts: NDArray[Any],
    ) -> None:
        append_to(folder / "ids", count * 8, np.asarray(ids, dtype=np.int64))
        append_to(folder / "facts", count * FACTS.itemsize, facts)
        append_to(folder / "gone", count, np.zeros(len(ids), np.uint8))
        for name in FIELDS:
            rows = np.asarray(vectors[name], dtype=np.float32)
            kept, scales = bytes_of(rows)
            scales[~rows.any(axis=1)] = 0.0
            codes = codes_of(rows, np.fromfile(folder / f"{name}.mean", np.float32))
            append_to(folder / f"{name}.codes", count * 8 * words_of(self.dimension), codes)
            append_to(folder / f"{name}.bytes", count * self.dimension, kept)
            append_to(folder / f"{name}.scales", count * 4, scales)
            centres = np.fromfile(folder / f"{name}.centres", np.float32).reshape(-1, self.dimension)
            if len(centres):
                append_to(folder / f"{name}.lists", count * 2, lists_of(rows, centres))

    def _places(self, ids: Sequence[int], manifest: Manifest) -> Rows:
        """Rows that hold one of `ids` now."""
        if not manifest.rows or not len(ids):
            return np.zeros(0, np.int64)
        known = mapped(self._epoch(manifest) / "ids", np.int64, manifest.rows)
        return np.flatnonzero(np.isin(known, np.asarray(ids, dtype=np.int64)))

    def _anew(self, manifest: Manifest) -> None:
        old = self._epoch(manifest)
        facts = mapped(old / "facts", FACTS, manifest.rows)
        kept = np.flatnonzero(mapped(old / "gone", np.uint8, manifest.rows) == 0)
        fresh = Manifest(manifest.epoch + 1, len(kept), manifest.cursor, manifest.complete, len(kept))
        folder = self._epoch(fresh)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        many = 2 ** round(np.log2(np.sqrt(len(kept)))) if len(kept) >= _LISTS_FROM else 0
        chance = np.random.default_rng(len(kept))
        sample = np.sort(chance.choice(kept, min(len(kept), max(1, many) * 40), replace=False))
        for name in FIELDS:
            rows = self._floats(old, name, manifest, sample)
            rows.mean(axis=0).astype(np.float32).tofile(folder / f"{name}.mean")
            centres = centroids_of(rows, many) if many else np.zeros(0, np.float32)
            centres.tofile(folder / f"{name}.centres")
        kept = self._together(old, folder, manifest, kept)
        ids = mapped(old / "ids", np.int64, manifest.rows)
        for start in range(0, len(kept), _COPIED):
            part = kept[start : start + _COPIED]
            vectors = {name: self._floats(old, name, manifest, part) for name in FIELDS}
            self._append(folder, start, ids[part].tolist(), vectors, facts[part])
        self._write(fresh)
        shutil.rmtree(old, ignore_errors=True)  # readers that map it keep what they have

    def _together(self, old: Path, folder: Path, manifest: Manifest, kept: Rows) -> Rows:
        """`kept` list by list of titles: what a search reads together lies together."""
        centres = np.fromfile(folder / "title.centres", np.float32).reshape(-1, self.dimension)
        if not len(centres):
            return kept
        parts = [kept[start : start + _COPIED] for start in range(0, len(kept), _COPIED)]
        lists = [lists_of(self._floats(old, "title", manifest, part), centres) for part in parts]
        return np.asarray(kept[np.argsort(np.concatenate(lists), kind="stable")])

    def _floats(self, folder: Path, name: Field, manifest: Manifest, rows: Rows) -> Floats:
        vectors = mapped(folder / f"{name}.bytes", np.int8, manifest.rows, self.dimension)
        scales = mapped(folder / f"{name}.scales", np.float32, manifest.rows)
        return np.asarray(vectors[rows].astype(np.float32) * scales[rows][:, None], dtype=np.float32)

    def _epoch(self, manifest: Manifest) -> Path:
        return self.folder / f"e{manifest.epoch}"

    def _manifest(self) -> Manifest:
        try:
            return Manifest(**(read_manifest(self._file, VERSION) or {}))
        except TypeError:  # other fields than ours
            return Manifest()

    def _write(self, manifest: Manifest) -> None:
        write_manifest(self._file, VERSION, vars(manifest))
