"""ICEWS: tab-separated, 20 columns, a row a pair of parties; meetings are told both ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.ontology.cameo import cameo, goldstein, label
from dragoman.ontology.countries import country
from dragoman.present.formats import standard
from dragoman.present.formats.base import Column, write_tsv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.gdelt_mentions import sentence_number
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import where
from dragoman.present.formats.standard import Act, acts, numbered, pairs
from dragoman.records import Party

RULES = (
    *standard.RULES,
    "A row for each actor and recipient; of several actors without recipient, for each ordered "
    "pair. A meeting between an actor and a recipient has a second row with source and target "
    "exchanged (a visit, 042, is hosted there, 043).",
    "Types and modes become the nearest CAMEO code that ICEWS uses; Intensity is Goldstein's "
    "score of it. What is missing is empty.",
)
_ROOM = "ICEWS has no column for it"
LOST = {
    "contexts": "only those that choose a CAMEO code leave a trace",
    "ids of parties": _ROOM,
    "offices and titles": _ROOM,
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
    "sentences": "only the number of the sentence is carried",
    "offsets in the text": _ROOM,
    "according to whom": _ROOM,
    "number of independent sources": _ROOM,
    "judgement of a reviewer": _ROOM,
}
_SECTORS = {
    "GOV": "Government",
    "LEG": "Legislative / Parliamentary,Government",
    "JUD": "Judicial,Government",
    "MIL": "Military,Government",
    "COP": "Police,Government",
    "SPY": "Intelligence,Government",
    "PRM": "Paramilitary",
    "REB": "Rebel,Dissident",
    "UAF": "Unidentified Forces",
    "PTY": "Parties",
    "OPP": "Opposition",
    "PRE": "Separatist",
    "ELI": "Elite",
    "BUS": "Business",
    "AGR": "Agricultural",
    "LAB": "Labor",
    "CRM": "Criminals / Gangs",
    "CVL": "Social,General Population / Civilian / Social",
    "EDU": "Education",
    "JRN": "News",
    "MED": "Medical / Health",
    "REF": "Refugees / Displaced",
    "REL": "Religious",
    "SOC": "Social",
}
_VISIT, _HOSTED = "042", "043"
_SPECIAL = {"IGO": "", "NGO": "", "MNC": "", "ISM": "", "IMG": "", "UNO": "", "EUR": ""}

COLUMNS = _columns(
    """
Event ID: the event's id in Dragoman and the number of the row; m for a mirrored one
Event Date: first day, YYYY-MM-DD
Source Name: who acts
Source Sectors: from the sector, in words, by commas
Source Country: English name
Event Text: what the code means
CAMEO Code: nearest that ICEWS uses
Intensity: Goldstein's score of the code
Target Name: who is acted upon
Target Sectors: likewise
Target Country: likewise
Story ID: document of the first report
Sentence Number: its sentence, counted from 1 by line breaks and full stops
Publisher: of the first report
City: filled if the place is known to the city
District: second administrative division
Province: first administrative division
Country: English name
Latitude: empty where only a country or a region is known
Longitude: likewise
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 20 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row a pair."""
    return write_tsv([c.name for c in COLUMNS], _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for act in acts(material, losses, lost=LOST):
        code = cameo(
            act.type,
            act.mode,
            contexts=act.event.contexts,
            objects=[o.kind for o in act.event.objects],
            sectors=[p.sector for p in act.event.actors if p.sector],
            meant=act.meant,
            icews=True,
        )
        for number, (actor, recipient) in enumerate(pairs(act, both_ways=True), 1):
            yield _row(act, numbered(act, number), code, actor, recipient)
            if act.type == "CONSULT" and act.event.recipients and recipient is not None:
                mirrored = _HOSTED if code == _VISIT else code
                yield _row(act, f"{numbered(act, number)}m", mirrored, recipient, actor)


def _row(
    act: Act, ident: str, code: str, actor: Party | None, recipient: Party | None
) -> list[Any]:
    place = where(act.event.place)
    lat, lon = place.exact
    first = act.first
    article = first.document.article if first and first.document else None
    start = first.mention.mention.sentence[0] if first else 0
    return [
        ident,
        act.start,
        *_party(actor),
        label(code),
        code,
        goldstein(code),
        *_party(recipient),
        first.mention.doc_id if first else None,
        sentence_number(article.text, start) if article else None,
        article.publisher if article else None,
        place.city,
        place.district,
        place.province,
        name_of(place.country),
        lat,
        lon,
    ]


def name_of(code: str | None) -> str | None:
    """Return the English name of a country as ICEWS writes it; null for what is no country."""
    found = country(code)
    return None if code in _SPECIAL else found.icews or found.name or None


def _party(p: Party | None) -> list[Any]:
    if p is None:
        return [None] * 3
    return [p.name or p.text, _SECTORS.get(p.sector or ""), name_of(p.country)]
