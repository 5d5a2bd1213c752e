"""What the fields of our own records hold, for the codebooks of JSONL, CSV, Parquet and Excel."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.present.formats.base import Column

_DATE = {
    "start": "first day, ISO; null before an open beginning",
    "end": "last day, ISO; null for an open end",
    "precision": "day, week, month, season, year, range, before or after",
    "basis": "stated, relative to the publication, or inherited from an earlier sentence",
}
_PARTY = {
    "names": "names of the parties",
    "ids": "ids: alpha-3 for a state, org:… or person:…",
    "countries": "ISO 3166 alpha-3 or an ontology code",
    "sectors": "PLOVER sectors",
}
_PLACE = {
    "name": "name of the place",
    "country": "its country, ISO 3166 alpha-3",
    "lat": "latitude; of a country or region its middle",
    "lon": "longitude, likewise",
    "precision": "site, city, district, province, country or region",
}
_MEANS: dict[str, str] = {
    "event_id": "id of the event; depends on its reports alone",
    "title": "in one line",
    "type": "PLOVER type",
    "mode": "PLOVER mode",
    "contexts": "PLOVER contexts of the passage",
    "quad": "verbal or material, cooperation or conflict",
    "intensity": "PLOVER score, -10 to 10",
    "modality": "actual, future, hypothetical or negated",
    "actors": "who acts: id, name, country, sector, role",
    "recipients": "who is acted upon, likewise",
    "date": "when it happened: start, end, precision, basis",
    "place": "where: name, country, lat, lon, precision",
    "amounts": "numbers that measure it: value, low, high, unit, text, kind",
    "objects": "what it is about: text, kind",
    "confidence": "0 to 1: share of such events that were wholly right when held out",
    "n_reports": "how many reports",
    "n_sources": "independent texts; copies of one text count once",
    "reports": "each report: document, publisher, day, sentence, trigger, offsets, attribution",
    "report_uris": "where the reports' pages came from",
    "first_report_publisher": "publisher of the first report",
    "first_report_published": "its day of publication",
    "first_report_sentence": "its sentence",
    "conflicts": "fields on which reports disagree; in JSONL and Parquet with each value's reports",
    "links": "why reports were linked: score and reasons",
    "status": "machine, or confirmed or corrected by a person",
    "first_seen": "when the store first held it, UTC",
    "last_changed": "when it last changed, UTC",
    "standing": "reported, attributed, alleged, confirmed, contested or denied",
    "claims": "who asserts, alleges, confirms, denies or doubts it",
    "relations": "events that it denies, fulfils or follows, or that do so to it",
    "since": "first publication that makes such a claim",
    "doc_id": "id of the document; depends on its content alone",
    "uri": "where the page came from",
    "publisher": "who published it",
    "author": "who wrote it",
    "published": "day of publication; null where the page gives no sound date",
    "language": "ISO 639",
    "text": "the clean text, into which all offsets point",
    "blocks": "blocks of the page, with offsets where they are in the text",
    "copy_of": "document of which it is a copy",
    "n_events": "events that it reports, or in which the party takes part",
    "sha256": "of the clean text",
    "notices": "what the reader of the page should know",
    "statement_id": "id of the statement",
    "speaker": "who speaks: text, offsets, name, id, country, sector, role",
    "cue": "the word that tells of speaking; text and offsets",
    "stance": "assert, allege, deny, doubt, support or oppose",
    "content": "what is said; text and offsets",
    "content_start": "where it begins in the text, in Unicode characters",
    "content_end": "where it ends, likewise",
    "id": "alpha-3 for a state, org:… or person:…",
    "name": "name",
    "country": "ISO 3166 alpha-3 or an ontology code",
    "sector": "PLOVER sector",
    "row_id": "id of the row; depends on its first report alone",
    "events": "ids of its events",
    "mentions": "ids of its reports",
}
_PREFIXED = {
    "date_": _DATE,
    "published_": _DATE,
    "place_": _PLACE,
    "actor_": {k: f"who acts: {v}" for k, v in _PARTY.items()},
    "recipient_": {k: f"who is acted upon: {v}" for k, v in _PARTY.items()},
    "speaker_": {
        "name": "who speaks",
        "text": "the words for him",
        "id": "his id",
        "country": "his country",
        "sector": "his sector",
    },
    **{
        f"{says}_by_": {"names": f"who {verb} it", "countries": "their countries"}
        for says, verb in (
            ("asserted", "asserts"),
            ("alleged", "alleges"),
            ("confirmed", "confirms"),
            ("denied", "denies"),
            ("doubted", "doubts"),
        )
    },
    **{
        f"{says}_by": {"": f"who {verb} it: name, country, since when"}
        for says, verb in (
            ("asserted", "asserts"),
            ("alleged", "alleges"),
            ("confirmed", "confirms"),
            ("denied", "denies"),
            ("doubted", "doubts"),
        )
    },
}


def described(names: Iterable[str]) -> tuple[Column, ...]:
    """Return fields with what they hold; one that nobody described holds what its name says."""
    return tuple(Column(name, means(name)) for name in names)


def means(name: str) -> str:
    """Return what a field holds; its name in words where it is not described.

    >>> means("date_start"), means("signed_on")
    ('first day, ISO; null before an open beginning', 'signed on')
    """
    if name in _MEANS:
        return _MEANS[name]
    for prefix, rest in sorted(_PREFIXED.items(), key=lambda item: -len(item[0])):
        if name.startswith(prefix) and name[len(prefix) :] in rest:
            return rest[name[len(prefix) :]]
    return name.replace("_", " ")
