"""What a brief is written from: records alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.analysis import Dyad, Network
from dragoman.present.timeline import Report
from dragoman.records import Event
from dragoman.registered import Registers
from dragoman.standing import Account, Tie, account
from dragoman.stored import StoredDocument, StoredEvent


@dataclass(frozen=True, slots=True)
class Fact:
    """An event in which both parties take part, with its reports and what it is joined to."""

    stored: StoredEvent
    ties: tuple[Tie, ...]
    reports: tuple[Report, ...]

    @property
    def event(self) -> Event:
        """The event."""
        return self.stored.event

    @property
    def account(self) -> Account:
        """How it stands, with what other events say of it."""
        return account(self.stored.event, self.ties)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the store holds in all.

    Attributes:
        n_uncoded: texts in languages that no model reads.
        linked: whether the events rest on all documents.
    """

    n_documents: int
    n_copies: int
    n_events: int
    n_uncoded: int
    linked: bool


@dataclass(frozen=True, slots=True)
class Material:
    """All that a brief rests on.

    Attributes:
        codes: of the two parties.
        facts: the events in which both take part, by date, undated last.
        dyad: their relation, with a comparison of two windows where one can be made.
        network: of all parties in the same time.
        registers: the rows that rest on one of the events.
        documents: that tell the events, and those that they copy.
        undated_left_out: how many undated events the dates asked for leave out.
        since: as it was asked for; ``until`` and ``as_of`` likewise.
        versions: of program, model, ontology, linker and so on; name and value.
        command: what makes the same brief again.
    """

    codes: tuple[str, str]
    facts: tuple[Fact, ...]
    dyad: Dyad
    network: Network
    registers: Registers
    documents: Mapping[str, StoredDocument]
    corpus: Corpus
    undated_left_out: int
    since: str | None
    until: str | None
    as_of: str | None
    versions: tuple[tuple[str, str], ...]
    command: str
