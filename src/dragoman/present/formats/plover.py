"""PLOVER's own JSON (manual 2.0, draft): a record a line, empty fields left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, BinaryIO

from dragoman.ontology import VERSION
from dragoman.ontology.countries import country
from dragoman.present.formats import standard
from dragoman.present.formats.base import Column
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material, Report
from dragoman.present.formats.places import where
from dragoman.present.formats.polecat import sides
from dragoman.present.formats.standard import Act, acts
from dragoman.present.jsonl import line
from dragoman.records import Amount, Modality, Party

RULES = (
    "A planned meeting, support, cooperation or aid is written as AGREE and a planned retreat as "
    "CONCEDE, on the day on which the plan was first reported; `planned` holds what was planned. "
    "It is left out where a text of it tells the promise itself. What a state itself announces "
    "that it will do to another, without a day, is written as THREATEN.",
    "Other plans, conditions and acts that did not happen have the context future, hypothetical "
    "or negation, and a field `modality`.",
    standard.RULES[2],
    "`comment` says who denies or doubts an act.",
    "Added fields, which the manual allows: modality, planned, date_precision, date_basis, "
    "amounts, standing, reports, n_sources, confidence.",
)
_AUXILIARY = {
    Modality.FUTURE: "future",
    Modality.HYPOTHETICAL: "hypothetical",
    Modality.NEGATED: "negation",
}
_ROOM = "no field for it"
LOST = {
    "relations": _ROOM,
    "why reports were linked": _ROOM,
    "judgement of a reviewer": _ROOM,
    "conflicts between reports": _ROOM,
}
_RESOLUTION = {"site": 5, "city": 4, "district": 3, "province": 2, "country": 1}
_CASUALTIES = {"dead": "dead", "injured": "injured", "arrested": "arrested"}
_GENRES = {"site": ("S", None), "city": ("P", "PPL"), "district": ("A", "ADM2"),
           "province": ("A", "ADM1"), "country": ("A", "PCLI")}  # fmt: skip

COLUMNS = _columns(
    """
id: of the event in Dragoman
date: first day, YYYY-MM-DD
enddate: last day, if it is another
actor: list; of each code, sector, entity_text, identifier_text, identifier_id (not Wikidata: \
Dragoman's own), office
recipient: list, likewise
event: PLOVER type
mode: list
context: list; future, hypothetical and negation are among them
quad_code: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
event_scale: PLOVER score
event_text: the words that tell it
event_loc: extracted_place, resolved_place, geonameid, lat, lon, city, district, province, \
country, country_code, feature_class, feature_code, resolution
text_info: sequence, start, end and text_story (the sentence) of the first report
cite_info: url, title, language, publication of the first report; corpus, coder, version
size: dead, injured, arrested
coder: program that coded
coded_date: day on which the event last changed
comment: who denies or doubts it
modality: added: actual, future, hypothetical or negated
planned: added: type, mode and date of the planned act that AGREE, CONCEDE or THREATEN stands for
date_precision: added: day, week or range; day of first report for a plan
date_basis: added: stated, relative or inherited
amounts: added: value, low, high, unit, kind and text
standing: added: reported, attributed, alleged, confirmed, contested or denied
reports: added: all reports: id, url, publication, date, start, end, trigger, attribution
n_sources: added: independent texts
confidence: added: 0 to 1
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a record a line."""
    count = 0
    for act in acts(material, losses, lost=LOST, modalities=True, disputes=True, plover=True):
        out.write(line(_filled(_record(act))).encode() + b"\n")
        count += 1
    return count


def _filled(value: Any) -> Any:
    """Leave out what is empty, as the manual wants."""
    if isinstance(value, Mapping):
        inner = {k: _filled(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if v not in (None, "", [], {})}
    if isinstance(value, list):
        return [_filled(v) for v in value]
    return value


def _record(act: Act) -> dict[str, Any]:
    e = act.event
    actors, recipients = sides(act)
    date = e.date
    return {
        "id": act.id,
        "date": act.start,
        "enddate": act.end if act.end != act.start else None,
        "actor": [_party(p) for p in actors],
        "recipient": [_party(p) for p in recipients],
        "event": [act.type],
        "mode": [act.mode] if act.mode else [],
        "context": [*e.contexts, *filter(None, [_AUXILIARY.get(act.modality)])],
        "quad_code": act.quad_code,
        "event_scale": act.score,
        "event_text": act.first.mention.mention.trigger.text if act.first else None,
        "event_loc": _place(act),
        "text_info": _text(act.first, 1),
        "cite_info": _cite(act.first),
        "size": dict(_size(e.amounts)),
        "coder": "Dragoman",
        "coded_date": act.happening.stored.last_changed[:10],
        "comment": " ".join(act.happening.disputes),
        "modality": str(e.modality),
        "planned": {
            "event": act.meant,
            "mode": e.mode,
            "date": date.start if date else None,
            "enddate": date.end if date else None,
        }
        if act.meant
        else None,
        "date_precision": str(act.precision) if act.precision else "day of first report",
        "date_basis": str(date.basis) if date and act.precision else None,
        "amounts": [
            {"kind": a.kind, "value": a.value, "low": a.low, "high": a.high, "unit": a.unit,
             "text": a.text}
            for a in e.amounts
        ],
        "standing": act.happening.account.standing,
        "reports": [_report(r, n) for n, r in enumerate(act.happening.reports, 1)],
        "n_sources": e.n_sources,
        "confidence": e.confidence,
    }  # fmt: skip


def _party(p: Party) -> dict[str, Any]:
    return {
        "code": p.country,
        "sector": p.sector,
        "entity_text": p.text,
        "identifier_text": p.name,
        "identifier_id": p.id,
        "office": p.role,
    }


def _place(act: Act) -> dict[str, Any] | None:
    if act.event.place is None:
        return None
    place = where(act.event.place)
    kind, code = _GENRES.get(place.precision, (None, None))
    return {
        "extracted_place": place.text,
        "resolved_place": act.event.place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "city": place.city,
        "district": place.district,
        "province": place.province,
        "country": country(place.country).name,
        "country_code": place.country,
        "feature_class": kind,
        "feature_code": code,
        "resolution": _RESOLUTION.get(place.precision),
    }


def _text(report: Report | None, number: int) -> dict[str, Any] | None:
    if report is None:
        return None
    start, end = report.mention.mention.sentence
    return {"sequence": number, "start": start, "end": end, "text_story": report.sentence}


def _cite(report: Report | None) -> dict[str, Any]:
    article = report.document.article if report and report.document else None
    try:
        coded = version("dragoman")
    except PackageNotFoundError:
        coded = None
    return {
        "corpus": "Dragoman",
        "url": article.uri if article else None,
        "title": article.title if article else None,
        "language": article.language if article else None,
        "publication": article.publisher if article else None,
        "coder": f"Dragoman {coded}" if coded else "Dragoman",
        "codebook": VERSION,
        "version": coded,
    }


def _size(amounts: Sequence[Amount]) -> Iterator[tuple[str, float]]:
    for a in amounts:
        if a.kind in _CASUALTIES and a.value is not None:
            yield _CASUALTIES[a.kind], a.value


def _report(report: Report, number: int) -> dict[str, Any]:
    m = report.mention.mention
    article = report.document.article if report.document else None
    source = m.attribution
    return {
        "id": m.mention_id,
        "document": report.mention.doc_id,
        "url": article.uri if article else None,
        "publication": article.publisher if article else None,
        "date": report.published,
        **(_text(report, number) or {}),
        "trigger": m.trigger.to_dict(),
        "attribution": source.to_dict() if source else None,
    }
