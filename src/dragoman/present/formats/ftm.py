"""FollowTheMoney entities, made and checked by the followthemoney package: an entity a line."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from dragoman.ontology.countries import country
from dragoman.present.formats.base import Column, headline, plain
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material, Report
from dragoman.present.formats.places import where
from dragoman.present.formats.standard import distinct
from dragoman.present.jsonl import line
from dragoman.records import DateValue, Modality, Party, Precision, content_id
from dragoman.stored import StoredDocument

RULES = (
    "Actual events only. Those who act are its organizers, those acted upon are involved: that "
    "is our convention. Type, mode and contexts are keywords (`plover:CONSULT-visit`).",
    "States are PublicBody, organisations Organization, persons Person, other parties "
    "LegalEntity; sanctions and aid in money get a Sanction and a Payment beside the event; "
    "each report an Article with a Documentation, each naming of a party a Mention.",
    "Dates are cut to what is known: year, month or day. The summary says who denies or doubts "
    "the event. Every entity is checked by the followthemoney package; values it refuses are "
    "left out and counted.",
    "Parties and documents are written when they first occur; in a large file one may come "
    "again, with the same id, which FollowTheMoney merges.",
)
_ROOM = "FollowTheMoney has no property for it"
LOST = {
    "sectors": _ROOM,
    "what the date rests on": _ROOM,
    "place precision": _ROOM,
    "amounts": "only of aid in money",
    "objects": _ROOM,
    "score": _ROOM,
    "confidence": _ROOM,
    "claims": "the summary says who denies or doubts it",
    "relations": _ROOM,
    "conflicts between reports": _ROOM,
    "offsets in the text": _ROOM,
    "according to whom": _ROOM,
    "number of independent sources": _ROOM,
    "judgement of a reviewer": _ROOM,
    "why reports were linked": _ROOM,
}
_HELD = 50_000
_MONTHS = frozenset({Precision.MONTH, Precision.SEASON})
_SPECIAL = frozenset({"IGO", "NGO", "MNC", "ISM", "IMG"})
COLUMNS = _columns(
    """
Event: name, startDate, endDate, location, country, addressEntity, organizer, involved, keywords, \
summary, publisher, sourceUrl, recordId, proof
PublicBody, Organization, Person, LegalEntity: name, country, position
Article: fileName, title, author, publisher, publishedAt, language, sourceUrl, contentHash \
(SHA-1), bodyText with --text
Documentation: document, entity, role, summary (the sentence)
Mention: document, name (the words of the text), resolved, detectedSchema
Address: full, city, region, state, country, latitude, longitude
Sanction: entity, authority, reason, startDate, sourceUrl
Payment: payer, beneficiary, amount, currency, date, purpose
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the schemata, with the properties that are filled."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write an entity a line; return how many."""
    import followthemoney

    maker = _Maker(followthemoney, losses, text=material.asked.text)
    count = 0
    for happening in material.happenings():
        losses.seen += 1
        e = happening.event
        if e.modality is not Modality.ACTUAL:
            losses.row(f"FollowTheMoney knows only what happened ({e.modality})", e.event_id)
            continue
        losses.event(happening, LOST)
        for entity in maker.entities(happening):
            out.write(line(entity).encode() + b"\n")
            count += 1
    return count


class _Maker:
    """Makes entities of events, each party and document once as long as it remembers them."""

    def __init__(self, package: Any, losses: Losses, *, text: bool) -> None:
        self._model = package.model
        self._losses = losses
        self._text = text
        self._written: OrderedDict[str, None] = OrderedDict()

    def entities(self, happening: Happening) -> Iterator[dict[str, Any]]:
        """Give an event, and before it what it refers to."""
        e = happening.event
        start, end = _dates(e.date)
        actors, recipients = distinct(e.actors), distinct(e.recipients)
        for p in (*actors, *recipients):
            yield from self._once(_party_id(p), lambda p=p: self._party(p))
        address = None
        if e.place is not None:
            address = content_id("place", e.place.name, e.place.country or "")
            yield from self._once(address, lambda: self._address(happening, str(address)))
        documents = [r.document for r in happening.reports if r.document]
        for d in documents:
            yield from self._once(d.article.doc_id, lambda d=d: self._article(d))
        first = happening.first
        article = first.document.article if first and first.document else None
        uris = [d.article.uri for d in documents]
        yield self._entity(
            "Event",
            e.event_id,
            e.event_id,
            name=headline(e),
            startDate=start,
            endDate=end,
            location=e.place.name if e.place else None,
            country=_country(e.place.country if e.place else None),
            addressEntity=address,
            organizer=[_party_id(p) for p in actors],
            involved=[_party_id(p) for p in recipients],
            keywords=[f"plover:{e.type}{f'-{e.mode}' if e.mode else ''}",
                      *(f"plover:{c}" for c in e.contexts)],
            summary=" ".join(_summary(happening)),
            publisher=article.publisher if article else None,
            sourceUrl=[u for u in uris if u.startswith(("http://", "https://"))],
            recordId=e.event_id,
            proof=[d.article.doc_id for d in documents],
        )  # fmt: skip
        yield from self._beside(happening, actors, recipients, start)
        for report in happening.reports:
            if report.document is not None:
                yield from self._evidence(report, e.event_id)

    def _once(self, key: str, make: Any) -> Iterator[dict[str, Any]]:
        if key in self._written:
            self._written.move_to_end(key)
            return
        self._written[key] = None
        if len(self._written) > _HELD:
            self._written.popitem(last=False)
        yield make()

    def _entity(self, schema: str, key: str, record: str, **properties: Any) -> dict[str, Any]:
        """Make an entity and check it; values that the package refuses are told as lost."""
        entity = self._model.make_entity(schema)
        entity.id = key
        for name, value in properties.items():
            for one in value if isinstance(value, list) else [value]:
                if one in (None, ""):
                    continue
                before = len(entity.get(name))
                entity.add(name, one)
                if len(entity.get(name)) == before and one not in entity.get(name):
                    prop = entity.schema.get(name)
                    if prop.type.clean(one, proxy=entity) not in entity.get(name):
                        self._losses.lost(
                            f"{schema}.{name}", "followthemoney refuses the value", record
                        )
        made: dict[str, Any] = entity.to_dict()
        entity.schema.validate(made)
        return {k: made[k] for k in ("id", "schema", "properties")}

    def _party(self, p: Party) -> dict[str, Any]:
        ident = p.id or ""
        schema = "LegalEntity"
        if ident.startswith("person:"):
            schema = "Person"
        elif ident.startswith("org:"):
            schema = "Organization"
        elif ident and ident == p.country and ident not in _SPECIAL:
            schema = "PublicBody"
        office = {"position": p.role} if schema == "Person" else {}
        key = _party_id(p)
        return self._entity(
            schema, key, key, name=plain(p.name or p.text), country=_country(p.country), **office
        )

    def _address(self, happening: Happening, key: str) -> dict[str, Any]:
        place = where(happening.event.place)
        lat, lon = place.exact
        levels = dict.fromkeys(
            filter(None, (place.name, place.district, place.province, place.country_name))
        )
        return self._entity(
            "Address",
            key,
            happening.event.event_id,
            full=", ".join(levels),
            city=place.city,
            region=place.district,
            state=place.province,
            country=_country(place.country),
            latitude=f"{lat:g}" if lat is not None else None,
            longitude=f"{lon:g}" if lon is not None else None,
        )

    def _article(self, document: StoredDocument) -> dict[str, Any]:
        a = document.article
        web = a.uri.startswith(("http://", "https://"))
        return self._entity(
            "Article",
            a.doc_id,
            a.doc_id,
            fileName=plain(PurePosixPath(a.uri).name or a.uri),
            title=plain(a.title),
            author=plain(a.author),
            publisher=plain(a.publisher),
            publishedAt=_dates(a.published)[0],
            language=a.language,
            sourceUrl=a.uri if web else None,
            contentHash=hashlib.sha1(a.text.encode("utf-8", "replace")).hexdigest(),
            bodyText=a.text if self._text else None,
        )

    def _evidence(self, report: Report, event_id: str) -> Iterator[dict[str, Any]]:
        m, doc_id = report.mention.mention, report.mention.doc_id
        yield self._entity(
            "Documentation",
            content_id("proof", m.mention_id, event_id),
            event_id,
            document=doc_id,
            entity=event_id,
            role="report",
            summary=plain(report.sentence),
        )
        for p in (*m.actors, *m.recipients):
            schema = "Person" if (p.id or "").startswith("person:") else "LegalEntity"
            yield self._entity(
                "Mention",
                content_id("naming", m.mention_id, str(p.start)),
                event_id,
                document=doc_id,
                name=plain(p.text),
                resolved=_party_id(p),
                detectedSchema=schema,
                contextCountry=_country(p.country),
            )
            yield from self._once(_party_id(p), lambda p=p: self._party(p))

    def _beside(
        self, happening: Happening, actors: list[Party], recipients: list[Party], start: str | None
    ) -> Iterator[dict[str, Any]]:
        """Give a sanction or a payment that an event also is."""
        e = happening.event
        money = [a for a in e.amounts if a.kind == "money" and a.value is not None]
        if e.type == "SANCTION" and e.mode in (None, "discontinue") and actors:
            for n, p in enumerate(recipients):
                yield self._entity(
                    "Sanction",
                    content_id("sanction", e.event_id, str(n)),
                    e.event_id,
                    entity=_party_id(p),
                    authority=[plain(a.name or a.text) for a in actors],
                    reason=next(iter(_summary(happening)), None),
                    startDate=start,
                    recordId=e.event_id,
                )
        if e.type == "AID" and money and actors and recipients:
            yield self._entity(
                "Payment",
                content_id("payment", e.event_id),
                e.event_id,
                payer=[_party_id(p) for p in actors],
                beneficiary=[_party_id(p) for p in recipients],
                amount=f"{money[0].value:.10g}",
                currency=money[0].unit,
                date=start,
                recordId=e.event_id,
            )


def _party_id(p: Party) -> str:
    return content_id("party", p.id or "", p.country or "", "" if p.id else p.name or p.text)


def _country(code: str | None) -> str | None:
    return country(code).alpha2.lower() or None


def _dates(date: DateValue | None) -> tuple[str | None, str | None]:
    """Return first and last day, cut to what is known."""
    if date is None:
        return None, None
    digits = 4 if date.precision is Precision.YEAR else 7 if date.precision in _MONTHS else 10
    start = date.start[:digits] if date.start else None
    end = date.end[:digits] if date.end else None
    return start, end if end != start else None


def _summary(happening: Happening) -> Iterator[str]:
    if happening.first is not None:
        yield plain(happening.first.sentence)
    yield from map(plain, happening.disputes)
