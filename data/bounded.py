"""A memory that cannot grow without end: the latest values by key, for all threads of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """The latest `size` values; thread-safe."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[K, V] = OrderedDict()

    def of(self, keys: Iterable[K]) -> dict[K, V]:
        """What is kept for those keys; they are the latest now."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, values: Mapping[K, V]) -> None:
        with self._lock:
            self._kept.update(values)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def made(self, key: K, make: Callable[[], V]) -> V:
        """What is kept for `key`, made now where nothing is; two threads at once may both make it."""
        found = self.of([key])
        if key not in found:
            found[key] = make()
            self.keep(found)
        return found[key]

    def clear(self) -> int:
        """Forget everything; how many values it was."""
        with self._lock:
            count = len(self._kept)
            self._kept.clear()
        return count


class OfState(Generic[K, V]):
    """A memory that holds for one state of an index, or of several: for another one it begins anew. The state
    and its memory are replaced together, so that no thread puts what it found in one state into the memory of
    the next."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._now: tuple[tuple[object, ...], Bounded[K, V]] = ((), Bounded(size))

    def memory(self, *state: object) -> Bounded[K, V]:
        """That of `state`, which is told from others by being the same objects."""
        known, memory = self._now
        if len(known) != len(state) or any(one is not other for one, other in zip(known, state, strict=True)):
            memory = Bounded(self._size)
            self._now = (state, memory)
        return memory

    def clear(self) -> int:
        """Forget everything; how many values it was."""
        return self._now[1].clear()
