"""Documents as works to cite, for RIS and BibTeX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.present.formats.base import plain
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.stored import StoredDocument

_KIND = "a reference has no field for it"


@dataclass(frozen=True, slots=True)
class Work:
    """A document to cite; what is not known is empty. ``year``, ``month``, ``day`` as digits."""

    key: str
    title: str
    author: str
    publisher: str
    year: str
    month: str
    day: str
    url: str
    language: str
    copy_of: str
    text: str


def works(material: Material, losses: Losses) -> Iterator[Work]:
    """Give the documents, and tell what a reference does not carry of them."""
    for document in material.documents():
        losses.seen += 1
        ident = document.article.doc_id
        if document.article.published is None:
            losses.lost("published", "the page gives no sound date", ident)
        if document.n_events:
            losses.lost("n_events", _KIND, ident)
        losses.lost("blocks", _KIND, ident)
        losses.lost("sha256", _KIND, ident)
        if not material.asked.text:
            losses.lost("text", "not asked for (--text)", ident)
        yield _work(document, text=material.asked.text)


def _work(document: StoredDocument, *, text: bool) -> Work:
    a = document.article
    year, month, day = _parts(document)
    return Work(
        key=a.doc_id,
        title=plain(a.title) or "(no title)",
        author=plain(a.author),
        publisher=plain(a.publisher),
        year=year,
        month=month,
        day=day,
        url=plain(a.uri),
        language=plain(a.language),
        copy_of=document.copy_of or "",
        text=plain(a.text) if text else "",
    )


def _parts(document: StoredDocument) -> tuple[str, str, str]:
    """Return year, month and day of publication as far as they are known."""
    date = document.article.published
    start, end = (date.start or "", date.end or "") if date else ("", "")
    if not start or not end:
        return (start or end)[:4], "", ""
    year = start[:4] if start[:4] == end[:4] else ""
    month = start[5:7] if start[:7] == end[:7] else ""
    return year, month, start[8:] if start == end else ""
