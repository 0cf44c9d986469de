"""From a title to what one does there: two small maps learned from written pairs alone.

A title and a task lie far apart in a space where like texts lie together. Each side gets a residual map with
one hidden layer, trained so that a name is nearer to a task of its own than to those of others in its batch
(InfoNCE with both softmaxes, van den Oord 2018; Adam with decoupled decay, Loshchilov 2019). What it learns
holds for titles no table has: "supervisor" leads to planning shifts, "footwear" to lasts and soles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.search.embedding import Vectors, normalised

Places = NDArray[np.int64]
_HIDDEN = 96
_STEPS = 500
_SEED = 1
_RATE, _DECAY = 2e-3, 0.05
_DROP = np.float32(0.3)
_SHARP = np.float32(10.0)  # cosines are multiplied by it before a softmax
_SCALE = np.float32(4.0)  # single numbers of long unit vectors are small


@dataclass(frozen=True)
class Pairs:
    """Rows of vectors of names and of tasks; `groups` has for each the places of its names and of its tasks.
    `parts`: how many groups of a kind there are, in their order, and how many of them make a batch."""

    names: Vectors
    tasks: Vectors
    groups: Sequence[tuple[Places, Places]]
    parts: Sequence[tuple[int, int]]


@dataclass
class Map:
    """x -> the unit vector of x + relu(4 x A + a) B + b."""

    weights: list[NDArray[np.float32]]

    def of(self, rows: Vectors) -> Vectors:
        """(n, dimension) unit vectors."""
        first, first_bias, second, second_bias = self.weights
        hidden = np.maximum((rows * _SCALE) @ first + first_bias, 0.0)
        return normalised(rows + hidden @ second + second_bias)


@dataclass(frozen=True)
class Relation:
    """A title and a task belong together as far as the images of their vectors are near. The mean of several
    pairs of maps that began differently ordered labels as one pair does."""

    titles: Map
    tasks: Map

    def likeness(self, title: Vectors, tasks: Vectors) -> NDArray[np.float32]:
        """0..1 for each row of `tasks`; `title` is one vector."""
        return np.asarray(np.clip(self.tasks.of(tasks) @ self.titles.of(title[None])[0], 0.0, 1.0))

    def arrays(self) -> list[NDArray[np.float32]]:
        """What `of_arrays` makes it of again."""
        return [*self.titles.weights, *self.tasks.weights]

    @classmethod
    def of_arrays(cls, arrays: Sequence[NDArray[np.float16]], dimension: int) -> Relation:
        """Raises ValueError where they are not those of a relation."""
        shapes = [(dimension, _HIDDEN), (_HIDDEN,), (_HIDDEN, dimension), (dimension,)]
        if [one.shape for one in arrays] != shapes * 2:
            raise ValueError("no maps of this dimension")
        rows = [one.astype(np.float32) for one in arrays]
        return cls(Map(rows[: len(shapes)]), Map(rows[len(shapes) :]))


def learned(pairs: Pairs) -> Relation:
    """The same tables and vectors give the same maps, as far as arithmetic goes."""
    random = np.random.default_rng(_SEED)
    dimension = pairs.names.shape[1]
    titles, tasks = _Learner.new(random, dimension), _Learner.new(random, dimension)
    for step, (names, done) in enumerate(_batches(pairs, random)):
        left = titles.forward(pairs.names[names], random)
        right = tasks.forward(pairs.tasks[done], random)
        logits = left @ right.T * _SHARP
        size = len(names)
        own = np.eye(size, dtype=np.float32)
        logits[(done[:, None] == done[None, :]) & (own == 0)] = -1e4  # the same task of another group
        pull = np.asarray(
            ((_softmax(logits) - own) + (_softmax(logits.T) - own).T) * _SHARP / size, dtype=np.float32
        )
        rate = _RATE * (1 - step / _STEPS)
        titles.backward(pull @ right, rate)
        tasks.backward(pull.T @ left, rate)
    return Relation(Map(titles.weights), Map(tasks.weights))


def _batches(pairs: Pairs, random: np.random.Generator) -> Iterator[tuple[Places, Places]]:
    """Places of names, and of a task of each one's group; no group twice in a batch."""
    bounds = np.cumsum([0, *(count for count, _ in pairs.parts)])
    for _ in range(_STEPS):
        chosen = [
            start + random.choice(count, min(most, count), replace=False)
            for start, (count, most) in zip(bounds[:-1], pairs.parts, strict=True)
        ]
        groups = [pairs.groups[place] for place in np.concatenate(chosen)]
        yield (
            np.array([random.choice(names) for names, _ in groups]),
            np.array([random.choice(tasks) for _, tasks in groups]),
        )


@dataclass
class _Learner(Map):
    """A map while it learns: what the last batch was like, and Adam's two moments."""

    moments: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = field(default_factory=list)
    steps: int = 0
    _batch: tuple[NDArray[np.float32], ...] = ()

    @classmethod
    def new(cls, random: np.random.Generator, dimension: int) -> _Learner:
        """The identity to begin with."""
        bound = dimension**-0.5
        first = random.uniform(-bound, bound, (dimension, _HIDDEN)).astype(np.float32)
        zeros = [np.zeros(shape, np.float32) for shape in (_HIDDEN, (_HIDDEN, dimension), dimension)]
        weights = [first, *zeros]
        return cls(weights, [(np.zeros_like(one), np.zeros_like(one)) for one in weights])

    def forward(self, rows: Vectors, random: np.random.Generator) -> Vectors:
        first, first_bias, second, second_bias = self.weights
        asked = rows * _SCALE * _mask(random, rows.shape)
        kept = _mask(random, (len(rows), _HIDDEN))
        hidden = np.maximum(asked @ first + first_bias, 0.0) * kept
        moved = rows + hidden @ second + second_bias
        length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), np.float32(1e-9))
        found = np.asarray(moved / length, dtype=np.float32)
        self._batch = (asked, hidden, kept, found, length)
        return found

    def backward(self, pull: NDArray[np.float32], rate: float) -> None:
        asked, hidden, kept, found, length = self._batch
        pull = np.asarray((pull - found * (found * pull).sum(axis=1, keepdims=True)) / length, np.float32)
        inner = (pull @ self.weights[2].T) * (hidden > 0) * kept
        self.steps += 1
        gradients = (asked.T @ inner, inner.sum(axis=0), hidden.T @ pull, pull.sum(axis=0))
        for weight, (mean, square), gradient in zip(self.weights, self.moments, gradients, strict=True):
            mean += np.float32(0.1) * (gradient - mean)
            square += np.float32(0.001) * (gradient * gradient - square)
            weight *= np.float32(1 - rate * _DECAY)
            true_mean = mean / np.float32(1 - 0.9**self.steps)
            true_square = square / np.float32(1 - 0.999**self.steps)
            weight -= np.float32(rate) * true_mean / (np.sqrt(true_square) + np.float32(1e-8))


def _mask(random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.asarray((random.random(shape, dtype=np.float32) > _DROP) / (1 - _DROP), dtype=np.float32)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: NDArray[np.float32] = shares / shares.sum(axis=1, keepdims=True)
    return found
