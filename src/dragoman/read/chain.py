"""A linear-chain conditional random field over the blocks of a page, in numpy.

The score of a labelling is the sum of the weights of each block's features under its
label and of each pair of neighbouring labels. The weights are trained by
``training/read_blocks.py`` on pages written for it and are read from
``block_weights.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import ModelError
from dragoman.records import BlockKind

Array = NDArray[np.float64]

#: What a forbidden label scores: low enough never to be chosen, high enough to add up.
NEVER = 1e6


@dataclass(frozen=True)
class Chain:
    """Trained weights.

    Attributes:
        labels: the kinds of blocks, in the order of the weights' columns.
        index: the row of each feature.
        weights: features × labels.
        moves: label × following label.
        first: scores of a page's first label.
        last: scores of a page's last label.
    """

    labels: tuple[BlockKind, ...]
    index: dict[str, int]
    weights: Array
    moves: Array
    first: Array
    last: Array

    def scores(self, features: Sequence[Sequence[str]]) -> Array:
        """Return blocks × labels; features that training never saw count nothing."""
        out = np.zeros((len(features), len(self.labels)))
        for i, names in enumerate(features):
            rows = [self.index[n] for n in names if n in self.index]
            out[i] = self.weights[rows].sum(axis=0)
        return out

    def best(self, scores: Array) -> list[int]:
        """Return the best labelling (Viterbi)."""
        n = len(scores)
        if n == 0:
            return []
        back = np.zeros((n, len(self.labels)), dtype=np.intp)
        total = self.first + scores[0]
        for i in range(1, n):
            ways = total[:, None] + self.moves
            back[i] = ways.argmax(axis=0)
            total = ways.max(axis=0) + scores[i]
        total = total + self.last
        path = [int(total.argmax())]
        for i in range(n - 1, 0, -1):
            path.append(int(back[i, path[-1]]))
        return path[::-1]

    def posteriors(self, scores: Array) -> Array:
        """Return blocks × labels, how likely each label is (forward-backward)."""
        n = len(scores)
        if n == 0:
            return np.zeros((0, len(self.labels)))
        forward = np.zeros_like(scores)
        backward = np.zeros_like(scores)
        forward[0] = self.first + scores[0]
        for i in range(1, n):
            forward[i] = _lse(forward[i - 1][:, None] + self.moves) + scores[i]
        backward[-1] = self.last
        for i in range(n - 2, -1, -1):
            backward[i] = _lse((self.moves + (scores[i + 1] + backward[i + 1])[None, :]).T)
        logs = forward + backward
        logs -= logs.max(axis=1, keepdims=True)
        out = np.exp(logs)
        return np.asarray(out / out.sum(axis=1, keepdims=True), dtype=np.float64)

    def forbid(self, scores: Array, label: BlockKind, *, but: int | None) -> Array:
        """Return scores under which no block but one can have a label."""
        out = scores.copy()
        column = self.labels.index(label)
        kept = None if but is None else out[but, column]
        out[:, column] = -NEVER
        if but is not None and kept is not None:
            out[but, :] = -NEVER
            out[but, column] = kept
        return out


def _lse(values: Array) -> Array:
    """Log of the sum of exponentials over the first axis."""
    top = values.max(axis=0)
    return np.asarray(top + np.log(np.exp(values - top).sum(axis=0)), dtype=np.float64)


@cache
def load_chain() -> Chain:
    """Return the trained weights, read once.

    Raises:
        ModelError: the file is missing or is not what it should be.
    """
    try:
        path = resources.files("dragoman.read").joinpath("block_weights.json")
        data = json.loads(path.read_text(encoding="utf-8"))
        labels = tuple(BlockKind(x) for x in data["labels"])
        names = list(data["weights"])
        return Chain(
            labels=labels,
            index={name: i for i, name in enumerate(names)},
            weights=np.array([data["weights"][n] for n in names], dtype=np.float64),
            moves=np.array(data["moves"], dtype=np.float64),
            first=np.array(data["first"], dtype=np.float64),
            last=np.array(data["last"], dtype=np.float64),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            "model-blocks",
            f"the block classifier's weights cannot be read ({error}); install Dragoman again",
        ) from error
