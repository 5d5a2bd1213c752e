"""GDELT 2.0 mentions: tab-separated without a header, 16 columns, a row a report and pair."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.present.formats import gdelt
from dragoman.present.formats.base import Column, write_tsv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material, Report
from dragoman.present.formats.standard import Act, acts, key, pairs
from dragoman.records import Party

RULES = (
    "The reports of the rows that the format gdelt writes, by the same ids: export both with "
    "the same filters.",
    "Offsets count the Unicode characters of Dragoman's clean text in its own language, where "
    "GDELT's count a text translated into English. Sentences are counted from 1, by line breaks "
    "and full stops.",
    *gdelt.RULES[:3],
)
_EVENTS = "it stands in the events"
_ROOM = "GDELT has no column for it"
LOST = {
    **{k: v for k, v in gdelt.LOST.items() if v == _ROOM},
    "mode": _EVENTS,
    "contexts": _EVENTS,
    "place": _EVENTS,
    "names of parties": _EVENTS,
    "sectors": _EVENTS,
}
_END = re.compile(r"\n+|[.!?؟…]+[»”\"')\]]*\s+(?=[^\W\d_a-zа-я])")

COLUMNS = _columns(
    """
GlobalEventID: of the row of events
EventTimeDate: when the store first held the event, YYYYMMDDHHMMSS in UTC
MentionTimeDate: day of publication, at midnight; empty where it is not known
MentionType: 1 for an address on the web, 2 for any other source
MentionSourceName: publisher
MentionIdentifier: where the page came from
SentenceID: which sentence of the text, counted from 1
Actor1CharOffset: where actor 1 begins in the text; empty if this report does not name it
Actor2CharOffset: likewise
ActionCharOffset: where the word for the act begins
InRawText: 1, since texts are not translated
Confidence: percent
MentionDocLen: characters of the text
MentionDocTone
MentionDocTranslationInfo
Extras
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 16 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a row a report and pair, without a header."""
    return write_tsv(None, _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for act in acts(material, losses, lost=LOST, actor=False):
        for number, (actor, recipient) in enumerate(pairs(act, both_ways=True), 1):
            for report in act.happening.reports:
                yield _row(act, number, actor, recipient, report)


def _row(
    act: Act, number: int, actor: Party | None, recipient: Party | None, report: Report
) -> list[Any]:
    m = report.mention.mention
    article = report.document.article if report.document else None
    uri = article.uri if article else ""
    day = report.published
    return [
        gdelt.event_id(act, number),
        gdelt.added(act),
        f"{day.replace('-', '')}000000" if day else None,
        1 if uri.startswith(("http://", "https://")) else 2,
        article.publisher if article else None,
        uri,
        sentence_number(article.text, m.sentence[0]) if article else None,
        _offset(actor, (*m.actors, *m.recipients)),
        _offset(recipient, (*m.recipients, *m.actors)),
        m.trigger.start,
        1,
        round(100 * m.confidence),
        len(article.text) if article else None,
        None,
        None,
        None,
    ]


def _offset(party: Party | None, named: Sequence[Party]) -> int | None:
    """Return where a report names a party: by all that is known of it, else by its country."""
    if party is None:
        return None
    for same in (key, lambda p: p.id or "", lambda p: p.country or ""):
        wanted = same(party)
        found = next((p.start for p in named if wanted and same(p) == wanted), None)
        if found is not None:
            return found
    return None


def sentence_number(text: str, start: int) -> int:
    """Return which sentence of a text begins at an offset, counted from 1."""
    return 1 + sum(1 for _ in _END.finditer(text, 0, start))
