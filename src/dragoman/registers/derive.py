"""The one entry point: facts in, registers out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dragoman.registered import REGISTERS, Registers
from dragoman.registers.agreements import agreements
from dragoman.registers.bodies import bodies
from dragoman.registers.comments import Remarks
from dragoman.registers.deployments import deployments
from dragoman.registers.exercises import exercises
from dragoman.registers.facts import Fact, Item, in_order
from dragoman.registers.incidents import incidents
from dragoman.registers.papers import Papers
from dragoman.registers.transfers import transfers
from dragoman.registers.visits import visits

_PAPERS = frozenset({"agreements", "visits", "bodies"})


def derive(facts: Iterable[Fact], *, wanted: Collection[str] = REGISTERS) -> Registers:
    """Return the registers of a set of events.

    The order of the events does not matter, and events that no text, party or relation
    joins do not touch each other's rows.

    Args:
        facts: the events; those that belong into no register are passed over.
        wanted: which registers; the others stay empty.

    Raises:
        KeyError: there is no such register.
    """
    unknown = sorted(set(wanted) - set(REGISTERS))
    if unknown:
        raise KeyError(unknown[0])
    items = in_order(i for i in map(Item, facts) if i.tellings)
    remarks = Remarks(items)
    # What was signed on a visit or at a sitting is looked up among the agreements.
    signed = agreements(items, remarks) if _PAPERS & set(wanted) else []
    papers = Papers(signed)
    return Registers(
        agreements=tuple(signed) if "agreements" in wanted else (),
        visits=tuple(visits(items, remarks, papers)) if "visits" in wanted else (),
        exercises=tuple(exercises(items, remarks)) if "exercises" in wanted else (),
        transfers=tuple(transfers(items, remarks)) if "transfers" in wanted else (),
        bodies=tuple(bodies(items, remarks, papers)) if "bodies" in wanted else (),
        deployments=tuple(deployments(items, remarks)) if "deployments" in wanted else (),
        incidents=tuple(incidents(items, remarks)) if "incidents" in wanted else (),
    )
