"""The records that pass between the linker and the store, importing none of either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dragoman.records import CodedArticle, Event, Relation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Body:
    """What is kept of a body of text to tell copies.

    Attributes:
        whole: hash of the folded body.
        shingles: sorted unique 64-bit hashes of the body's word shingles.
        numbers: the body's numbers.
    """

    whole: str
    shingles: NDArray[np.uint64]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A document, as far as it matters which of two copies is the original.

    Attributes:
        doc_id: the document.
        whole: of its body.
        published: ISO day of publication, empty when unknown; the earlier is the original.
        credit: whom it credits with the text, folded; empty for nobody.
    """

    doc_id: str
    whole: str
    published: str
    credit: str = ""

    @property
    def order(self) -> tuple[bool, bool, str, str]:
        """Sort key that puts the original first.

        Who credits another comes after the rest; then the earliest, undated last; then by id.
        """
        return (bool(self.credit), not self.published, self.published, self.doc_id)


@dataclass(frozen=True, slots=True)
class Block:
    """A place in the index of reports: only reports that share a key may be one happening.

    Attributes:
        key: family, modality and party, with a word of the object for a wide date.
        low: first day on which it may have happened, as an ordinal.
        high: last day.
    """

    key: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two reports that are linked, by their ids, the smaller first."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bonds:
    """What people decided about pairs of mentions: to be one event, or never."""

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()

    def joined(self, a: str, b: str) -> bool:
        """Return whether two mentions are one event by judgement."""
        return ((a, b) if a < b else (b, a)) in self.together

    def parted(self, a: str, b: str) -> bool:
        """Return whether two mentions are never one event by judgement."""
        return ((a, b) if a < b else (b, a)) in self.apart


class Memory(Protocol):
    """What the last linking left behind; a store keeps it."""

    def coded(self, docs: Iterable[str]) -> Iterator[CodedArticle]:
        """Give those of the documents that stand, as they are coded and judged now."""

    def carriers(self, docs: Iterable[str]) -> list[Carrier]:
        """Return the carriers of documents, as they were linked."""

    def bearing(self, wholes: Iterable[str]) -> list[Carrier]:
        """Return the carriers of bodies, as they were linked."""

    def known(self, wholes: Iterable[str]) -> set[str]:
        """Return which bodies are known."""

    def sketches(self) -> Iterator[tuple[str, bytes]]:
        """Give all bodies with their sketches."""

    def bodies(self, wholes: Iterable[str]) -> list[Body]:
        """Return bodies."""

    def likenesses(self, wholes: Iterable[str]) -> dict[str, dict[str, float]]:
        """Return which bodies are like these."""

    def originals(self, docs: Iterable[str]) -> dict[str, str]:
        """Return what those of the documents copy that were copies."""

    def copies(self, docs: Iterable[str]) -> dict[str, str]:
        """Return the documents that copied these, each with its original."""

    def near(self, wanted: Iterable[Block], gap: int) -> set[str]:
        """Return the documents with a report at one of these places, ``gap`` days apart at most."""

    def held(self, docs: Iterable[str]) -> set[str]:
        """Return the mentions of documents that stand in current events."""

    def edges(self, mentions: Iterable[str]) -> list[Edge]:
        """Return the links of mentions."""

    def holding(self, mentions: Iterable[str]) -> set[str]:
        """Return the current events that hold mentions."""

    def related(self, wanted: Iterable[Block], gap: int) -> set[str]:
        """Return the current events that stand at one of these keys, ``gap`` days apart at most."""

    def events(self, ids: Iterable[str]) -> list[Event]:
        """Return current events."""

    def homes(self, mentions: Iterable[str]) -> dict[str, str]:
        """Return the documents of mentions that stand."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What linking changed; all of it takes the place of what stood before.

    Attributes:
        docs: documents whose carriers, blocks and links are given anew; None for all.
        events: the events that hold the touched mentions now.
        touched: mentions whose events are replaced; None for all.
        edges: the links of the documents' mentions.
        blocks: places of their reports in the index.
        carriers: of those of the documents that stand.
        bodies: not known before, each with its sketch.
        likenesses: that involve one of these.
        copies: documents that copy another; the rest of ``moved`` copies none.
        relations: between the events, and of these to those that stand.
        keys: places of the events in the index of relations.
        moved: documents whose original was decided anew; None for all.
    """

    docs: frozenset[str] | None
    events: tuple[Event, ...]
    touched: frozenset[str] | None
    edges: tuple[Edge, ...]
    blocks: tuple[tuple[str, Block], ...]
    carriers: tuple[Carrier, ...]
    bodies: tuple[tuple[Body, bytes], ...]
    likenesses: Mapping[str, Mapping[str, float]]
    copies: Mapping[str, str]
    relations: tuple[Relation, ...]
    keys: tuple[tuple[str, Block], ...]
    moved: frozenset[str] | None = None
