"""Both vectors of every vacancy and a few facts about it, in files that are mapped into memory.

A projection like the others: it follows by revision, can be wiped and comes back. One writer at a time
appends rows and marks old ones as gone; readers of any process see that at once. The manifest is replaced
after the rows are written, so a kill leaves rows that nobody looks at. When much is gone, or much came since
the centroids were learned, everything is written anew beside the old and the manifest points there.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import IndexUnavailable
from data.nearest import Floats, Rows, bytes_of, centroids_of, codes_of, lists_of, nearest, words_of
from data.vectors import FIELDS, Field

#: Raise it when the files change: they are then filled anew by themselves.
VERSION = 1
#: What filters read, one a row. -1 and 0 stand for unknown where the field says so.
FACTS = np.dtype(
    [
        ("remote", np.uint8),  # 0 unknown, 1 no, 2 yes
        ("experience", np.uint8),  # 0 unknown, else 1 + place in the dictionary
        ("several", np.uint8),  # 1: open in more places than `area` says
        ("area", np.int32),  # -1 unknown
        ("source", np.uint32),  # hash of the name
        ("pay", np.int32),  # net roubles a month, -1 unknown
        ("published", np.int32),  # hours since 1970, -1 unknown
    ]
)
_LISTS_FROM = 20_000  # rows; fewer are all looked at
_READ_LISTS = 32
_GONE_SHARE = 0.3
_GROWN = 2.0  # times the rows the centroids were learned from
_COPIED = 50_000


@dataclass(frozen=True)
class _Manifest:
    epoch: int = 0
    rows: int = 0
    cursor: int = 0
    complete: bool = False
    learned: int = 0  # rows the centroids were learned from


class Snapshot:
    """The rows as they are now, read-only; `facts` and `ids` are in the order of rows."""

    def __init__(self, folder: Path, manifest: _Manifest, dimension: int) -> None:
        self.manifest = manifest
        count = manifest.rows
        self.ids: Rows = _mapped(folder / "ids", np.int64, count)
        self.facts: NDArray[Any] = _mapped(folder / "facts", FACTS, count)
        self.gone: NDArray[np.uint8] = _mapped(folder / "gone", np.uint8, count)
        self._by_id = np.argsort(self.ids, kind="stable")
        self._sorted = self.ids[self._by_id]
        self._fields: dict[Field, dict[str, Any]] = {}
        for name in FIELDS:
            kept: dict[str, Any] = {
                "codes": _mapped(folder / f"{name}.codes", np.uint64, count, words_of(dimension)),
                "vectors": _mapped(folder / f"{name}.bytes", np.int8, count, dimension),
                "scales": _mapped(folder / f"{name}.scales", np.float32, count),
                "mean": np.fromfile(folder / f"{name}.mean", np.float32),
            }
            centres = np.fromfile(folder / f"{name}.centres", np.float32).reshape(-1, dimension)
            if len(centres):
                lists = _mapped(folder / f"{name}.lists", np.uint16, count)
                order = np.argsort(lists, kind="stable")
                kept["order"] = order
                kept["starts"] = np.searchsorted(lists[order], np.arange(len(centres) + 1))
            self._fields[name] = kept | {"centres": centres}

    def nearest(
        self, field: Field, vectors: Floats, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[list[tuple[int, float]]]:
        """For each of `vectors` the `k` nearest as (vacancy id, cosine), best first, only of `allowed` rows
        if given. Where there are lists it is approximate among many rows and looks at each of few."""
        kept = self._fields[field]
        here = len(self.ids) if allowed is None else int(np.count_nonzero(allowed))
        read = _READ_LISTS * len(self.ids) // max(1, here)
        every = None
        if "order" not in kept or read >= len(kept["centres"]):
            every = np.flatnonzero(self.gone == 0 if allowed is None else allowed & (self.gone == 0))
        found = []
        for vector in vectors:
            rows = self._listed(kept, vector, read, allowed) if every is None else every
            chosen, cosines = nearest(
                vector, k, rows=rows, codes=kept["codes"], mean=kept["mean"], vectors=kept["vectors"],
                scales=kept["scales"],
            )  # fmt: skip
            told = kept["scales"][chosen] > 0  # a row without this vector is near to nothing
            ids = self.ids[chosen[told]].tolist()
            # twice only while a writer replaces it
            found.append(list(dict(zip(ids, cosines[told].tolist(), strict=True)).items()))
        return found

    def rows_of(self, ids: Rows) -> Rows:
        """The row of each vacancy, -1 where there is none."""
        places = np.searchsorted(self._sorted, ids, side="right") - 1
        here = (places >= 0) & (self._sorted[places] == ids)
        return np.where(here, self._by_id[places], -1)

    def vectors_of(self, field: Field, ids: Rows) -> Floats:
        """A row for each of `ids`; zeros where there is no vector."""
        kept, rows = self._fields[field], self.rows_of(ids)
        found = kept["vectors"][rows].astype(np.float32)
        found *= np.where(rows < 0, 0.0, kept["scales"][rows]).astype(np.float32)[:, None]
        return np.asarray(found, dtype=np.float32)

    def floats(self, field: Field) -> Floats:
        """Every vector of a field, in the order of rows: for measuring."""
        kept = self._fields[field]
        return np.asarray(kept["vectors"].astype(np.float32) * kept["scales"][:, None], dtype=np.float32)

    def _listed(
        self, kept: Mapping[str, Any], vector: Floats, read: int, allowed: NDArray[np.bool_] | None
    ) -> Rows:
        """The rows in the lists of the `read` nearest centroids."""
        near = np.argpartition(-(kept["centres"] @ vector), read)[:read]
        starts = kept["starts"]
        rows = np.concatenate([kept["order"][starts[one] : starts[one + 1]] for one in near])
        good = self.gone.take(rows) == 0
        return np.asarray(rows[good if allowed is None else good & allowed.take(rows)])


class CompactVectors:
    """One folder for one model. Reading needs no lock; writing is done by one process at a time."""

    def __init__(self, folder: Path, model: str, dimension: int) -> None:
        self.folder = folder / f"{model}.{dimension}"
        self.dimension = dimension
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[int, int] | None = None

    # reading

    def snapshot(self) -> Snapshot | None:
        """What may serve searches now; None until it has once caught up."""
        try:
            status = (self.folder / "manifest.json").stat()
        except FileNotFoundError:
            return None
        stamp = (status.st_ino, status.st_mtime_ns)
        with self._lock:
            if stamp != self._stamp:
                manifest = self._manifest()
                usable = manifest.complete and manifest.rows > 0
                try:
                    found = Snapshot(self._epoch(manifest), manifest, self.dimension) if usable else None
                except (OSError, ValueError) as error:  # replaced or damaged at this moment
                    raise IndexUnavailable("The compact vectors cannot be read.") from error
                self._snapshot, self._stamp = found, stamp
            return self._snapshot

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
        self._write(replace(manifest, rows=count, cursor=cursor))
        if len(old):
            _mapped(folder / "gone", np.uint8, count, mode="r+")[old] = 1

    def tidy(self) -> bool:
        """Write everything anew if that pays: much is gone, or the centroids are of a much smaller index."""
        manifest = self._manifest()
        if manifest.rows == 0:
            return False
        gone = int(np.count_nonzero(_mapped(self._epoch(manifest) / "gone", np.uint8, manifest.rows)))
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

    def _begin(self, vectors: Mapping[Any, Floats]) -> _Manifest:
        self.folder.mkdir(parents=True, exist_ok=True)
        manifest = _Manifest(epoch=1)
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
        _append_to(folder / "ids", count * 8, np.asarray(ids, dtype=np.int64))
        _append_to(folder / "facts", count * FACTS.itemsize, facts)
        _append_to(folder / "gone", count, np.zeros(len(ids), np.uint8))
        for name in FIELDS:
            rows = np.asarray(vectors[name], dtype=np.float32)
            kept, scales = bytes_of(rows)
            scales[~rows.any(axis=1)] = 0.0
            codes = codes_of(rows, np.fromfile(folder / f"{name}.mean", np.float32))
            _append_to(folder / f"{name}.codes", count * 8 * words_of(self.dimension), codes)
            _append_to(folder / f"{name}.bytes", count * self.dimension, kept)
            _append_to(folder / f"{name}.scales", count * 4, scales)
            centres = np.fromfile(folder / f"{name}.centres", np.float32).reshape(-1, self.dimension)
            if len(centres):
                _append_to(folder / f"{name}.lists", count * 2, lists_of(rows, centres))

    def _places(self, ids: Sequence[int], manifest: _Manifest) -> Rows:
        """Rows that hold one of `ids` now."""
        if not manifest.rows or not len(ids):
            return np.zeros(0, np.int64)
        known = _mapped(self._epoch(manifest) / "ids", np.int64, manifest.rows)
        return np.flatnonzero(np.isin(known, np.asarray(ids, dtype=np.int64)))

    def _anew(self, manifest: _Manifest) -> None:
        old = self._epoch(manifest)
        facts = _mapped(old / "facts", FACTS, manifest.rows)
        kept = np.flatnonzero(_mapped(old / "gone", np.uint8, manifest.rows) == 0)
        fresh = _Manifest(manifest.epoch + 1, len(kept), manifest.cursor, manifest.complete, len(kept))
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
        ids = _mapped(old / "ids", np.int64, manifest.rows)
        for start in range(0, len(kept), _COPIED):
            part = kept[start : start + _COPIED]
            vectors = {name: self._floats(old, name, manifest, part) for name in FIELDS}
            self._append(folder, start, ids[part].tolist(), vectors, facts[part])
        self._write(fresh)
        shutil.rmtree(old, ignore_errors=True)  # readers that map it keep what they have

    def _floats(self, folder: Path, name: Field, manifest: _Manifest, rows: Rows) -> Floats:
        vectors = _mapped(folder / f"{name}.bytes", np.int8, manifest.rows, self.dimension)
        scales = _mapped(folder / f"{name}.scales", np.float32, manifest.rows)
        return np.asarray(vectors[rows].astype(np.float32) * scales[rows][:, None], dtype=np.float32)

    def _epoch(self, manifest: _Manifest) -> Path:
        return self.folder / f"e{manifest.epoch}"

    def _manifest(self) -> _Manifest:
        try:
            found = json.loads((self.folder / "manifest.json").read_text())
            if found.pop("version") == VERSION:
                return _Manifest(**found)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return _Manifest()

    def _write(self, manifest: _Manifest) -> None:
        scratch = self.folder / "manifest.new"
        scratch.write_text(json.dumps({"version": VERSION, **vars(manifest)}))
        scratch.replace(self.folder / "manifest.json")


def _mapped(path: Path, kind: Any, count: int, width: int | None = None, *, mode: Any = "r") -> Any:
    shape = (count,) if width is None else (count, width)
    return np.memmap(path, dtype=kind, mode=mode, shape=shape).view(np.ndarray)


def _append_to(path: Path, place: int, rows: NDArray[Any]) -> None:
    """Write at `place` bytes: what an interrupted writer left behind it is written over."""
    with path.open("r+b" if path.exists() else "w+b") as opened:
        opened.seek(place)
        opened.write(np.ascontiguousarray(rows).tobytes())
