"""Records to rows and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from dragoman.ontology import TYPE_NAMES
from dragoman.records import (
    Article,
    CodedArticle,
    Coding,
    DateValue,
    Event,
    EventMention,
    Party,
    Statement,
)
from dragoman.titles import event_title

Row = dict[str, Any]
T = TypeVar("T")
CHUNK = 400

_ARTICLE_COLUMNS = ("doc_id", "uri", "title", "text", "sha256")
"""What stands in `documents`; the rest of an article belongs to one reading of it."""


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Cut values into lists short enough for one statement."""
    left = iter(values)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def dump(value: Any) -> str:
    """Return canonical JSON: the same value gives the same text. ASCII, so any text fits."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def storable(uri: str) -> str:
    """Return a uri that any database can hold.

    File names that are no valid text reach us with lone surrogates in them.
    """
    return uri.encode("utf-8", "backslashreplace").decode("utf-8")


def article_json(article: Article) -> str:
    """Return as JSON what one reading found besides text, title and uri."""
    return dump({k: v for k, v in article.to_dict().items() if k not in _ARTICLE_COLUMNS})


def coding_json(coding: Coding) -> str:
    """Return as JSON what is neither mention nor statement."""
    return dump({"language": coding.language, "notices": list(coding.notices)})


def article_of(row: Mapping[str, Any]) -> Article:
    """Build an article from a row of `documents` joined to `codings`."""
    return Article.from_dict(
        {k: row[k] for k in _ARTICLE_COLUMNS} | json.loads(row["article"]),
    )


def coded_of(
    row: Mapping[str, Any], mentions: Sequence[str], statements: Sequence[str]
) -> CodedArticle:
    """Build a coded article from its row and the bodies of what was found in it."""
    coding = json.loads(row["coding"])
    return CodedArticle(
        article_of(row),
        Coding(
            language=coding["language"],
            events=tuple(EventMention.from_dict(json.loads(m)) for m in mentions),
            statements=tuple(Statement.from_dict(json.loads(s)) for s in statements),
            notices=tuple(coding["notices"]),
        ),
    )


def mention_row(article: Article, ordinal: int, mention: EventMention) -> Row:
    """Return the row of a mention, less its coding."""
    return {
        "mention_id": mention.mention_id,
        "ordinal": ordinal,
        "type": mention.type,
        "mode": mention.mode,
        "modality": str(mention.modality),
        **_date_columns(mention.date),
        "confidence": mention.confidence,
        "sentence": article.text[mention.sentence[0] : mention.sentence[1]],
        "body": dump(mention.to_dict()),
    }


def party_rows(actors: Iterable[Party], recipients: Iterable[Party], **owner: Any) -> list[Row]:
    """Return the rows of both sides, each with the owner's columns."""
    return [
        {
            **owner,
            "side": side,
            "ordinal": n,
            "party_id": p.id,
            "country": p.country,
            "sector": p.sector,
            "name": p.name or p.text,
        }
        for side, parties in (("actor", actors), ("recipient", recipients))
        for n, p in enumerate(parties)
    ]


def event_row(event: Event, sentences: Iterable[str]) -> Row:
    """Return the row of an event, less its place in the history.

    Args:
        event: the event.
        sentences: the sentences of its reports, for full-text search.
    """
    body = dump(event.to_dict())
    dates = _date_columns(event.date)
    return {
        "event_id": event.event_id,
        "sha256": hashlib.sha256(body.encode("ascii")).hexdigest(),
        "type": event.type,
        "mode": event.mode,
        "modality": str(event.modality),
        **dates,
        "sort_date": dates["date_start"] or dates["date_end"],
        "n_sources": event.n_sources,
        "title": event_title(event),
        "text": "\n".join(dict.fromkeys(filter(None, (*sentences, *_names(event))))),
        "body": body,
    }


def _names(event: Event) -> list[str]:
    parties = [n for p in (*event.actors, *event.recipients) for n in (p.name, p.text, p.country)]
    return [
        TYPE_NAMES.get(event.type, event.type),
        *(n for n in parties if n),
        *(t.text for t in event.objects),
        *((event.place.name,) if event.place else ()),
    ]


def _date_columns(date: DateValue | None) -> Row:
    return {
        "date_start": date.start if date else None,
        "date_end": date.end if date else None,
    }
