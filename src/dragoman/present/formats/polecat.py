"""POLECAT: tab-separated, 40 columns, one row an event, lists joined by ``; ``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.ontology import VERSION
from dragoman.ontology.countries import country
from dragoman.ontology.plover import NEEDS_RECIPIENT
from dragoman.present.formats import standard
from dragoman.present.formats.base import Column, write_tsv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import where
from dragoman.present.formats.standard import Act, acts, distinct
from dragoman.records import Party

RULES = (
    *standard.RULES,
    "Values of a list stand between semicolons, in the same order in all columns of a side; "
    "what is missing is the word None.",
    "Of mutual acts all parties are actors; where PLOVER wants a recipient, the first party is "
    "the actor and the others are recipients.",
)
_ROOM = "POLECAT has no column for it"
LOST = {
    "ids of parties": "POLECAT names parties by Wikipedia, which is not known here",
    "end date": _ROOM,
    "what the date rests on": _ROOM,
    "amounts": _ROOM,
    "objects": _ROOM,
    "confidence": _ROOM,
    "standing": _ROOM,
    "claims": _ROOM,
    "relations": _ROOM,
    "conflicts between reports": _ROOM,
    "further reports": "only the first report is named",
    "sentences": _ROOM,
    "offsets in the text": _ROOM,
    "according to whom": _ROOM,
    "number of independent sources": _ROOM,
    "judgement of a reviewer": _ROOM,
}


def _side(word: str, act: str) -> str:
    return f"""
{word} Name: those who {act}, by their names
{word} Country: of each, ISO 3166 alpha-3 or an ontology code
{word} COW: number of each in the Correlates of War
Primary {word} Sector: sector of the first
{word} Sectors: sector of each
{word} Title: office or title of each
{word} Name Raw: the words of the text for each
Wikipedia {word} ID
"""


COLUMNS = _columns(
    f"""
Event ID: of the event in Dragoman
Event Date: first day, YYYY-MM-DD
Event Type: PLOVER type
Event Mode: PLOVER mode
Intensity: PLOVER score, -10 to 10
Quad Code: quad class, in capitals
Contexts: PLOVER contexts
{_side("Actor", "act")}
{_side("Recipient", "are acted upon")}
Placename: place of the event, unless only the country is known
City: filled if the place is known to the city
District: second administrative division
Province: first administrative division
Country: of the place, ISO 3166 alpha-3
Latitude: of the place; of a country its middle (Feature Type is PCLI then)
Longitude: likewise
GeoNames ID: of the place
Raw Placename: the words of the text
Feature Type: GeoNames feature code: PPL city, ADM1 province, ADM2 district, PCLI country
Source: publisher of the first report
Publication Date: of the first report
Story People
Story Organizations
Story Locations
Language: of the first report, ISO 639
Version: of the ontology
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 40 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row an event."""
    rows = (_row(a) for a in acts(material, losses, lost=LOST, plover=True))
    return write_tsv([c.name for c in COLUMNS], rows, out, missing="None")


def sides(act: Act) -> tuple[list[Party], list[Party]]:
    """Return actors and recipients as PLOVER places them: a lone actor's side may be split."""
    actors, recipients = distinct(act.event.actors), distinct(act.event.recipients)
    if not recipients and act.type in NEEDS_RECIPIENT:
        return actors[:1], actors[1:]
    return actors, recipients


def _row(act: Act) -> list[Any]:
    actors, recipients = sides(act)
    place = where(act.event.place)
    centre = place.middle and place.precision != "country"
    first = act.first
    article = first.document.article if first and first.document else None
    return [
        act.id,
        act.start,
        act.type,
        act.mode,
        act.score,
        act.quad.upper(),
        list(act.event.contexts),
        *_party(actors),
        *_party(recipients),
        place.name,
        place.city,
        place.district,
        place.province,
        place.country,
        None if centre else place.lat,
        None if centre else place.lon,
        place.geonameid,
        place.text,
        place.feature,
        article.publisher if article else None,
        first.published if first else None,
        None,
        None,
        None,
        article.language if article else None,
        VERSION,
    ]


def _party(parties: Sequence[Party]) -> Iterator[Any]:
    def each(values: Sequence[str | None]) -> str | None:
        # A blank for what one of several lacks, so that the columns stay aligned.
        return "; ".join(v or "None" for v in values) if any(values) else None

    yield each([_inner(p.name or p.text) for p in parties])
    yield each([p.country for p in parties])
    yield each([country(p.country).cow for p in parties])
    yield parties[0].sector if parties else None
    yield each([p.sector for p in parties])
    yield each([_inner(p.role or "") for p in parties])
    yield each([_inner(p.text) for p in parties])
    yield None


def _inner(words: str) -> str:
    """Return words without the sign that parts the members of a list."""
    return words.replace(";", ",")
