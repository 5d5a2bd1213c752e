"""What the formats of armed conflict (ACLED, UCDP) share: kinds of parties, victims, the dead."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.ontology.countries import country
from dragoman.records import Amount, Party

STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PRM"})
"""Sectors that use force for a state."""
ARMED = STATE | {"REB", "UAF", "CRM", "PRE"}
CIVILIAN = frozenset(
    {"CVL", "JRN", "REF", "EDU", "REL", "MED", "AGR", "LAB", "SOC", "BUS", "ELI", "PTY", "OPP"}
)


def civilians(parties: Sequence[Party]) -> bool:
    """Whether those who suffer are civilians: all whose sector is known."""
    sectors = {p.sector for p in parties if p.sector and p.sector != "UNK"}
    return bool(sectors) and sectors <= CIVILIAN


def government(party: Party) -> str:
    """Return the name of a side: of a state's own organs its government, else the party's.

    >>> government(Party("Baku", 0, 4, "Azerbaijan", "AZE", "AZE", "GOV"))
    'Government of Azerbaijan'
    """
    state = country(party.country).name
    if state and party.sector in STATE:
        return f"Government of {state}"
    if state and party.sector in CIVILIAN:
        return f"Civilians ({state})"
    return party.name or party.text


def dead(amounts: Sequence[Amount]) -> Amount | None:
    """Return how many died, where a text gives a number: the greatest, for parts add up to it."""
    counts = [a for a in amounts if a.kind == "dead" and a.value is not None]
    return max(counts, key=lambda a: a.value or 0, default=None)
