"""ACLED-like: CSV, 31 columns; only what ACLED records: violence, protest and what bears on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from dragoman.ontology.countries import country
from dragoman.present.formats import standard
from dragoman.present.formats.base import Column, write_csv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.conflict import ARMED, CIVILIAN, STATE, civilians, dead
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import Where, where
from dragoman.present.formats.standard import Act, acts, distinct
from dragoman.records import Party, Precision

RULES = (
    standard.RULES[0],
    "One row an event: the first actor and the first recipient (or second actor), the others "
    "as associates. Only violence, protest, arrests, seizures, mobilisation, withdrawals, "
    "truces and peace deals are written; diplomacy has no row.",
    "The date is the first day, time_precision says how exact it is; dates less exact than a "
    "month are left out (`--include coarse-dates` takes them in).",
    "`notes` carries the sentence of the first report, and who denies or doubts it.",
    "fatalities is 0 where no report gives a number of dead.",
)
_ROOM = "ACLED has no column for it"
LOST = {
    "contexts": _ROOM,
    "ids of parties": _ROOM,
    "offices and titles": _ROOM,
    "what the date rests on": _ROOM,
    "end date": _ROOM,
    "objects": _ROOM,
    "amounts": "only the number of dead",
    "confidence": _ROOM,
    "score": _ROOM,
    "claims": "notes say only who denies or doubts it",
    "relations": _ROOM,
    "conflicts between reports": _ROOM,
    "further reports": "only their publishers",
    "offsets in the text": _ROOM,
    "according to whom": _ROOM,
    "number of independent sources": _ROOM,
    "judgement of a reviewer": _ROOM,
}
_NOT_KNOWN = "diplomacy and the like: ACLED records violence, protest and what bears on it"
_REMOTE = {
    "unconventional": "Chemical weapon",
    "aerial": "Air/drone strike",
    "drone": "Air/drone strike",
    "suicide-attack": "Suicide bomb",
    "heavy-weapons": "Shelling/artillery/missile attack",
    "explosives": "Remote explosive/landmine/IED",
}
_ON_CIVILIANS = {"sexual": "Sexual violence", "abduct": "Abduction/forced disappearance"}
_BATTLES, _REMOTELY = "Battles", "Explosions/Remote violence"
_CIVIL, _PROTESTS, _RIOTS = "Violence against civilians", "Protests", "Riots"
_STRATEGIC = "Strategic developments"
_DISORDER = {
    _BATTLES: "Political violence",
    _REMOTELY: "Political violence",
    _CIVIL: "Political violence",
    _PROTESTS: "Demonstrations",
    _RIOTS: "Demonstrations",
    _STRATEGIC: _STRATEGIC,
}
_GEO = {"site": 1, "city": 1, "district": 2, "province": 2, "region": 3, "country": 3}
_FAR = frozenset({Precision.DAY, Precision.WEEK, Precision.RANGE, Precision.MONTH})
_WEEK, _MONTH = 7, 31

COLUMNS = _columns(
    """
event_id_cnty: of the event in Dragoman
event_date: first day, YYYY-MM-DD
year: of that day
time_precision: 1 day, 2 week, 3 month
disorder_type: of the event type
event_type: from type, mode and who suffers
sub_event_type: likewise
actor1: who acts
assoc_actor_1: others who act
inter1: 1 state forces, 2 rebels, 3 political militia, 5 rioters, 6 protesters, 7 civilians, \
8 external or other forces
actor2: who suffers, or the second of two who fight
assoc_actor_2: others
inter2: as inter1
interaction: both, the smaller first; a lone one and 0
civilian_targeting: Civilian targeting, or empty
iso: of the country, ISO 3166 numeric
region
country: where it happened, English name
admin1: first administrative division
admin2: second administrative division
admin3
location: place, as exactly as it is known
latitude: empty where only a country or a region is known
longitude: likewise
geo_precision: 1 town, 2 district or province, 3 larger
source: publishers of all reports
source_scale
notes: sentence of the first report; who denies or doubts it
fatalities: number of dead, 0 where no report gives one
tags
timestamp: when the event last changed, seconds since 1970
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 31 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row an event."""
    return write_csv([c.name for c in COLUMNS], _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    found = acts(material, losses, lost=LOST, disputes=True, precisions=_FAR, unfit=_unfit)
    for act in found:
        kind = kind_of(act)
        if kind is not None:
            yield _row(act, *kind)


def _unfit(act: Act) -> str | None:
    return _NOT_KNOWN if kind_of(act) is None else None


def kind_of(act: Act) -> tuple[str, str] | None:
    """Return ACLED's event type and sub-event type; null for what it does not record."""
    contexts = set(act.event.contexts)
    match act.type, act.mode:
        case "ASSAULT", mode:
            return _violence(act, mode)
        case "PROTEST", "riot" | "vandalize":
            return _RIOTS, "Violent demonstration"
        case "PROTEST", _:
            return _PROTESTS, "Peaceful protest"
        case "COERCE", "arrest":
            return _STRATEGIC, "Arrests"
        case "COERCE", "seize":
            return _STRATEGIC, "Looting/property destruction"
        case "MOBILIZE", _:
            return _STRATEGIC, "Change to group/activity"
        case "RETREAT", "withdraw":
            return _STRATEGIC, "Non-violent transfer of territory"
        case "RETREAT", "ceasefire":
            return _STRATEGIC, "Agreement"
        case "CONCEDE", _ if contexts & {"peacekeeping", "territory"} and act.meant is None:
            return _STRATEGIC, "Agreement"
        case "SUPPORT", _ if "peacekeeping" in contexts:
            accord = any(o.kind == "accord" for o in act.event.objects)
            return (_STRATEGIC, "Agreement") if accord else None
    return None


def _violence(act: Act, mode: str | None) -> tuple[str, str]:
    _, victims = _sides(act)
    if mode in _REMOTE:
        return _REMOTELY, _REMOTE[mode]
    if civilians(victims):
        return _CIVIL, _ON_CIVILIANS.get(mode or "", "Attack")
    if mode == "destroy":
        return _STRATEGIC, "Looting/property destruction"
    if any(p.sector in ARMED for p in victims) and mode not in _ON_CIVILIANS:
        return _BATTLES, "Armed clash"
    return _CIVIL, _ON_CIVILIANS.get(mode or "", "Attack")


def _sides(act: Act) -> tuple[list[Party], list[Party]]:
    actors, recipients = distinct(act.event.actors), distinct(act.event.recipients)
    return (actors, recipients) if recipients else (actors[:1], actors[1:])


def _row(act: Act, kind: str, sub: str) -> list[Any]:
    actors, others = _sides(act)
    place = where(act.event.place)
    lat, lon = place.exact
    died = dead(act.event.amounts)
    first = _inter(actors[:1], place, kind)
    second = _inter(others[:1], place, _CIVIL if kind == _CIVIL else "")
    day = date.fromisoformat(act.start)
    reports = act.happening.reports
    publishers = dict.fromkeys(r.document.article.publisher for r in reports if r.document)
    sentence = act.first.sentence if act.first else ""
    home = country(place.country)
    return [
        act.id,
        act.start,
        day.year,
        _exactness(act),
        _DISORDER[kind],
        kind,
        sub,
        _name(actors[:1], kind),
        [_name([p], kind) for p in actors[1:]],
        first,
        _name(others[:1], ""),
        [_name([p], "") for p in others[1:]],
        second,
        "".join(str(d) for d in sorted(d for d in (first, second) if d)).ljust(2, "0"),
        "Civilian targeting" if civilians(others) and kind in (_CIVIL, _REMOTELY) else None,
        home.numeric,
        None,
        home.name,
        place.province,
        place.district,
        None,
        place.name,
        lat,
        lon,
        _GEO.get(place.precision),
        list(filter(None, publishers)),
        None,
        " ".join(filter(None, (sentence, *act.happening.disputes))),
        int(died.value) if died and died.value is not None else 0,
        None,
        int(datetime.fromisoformat(act.happening.stored.last_changed).timestamp()),
    ]


def _exactness(act: Act) -> int:
    days = (date.fromisoformat(act.end) - date.fromisoformat(act.start)).days + 1
    return 1 if days == 1 else 2 if days <= _WEEK else 3


def _name(parties: Sequence[Party], kind: str) -> str | None:
    if not parties:
        return None
    p = parties[0]
    state = country(p.country).name
    if kind in (_PROTESTS, _RIOTS) and state:
        return f"{'Protesters' if kind == _PROTESTS else 'Rioters'} ({state})"
    prefix = {"MIL": "Military Forces of", "COP": "Police Forces of", "GOV": "Government of"}
    if state and p.sector in prefix and (p.id == p.country or p.id is None):
        return f"{prefix[p.sector]} {state}"
    if state and p.sector in CIVILIAN and p.id is None:
        return f"Civilians ({state})"
    return p.name or p.text


def _inter(parties: Sequence[Party], place: Where, kind: str) -> int | None:
    if not parties:
        return None
    p = parties[0]
    if kind in (_PROTESTS, _RIOTS):
        return 6 if kind == _PROTESTS else 5
    if p.sector in STATE - {"PRM"}:
        abroad = place.country is not None and p.country not in (None, place.country)
        return 8 if abroad else 1
    if p.sector in CIVILIAN:
        return 7
    return {"REB": 2, "PRE": 2, "PRM": 3, "UAF": 3, "CRM": 3}.get(p.sector or "", 8)
