"""UCDP-like: CSV, 49 columns; only attacks and clashes with at least one death."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

from dragoman.ontology.countries import country
from dragoman.present.formats import standard
from dragoman.present.formats.base import Column, write_csv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.conflict import STATE, civilians, dead, government
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import priogrid, where
from dragoman.present.formats.standard import Act, acts, distinct, number_of
from dragoman.records import Amount, Party, Precision

RULES = (
    "Only ASSAULT that took place and in which a report counts at least one dead is written.",
    standard.RULES[1],
    "Dates are written as far as the year, date_prec says how exact they are; dates before or "
    "after a day are left out (`--include coarse-dates` takes them in).",
    "One row an event: side A is the first actor, side B the first recipient or second actor. "
    "Ids of conflicts and dyads are UCDP's own and stay empty.",
    "All dead stand under deaths_unknown, for texts seldom say whose they are.",
)
_ROOM = "UCDP has no column for it"
LOST = {
    "mode": _ROOM,
    "contexts": _ROOM,
    "further actors": "only the first of a side",
    "further recipients": "only the first of a side",
    "ids of parties": _ROOM,
    "offices and titles": _ROOM,
    "what the date rests on": _ROOM,
    "amounts": "only the number of dead",
    "objects": _ROOM,
    "score": _ROOM,
    "confidence": _ROOM,
    "standing": _ROOM,
    "claims": _ROOM,
    "relations": _ROOM,
    "conflicts between reports": "code_status says Check deaths where the numbers differ",
    "sentences": _ROOM,
    "offsets in the text": _ROOM,
    "judgement of a reviewer": _ROOM,
}
_KNOWN = frozenset(Precision) - {Precision.BEFORE, Precision.AFTER}
_WHERE = {"site": 1, "city": 1, "district": 3, "province": 4, "region": 5, "country": 6}

COLUMNS = _columns(
    """
id: a number that depends on the event's id
relid: of the event in Dragoman
year: of the first day
active_year
code_status: Clear; Check deaths where numbers of dead differ
type_of_violence: 1 a state fights, 2 no state fights, 3 civilians are attacked
conflict_dset_id
conflict_new_id
conflict_name
dyad_dset_id
dyad_new_id
dyad_name: both sides
side_a_dset_id
side_a_new_id
side_a: who acts; a state's organs as its government
side_b_dset_id
side_b_new_id
side_b: who suffers, or the second who fights
number_of_sources: independent texts
source_article: publisher, date and title of each report
source_office: publishers
source_date: days of publication
source_headline: titles
source_original: according to whom
where_prec: 1 place, 3 district, 4 province, 5 region, 6 country
where_coordinates: name of the place
where_description: the words of the text
adm_1: first administrative division
adm_2: second administrative division
latitude: of a region or country its middle (see where_prec)
longitude: likewise
geom_wkt: POINT (longitude latitude)
priogrid_gid: half-degree cell of PRIO-GRID
country: where it happened, English name
country_id: Gleditsch-Ward number
region: UCDP's
event_clarity: 1, or 2 for a stretch of more than a day
date_prec: 1 day, 2 two to six days, 3 week, 4 month, 5 year
date_start: YYYY-MM-DD 00:00:00.000
date_end: likewise
deaths_a: 0
deaths_b: 0
deaths_civilians: the dead where civilians are attacked, else 0
deaths_unknown: the dead elsewhere
best: number of dead
high: highest number
low: lowest number
gwnoa: Gleditsch-Ward number of side A, if it is a state
gwnob: likewise
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 49 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row an event."""
    return write_csv([c.name for c in COLUMNS], _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for act in acts(material, losses, lost=LOST, precisions=_KNOWN, unfit=_unfit):
        died = dead(act.event.amounts)
        if died is not None:
            yield _row(act, died)


def _unfit(act: Act) -> str | None:
    if act.type != "ASSAULT":
        return "no attack and no clash: UCDP records deadly violence only"
    died = dead(act.event.amounts)
    if died is None or not died.value or died.value < 1:
        return "an attack or a clash, and no report counts any dead"
    return None


def _row(act: Act, died: Amount) -> list[Any]:
    e = act.event
    actors, others = distinct(e.actors), distinct(e.recipients)
    if not others:
        actors, others = actors[:1], actors[1:]
    side_a, side_b = next(iter(actors), None), next(iter(others), None)
    place = where(e.place)
    home = country(place.country)
    best = int(died.value or 0)
    low, high = int(died.low or best), int(died.high or best)
    on_civilians = civilians(others)
    names = [government(p) if p else None for p in (side_a, side_b)]
    articles = [r.document.article for r in act.happening.reports if r.document]
    days = [r.published for r in act.happening.reports if r.document]
    sources = (r.mention.mention.attribution for r in act.happening.reports)
    located = place.lat is not None and place.lon is not None
    return [
        number_of(e.event_id, 31),
        e.event_id,
        int(act.start[:4]),
        None,
        "Check deaths" if low != high or _differ(act) else "Clear",
        3 if on_civilians else 1 if any(p and p.sector in STATE for p in (side_a, side_b)) else 2,
        *[None] * 5,
        " - ".join(filter(None, names)),
        None,
        None,
        names[0],
        None,
        None,
        names[1],
        e.n_sources,
        [
            f'"{a.publisher or ""},{d or ""},{a.title or ""}"'
            for a, d in zip(articles, days, strict=True)
        ],
        list(dict.fromkeys(a.publisher for a in articles if a.publisher)),
        list(dict.fromkeys(d for d in days if d)),
        list(dict.fromkeys(a.title for a in articles if a.title)),
        list(dict.fromkeys(s.name or s.text for s in sources if s)),
        _WHERE.get(place.precision),
        place.name or place.country_name,
        place.text,
        place.province,
        place.district,
        place.lat,
        place.lon,
        f"POINT ({place.lon:g} {place.lat:g})" if located else None,
        priogrid(place.lat or 0, place.lon or 0) if located else None,
        home.name,
        home.gw,
        home.ucdp_region,
        1 if act.start == act.end else 2,
        _exactness(act),
        f"{act.start} 00:00:00.000",
        f"{act.end} 00:00:00.000",
        0,
        0,
        best if on_civilians else 0,
        0 if on_civilians else best,
        best,
        high,
        low,
        *[_number(p) for p in (side_a, side_b)],
    ]


def _differ(act: Act) -> bool:
    return any(c.field in ("amounts", "dead") for c in act.event.conflicts)


def _number(p: Party | None) -> str | None:
    return country(p.country).gw or None if p and p.sector in STATE else None


def _exactness(act: Act) -> int:
    days = (date.fromisoformat(act.end) - date.fromisoformat(act.start)).days + 1
    for code, most in enumerate((1, 6, 7, 31), 1):
        if days <= most:
            return code
    return 5
