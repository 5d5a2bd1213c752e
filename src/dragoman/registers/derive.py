"""The one entry point: facts in, registers out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dragoman.records import Event
from dragoman.registered import REGISTERS, Registers, Telling
from dragoman.standing import Tie
from dragoman.stored import StoredStatement


@dataclass(frozen=True, slots=True)
class Fact:
    """An event with all that the registers need of it.

    Attributes:
        event: the event.
        tellings: its reports.
        ties: what joins it to other events.
    """

    event: Event
    tellings: tuple[Telling, ...]
    ties: tuple[Tie, ...] = ()


def derive(
    facts: Iterable[Fact],
    statements: Iterable[StoredStatement] = (),
    *,
    wanted: Collection[str] = REGISTERS,
) -> Registers:
    """Return the registers of a set of events.

    Args:
        facts: the events; events that belong into no register are passed over.
        statements: what was said in their documents, for comments.
        wanted: which registers; the others stay empty.
    """
    return Registers()
