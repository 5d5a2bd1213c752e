"""Find the documents that are copies of one text.

Candidates come from MinHash over word shingles of the body (A. Z. Broder, “On the
resemblance and containment of documents”, 1997; datasketch), with bands so narrow that
a text cut to a quarter still meets its original. A candidate is a copy only if most of
the shorter body's shingles stand in the longer one word for word, and its numbers too:
a ministry's daily bulletin repeats yesterday's sentences with today's figures, and is
not a copy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from dragoman.records import Article, BlockKind

SHINGLE_WORDS = 5
"""Words in a shingle: long enough that independent reports share next to none."""
MIN_SHINGLES = 12
"""A body of fewer shingles (16 words) is compared as a whole: equal or not."""
MIN_CONTAINMENT = 0.6
"""Share of the shorter body's shingles that must stand in the longer one."""
SHORT_SHINGLES = 60
MIN_SHORT_CONTAINMENT = 0.85
"""The same for a body of fewer than :data:`SHORT_SHINGLES`: two short texts that quote one
sentence, a report and its denial, are no copies."""
MAX_FOREIGN_NUMBERS = 1 / 3
"""Share of the shorter body's numbers that the longer one may lack (views, clocks)."""

_BANDS, _ROWS = 64, 2
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a document to tell copies.

    Attributes:
        doc_id: the document.
        published: ISO day of publication, empty when unknown; the earlier is the original.
        whole: hash of the folded body.
        shingles: sorted unique 64-bit hashes of the body's word shingles.
        numbers: the body's numbers.
    """

    doc_id: str
    published: str
    whole: str
    shingles: NDArray[np.uint64]
    numbers: frozenset[str]

    @property
    def order(self) -> tuple[bool, str, str]:
        """Sort key that puts the original first: earliest, undated last, then by id."""
        return (not self.published, self.published, self.doc_id)


def fold(text: str) -> str:
    """Return text without case, accents and compatibility forms, for comparison only."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def body_of(article: Article) -> str:
    """Return the article's body blocks as one text; the whole text where none are marked."""
    parts = [
        article.text[b.start : b.end]
        for b in article.blocks
        if b.kind is BlockKind.BODY and b.start is not None and b.end is not None
    ]
    return "\n".join(parts) if parts else article.text


def fingerprint(article: Article) -> Fingerprint:
    """Return the fingerprint of an article's body."""
    words = _WORD.findall(fold(body_of(article)))
    grams = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    hashes = np.fromiter(
        (
            int.from_bytes(hashlib.blake2b(g.encode("utf-8", "replace"), digest_size=8).digest())
            for g in grams
        ),
        dtype=np.uint64,
        count=len(grams),
    )
    hashes.sort()
    published = article.published
    whole = hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()
    return Fingerprint(
        doc_id=article.doc_id,
        published=(published.start or published.end or "") if published else "",
        whole=whole if words else f"empty:{article.doc_id}",
        shingles=hashes,
        numbers=frozenset(w for w in words if _DIGIT.search(w)),
    )


def containment(a: Fingerprint, b: Fingerprint) -> float:
    """Return the share of the smaller body's shingles that stand in the larger."""
    smaller = min(len(a.shingles), len(b.shingles))
    if not smaller:
        return 0.0
    shared = np.intersect1d(a.shingles, b.shingles, assume_unique=True)
    return len(shared) / smaller


def is_copy(a: Fingerprint, b: Fingerprint) -> float:
    """Return how much of one text stands in the other if one copies the other, else 0."""
    if a.whole == b.whole:
        return 1.0
    short, long = (a, b) if len(a.shingles) <= len(b.shingles) else (b, a)
    if len(short.shingles) < MIN_SHINGLES:
        return 0.0
    share = containment(a, b)
    if share < (
        MIN_CONTAINMENT if len(short.shingles) >= SHORT_SHINGLES else MIN_SHORT_CONTAINMENT
    ):
        return 0.0
    foreign = short.numbers - long.numbers
    if len(foreign) > 1 and len(foreign) > MAX_FOREIGN_NUMBERS * len(short.numbers):
        return 0.0
    return share


def _sketch(print_: Fingerprint, blank: MinHash) -> MinHash:
    sketch = blank.copy()
    # Half of each hash is enough for a sketch; the exact check uses all of it.
    sketch.update_batch((print_.shingles & np.uint64(0xFFFFFFFF)).tolist())
    return sketch


def find_copies(prints: Iterable[Fingerprint]) -> dict[str, str]:
    """Return, for each document that is a copy, the document that it copies.

    The original is the earliest published, then the one with the smallest id. A copy
    points to an original, never to another copy. Two texts that a third one contains
    (a round-up) are not thereby copies of each other.

    Args:
        prints: one fingerprint a document, in any order.
    """
    ordered = sorted(prints, key=lambda p: p.order)
    blank = MinHash(num_perm=_BANDS * _ROWS, hashfunc=int)
    sketches = {
        i: _sketch(p, blank) for i, p in enumerate(ordered) if len(p.shingles) >= MIN_SHINGLES
    }
    index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    by_whole: dict[str, list[int]] = {}
    copy_of: dict[str, str] = {}
    for i, print_ in enumerate(ordered):
        earlier = list(by_whole.get(print_.whole, ()))[:1]
        if i in sketches and not earlier:
            earlier = [j for j in index.query(sketches[i]) if j < i]
        original = _original(print_, [ordered[j] for j in sorted(set(earlier))], copy_of)
        if original is not None:
            copy_of[print_.doc_id] = original
        by_whole.setdefault(print_.whole, []).append(i)
        if i in sketches:
            index.insert(i, sketches[i], check_duplication=False)
    return copy_of


def _original(
    print_: Fingerprint, earlier: Sequence[Fingerprint], copy_of: Mapping[str, str]
) -> str | None:
    """Return the original that a text copies: directly if it can, else through a copy."""
    matches = [(is_copy(print_, e), e) for e in earlier]
    ranked = sorted(
        ((e.doc_id in copy_of, -share, e.order, e.doc_id) for share, e in matches if share),
    )
    if not ranked:
        return None
    found = ranked[0][3]
    return copy_of.get(found, found)
