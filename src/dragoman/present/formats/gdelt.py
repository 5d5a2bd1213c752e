"""GDELT 2.0 events: tab-separated without a header, 61 columns, a row a pair of parties.

:mod:`dragoman.present.formats.gdelt_mentions` writes the table of reports that goes with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.ontology.cameo import cameo, cameo_quad, goldstein
from dragoman.ontology.countries import country
from dragoman.present.formats import standard
from dragoman.present.formats.base import Column, write_tsv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material, Report
from dragoman.present.formats.places import where
from dragoman.present.formats.standard import Act, acts, number_of, numbered, pairs
from dragoman.records import BlockKind, Party

RULES = (
    *standard.RULES,
    "A row for each actor and recipient; of several actors without recipient, for each ordered "
    "pair. The id of a row is a 63-bit hash of the event's id and the number of the pair, as in "
    "the mentions.",
    "Types and modes become the nearest CAMEO code, and this gives root, quad class and "
    "Goldstein's score. There is no header; what is missing is empty.",
)
_ROOM = "GDELT has no column for it"
LOST = {
    "contexts": "only those that choose a CAMEO code leave a trace",
    "ids of parties": _ROOM,
    "offices and titles": _ROOM,
    "end date": _ROOM,
    "what the date rests on": _ROOM,
    "amounts": _ROOM,
    "objects": _ROOM,
    "standing": _ROOM,
    "claims": _ROOM,
    "relations": _ROOM,
    "conflicts between reports": _ROOM,
    "sentences": _ROOM,
    "according to whom": _ROOM,
    "judgement of a reviewer": _ROOM,
    "confidence": "it stands in the mentions",
    "offsets in the text": "they stand in the mentions",
    "further reports": "they stand in the mentions",
}
_SPECIAL = {"UNO": "IGOUNO", "EUR": "IGO", "IGO": "IGO", "NGO": "NGO", "MNC": "MNC", "IMG": "IMG"}
_COUNTRIES = {"KOS": "KSV"}
_SAME = "GOV MIL REB OPP PTY COP JUD SPY EDU BUS CRM CVL LEG LAB AGR REF REL ELI UAF"
_TYPES = {**{s: s for s in _SAME.split(" ")}, "JRN": "MED", "MED": "HLH"}
_FIRST = frozenset({BlockKind.BODY})


def _actor(n: int) -> str:
    who = "who acts" if n == 1 else "who is acted upon"
    return f"""
Actor{n}Code: {who}: country (Kosovo KSV) and type, or IGOUNO, IGO, NGO, MNC, IMG
Actor{n}Name: name, in capitals
Actor{n}CountryCode: CAMEO country code
Actor{n}KnownGroupCode: UNO for the United Nations
Actor{n}EthnicCode
Actor{n}Religion1Code
Actor{n}Religion2Code
Actor{n}Type1Code: CAMEO type from the sector (media MED, health HLH)
Actor{n}Type2Code
Actor{n}Type3Code
"""


def _geo(prefix: str) -> str:
    filled = prefix == "ActionGeo"
    means = {
        "Type": "1 country (its middle), 4 city, 5 province; 2 and 3 in the United States",
        "Fullname": "place, province, country",
        "CountryCode": "FIPS 10-4",
        "ADM1Code": "FIPS country code",
        "ADM2Code": "",
        "Lat": "degrees",
        "Long": "degrees",
        "FeatureID": "FIPS country code where only the country is known",
    }
    return "\n".join(f"{prefix}_{k}{': ' + v if v and filled else ''}" for k, v in means.items())


COLUMNS = _columns(
    f"""
GlobalEventID: a number that depends on the event's id and the pair
Day: first day, YYYYMMDD
MonthYear: YYYYMM
Year: YYYY
FractionDate: year and the part of it that has passed, YYYY.FFFF
{_actor(1)}
{_actor(2)}
IsRootEvent: 1 if the first paragraph of some report tells it
EventCode: nearest CAMEO code
EventBaseCode: its first three digits
EventRootCode: its first two digits
QuadClass: of the root: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, \
4 material conflict
GoldsteinScale: of the code
NumMentions: sentences that tell it
NumSources: independent texts
NumArticles: documents
AvgTone
{_geo("Actor1Geo")}
{_geo("Actor2Geo")}
{_geo("ActionGeo")}
DATEADDED: when the store first held it, YYYYMMDDHHMMSS in UTC
SOURCEURL: of the first report
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 61 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a row a pair, without a header."""
    return write_tsv(None, _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for act in acts(material, losses, lost=LOST, actor=False):
        for number, (actor, recipient) in enumerate(pairs(act, both_ways=True), 1):
            yield _row(act, number, actor, recipient)


def event_id(act: Act, number: int) -> int:
    """Return the number of a pair of an event, in events and mentions alike."""
    return number_of(numbered(act, number))


def added(act: Act) -> str:
    """Return when the store first held an event, YYYYMMDDHHMMSS."""
    return "".join(c for c in act.happening.stored.first_seen if c.isdigit())[:14]


def code_of(act: Act) -> str:
    """Return the CAMEO code of an act."""
    return cameo(
        act.type,
        act.mode,
        contexts=act.event.contexts,
        objects=[o.kind for o in act.event.objects],
        sectors=[p.sector for p in act.event.actors if p.sector],
        meant=act.meant,
    )


def _row(act: Act, number: int, actor: Party | None, recipient: Party | None) -> list[Any]:
    day = datetime.date.fromisoformat(act.start)
    code = code_of(act)
    told = {(r.mention.doc_id, r.mention.mention.sentence) for r in act.happening.reports}
    first = act.first
    return [
        event_id(act, number),
        f"{day:%Y%m%d}",
        f"{day:%Y%m}",
        f"{day:%Y}",
        f"{_fraction(day):.4f}",
        *_party(actor),
        *_party(recipient),
        int(any(_leads(r) for r in act.happening.reports)),
        code,
        code[:3],
        code[:2],
        cameo_quad(code),
        goldstein(code),
        len(told),
        act.event.n_sources,
        len({doc for doc, _ in told}),
        None,
        *[None] * 8,
        *[None] * 8,
        *_place(act),
        added(act),
        first.document.article.uri if first and first.document else None,
    ]


def _fraction(day: datetime.date) -> float:
    year = datetime.date(day.year, 1, 1)
    days = (datetime.date(day.year + 1, 1, 1) - year).days if day.year < 9999 else 365
    return day.year + (day - year).days / days


def _leads(report: Report) -> bool:
    """Whether a report stands in the headline or the first paragraph."""
    if report.document is None:
        return False
    blocks = [b for b in report.document.article.blocks if b.end is not None]
    body = next((b for b in blocks if b.kind in _FIRST), None)
    return body is not None and report.mention.mention.sentence[0] < (body.end or 0)


def _party(p: Party | None) -> list[Any]:
    if p is None:
        return [None] * 10
    special = _SPECIAL.get(p.country or "")
    state = None if special else _COUNTRIES.get(p.country or "", p.country)
    type_ = _TYPES.get(p.sector or "")
    code = special or f"{state or ''}{type_ or ''}"
    group = "UNO" if p.country == "UNO" else None
    name = (p.name or p.text).upper()
    return [code, name, state, group, None, None, None, None if special else type_, None, None]


def _place(act: Act) -> list[Any]:
    place = where(act.event.place)
    fips = country(place.country).fips or None
    home = place.country == "USA"
    kinds = {"country": 1, "province": 2 if home else 5, "city": 3 if home else 4}
    kind = kinds.get(place.precision)
    if kind is None or fips is None:
        # A site, a district or a region is no place in GDELT's sense; its country still is.
        return (
            [None] * 8 if fips is None else [1, place.country_name, fips, fips, *[None] * 3, fips]
        )
    names = dict.fromkeys(filter(None, (place.city, place.province, place.country_name)))
    return [kind, ", ".join(names), fips, fips, None, place.lat, place.lon,
            fips if kind == 1 else None]  # fmt: skip
