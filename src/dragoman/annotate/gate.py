"""The gate: passes over passages that surely hold nothing to code, before the model runs.

A linear classifier over the words of a passage, hashed. It is trained on what the model
itself finds (:mod:`training.gate`), and its threshold is set so that it loses at most one
in a hundred of these; of the gold events of held-out passages it loses far fewer.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = "gate.npy"
#: Features are hashed to so many places.
SIZE = 1 << 17
_STEM = 5


@functools.lru_cache(maxsize=1 << 15)
def _of_word(word: str) -> tuple[int, ...]:
    first = zlib.crc32(word.encode("utf-8", "replace")) % SIZE
    if len(word) <= _STEM:
        return (first,)
    return first, zlib.crc32(b"-" + word[:_STEM].encode("utf-8", "replace")) % SIZE


def features(words: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return the places of the features of a passage's words, each once.

    Features are the words, the stems of the long ones and the pairs of neighbours, in
    small letters.
    """
    found: set[int] = set()
    before = ""
    for word in words:
        small = word.lower()
        found.update(_of_word(small))
        if before:
            found.add(zlib.crc32(f"{before} {small}".encode("utf-8", "replace")) % SIZE)
        before = small
    return np.fromiter(found, np.int64, len(found))


class Gate:
    """Weights [SIZE] as the file holds them, in eight bits, and the threshold."""

    def __init__(self, weights: npt.NDArray[np.int8], threshold: float) -> None:
        """Take weights and the threshold in their scale."""
        self._weights = weights
        self._threshold = threshold

    @classmethod
    def load(cls, folder: Path, threshold: float) -> Gate:
        """Read the weights beside a model.

        Raises:
            ValueError: the file holds something else.
            OSError: it cannot be read.
        """
        weights = np.load(folder / FILE, allow_pickle=False)
        if weights.shape != (SIZE,) or weights.dtype != np.int8:
            raise ValueError(f"{folder / FILE} holds no gate")
        return cls(weights, threshold)

    def score(self, words: Iterable[str]) -> int:
        """Return the sum of the weights of a passage's features."""
        return int(self._weights[features(words)].sum(dtype=np.int64))

    def opens(self, words: Iterable[str]) -> bool:
        """Return whether a passage may hold something to code."""
        return self.score(words) >= self._threshold
