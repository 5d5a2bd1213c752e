"""Write a reading of a party out as the record: name, id, sector, role."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.knowledge import Entry, Hit, Knowledge
from dragoman.records import Party
from dragoman.tagged import RawParty

_MEN = frozenset(("men", "hommes", "hombres", "люди", "людей", "adamlari", "adamlar"))
# A deputy in the eight languages; the lexicon of sectors reads the office behind it alone.
_DEPUTY = re.compile(
    r"\b(?:deputy|vice|under-?secretary)\b|замест|\bвице|\bзам(?:министр|\.)|yardımcısı|"
    r"\bmüavini|معاون|قائم ?مقام|نائب|نایب|\bvice|\bsubsecretari|\badjoint",
    re.IGNORECASE,
)
_HAS_DEPUTIES = re.compile(r"\b(?:minister|secretary|head|chief|commander|governor|premier)\b")
_MINISTER = re.compile(r"\b(?:minister|secretary of (?:defen[cs]e|state)|defen[cs]e secretary)\b")


#: Type and role of a party in an act, and whether its phrase is a bare adjective of a state.
Act = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a party before it is written out as :class:`Party`."""

    country: str | None
    score: float
    reason: str
    entry: Entry | None = None
    candidates: tuple[str, ...] = ()


def written(
    raw: RawParty,
    reading: Reading,
    told: tuple[str, str] | None,
    *,
    year: int | None,
    knowledge: Knowledge,
    named: bool,
    nation: bool,
    act: Act | None = None,
) -> Party:
    """Return the record of a resolved party.

    Args:
        raw: the phrase and the tagger's guess of its sector.
        reading: what the phrase was found to mean.
        told: the sector its words tell and the word that tells it, if any.
        year: the year of publication, if known.
        knowledge: gives the state's name.
        named: whether the phrase ends in a person's name.
        nation: whether it holds a word for persons of a nation (“Iranians”).
        act: the act that it takes part in, if known.
    """
    entry = reading.entry
    sector, role = _sector(raw, reading, told, year=year, nation=nation, act=act)
    state = entry is not None and entry.kind in ("state", "territory")
    if entry is not None and entry.kind in ("person", "organisation", "contested"):
        name: str | None = entry.name
        ident = entry.id
        if entry.kind == "person":
            role = role or entry.role
            if role and _seconded(raw.text, role):
                role = f"deputy {role}"
    elif reading.country and (
        (state and told is None) or (sector == "GOV" and not (told and named))
    ):
        name, ident = knowledge.name(reading.country), reading.country
    else:
        name, ident = raw.text, None
    return Party(
        text=raw.text,
        start=raw.start,
        end=raw.end,
        name=name,
        id=ident,
        country=reading.country,
        sector=sector,
        role=role,
        score=round(reading.score, 2),
        reason=reading.reason,
        candidates=reading.candidates,
    )


def _sector(
    raw: RawParty,
    reading: Reading,
    told: tuple[str, str] | None,
    *,
    year: int | None,
    nation: bool,
    act: Act | None,
) -> tuple[str | None, str | None]:
    """Return sector and role: words first, then the knowledge, then the tagger's guess."""
    entry = reading.entry
    role = told[1] if told else None
    if entry is not None and entry.kind in ("organisation", "contested"):
        if told and told[0] in ("ELI", "JRN", "CVL", "REF", "OPP"):
            return told[0], role
        if entry.kind == "organisation" and entry.sector == "GOV" and told:
            return told[0], role
        if entry.sector == "GOV" and raw.sector:
            return raw.sector, role
        return entry.sector, role
    if entry is not None and entry.kind == "person" and entry.role:
        if told and told[1] in _MEN and entry.sector in ("REB", "PRM", "MIL"):
            # The men of a commander fight; they are no civilians.
            return entry.sector, role
        if told and told[0] != "GOV":
            return told[0], role
        if _MINISTER.search(entry.role) and entry.sector in ("MIL", "COP"):
            # A minister belongs to the government, whatever he is minister of.
            return "GOV", role
        past = year is not None and entry.years and all(end < year for _, end in entry.spans())
        return ("ELI" if past and entry.sector == "GOV" else entry.sector), role
    if told:
        return told[0], role
    if raw.sector:
        return raw.sector, None
    if nation or (entry is not None and entry.kind == "place" and _struck(act)):
        return "CVL", None
    if entry is not None and entry.kind in ("state", "territory") and _armed(act):
        return "MIL", None
    return ("GOV", None) if reading.country else (None, None)


def _struck(act: Act | None) -> bool:
    """Return whether a town is named as what was hit; else it stands for who rules there."""
    return act is None or act[:2] == ("ASSAULT", "recipient")


def _armed(act: Act | None) -> bool:
    """Return whether a state acts through its forces: “Israel struck”, “Turkish shelling”."""
    if act is None or act[1] != "actor":
        return False
    return act[0] == "ASSAULT" or (act[2] and act[0] in ("MOBILIZE", "RETREAT"))


def _seconded(text: str, role: str) -> bool:
    """Return whether the words make the holder of an office another's deputy."""
    return bool(_HAS_DEPUTIES.search(role) and not _DEPUTY.search(role) and _DEPUTY.search(text))


def described(hit: Hit) -> str:
    """Return in words how a name names its entry."""
    return {
        "organisation": f"known as {hit.entry.name}",
        "contested entity": f"the contested {hit.entry.name}",
    }.get(hit.kind, f"a {hit.kind} of {hit.entry.name}")
