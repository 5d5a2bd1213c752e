"""COLT-like visits of leaders: CSV, a row a leader and visit, columns by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.ontology.countries import country
from dragoman.present.formats import registry
from dragoman.present.formats.base import Column, plain, write_csv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import where
from dragoman.registered import PartyCell, Visit

RULES = (
    "Visits that were held, a row for each visitor who is head of state or government, foreign "
    "or finance minister, crown prince, or head of an organisation; visits by others, calls and "
    "plans are left out.",
    "COLT has 76 columns, of which about five are not known here; read it by name and not by "
    "position. Yes stands where a text says so; what no text says is empty.",
)
_ROOM = "COLT has no column for it"
LOST = {
    "purpose": _ROOM,
    "comments": _ROOM,
    "evidence": _ROOM,
    "standing": _ROOM,
}
_ROLES = {
    "head of state": "S",
    "president": "S",
    "king": "S",
    "queen": "S",
    "emir": "S",
    "sultan": "S",
    "supreme leader": "S",
    "monarch": "S",
    "head of government": "G",
    "prime minister": "G",
    "chancellor": "G",
    "foreign minister": "F",
    "finance minister": "E",
    "crown prince": "CP",
    "secretary general": "I",
    "secretary-general": "I",
}
_TOP = frozenset({"S", "G"})
_LINKS = 33
_FORMS = frozenset({"visit", "multilateral meeting", "meeting in a third country"})
COLUMNS = _columns(
    """
TripID: the row in Dragoman and the number of the leader
LeaderID: of the person in Dragoman
LeaderCountryOrIGO: English name
LeaderCountryISO: ISO 3166 alpha-3
LeaderRegion
LeaderSubregion
PriorityLeader
LeaderRole: S head of state, G of government, F foreign minister, E finance minister, \
CP crown prince, I head of an organisation
LeaderTitle: office, in words
LeaderSurname
LeaderFullName: name
CountryVisited: English name
CountryVisitedISO: ISO 3166 alpha-3
CityVisited: where the place is known to the city
RegionVisited
SubRegionVisited
DisputedTerritory
SemiAutoTerritory
TripYear: year
TripStartDate: first day, YYYY-MM-DD
TripEndDate: last day, YYYY-MM-DD
TripDuration: days
MetHostHoGS: Yes where a text says so
HostHOGSName: names of heads of state or government met there
AttendedMultilatEvent: Yes for a meeting of several states
NameMultilatEvent
AttendedMultilatMinisterialEvent
MetNonhostHOGS: Yes where another head of state or government visited too
NonhostHOGSNames: their names
PublicAddress
SignedAgreement: Yes where something was signed there
CulturalSiteOrCeremony
BusinessLeaderOrForum
MetIGOLeader
IGOLeaderName
Notes: the row in one line
Confidence(1-5)
"""
    + "\n".join(f"SourceLink{n}: address of a report" for n in range(1, _LINKS + 1))
)


def columns(table: str) -> Sequence[Column]:
    """Return the columns that are known."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row a leader and visit."""
    return write_csv([c.name for c in COLUMNS], _rows(material, losses), out)


def role_of(p: PartyCell) -> str | None:
    """Return COLT's code of a person's office; null for one that COLT does not follow."""
    role = (p.role or "").casefold()
    if role.startswith(("deputy", "vice", "former")):
        return None
    return _ROLES.get(role)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for row in material.register():
        assert isinstance(row, Visit)
        losses.seen += 1
        if row.status != "held":
            losses.row(f"it did not take place, or not yet ({row.status})", row.row_id)
            continue
        if row.form is not None and row.form.value not in _FORMS:
            losses.row(f"nobody travelled ({row.form.value})", row.row_id)
            continue
        leaders = [p for p in row.visitors if role_of(p)]
        if not leaders:
            losses.row("no visitor holds an office that COLT follows", row.row_id)
            continue
        visited = _visited(row)
        if visited is None:
            losses.row("no text tells which country was visited", row.row_id)
            continue
        abroad = [p for p in leaders if p.country != visited]
        if not abroad:
            losses.row("the leader stayed in his own country", row.row_id)
            continue
        registry.lose(losses, row, LOST)
        links = registry.sources(material, row)
        if len(links) > _LINKS:
            losses.lost("reports", f"only the first {_LINKS}", row.row_id)
        for number, leader in enumerate(abroad, 1):
            yield _row(row, number, leader, visited, links[:_LINKS])


def _visited(row: Visit) -> str | None:
    place = row.place.value.country if row.place else None
    return place or next((p.country for p in row.hosts if p.country), None)


def _row(
    row: Visit, number: int, leader: PartyCell, visited: str, links: Sequence[str]
) -> list[Any]:
    place = where(row.place.value if row.place else None)
    date = row.date.value if row.date else None
    start, end = registry.parts(date), registry.parts(date, last=True)
    hosts = [p.value for p in row.met if p.country == visited and role_of(p) in _TOP]
    others = [
        p.value for p in (*row.visitors, *row.met)
        if p is not leader and p.country not in (visited, leader.country) and role_of(p) in _TOP
    ]  # fmt: skip
    multilateral = row.form is not None and row.form.value == "multilateral meeting"
    return [
        f"{row.row_id}.{number}",
        leader.id,
        country(leader.country).name or None,
        leader.country,
        *[None] * 3,
        role_of(leader),
        leader.role,
        None,
        leader.value,
        country(visited).name,
        visited,
        place.city,
        *[None] * 4,
        int(start[0]) if start[0] else None,
        "-".join(start) if all(start) else None,
        "-".join(end) if all(end) else None,
        row.days.value if row.days else None,
        "Yes" if hosts else None,
        hosts,
        "Yes" if multilateral else None,
        *[None] * 2,
        "Yes" if others else None,
        others,
        None,
        "Yes" if row.signed else None,
        *[None] * 4,
        plain(row.title),
        None,
        *links,
        *[None] * (_LINKS - len(links)),
    ]
