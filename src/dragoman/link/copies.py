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
from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
from datasketch import MinHash, MinHashLSH

from dragoman.linkage import Body, Carrier
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
_SCHEME: Literal["affine32"] = "affine32"
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"(?<=\d)[.,'’\u00a0\u202f\u066c ](?=\d{3}(?!\d))")
# One letter typed by two keys: Arabic and Persian kaf and ya, digits, joiners.
_SAME = {
    **{
        ord(a): b
        for a, b in zip("\u06a9\u06cc\u0649\u06c0", "\u0643\u064a\u064a\u0647", strict=True)
    },
    **{0x0660 + n: str(n) for n in range(10)},
    **{0x06F0 + n: str(n) for n in range(10)},
    0x200C: "",
    0x200D: "",
    0x0640: "",
}
_CREDIT = re.compile(
    r"^\W*(?:source|sources|via|posted by|originally published (?:by|in|on)|"
    r"first published (?:by|in|on)|courtesy of|kaynak|mənbə|источник|по материалам|"
    r"منبع|به نقل از|المصدر|نقلا عن|fuente|fuentes|con información de|publicado en|avec)"
    r"\s*[:：|—–-]?\s+(\S.{1,60}?)\W*$",
    re.IGNORECASE,
)
# A line that is the name of an agency alone, as many papers end what they took over.
_AGENCY = re.compile(
    r"^\W*(afp|reuters|associated press|ap|tass|тасс|interfax|интерфакс|риа новости|"
    r"anadolu(?: agency| ajansı)?|aa|xinhua|efe|dpa|ansa|apa|trend|azertac|azərtac|irna|ایرنا|"
    r"wam|spa|qna|mena|europa press|bloomberg)\W*$",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Return text without case, accents and compatibility forms, for comparison only."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_SAME)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def body_of(article: Article) -> str:
    """Return the article's body blocks as one text; the whole text where none are marked."""
    parts = [
        article.text[b.start : b.end]
        for b in article.blocks
        if b.kind is BlockKind.BODY and b.start is not None and b.end is not None
    ]
    return "\n".join(parts) if parts else article.text


def body(article: Article) -> Body:
    """Return the fingerprint of an article's body."""
    words = _WORD.findall(_GROUPED.sub("", fold(body_of(article))))
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
    whole = hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()
    return Body(
        whole=whole if words else f"empty:{article.doc_id}",
        shingles=hashes,
        numbers=frozenset(w for w in words if _DIGIT.search(w)),
    )


def carrier(article: Article, whole: str) -> Carrier:
    """Return what decides whether a document is the original of its copies."""
    published = article.published
    day = (published.start or published.end or "") if published else ""
    return Carrier(article.doc_id, whole, day, credit(article))


def credit(article: Article) -> str:
    """Return whom a page credits with its text, folded; empty for nobody but its publisher."""
    own = fold(article.publisher or "")
    lines = [
        b.text or article.text[b.start or 0 : b.end or 0]
        for b in article.blocks
        if b.kind in (BlockKind.BYLINE, BlockKind.SOURCE)
    ]
    # A credit often stands as the last line of the body itself.
    lines += article.text.rstrip().rsplit("\n", 1)[-1:]
    for line in lines:
        found = _CREDIT.search(line.strip()) or _AGENCY.search(line.strip())
        if found:
            named = " ".join(_WORD.findall(fold(found.group(1))))
            if named and named not in own and not (own and own in named):
                return named
    return ""


def containment(a: Body, b: Body) -> float:
    """Return the share of the smaller body's shingles that stand in the larger."""
    smaller = min(len(a.shingles), len(b.shingles))
    if not smaller:
        return 0.0
    shared = np.intersect1d(a.shingles, b.shingles, assume_unique=True)
    return len(shared) / smaller


def is_copy(a: Body, b: Body) -> float:
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


class Sketches:
    """MinHash sketches of bodies, by which those that may be alike are found."""

    def __init__(self) -> None:
        """Start with none."""
        self._blank = MinHash(num_perm=_BANDS * _ROWS, hashfunc=int, scheme=_SCHEME)
        self._index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
        self._held: set[str] = set()

    def sketch(self, one: Body) -> bytes:
        """Return the sketch of a body; empty for one too short, which is compared as a whole."""
        if len(one.shingles) < MIN_SHINGLES:
            return b""
        made = self._blank.copy()
        # Half of each hash is enough for a sketch; the exact check uses all of it.
        made.update_batch((one.shingles & np.uint64(0xFFFFFFFF)).tolist())
        return bytes(made.hashvalues.astype(np.uint32).tobytes())

    def _hash(self, sketch: bytes) -> MinHash:
        values = np.frombuffer(sketch, dtype=np.uint32).astype(np.uint64)
        return MinHash(num_perm=_BANDS * _ROWS, hashvalues=values, hashfunc=int, scheme=_SCHEME)

    def add(self, whole: str, sketch: bytes) -> None:
        """Remember a sketch."""
        if sketch and whole not in self._held:
            self._held.add(whole)
            self._index.insert(whole, self._hash(sketch), check_duplication=False)

    def near(self, sketch: bytes) -> list[str]:
        """Return the bodies whose sketch shares a band with this one, sorted."""
        return sorted(self._index.query(self._hash(sketch))) if sketch else []


Alike = Mapping[str, Mapping[str, float]]
"""For each body the bodies that are alike, with the share of the shorter that stands in
the longer. Symmetric."""


def alike(bodies: Iterable[Body]) -> dict[str, dict[str, float]]:
    """Compare bodies with one another; each comes once."""
    known = {one.whole: one for one in bodies}
    sketches = Sketches()
    found: dict[str, dict[str, float]] = {}
    for whole, one in known.items():
        sketch = sketches.sketch(one)
        for other in sketches.near(sketch):
            if share := is_copy(one, known[other]):
                found.setdefault(whole, {})[other] = share
                found.setdefault(other, {})[whole] = share
        sketches.add(whole, sketch)
    return found


def assign(carriers: Iterable[Carrier], likenesses: Alike) -> dict[str, str]:
    """Return, for each document that is a copy, the document that it copies.

    The original is one that credits nobody else, the earliest published, then the one with
    the smallest id. A copy points to an original, never to another copy. Two texts that a
    third one contains (a round-up) are not thereby copies of each other.

    Args:
        carriers: the documents, in any order.
        likenesses: which bodies are alike.
    """
    copy_of: dict[str, str] = {}
    by_whole: dict[str, list[Carrier]] = {}
    for one in sorted(carriers, key=lambda c: c.order):
        same = by_whole.get(one.whole)
        if same:
            first = same[0].doc_id
            copy_of[one.doc_id] = copy_of.get(first, first)
        else:
            ranked = sorted(
                (e.doc_id in copy_of, -share, e.order, e.doc_id)
                for whole, share in likenesses.get(one.whole, {}).items()
                for e in by_whole.get(whole, ())
            )
            if ranked:
                found = ranked[0][3]
                copy_of[one.doc_id] = copy_of.get(found, found)
        by_whole.setdefault(one.whole, []).append(one)
    return copy_of


def find_copies(articles: Iterable[Article]) -> dict[str, str]:
    """Return the copies among articles, in any order; see :func:`assign`."""
    bodies: dict[str, Body] = {}
    carriers = []
    for article in articles:
        made = body(article)
        bodies.setdefault(made.whole, made)
        carriers.append(carrier(article, made.whole))
    return assign(carriers, alike(bodies.values()))
